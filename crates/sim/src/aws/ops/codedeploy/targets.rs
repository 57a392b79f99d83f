//! Deployment targets: for ECS the one service, with its lifecycle events and its task sets; else the instances.

use serde_json::{Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use super::deployments::check_id;
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::codedeploy::{Deployment, Group, Status};
use crate::aws::world::{Refused, Region};

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListDeploymentTargets",
        input: &[
            req("deploymentId", TEXT),
            opt("nextToken", TEXT),
            opt("targetFilters", Type::Any),
        ],
        run: list,
    },
    Operation {
        name: "BatchGetDeploymentTargets",
        input: &[
            req("deploymentId", TEXT),
            req("targetIds", Type::List { of: &TEXT, max: 25 }),
        ],
        run: batch_get,
    },
];

fn started<'a>(region: &'a Region, id: &str) -> Result<(&'a Deployment, &'a Group), Refused> {
    check_id(id)?;
    let deployment = region.deployment(id)?;
    if deployment.started_at.is_none() {
        let message = format!("Deployment {id} has not started");
        return Err(Refused::new("DeploymentNotStartedException", message));
    }
    Ok((
        deployment,
        region.group(&deployment.application, &deployment.group)?,
    ))
}

fn target_ids(group: &Group) -> Vec<String> {
    match group.is_server() {
        true => group.instances.clone(),
        false => vec![format!("{}:{}", group.cluster, group.service)],
    }
}

fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let id = ask.name("deploymentId");
    let filters = ask
        .input
        .get("targetFilters")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    if filters
        .keys()
        .any(|name| name != "TargetStatus" && name != "ServerInstanceLabel")
    {
        return Err(Refused::new(
            "InvalidTargetFilterNameException",
            "The target filter name is invalid.",
        ));
    }
    let (deployment, group) = started(ask.region(), &id)?;
    let status = target_status(deployment);
    let fits = filters
        .get("TargetStatus")
        .and_then(Value::as_array)
        .is_none_or(|some| some.iter().any(|one| one == status));
    let ids = target_ids(group).into_iter().filter(|_| fits);
    let ids = ids.map(|id| json!(id)).collect();
    ask.page("targetIds", ids)
}

fn batch_get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let id = ask.name("deploymentId");
    let asked = ask.list("targetIds");
    if asked.is_empty() {
        return Err(Refused::new(
            "DeploymentTargetIdRequiredException",
            "Deployment target ID is required",
        ));
    }
    let region = ask.region();
    let (deployment, group) = started(region, &id)?;
    let ids = target_ids(group);
    if let Some(unknown) = asked.iter().find(|one| !ids.contains(one)) {
        let message = format!("Deployment target {unknown} does not exist in deployment {id}");
        return Err(Refused::new(
            "DeploymentTargetDoesNotExistException",
            message,
        ));
    }
    let targets: Vec<Value> = asked
        .iter()
        .map(|id| match group.is_server() {
            true => json!({
                "deploymentTargetType": "InstanceTarget",
                "instanceTarget": instance(region, deployment, id),
            }),
            false => json!({
                "deploymentTargetType": "ECSTarget",
                "ecsTarget": view(region, deployment, group, id),
            }),
        })
        .collect();
    Ok(json!({"deploymentTargets": targets}))
}

fn target_status(deployment: &Deployment) -> &'static str {
    match deployment.status {
        Status::Created | Status::Queued => "Pending",
        Status::InProgress => "InProgress",
        Status::Ready => "Ready",
        Status::Succeeded => "Succeeded",
        Status::Failed | Status::Stopped => "Failed",
    }
}

fn instance(region: &Region, deployment: &Deployment, id: &str) -> Value {
    json!({
        "deploymentId": deployment.id,
        "targetId": id,
        "targetArn": region.place.arn("ec2", &format!("instance/{id}")),
        "status": target_status(deployment),
        "lastUpdatedAt": time(deployment.updated_at),
        "lifecycleEvents": [],
    })
}

fn view(region: &Region, deployment: &Deployment, group: &Group, id: &str) -> Value {
    let events: Vec<Value> = deployment
        .events
        .iter()
        .map(|event| {
            set(json!({
                "lifecycleEventName": event.name,
                "status": event.status,
                "startTime": event.started_at.map(time),
                "endTime": event.ended_at.map(time),
            }))
        })
        .collect();
    set(json!({
        "deploymentId": deployment.id,
        "targetId": id,
        "targetArn": region.place.arn("ecs", &format!("service/{}/{}", group.cluster, group.service)),
        "lastUpdatedAt": time(deployment.updated_at),
        "lifecycleEvents": events,
        "status": target_status(deployment),
        "taskSetsInfo": task_sets(region, deployment, group),
    }))
}

fn task_sets(region: &Region, deployment: &Deployment, group: &Group) -> Vec<Value> {
    let Ok(service) = region.service(&group.cluster, &group.service) else {
        return Vec::new();
    };
    service
        .fleets
        .iter()
        .filter_map(|fleet| {
            let green = Some(&fleet.id) == deployment.green.as_ref();
            if !green && Some(&fleet.id) != deployment.blue.as_ref() {
                return None;
            }
            // The name of the first member is CodeDeploy's own spelling.
            Some(json!({
                "identifer": fleet.id,
                "desiredCount": fleet.target,
                "pendingCount": service.pending(&fleet.id),
                "runningCount": service.running(&fleet.id),
                "status": fleet.status,
                "trafficWeight": f64::from(fleet.weight),
                "targetGroup": {"name": fleet.target_group},
                "taskSetLabel": if green { "Green" } else { "Blue" },
            }))
        })
        .collect()
}
