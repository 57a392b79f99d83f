//! Applications, deployment groups, revisions and configurations.

use serde_json::{Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use super::{REVISION, platform, revision, style};
use crate::aws::wire::shape::{NAME, TEXT, opt, req};
use crate::aws::world::codedeploy::{Deployment, Group, digest};
use crate::aws::world::{Refused, Region, Shift};

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListApplications",
        input: &[opt("nextToken", TEXT)],
        run: list_applications,
    },
    Operation {
        name: "ListDeploymentGroups",
        input: &[req("applicationName", NAME), opt("nextToken", TEXT)],
        run: list_groups,
    },
    Operation {
        name: "GetDeploymentGroup",
        input: &[
            req("applicationName", NAME),
            req("deploymentGroupName", NAME),
        ],
        run: get_group,
    },
    Operation {
        name: "GetApplicationRevision",
        input: &[req("applicationName", NAME), req("revision", REVISION)],
        run: get_revision,
    },
    Operation {
        name: "GetDeploymentConfig",
        input: &[req("deploymentConfigName", NAME)],
        run: get_config,
    },
];

fn list_applications(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let names = ask
        .region()
        .applications
        .keys()
        .map(|name| json!(name))
        .collect();
    ask.page("applications", names)
}

fn list_groups(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("applicationName");
    let found = ask
        .region()
        .applications
        .get(&name)
        .ok_or_else(|| no_application(&name))?;
    let groups = found.groups.keys().map(|name| json!(name)).collect();
    let mut output = ask.page("deploymentGroups", groups)?;
    output["applicationName"] = json!(name);
    Ok(output)
}

fn no_application(name: &str) -> Refused {
    Refused::new(
        "ApplicationDoesNotExistException",
        format!("No application found for name: {name}"),
    )
}

fn get_group(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (application, group) = (ask.name("applicationName"), ask.name("deploymentGroupName"));
    let region = ask.region();
    let found = region.group(&application, &group)?;
    Ok(json!({"deploymentGroupInfo": view(region, &application, found)}))
}

fn view(region: &Region, application: &str, group: &Group) -> Value {
    let successful = region.successful(application, &group.name);
    let attempted = region
        .deployments
        .iter()
        .rev()
        .find(|one| one.application == application && one.group == group.name);
    let alarms: Vec<Value> = group
        .alarms
        .iter()
        .map(|name| json!({"name": name}))
        .collect();
    let is_ecs = !group.is_server();
    set(json!({
        "applicationName": application,
        "deploymentGroupId": group.id,
        "deploymentGroupName": group.name,
        "deploymentConfigName": group.config,
        "ec2TagFilters": [],
        "onPremisesInstanceTagFilters": [],
        "autoScalingGroups": [],
        "serviceRoleArn": group.role,
        "targetRevision": successful.map(|one| revision(group, &one.revision)),
        "triggerConfigurations": [],
        "alarmConfiguration": {"enabled": !alarms.is_empty(), "ignorePollAlarmFailure": false, "alarms": alarms},
        "autoRollbackConfiguration": {"enabled": !group.rollback_on.is_empty(), "events": group.rollback_on},
        "deploymentStyle": style(group),
        "outdatedInstancesStrategy": "UPDATE",
        "blueGreenDeploymentConfiguration": is_ecs.then(|| blue_green(group)),
        "loadBalancerInfo": is_ecs.then(|| balancer(group)),
        "lastSuccessfulDeployment": successful.map(last),
        "lastAttemptedDeployment": attempted.map(last),
        "computePlatform": platform(group),
        "ecsServices": is_ecs.then(|| json!([{"serviceName": group.service, "clusterName": group.cluster}])),
        "terminationHookEnabled": false,
    }))
}

/// `blueGreenDeploymentConfiguration` of a group.
pub fn blue_green(group: &Group) -> Value {
    let ready = match group.ready_wait {
        None => json!({"actionOnTimeout": "CONTINUE_DEPLOYMENT", "waitTimeInMinutes": 0}),
        Some(wait) => json!({
            "actionOnTimeout": if wait.stop_on_timeout { "STOP_DEPLOYMENT" } else { "CONTINUE_DEPLOYMENT" },
            "waitTimeInMinutes": wait.minutes,
        }),
    };
    json!({
        "terminateBlueInstancesOnDeploymentSuccess": {
            "action": "TERMINATE",
            "terminationWaitTimeInMinutes": group.termination_minutes,
        },
        "deploymentReadyOption": ready,
    })
}

/// `loadBalancerInfo` of a group.
pub fn balancer(group: &Group) -> Value {
    json!({"targetGroupPairInfoList": [{
        "targetGroups": [{"name": group.target_groups[0]}, {"name": group.target_groups[1]}],
        "prodTrafficRoute": {"listenerArns": [group.listener]},
    }]})
}

fn last(one: &Deployment) -> Value {
    set(json!({
        "deploymentId": one.id,
        "status": one.status.name(),
        "createTime": time(one.created_at),
        "endTime": one.completed_at.map(time),
    }))
}

fn get_revision(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("applicationName");
    let wanted = sha256(ask.input.get("revision").unwrap_or(&Value::Null)).ok_or_else(|| {
        Refused::new(
            "InvalidRevisionException",
            "The revision was specified in an invalid format.",
        )
    })?;
    let found = ask
        .region()
        .applications
        .get(&name)
        .ok_or_else(|| no_application(&name))?;
    let spec = found.revisions.get(&wanted).ok_or_else(|| {
        Refused::new(
            "RevisionDoesNotExistException",
            "The specified revision does not exist.",
        )
    })?;
    Ok(json!({
        "applicationName": name,
        "revision": {
            "revisionType": "AppSpecContent",
            "appSpecContent": {"content": spec.content, "sha256": spec.sha256},
        },
        "revisionInfo": {
            "description": "Application revision registered by Deployment",
            "deploymentGroups": spec.groups,
            "firstUsedTime": time(spec.registered_at),
            "lastUsedTime": time(spec.used_at),
            "registerTime": time(spec.registered_at),
        },
    }))
}

/// The SHA-256 that a revision of an AppSpec's text names or has.
fn sha256(revision: &Value) -> Option<String> {
    let member = match revision["revisionType"].as_str()? {
        "AppSpecContent" => &revision["appSpecContent"],
        "String" => &revision["string"],
        _ => return None,
    };
    let named = member["sha256"].as_str().map(str::to_owned);
    named.or_else(|| member["content"].as_str().map(digest))
}

fn get_config(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("deploymentConfigName");
    let shift = Shift::of_config(&name).ok_or_else(|| {
        let message = format!("No deployment configuration found for name: {name}");
        Refused::new("DeploymentConfigDoesNotExistException", message)
    })?;
    let routing = match shift {
        Shift::AllAtOnce => json!({"type": "AllAtOnce"}),
        Shift::Linear { percent, minutes } => json!({
            "type": "TimeBasedLinear",
            "timeBasedLinear": {"linearPercentage": percent, "linearInterval": minutes},
        }),
        Shift::Canary { percent, minutes } => json!({
            "type": "TimeBasedCanary",
            "timeBasedCanary": {"canaryPercentage": percent, "canaryInterval": minutes},
        }),
    };
    Ok(json!({"deploymentConfigInfo": {
        "deploymentConfigId": "00000000-0000-0000-0000-000000000000",
        "deploymentConfigName": name,
        "createTime": 1_543_363_200,
        "computePlatform": "ECS",
        "trafficRoutingConfig": routing,
    }}))
}
