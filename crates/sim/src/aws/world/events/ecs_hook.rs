//! `ECS Hook State Change`: a deployment of the ECS controller waits for somebody's word, or has it.

use jiff::Timestamp;
use serde_json::json;

use super::{Happening, seconds};
use crate::aws::world::ecs::{HookRun, Service, ServiceDeployment};

/// A PAUSE hook has reached its status. AWS leaves `resources` out here.
pub fn changed(
    service: &Service,
    deployment: &ServiceDeployment,
    run: &HookRun,
    at: Timestamp,
) -> Happening {
    let kind = match run.status {
        "AWAITING_ACTION" | "SUCCEEDED" => "INFO",
        _ => "ERROR",
    };
    let cluster = format!("cluster/{}", service.cluster);
    Happening {
        at,
        source: "aws.ecs",
        detail_type: "ECS Hook State Change",
        resources: None,
        detail: json!({
            "eventType": kind,
            "eventName": format!("HOOK_{}", run.status),
            "hookId": run.id,
            "hookType": "PAUSE",
            "expiresAt": seconds(run.expires_at),
            "lifecycleStage": run.hook.stage.name(),
            "clusterArn": service.place.arn("ecs", &cluster),
            "serviceArn": service.arn,
            "serviceDeploymentArn": deployment.arn,
            "updatedAt": seconds(at),
        }),
    }
}
