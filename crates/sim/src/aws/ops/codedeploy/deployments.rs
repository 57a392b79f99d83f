//! CodeDeploy deployments, as they are listed and described.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::view::{maybe, set, time};
use super::super::{Ask, Operation};
use super::groups::{balancer, blue_green};
use super::{platform, revision, style};
use crate::aws::wire::shape::{NAME, TEXT, Type, opt, req};
use crate::aws::world::codedeploy::{Deployment, Phase};
use crate::aws::world::{Refused, Region};

const STATUS: Type = Type::OneOf(&[
    "Created",
    "Queued",
    "InProgress",
    "Baking",
    "Succeeded",
    "Failed",
    "Stopped",
    "Ready",
]);
const RANGE: Type = Type::Struct(&[opt("start", Type::Number), opt("end", Type::Number)]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListDeployments",
        input: &[
            opt("applicationName", NAME),
            opt("deploymentGroupName", NAME),
            opt("externalId", TEXT),
            opt(
                "includeOnlyStatuses",
                Type::List {
                    of: &STATUS,
                    max: 8,
                },
            ),
            opt("createTimeRange", RANGE),
            opt("nextToken", TEXT),
        ],
        run: list,
    },
    Operation {
        name: "GetDeployment",
        input: &[req("deploymentId", TEXT)],
        run: get,
    },
    Operation {
        name: "BatchGetDeployments",
        input: &[req("deploymentIds", Type::List { of: &TEXT, max: 25 })],
        run: batch_get,
    },
];

/// Refuses what cannot be a deployment's id.
pub fn check_id(id: &str) -> Result<(), Refused> {
    if id.is_empty() {
        return Err(Refused::new(
            "DeploymentIdRequiredException",
            "Deployment ID is required",
        ));
    }
    let rest = id.strip_prefix("d-").unwrap_or_default();
    if rest.len() == 9
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        return Ok(());
    }
    Err(Refused::new(
        "InvalidDeploymentIdException",
        format!("Specified deployment ID is in an invalid format: {id}"),
    ))
}

fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let application = ask.text("applicationName").map(str::to_owned);
    let group = ask.text("deploymentGroupName").map(str::to_owned);
    let states = ask.list("includeOnlyStatuses");
    let bound = |name: &str| {
        ask.input
            .get("createTimeRange")
            .and_then(|range| range.get(name))
            .and_then(Value::as_f64)
    };
    let (start, end) = (bound("start"), bound("end"));
    if start.zip(end).is_some_and(|(start, end)| start > end) {
        return Err(Refused::new(
            "InvalidTimeRangeException",
            "The start time is after the end time.",
        ));
    }
    if ask.text("externalId").is_some() && application.is_some() {
        let message = "An external ID cannot be given with an application name.";
        return Err(Refused::new("InvalidExternalIdException", message));
    }
    let external = ask.text("externalId").is_some();
    let region = ask.region();
    match (&application, &group) {
        (Some(application), Some(group)) => {
            region.group(application, group)?;
        }
        (None, None) => {}
        (None, Some(_)) => {
            return Err(Refused::new(
                "ApplicationNameRequiredException",
                "Application name is required",
            ));
        }
        (Some(_), None) => {
            return Err(Refused::new(
                "DeploymentGroupNameRequiredException",
                "Deployment group name is required",
            ));
        }
    }
    let created = |at: Timestamp| at.as_millisecond() as f64 / 1000.0;
    let ids = region
        .deployments
        .iter()
        .rev()
        .filter(|one| {
            application.as_ref().is_none_or(|it| one.application == *it)
                && group.as_ref().is_none_or(|it| one.group == *it)
        })
        .filter(|one| states.is_empty() || states.iter().any(|it| it == one.status.name()))
        .filter(|one| {
            start.is_none_or(|it| created(one.created_at) >= it)
                && end.is_none_or(|it| created(one.created_at) <= it)
        })
        // None of these deployments was made by CloudFormation, so none has an external id.
        .filter(|_| !external)
        .map(|one| json!(one.id))
        .collect();
    ask.page("deployments", ids)
}

fn get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let id = ask.name("deploymentId");
    check_id(&id)?;
    let region = ask.region();
    Ok(json!({"deploymentInfo": view(region, region.deployment(&id)?)}))
}

fn batch_get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let ids = ask.list("deploymentIds");
    if ids.is_empty() {
        return Err(Refused::new(
            "DeploymentIdRequiredException",
            "Deployment ID is required",
        ));
    }
    ids.iter().try_for_each(|id| check_id(id))?;
    let region = ask.region();
    // What does not exist is left out; there is no list of failures here.
    let found: Vec<Value> = ids
        .iter()
        .filter_map(|id| region.deployment(id).ok())
        .map(|one| view(region, one))
        .collect();
    Ok(json!({"deploymentsInfo": found}))
}

fn view(region: &Region, one: &Deployment) -> Value {
    let group = region.group(&one.application, &one.group).ok();
    let ecs = group.filter(|group| !group.is_server());
    let targets = group.map_or(1, |group| group.instances.len().max(1));
    let mut value = set(json!({
        "applicationName": one.application,
        "deploymentGroupName": one.group,
        "deploymentConfigName": one.config,
        "deploymentId": one.id,
        "previousRevision": group.zip(one.previous_revision.as_deref()).map(|(group, name)| revision(group, name)),
        "revision": group.map(|group| revision(group, &one.revision)),
        "status": one.status.name(),
        "errorInformation": one.problem.as_ref().map(|it| json!({"code": it.code, "message": it.message})),
        "createTime": time(one.created_at),
        "startTime": maybe(one.started_at),
        "completeTime": maybe(one.completed_at),
        "description": one.description,
        "creator": one.creator,
        "ignoreApplicationStopFailures": false,
        "autoRollbackConfiguration": {"enabled": !one.rollback_on.is_empty(), "events": one.rollback_on},
        "updateOutdatedInstancesOnly": false,
        "rollbackInfo": one.rollback.as_ref().map(|it| set(json!({
            "rollbackDeploymentId": it.deployment,
            "rollbackTriggeringDeploymentId": it.triggering,
            "rollbackMessage": it.message,
        }))),
        "deploymentStyle": group.map(style),
        "instanceTerminationWaitTimeStarted": one.phase == Phase::Termination,
        "blueGreenDeploymentConfiguration": ecs.map(blue_green),
        "loadBalancerInfo": ecs.map(balancer),
        "fileExistsBehavior": "DISALLOW",
        "deploymentStatusMessages": [],
        "computePlatform": group.map(platform),
        "overrideAlarmConfiguration": one.ignore_alarms.then(|| json!({"enabled": false, "ignorePollAlarmFailure": false, "alarms": []})),
    }));
    // It is null while the deployment runs.
    value["deploymentOverview"] = match one.status.is_final() {
        false => Value::Null,
        true => {
            let succeeded = match one.status.name() {
                "Succeeded" => targets,
                _ => 0,
            };
            json!({"Pending": 0, "InProgress": 0, "Succeeded": succeeded, "Failed": targets - succeeded, "Skipped": 0, "Ready": 0})
        }
    };
    value
}
