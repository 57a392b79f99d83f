//! Service deployments and service revisions of the ECS controller.

use serde_json::{Value, json};

use super::super::view::{maybe, set, time};
use super::super::{Ask, Operation};
use super::service_view::{balancers, configuration};
use super::{MAX_RESULTS, all_services, missing, service};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::ecs::{Controller, HookRun, Revision, Service, ServiceDeployment, State};

const STATUS: Type = Type::OneOf(&[
    "PENDING",
    "SUCCESSFUL",
    "STOPPED",
    "STOP_REQUESTED",
    "IN_PROGRESS",
    "ROLLBACK_REQUESTED",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_SUCCESSFUL",
    "ROLLBACK_FAILED",
]);
/// `Type::Number` because times are epoch seconds.
const RANGE: Type = Type::Struct(&[opt("before", Type::Number), opt("after", Type::Number)]);
const TWENTY: Type = Type::List { of: &TEXT, max: 20 };

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListServiceDeployments",
        input: &[
            req("service", TEXT),
            opt("cluster", TEXT),
            opt(
                "status",
                Type::List {
                    of: &STATUS,
                    max: 9,
                },
            ),
            opt("createdAt", RANGE),
            opt("nextToken", TEXT),
            opt("maxResults", MAX_RESULTS),
        ],
        run: list,
    },
    Operation {
        name: "DescribeServiceDeployments",
        input: &[req("serviceDeploymentArns", TWENTY)],
        run: describe,
    },
    Operation {
        name: "DescribeServiceRevisions",
        input: &[req("serviceRevisionArns", TWENTY)],
        run: describe_revisions,
    },
];

fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let states = ask.list("status");
    let bound = |name: &str| {
        ask.input
            .get("createdAt")
            .and_then(|range| range.get(name))
            .and_then(Value::as_f64)
    };
    let (before, after) = (bound("before"), bound("after"));
    let service = service(ask, "service")?;
    if service.controller != Controller::Ecs {
        let message = "Service deployments are only available for services with the ECS deployment controller.";
        return Err(Refused::new("UnsupportedFeatureException", message));
    }
    let fits = |one: &&ServiceDeployment| {
        let created = one.created_at.as_millisecond() as f64 / 1000.0;
        (states.is_empty() || states.iter().any(|it| it == one.state.name()))
            && before.is_none_or(|before| created < before)
            && after.is_none_or(|after| created > after)
    };
    let brief = |one: &ServiceDeployment| {
        set(json!({
            "serviceDeploymentArn": one.arn,
            "serviceArn": service.arn,
            "clusterArn": service.place.arn("ecs", &format!("cluster/{}", service.cluster)),
            "targetServiceRevisionArn": one.target,
            "status": one.state.name(),
            "statusReason": one.reason,
            "createdAt": time(one.created_at),
            "startedAt": maybe(one.started_at),
            "finishedAt": maybe(one.finished_at),
        }))
    };
    let found = service
        .history
        .iter()
        .rev()
        .filter(fits)
        .map(brief)
        .collect();
    ask.page("serviceDeployments", found)
}

fn describe(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = ask.list("serviceDeploymentArns");
    let region = ask.region();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in asked {
        let one = all_services(region).find_map(|service| {
            Some((service, service.history.iter().find(|one| one.arn == arn)?))
        });
        match one {
            Some((service, one)) => found.push(view(service, one)),
            None => failures.push(missing(&arn)),
        }
    }
    Ok(json!({"serviceDeployments": found, "failures": failures}))
}

fn view(service: &Service, one: &ServiceDeployment) -> Value {
    let sources: Vec<Value> = one
        .source
        .iter()
        .zip(&one.previous)
        .map(|(revision, fleet)| counted(service, revision, fleet))
        .collect();
    let hooks: Vec<Value> = one.hooks.iter().map(hook).collect();
    let breaker = match (service.breaker.enable, one.state) {
        (false, _) => "DISABLED",
        (true, _) if one.failures >= service.threshold() => "TRIGGERED",
        (true, State::Pending | State::InProgress) => "MONITORING",
        (true, _) => "MONITORING_COMPLETE",
    };
    let alarms = match (
        service.alarms.is_empty(),
        one.alarms.is_empty(),
        one.state.is_final(),
    ) {
        (true, ..) => "DISABLED",
        (_, false, _) => "TRIGGERED",
        (_, _, true) => "MONITORING_COMPLETE",
        _ => "MONITORING",
    };
    let rollback = one.rollback.as_ref().map(|back| {
        json!({"reason": back.reason, "startedAt": time(back.started_at), "serviceRevisionArn": back.revision})
    });
    set(json!({
        "serviceDeploymentArn": one.arn,
        "serviceArn": service.arn,
        "clusterArn": service.place.arn("ecs", &format!("cluster/{}", service.cluster)),
        "createdAt": time(one.created_at),
        "startedAt": maybe(one.started_at),
        "finishedAt": maybe(one.finished_at),
        "stoppedAt": maybe(one.stopped_at),
        "updatedAt": time(one.updated_at),
        "sourceServiceRevisions": sources,
        "targetServiceRevision": counted(service, &one.target, &one.fleet),
        "status": one.state.name(),
        "statusReason": one.reason,
        "lifecycleStage": one.stage.filter(|_| !one.state.is_final()).map(|stage| stage.name()),
        "lifecycleHookDetails": if hooks.is_empty() { Value::Null } else { json!(hooks) },
        "deploymentConfiguration": configuration(service),
        "rollback": rollback,
        "deploymentCircuitBreaker": {"status": breaker, "failureCount": one.failures, "threshold": service.threshold()},
        "alarms": {"status": alarms, "alarmNames": service.alarms, "triggeredAlarmNames": one.alarms},
    }))
}

fn counted(service: &Service, revision: &str, fleet: &str) -> Value {
    let found = service.fleet(fleet);
    json!({
        "arn": revision,
        "requestedTaskCount": found.map_or(0, |fleet| fleet.target),
        "runningTaskCount": service.running(fleet),
        "pendingTaskCount": service.pending(fleet),
        "requestedTestTrafficWeight": found.map_or(0.0, |fleet| f64::from(fleet.test_weight)),
        "requestedProductionTrafficWeight": found.map_or(0.0, |fleet| f64::from(fleet.weight)),
    })
}

fn hook(run: &HookRun) -> Value {
    json!({
        "hookId": run.id,
        "targetType": "PAUSE",
        "status": run.status,
        "expiresAt": time(run.expires_at),
        "timeoutAction": if run.hook.continue_on_timeout { "CONTINUE" } else { "ROLLBACK" },
    })
}

fn describe_revisions(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = ask.list("serviceRevisionArns");
    let region = ask.region();
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for arn in asked {
        let one = all_services(region).find_map(|service| {
            Some((
                service,
                service.revisions.iter().find(|one| one.arn == arn)?,
            ))
        });
        match one {
            Some((service, one)) => found.push(revision(service, one)),
            None => failures.push(missing(&arn)),
        }
    }
    Ok(json!({"serviceRevisions": found, "failures": failures}))
}

fn revision(service: &Service, one: &Revision) -> Value {
    json!({
        "serviceRevisionArn": one.arn,
        "serviceArn": service.arn,
        "clusterArn": service.place.arn("ecs", &format!("cluster/{}", service.cluster)),
        "taskDefinition": one.definition,
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "loadBalancers": balancers(service, &service.target_groups[0]),
        "containerImages": [{"containerName": one.container, "image": one.image}],
        "guardDutyEnabled": false,
        "createdAt": time(one.created_at),
    })
}
