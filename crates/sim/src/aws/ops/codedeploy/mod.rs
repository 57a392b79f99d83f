//! CodeDeploy: its operations.

mod changes;
mod deployments;
mod groups;
mod targets;

use serde_json::{Value, json};

use super::Operation;
use crate::aws::wire::shape::{TEXT, Type, opt};
use crate::aws::world::codedeploy::Group;

/// All operations offered.
pub const TABLES: [&[Operation]; 4] = [
    groups::OPERATIONS,
    deployments::OPERATIONS,
    targets::OPERATIONS,
    changes::OPERATIONS,
];

const HASHED: Type = Type::Struct(&[opt("content", TEXT), opt("sha256", TEXT)]);

/// `RevisionLocation`.
const REVISION: Type = Type::Struct(&[
    opt(
        "revisionType",
        Type::OneOf(&["S3", "GitHub", "String", "AppSpecContent"]),
    ),
    opt("s3Location", Type::Any),
    opt("gitHubLocation", Type::Any),
    opt("string", HASHED),
    opt("appSpecContent", HASHED),
]);

/// A revision of a group as deployments and groups show it: never with its text.
fn revision(group: &Group, name: &str) -> Value {
    match group.is_server() {
        true => json!({
            "revisionType": "S3",
            "s3Location": {"bucket": "releases", "key": name, "bundleType": "zip"},
        }),
        false => {
            json!({"revisionType": "AppSpecContent", "appSpecContent": {"content": null, "sha256": name}})
        }
    }
}

/// `computePlatform` of a group.
fn platform(group: &Group) -> &'static str {
    match group.is_server() {
        true => "Server",
        false => "ECS",
    }
}

/// `deploymentStyle` of a group.
fn style(group: &Group) -> Value {
    match group.is_server() {
        true => {
            json!({"deploymentType": "IN_PLACE", "deploymentOption": "WITHOUT_TRAFFIC_CONTROL"})
        }
        false => {
            json!({"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"})
        }
    }
}
