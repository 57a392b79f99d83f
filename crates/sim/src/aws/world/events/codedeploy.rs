//! `CodeDeploy Deployment State-change Notification`: deployments, those that roll back among them.

use jiff::Timestamp;
use serde_json::json;

use super::Happening;
use crate::aws::world::codedeploy::{Deployment, Group, Status};
use crate::aws::world::ids::Ids;
use crate::aws::world::place::Place;

/// A deployment has reached its status. Nothing tells of one that is created or queued.
pub fn changed(
    place: &Place,
    group: &Group,
    deployment: &Deployment,
    at: Timestamp,
    ids: &mut Ids,
) -> Option<Happening> {
    let state = match deployment.status {
        Status::Created | Status::Queued => return None,
        Status::InProgress => "START",
        Status::Ready => "READY",
        Status::Succeeded => "SUCCESS",
        Status::Failed => "FAILURE",
        Status::Stopped => "STOP",
    };
    let (application, name) = (&deployment.application, &deployment.group);
    let mut resources = vec![
        place.arn("codedeploy", &format!("application:{application}")),
        place.arn(
            "codedeploy",
            &format!("deploymentgroup:{application}/{name}"),
        ),
    ];
    // Both orders are seen in real accounts.
    if ids.pick([false, true]) {
        resources.reverse();
    }
    Some(Happening {
        at,
        source: "aws.codedeploy",
        detail_type: "CodeDeploy Deployment State-change Notification",
        resources: Some(resources),
        detail: json!({
            "instanceGroupId": group.id,
            "region": place.region,
            "application": application,
            "deploymentId": deployment.id,
            "state": state,
            "deploymentGroup": name,
        }),
    })
}
