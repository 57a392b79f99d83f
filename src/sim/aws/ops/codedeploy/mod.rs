//! CodeDeploy: its operations.

mod changes;
mod deployments;
mod groups;
mod targets;

use serde_json::{Value, json};

use super::Operation;
use crate::sim::aws::wire::shape::{TEXT, Type, opt};

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

/// A revision as deployments and groups show it: never with its text.
fn revision(sha256: &str) -> Value {
    json!({"revisionType": "AppSpecContent", "appSpecContent": {"content": null, "sha256": sha256}})
}
