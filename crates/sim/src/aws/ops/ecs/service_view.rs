//! A service as DescribeServices and UpdateService show it.

use serde_json::{Map, Value, json};

use super::super::view::{set, time};
use crate::aws::world::Shift;
use crate::aws::world::ecs::{Controller, Fleet, Service, Strategy};

/// The service; `tags` asks for its (no) tags.
pub fn view(service: &Service, tags: bool) -> Value {
    let ecs = service.controller == Controller::Ecs;
    let native = |is: bool| if is { service.fleets.iter() } else { [].iter() };
    let deployments: Vec<Value> = native(ecs)
        .map(|fleet| deployment(service, fleet))
        .collect();
    let sets: Vec<Value> = native(!ecs).map(|fleet| task_set(service, fleet)).collect();
    let events: Vec<Value> = service
        .events
        .iter()
        .map(|event| json!({"id": event.id, "createdAt": time(event.at), "message": event.message}))
        .collect();
    let mut members = Map::new();
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("serviceArn", json!(service.arn));
    put("serviceName", json!(service.name));
    put(
        "clusterArn",
        json!(
            service
                .place
                .arn("ecs", &format!("cluster/{}", service.cluster))
        ),
    );
    put("status", json!("ACTIVE"));
    put("desiredCount", json!(service.desired));
    put(
        "runningCount",
        json!(service.count(|task| task.status.name() == "RUNNING")),
    );
    put("pendingCount", json!(service.count(|task| task.coming())));
    put("launchType", json!("FARGATE"));
    put("platformVersion", json!("LATEST"));
    put("platformFamily", json!("Linux"));
    put("taskDefinition", json!(service.definition));
    put("deploymentConfiguration", configuration(service));
    put(
        "loadBalancers",
        balancers(service, &service.target_groups[0]),
    );
    put("serviceRegistries", json!([]));
    put("deployments", json!(deployments));
    if !ecs {
        put("taskSets", json!(sets));
    }
    put("events", json!(events));
    put("createdAt", time(service.created_at));
    put("placementConstraints", json!([]));
    put("placementStrategy", json!([]));
    put("networkConfiguration", network());
    put("healthCheckGracePeriodSeconds", json!(30));
    put("schedulingStrategy", json!("REPLICA"));
    put(
        "deploymentController",
        json!({"type": controller(service.controller)}),
    );
    put(
        "createdBy",
        json!(format!(
            "arn:aws:iam::{}:role/terraform",
            service.place.account
        )),
    );
    put("enableECSManagedTags", json!(false));
    put("propagateTags", json!("NONE"));
    put("enableExecuteCommand", json!(false));
    if let Some(current) = service.named() {
        put("currentServiceDeployment", json!(current.arn));
    }
    if ecs {
        put("currentServiceRevisions", json!(revisions(service)));
    }
    if tags {
        put("tags", json!([]));
    }
    Value::Object(members)
}

fn revisions(service: &Service) -> Vec<Value> {
    let counted = |fleet: &Fleet| {
        json!({
            "arn": fleet.revision,
            "requestedTaskCount": fleet.target,
            "runningTaskCount": service.running(&fleet.id),
            "pendingTaskCount": service.pending(&fleet.id),
        })
    };
    service.fleets.iter().map(counted).collect()
}

fn controller(controller: Controller) -> &'static str {
    match controller {
        Controller::Ecs => "ECS",
        Controller::CodeDeploy => "CODE_DEPLOY",
        Controller::External => "EXTERNAL",
    }
}

/// `deploymentConfiguration` of a service or a service deployment.
pub fn configuration(service: &Service) -> Value {
    let mut value = json!({"maximumPercent": 200, "minimumHealthyPercent": 100});
    if service.controller != Controller::Ecs {
        return value;
    }
    value["deploymentCircuitBreaker"] =
        json!({"enable": service.breaker.enable, "rollback": service.breaker.rollback});
    if !service.alarms.is_empty() {
        value["alarms"] = json!({"alarmNames": service.alarms, "enable": true, "rollback": true});
    }
    let Strategy::BlueGreen {
        shift,
        bake_minutes,
        hooks,
    } = &service.strategy
    else {
        value["strategy"] = json!("ROLLING");
        return value;
    };
    value["bakeTimeInMinutes"] = json!(bake_minutes);
    match shift {
        Shift::AllAtOnce => value["strategy"] = json!("BLUE_GREEN"),
        Shift::Linear { percent, minutes } => {
            value["strategy"] = json!("LINEAR");
            value["linearConfiguration"] =
                json!({"stepPercent": f64::from(*percent), "stepBakeTimeInMinutes": minutes});
        }
        Shift::Canary { percent, minutes } => {
            value["strategy"] = json!("CANARY");
            value["canaryConfiguration"] =
                json!({"canaryPercent": f64::from(*percent), "canaryBakeTimeInMinutes": minutes});
        }
    }
    let hooks: Vec<Value> = hooks
        .iter()
        .map(|hook| {
            let action = if hook.continue_on_timeout { "CONTINUE" } else { "ROLLBACK" };
            json!({
                "targetType": "PAUSE",
                "lifecycleStages": [hook.stage.name()],
                "timeoutConfiguration": {"timeoutInMinutes": hook.timeout_minutes, "action": action},
            })
        })
        .collect();
    value["lifecycleHooks"] = json!(hooks);
    value
}

fn deployment(service: &Service, fleet: &Fleet) -> Value {
    let mut value = json!({
        "id": fleet.id,
        "status": fleet.status,
        "taskDefinition": fleet.definition,
        "desiredCount": fleet.target,
        "pendingCount": service.pending(&fleet.id),
        "runningCount": service.running(&fleet.id),
        "failedTasks": fleet.failed,
        "createdAt": time(fleet.created_at),
        "updatedAt": time(fleet.updated_at),
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "networkConfiguration": network(),
    });
    if let Some(rollout) = &fleet.rollout {
        value["rolloutState"] = json!(rollout.state);
        value["rolloutStateReason"] = json!(rollout.reason);
    }
    value
}

/// A task set of a service under CodeDeploy.
pub fn task_set(service: &Service, fleet: &Fleet) -> Value {
    let place = format!("{}/{}/{}", service.cluster, service.name, fleet.id);
    let steady = service.running(&fleet.id) == fleet.target;
    set(json!({
        "id": fleet.id,
        "taskSetArn": service.place.arn("ecs", &format!("task-set/{place}")),
        "serviceArn": service.arn,
        "clusterArn": service.place.arn("ecs", &format!("cluster/{}", service.cluster)),
        "startedBy": fleet.external_id.as_ref().map(|_| "CODE_DEPLOY"),
        "externalId": fleet.external_id,
        "status": fleet.status,
        "taskDefinition": fleet.definition,
        "computedDesiredCount": fleet.target,
        "pendingCount": service.pending(&fleet.id),
        "runningCount": service.running(&fleet.id),
        "createdAt": time(fleet.created_at),
        "updatedAt": time(fleet.updated_at),
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "networkConfiguration": network(),
        "loadBalancers": balancers(service, &fleet.target_group),
        "serviceRegistries": [],
        "scale": {"value": if fleet.target == 0 { 0.0 } else { 100.0 }, "unit": "PERCENT"},
        "stabilityStatus": if steady { "STEADY_STATE" } else { "STABILIZING" },
        "stabilityStatusAt": time(fleet.updated_at),
        "tags": [],
    }))
}

/// `loadBalancers` with one target group.
pub fn balancers(service: &Service, group: &str) -> Value {
    let arn = service.place.arn(
        "elasticloadbalancing",
        &format!("targetgroup/{group}/6d0ecf831eec9f09"),
    );
    json!([{"targetGroupArn": arn, "containerName": service.name, "containerPort": 8080}])
}

fn network() -> Value {
    json!({"awsvpcConfiguration": {
        "subnets": ["subnet-0a1b2c3d4e5f60718"],
        "securityGroups": ["sg-0123456789abcdef0"],
        "assignPublicIp": "DISABLED",
    }})
}
