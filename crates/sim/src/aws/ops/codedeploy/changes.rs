//! What changes CodeDeploy: creating, stopping and continuing deployments.

use serde_json::{Value, json};

use super::super::{Ask, Operation};
use super::REVISION;
use super::deployments::check_id;
use crate::aws::wire::shape::{NAME, TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::codedeploy::Order;

const EVENT: Type = Type::OneOf(&ROLLBACK_EVENTS);
const ROLLBACK_EVENTS: [&str; 3] = [
    "DEPLOYMENT_FAILURE",
    "DEPLOYMENT_STOP_ON_ALARM",
    "DEPLOYMENT_STOP_ON_REQUEST",
];
const ROLLBACK: Type = Type::Struct(&[
    opt("enabled", Type::Bool),
    opt("events", Type::List { of: &EVENT, max: 3 }),
]);
const ALARMS: Type = Type::Struct(&[
    opt("enabled", Type::Bool),
    opt("ignorePollAlarmFailure", Type::Bool),
    opt(
        "alarms",
        Type::List {
            of: &Type::Struct(&[opt("name", TEXT)]),
            max: 10,
        },
    ),
]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "CreateDeployment",
        input: &[
            req("applicationName", NAME),
            opt("deploymentGroupName", NAME),
            opt("revision", REVISION),
            opt("deploymentConfigName", NAME),
            opt("description", TEXT),
            opt("ignoreApplicationStopFailures", Type::Bool),
            opt("targetInstances", Type::Any),
            opt("autoRollbackConfiguration", ROLLBACK),
            opt("updateOutdatedInstancesOnly", Type::Bool),
            opt(
                "fileExistsBehavior",
                Type::OneOf(&["DISALLOW", "OVERWRITE", "RETAIN"]),
            ),
            opt("deploymentMode", Type::OneOf(&["STANDARD", "RESTART"])),
            opt("overrideAlarmConfiguration", ALARMS),
            opt("ec2DeploymentOptions", Type::Any),
        ],
        run: create,
    },
    Operation {
        name: "StopDeployment",
        input: &[
            req("deploymentId", TEXT),
            opt("autoRollbackEnabled", Type::Bool),
        ],
        run: stop,
    },
    Operation {
        name: "ContinueDeployment",
        input: &[
            opt("deploymentId", TEXT),
            opt(
                "deploymentWaitType",
                Type::OneOf(&["READY_WAIT", "TERMINATION_WAIT"]),
            ),
        ],
        run: go_on,
    },
];

fn create(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let application = ask.name("applicationName");
    let group = ask
        .text("deploymentGroupName")
        .map(str::to_owned)
        .ok_or_else(|| {
            Refused::new(
                "DeploymentGroupNameRequiredException",
                "Deployment group name is required",
            )
        })?;
    ask.region().group(&application, &group)?;
    let revision = ask
        .input
        .get("revision")
        .ok_or_else(|| Refused::new("RevisionRequiredException", "Revision is required"))?;
    let content = text_of(
        ask.world.region(&ask.caller.account, &ask.caller.region),
        &application,
        revision,
    )?;
    let rollback = ask.input.get("autoRollbackConfiguration").map(|it| {
        let listed = |event: &&str| {
            it["enabled"] == true
                && it["events"]
                    .as_array()
                    .is_some_and(|some| some.iter().any(|one| one == event))
        };
        ROLLBACK_EVENTS.into_iter().filter(listed).collect()
    });
    let order = Order {
        content,
        description: ask.text("description").map(str::to_owned),
        config: ask.text("deploymentConfigName").map(str::to_owned),
        rollback_on: rollback,
        ignore_alarms: ask
            .input
            .get("overrideAlarmConfiguration")
            .is_some_and(|it| it["enabled"] == false),
        ..Order::default()
    };
    let id = ask
        .region()
        .create_deployment(&application, &group, order)?;
    Ok(json!({"deploymentId": id}))
}

/// The AppSpec's text that a revision gives, or names by its digest.
fn text_of(
    region: Option<&crate::aws::world::Region>,
    application: &str,
    revision: &Value,
) -> Result<String, Refused> {
    let invalid = || {
        Refused::new(
            "InvalidRevisionException",
            "The revision was specified in an invalid format.",
        )
    };
    let member = match revision["revisionType"].as_str() {
        Some("AppSpecContent") => &revision["appSpecContent"],
        Some("String") => &revision["string"],
        _ => return Err(invalid()),
    };
    if let Some(content) = member["content"].as_str() {
        return Ok(content.to_owned());
    }
    let sha256 = member["sha256"].as_str().ok_or_else(invalid)?;
    region
        .and_then(|region| region.applications.get(application))
        .and_then(|found| found.revisions.get(sha256))
        .map(|spec| spec.content.clone())
        .ok_or_else(|| {
            Refused::new(
                "RevisionDoesNotExistException",
                "The specified revision does not exist.",
            )
        })
}

fn stop(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let id = ask.name("deploymentId");
    check_id(&id)?;
    let rollback = ask.flag("autoRollbackEnabled");
    let status = ask.region().stop_deployment(&id, rollback)?;
    Ok(
        json!({"status": status, "statusMessage": "No more events will be started for this deployment."}),
    )
}

fn go_on(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let id = ask.name("deploymentId");
    check_id(&id)?;
    let termination = ask.text("deploymentWaitType") == Some("TERMINATION_WAIT");
    ask.region().continue_deployment(&id, termination)?;
    // It has no output: the body is empty.
    Ok(Value::Null)
}
