//! `ECS Deployment State Change`: the deployments of the ECS controller, rollbacks among them.

use jiff::Timestamp;
use serde_json::json;

use super::{Happening, millis};

/// What became of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    InProgress,
    Completed,
    /// Only where a circuit breaker or an alarm watches the deployment (AWS documentation).
    Failed,
}

impl Change {
    fn name(self) -> &'static str {
        match self {
            Self::InProgress => "SERVICE_DEPLOYMENT_IN_PROGRESS",
            Self::Completed => "SERVICE_DEPLOYMENT_COMPLETED",
            Self::Failed => "SERVICE_DEPLOYMENT_FAILED",
        }
    }
}

/// A change of the deployment `id` (`ecs-svc/` and digits) of the service with this ARN. That it is a rollback shows
/// in `reason` only.
pub fn changed(service: &str, id: &str, change: Change, reason: &str, at: Timestamp) -> Happening {
    let kind = match change {
        Change::Failed => "ERROR",
        _ => "INFO",
    };
    Happening {
        at,
        source: "aws.ecs",
        detail_type: "ECS Deployment State Change",
        resources: Some(vec![service.to_owned()]),
        detail: json!({
            "eventType": kind,
            "eventName": change.name(),
            "deploymentId": id,
            "updatedAt": millis(at),
            "reason": reason,
        }),
    }
}
