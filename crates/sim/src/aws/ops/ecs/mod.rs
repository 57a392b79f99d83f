//! ECS: its operations, and how it reads names.

mod changes;
mod clusters;
mod deployments;
mod service_view;
mod services;
mod tasks;

use serde_json::{Value, json};

use super::{Ask, Operation};
use crate::aws::world::ecs::{Cluster, Service};
use crate::aws::world::{Refused, Region};

/// All operations offered.
pub const TABLES: [&[Operation]; 5] = [
    clusters::OPERATIONS,
    services::OPERATIONS,
    tasks::OPERATIONS,
    deployments::OPERATIONS,
    changes::OPERATIONS,
];

/// `maxResults` of a list; what is out of range is refused.
const MAX_RESULTS: super::super::wire::shape::Type =
    super::super::wire::shape::Type::Int { min: 1, max: 100 };

/// A name that a client gave as a name or as an ARN: its last part.
///
/// # Errors
/// `InvalidParameterException` where the ARN is of another account or region.
fn short(region: &Region, kind: &str, given: &str) -> Result<String, Refused> {
    if !given.starts_with("arn:") {
        return Ok(given.to_owned());
    }
    let prefix = region.place.arn("ecs", &format!("{kind}/"));
    let rest = given.strip_prefix(&prefix).ok_or_else(|| {
        let message = format!(
            "Invalid identifier: Identifier is for a resource outside account {} and region {}.",
            region.place.account, region.place.region
        );
        Refused::new("InvalidParameterException", message)
    })?;
    Ok(rest.rsplit('/').next().unwrap_or(rest).to_owned())
}

/// The cluster that an input names; `default` if it names none.
fn cluster<'a>(ask: &'a mut Ask<'_>) -> Result<&'a Cluster, Refused> {
    let given = ask.text("cluster").unwrap_or("default").to_owned();
    let region = ask.region();
    let name = short(region, "cluster", &given)?;
    region
        .clusters
        .get(&name)
        .ok_or_else(|| Refused::new("ClusterNotFoundException", "Cluster not found."))
}

/// The service that an input names, in the cluster it names.
fn service<'a>(ask: &'a mut Ask<'_>, member: &str) -> Result<&'a Service, Refused> {
    let given = ask.name(member);
    let cluster_name = cluster(ask)?.name.clone();
    let region = ask.region();
    let name = short(region, "service", &given)?;
    region.service(&cluster_name, &name)
}

/// All services of a region.
fn all_services(region: &Region) -> impl Iterator<Item = &Service> {
    region
        .clusters
        .values()
        .flat_map(|cluster| cluster.services.values())
}

/// An entry of `failures`.
fn missing(arn: &str) -> Value {
    json!({"arn": arn, "reason": "MISSING"})
}
