//! Pipelines and how they are declared.

use serde_json::{Map, Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use super::TOKEN;
use crate::aws::wire::shape::{NAME, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::pipeline::{Action, Pipeline};

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListPipelines",
        input: &[
            opt("nextToken", TOKEN),
            opt("maxResults", Type::Int { min: 1, max: 1000 }),
        ],
        run: list,
    },
    Operation {
        name: "GetPipeline",
        input: &[
            req("name", NAME),
            opt(
                "version",
                Type::Int {
                    min: 1,
                    max: i64::MAX,
                },
            ),
        ],
        run: get,
    },
];

fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let view = |one: &Pipeline| {
        json!({
            "name": one.name,
            "version": one.version,
            "pipelineType": "V2",
            "executionMode": one.mode.name(),
            "created": time(one.created_at),
            "updated": time(one.updated_at),
        })
    };
    let found = ask.region().pipelines.values().map(view).collect();
    ask.page("pipelines", found)
}

fn get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("name");
    let version = ask.input.get("version").and_then(Value::as_u64);
    let one = ask.region().pipeline(&name)?;
    if version.is_some_and(|version| version != u64::from(one.version)) {
        let message = format!("Pipeline {name} does not have the version asked for");
        return Err(Refused::new("PipelineVersionNotFoundException", message));
    }
    let bucket = format!(
        "codepipeline-{}",
        one.role.split(':').nth(4).unwrap_or_default()
    );
    let stages: Vec<Value> = one
        .stages
        .iter()
        .map(|stage| json!({"name": stage.name, "actions": stage.actions.iter().zip(1..).map(action).collect::<Vec<_>>()}))
        .collect();
    Ok(json!({
        "pipeline": {
            "name": one.name,
            "roleArn": one.role,
            "artifactStore": {"type": "S3", "location": bucket},
            "stages": stages,
            "version": one.version,
            "executionMode": one.mode.name(),
            "pipelineType": "V2",
        },
        "metadata": {"pipelineArn": one.arn, "created": time(one.created_at), "updated": time(one.updated_at)},
    }))
}

/// `actionTypeId` of an action.
pub fn action_type(action: &Action) -> Value {
    json!({"category": action.category, "owner": "AWS", "provider": action.provider, "version": "1"})
}

/// `configuration` of an action.
pub fn configuration(action: &Action) -> Value {
    Value::Object(
        action
            .configuration
            .iter()
            .map(|(key, value)| (key.clone(), json!(value)))
            .collect::<Map<_, _>>(),
    )
}

fn action((action, order): (&Action, i32)) -> Value {
    let named = |name: Option<&str>| {
        name.map(|name| json!({"name": name}))
            .into_iter()
            .collect::<Vec<_>>()
    };
    set(json!({
        "name": action.name,
        "actionTypeId": action_type(action),
        "runOrder": order,
        "configuration": configuration(action),
        "roleArn": action.role,
        "region": action.region,
        "inputArtifacts": named(action.input),
        "outputArtifacts": named(action.output),
        "timeoutInMinutes": action.timeout_minutes,
    }))
}
