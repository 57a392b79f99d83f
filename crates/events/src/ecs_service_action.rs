//! ECS Service Action: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html>.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};
use domain::names::last_part;
use domain::notice::{About, Trouble};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let name = event.required(&["eventName"], "eventName")?;
    let kind = event.text(&["eventType"]).unwrap_or_default();
    let silence = match name.as_str() {
        "SERVICE_TASK_PLACEMENT_FAILURE"
        | "SERVICE_TASK_START_IMPAIRED"
        | "SERVICE_TASK_CONFIGURATION_FAILURE"
        | "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED"
        | "SERVICE_DISCOVERY_INSTANCE_UNHEALTHY"
        | "VPC_LATTICE_TARGET_UNHEALTHY" => None,
        // AWS tries again by itself, and nobody here can make it faster.
        "ECS_OPERATION_THROTTLED" | "SERVICE_DISCOVERY_OPERATION_THROTTLED" => {
            Some(Silence::Throttled)
        }
        _ if name.starts_with("SERVICE_DEPLOYMENT_") => Some(Silence::Elsewhere),
        "SERVICE_STEADY_STATE"
        | "TASKSET_STEADY_STATE"
        | "CAPACITY_PROVIDER_STEADY_STATE"
        | "SERVICE_DESIRED_COUNT_UPDATED"
        | "TASKS_STOPPED" => Some(Silence::Steady),
        // Names that AWS adds: how bad it is they say themselves.
        _ if kind == "WARN" || kind == "ERROR" => None,
        _ if kind == "INFO" => Some(Silence::Steady),
        _ => Some(Silence::NewState),
    };
    match silence {
        Some(silence) => Ok(Means::Nothing(silence)),
        None => Ok(Means::Alone(vec![
            event.notice(About::Trouble(trouble(event, name)?)),
        ])),
    }
}

fn trouble(event: &Envelope<'_>, name: String) -> Result<Trouble, Undecodable> {
    let (cluster, service) = event
        .resources()
        .find_map(|arn| arn.split_once(":service/"))
        .map(|(_, path)| path.rsplit_once('/').unwrap_or(("", path)))
        .ok_or(Undecodable::Missing("service in its resources"))?;
    // The old form of a service's ARN names no cluster.
    let said = event.text(&["clusterArn"]);
    let cluster = said.as_deref().map_or(cluster, last_part);
    Ok(Trouble {
        cluster: cluster.to_owned(),
        service: service.to_owned(),
        name,
        reason: event.text(&["reason"]),
    })
}
