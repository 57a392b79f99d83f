//! `ECS Service Action`: what the scheduler says of a service, whoever deploys it.

use jiff::Timestamp;
use serde_json::json;

use super::{Happening, millis};
use crate::aws::world::ecs::Service;

/// What the scheduler says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saying {
    SteadyState,
    /// Tasks fail to start again and again.
    TaskStartImpaired,
    /// No capacity.
    TaskPlacementFailure,
}

/// The scheduler says something of a service.
pub fn said(service: &Service, saying: Saying, at: Timestamp) -> Happening {
    let (kind, name) = match saying {
        Saying::SteadyState => ("INFO", "SERVICE_STEADY_STATE"),
        Saying::TaskStartImpaired => ("WARN", "SERVICE_TASK_START_IMPAIRED"),
        Saying::TaskPlacementFailure => ("ERROR", "SERVICE_TASK_PLACEMENT_FAILURE"),
    };
    let cluster = format!("cluster/{}", service.cluster);
    let mut detail = json!({
        "eventType": kind,
        "eventName": name,
        "clusterArn": service.place.arn("ecs", &cluster),
        "createdAt": millis(at),
    });
    if saying == Saying::TaskPlacementFailure {
        detail["reason"] = json!("RESOURCE:FARGATE");
    }
    Happening {
        at,
        source: "aws.ecs",
        detail_type: "ECS Service Action",
        resources: Some(vec![service.arn.clone()]),
        detail,
    }
}
