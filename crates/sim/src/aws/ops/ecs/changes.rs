//! What changes ECS: UpdateService, and stopping or continuing a service deployment.

use serde_json::{Value, json};

use super::super::{Ask, Operation};
use super::service;
use super::service_view::view;
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::ecs::{Breaker, Controller, Hook, Stage, Strategy};
use crate::aws::world::{Refused, Region};

const BREAKER: Type = Type::Struct(&[
    req("enable", Type::Bool),
    req("rollback", Type::Bool),
    opt("resetOnHealthyTask", Type::Bool),
    opt("thresholdConfiguration", Type::Any),
]);
const HOOK: Type = Type::Struct(&[
    opt("targetType", Type::OneOf(&["AWS_LAMBDA", "PAUSE"])),
    opt("hookTargetArn", TEXT),
    opt("roleArn", TEXT),
    opt("lifecycleStages", Type::List { of: &STAGE, max: 8 }),
    opt("hookDetails", Type::Any),
    opt("timeoutConfiguration", TIMEOUT),
]);
const STAGE: Type = Type::OneOf(&[
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
]);
const TIMEOUT: Type = Type::Struct(&[
    opt(
        "timeoutInMinutes",
        Type::Int {
            min: 1,
            max: 20_160,
        },
    ),
    opt("action", Type::OneOf(&["ROLLBACK", "CONTINUE"])),
]);
const CONFIGURATION: Type = Type::Struct(&[
    opt("deploymentCircuitBreaker", BREAKER),
    opt("maximumPercent", COUNT),
    opt("minimumHealthyPercent", COUNT),
    opt("alarms", Type::Any),
    opt(
        "strategy",
        Type::OneOf(&["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"]),
    ),
    opt("bakeTimeInMinutes", COUNT),
    opt(
        "lifecycleHooks",
        Type::List {
            of: &HOOK,
            max: 100,
        },
    ),
    opt("linearConfiguration", Type::Any),
    opt("canaryConfiguration", Type::Any),
    opt("earlySuccessCriteria", Type::Any),
]);
const COUNT: Type = Type::Int {
    min: 0,
    max: 1_000_000,
};

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "UpdateService",
        input: &[
            opt("cluster", TEXT),
            req("service", TEXT),
            opt("desiredCount", COUNT),
            opt("taskDefinition", TEXT),
            opt("capacityProviderStrategy", Type::Any),
            opt("deploymentConfiguration", CONFIGURATION),
            opt(
                "availabilityZoneRebalancing",
                Type::OneOf(&["ENABLED", "DISABLED"]),
            ),
            opt("networkConfiguration", Type::Any),
            opt("placementConstraints", Type::Any),
            opt("placementStrategy", Type::Any),
            opt("platformVersion", TEXT),
            opt("forceNewDeployment", Type::Bool),
            opt("healthCheckGracePeriodSeconds", COUNT),
            opt("deploymentController", Type::Any),
            opt("enableExecuteCommand", Type::Bool),
            opt("enableECSManagedTags", Type::Bool),
            opt("loadBalancers", Type::Any),
            opt(
                "propagateTags",
                Type::OneOf(&["TASK_DEFINITION", "SERVICE", "NONE"]),
            ),
            opt("serviceRegistries", Type::Any),
            opt("serviceConnectConfiguration", Type::Any),
            opt("volumeConfigurations", Type::Any),
            opt("vpcLatticeConfigurations", Type::Any),
            opt("gatewayConnectors", Type::Any),
            opt("monitoring", Type::Any),
        ],
        run: update_service,
    },
    Operation {
        name: "StopServiceDeployment",
        input: &[
            req("serviceDeploymentArn", TEXT),
            opt("stopType", Type::OneOf(&["ABORT", "ROLLBACK"])),
        ],
        run: stop_deployment,
    },
    Operation {
        name: "ContinueServiceDeployment",
        input: &[
            req("serviceDeploymentArn", TEXT),
            req("hookId", TEXT),
            opt("action", Type::OneOf(&["ROLLBACK", "CONTINUE"])),
        ],
        run: continue_deployment,
    },
];

/// How long a pause lasts that does not say: the longest that AWS allows, two weeks.
const PAUSE_MINUTES: u32 = 20_160;

/// What UpdateService may not change under CodeDeploy (AWS documentation).
const NOT_UNDER_CODEDEPLOY: [&str; 6] = [
    "taskDefinition",
    "networkConfiguration",
    "platformVersion",
    "loadBalancers",
    "forceNewDeployment",
    "capacityProviderStrategy",
];

fn update_service(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = service(ask, "service")?;
    let (name, cluster, controller) = (asked.name.clone(), asked.cluster.clone(), asked.controller);
    let running = asked.definition.clone();
    if controller != Controller::Ecs
        && NOT_UNDER_CODEDEPLOY
            .iter()
            .any(|member| ask.input.contains_key(*member))
    {
        let message = "Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.";
        return Err(Refused::new("InvalidParameterException", message));
    }
    let desired = ask.input.get("desiredCount").and_then(Value::as_u64);
    let desired = desired.and_then(|count| u32::try_from(count).ok());
    let breaker = ask
        .input
        .get("deploymentConfiguration")
        .and_then(|it| it.get("deploymentCircuitBreaker"));
    let breaker = breaker.map(|it| Breaker {
        enable: it["enable"] == true,
        rollback: it["rollback"] == true,
    });
    let hooks = ask
        .input
        .get("deploymentConfiguration")
        .and_then(|it| it.get("lifecycleHooks"))
        .map(pauses);
    let definition = match (ask.text("taskDefinition"), ask.flag("forceNewDeployment")) {
        (Some(definition), _) => Some(definition.to_owned()),
        (None, Some(true)) => Some(running.clone()),
        _ => None,
    };
    let forced = ask.flag("forceNewDeployment") == Some(true);
    let region = ask.region();
    let definition = match definition {
        Some(given) => Some(
            region
                .definitions
                .find(&given)
                .map(|it| it.arn.clone())
                .ok_or_else(|| Refused::new("ClientException", "TaskDefinition not found."))?,
        ),
        None => None,
    };
    let now = region.now;
    let found = region.service_mut(&cluster, &name)?;
    if let Some(breaker) = breaker {
        found.breaker = breaker;
    }
    if let (Some(new), Strategy::BlueGreen { hooks, .. }) = (hooks, &mut found.strategy) {
        *hooks = new;
    }
    if let Some(desired) = desired {
        found.scale(desired, now);
    }
    // The task definition that it has already is no change.
    if let Some(definition) = definition.filter(|it| forced || *it != running) {
        region.update_service(&cluster, &name, &definition)?;
    }
    Ok(json!({"service": view(region.service(&cluster, &name)?, false)}))
}

/// The pauses of these lifecycle hooks, one for each stage; no function is ever called here.
fn pauses(hooks: &Value) -> Vec<Hook> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let pause = |hook: &Value, stage: &Value| {
        let timeout = &hook["timeoutConfiguration"];
        let minutes = timeout["timeoutInMinutes"].as_u64();
        Some(Hook {
            stage: Stage::named(stage.as_str()?)?,
            timeout_minutes: minutes
                .and_then(|it| u32::try_from(it).ok())
                .unwrap_or(PAUSE_MINUTES),
            continue_on_timeout: timeout["action"] == "CONTINUE",
        })
    };
    list(hooks)
        .iter()
        .filter(|hook| hook["targetType"] == "PAUSE")
        .flat_map(|hook| {
            let stages = list(&hook["lifecycleStages"]);
            let pauses: Vec<Hook> = stages.iter().filter_map(|it| pause(hook, it)).collect();
            pauses
        })
        .collect()
}

/// The cluster and the service in a service deployment's ARN.
fn owner(region: &Region, arn: &str) -> Result<(String, String), Refused> {
    let prefix = region.place.arn("ecs", "service-deployment/");
    let mut parts = arn.strip_prefix(&prefix).unwrap_or_default().split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(cluster), Some(service), Some(_)) => Ok((cluster.to_owned(), service.to_owned())),
        _ => Err(Refused::new(
            "InvalidParameterException",
            "Invalid service deployment ARN.",
        )),
    }
}

fn unknown(refused: Refused) -> Refused {
    let missing =
        ["ClusterNotFoundException", "ServiceNotFoundException"].contains(&refused.code.as_str());
    if missing {
        return Refused::new(
            "ServiceDeploymentNotFoundException",
            "Service deployment not found.",
        );
    }
    refused
}

fn stop_deployment(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let arn = ask.name("serviceDeploymentArn");
    let abort = ask.text("stopType") == Some("ABORT");
    let region = ask.region();
    let (cluster, service) = owner(region, &arn)?;
    let now = region.now;
    region
        .service_mut(&cluster, &service)
        .map_err(unknown)?
        .stop_deployment(&arn, abort, now)?;
    Ok(json!({"serviceDeploymentArn": arn}))
}

fn continue_deployment(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let arn = ask.name("serviceDeploymentArn");
    let hook = ask.name("hookId");
    let rollback = ask.text("action") == Some("ROLLBACK");
    let region = ask.region();
    let (cluster, service) = owner(region, &arn)?;
    let now = region.now;
    region
        .service_mut(&cluster, &service)
        .map_err(unknown)?
        .continue_deployment(&arn, &hook, rollback, now)?;
    Ok(json!({"serviceDeploymentArn": arn}))
}
