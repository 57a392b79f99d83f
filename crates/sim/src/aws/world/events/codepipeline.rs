//! `CodePipeline … Execution State Change`: executions, their stages and their actions.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Happening, millis};
use crate::aws::world::ids::Ids;
use crate::aws::world::pipeline::{Action, ActionRun, Execution, Pipeline, StageRun, Status};

/// How a number is written: documentation and real payloads of several years have all three.
#[derive(Debug, Clone, Copy)]
enum Number {
    Float,
    Integer,
    Text,
}

impl Number {
    fn write(self, number: u32) -> Value {
        match self {
            Self::Float => json!(f64::from(number)),
            Self::Integer => json!(number),
            Self::Text => json!(number.to_string()),
        }
    }
}

/// The execution has reached its status.
pub fn pipeline(pipeline: &Pipeline, execution: &Execution, ids: &mut Ids) -> Happening {
    let resumed = execution.attempt > 1;
    let mut detail = common(pipeline, execution, state(execution.status, resumed), ids);
    detail.insert("start-time".into(), json!(millis(execution.started_at)));
    let trigger = &execution.trigger;
    detail.insert(
        "execution-trigger".into(),
        json!({"trigger-type": trigger.kind, "trigger-detail": trigger.detail}),
    );
    if let Some(reason) = &execution.stop_reason {
        detail.insert("stop-execution-comments".into(), json!(reason));
    }
    let what = "CodePipeline Pipeline Execution State Change";
    happening(pipeline, what, detail, execution.updated_at)
}

/// The stage has reached its status.
pub fn stage(
    pipeline: &Pipeline,
    execution: &Execution,
    stage: &StageRun,
    ids: &mut Ids,
) -> Happening {
    let resumed = stage.retried_at.is_some();
    let mut detail = common(pipeline, execution, state(stage.status, resumed), ids);
    detail.insert("stage".into(), json!(stage.name));
    detail.insert("start-time".into(), json!(millis(execution.started_at)));
    if let Some(at) = stage.retried_at {
        detail.insert("stage-last-retry-attempt-time".into(), json!(millis(at)));
    }
    let what = "CodePipeline Stage Execution State Change";
    happening(pipeline, what, detail, execution.updated_at)
}

/// The attempt at an action has reached its status. What it made and what it is called elsewhere are told only when
/// it has ended.
pub fn action(
    pipeline: &Pipeline,
    execution: &Execution,
    stage: &StageRun,
    (declared, run): (&Action, &ActionRun),
    ids: &mut Ids,
) -> Happening {
    let mut detail = common(pipeline, execution, state(run.status, false), ids);
    // An action's event may come without the pipeline's version; the others never do.
    if ids.pick([false, false, false, true]) {
        detail.remove("version");
    }
    let version = ids.pick([Number::Text, Number::Integer]);
    detail.extend([
        ("stage".to_owned(), json!(stage.name)),
        ("action".to_owned(), json!(run.name)),
        ("action-execution-id".to_owned(), json!(run.id)),
        ("start-time".to_owned(), json!(millis(run.started_at))),
        (
            "type".to_owned(),
            json!({
                "owner": "AWS",
                "provider": declared.provider,
                "category": declared.category,
                "version": version.write(1),
            }),
        ),
    ]);
    let artifacts = |name| json!([artifact(pipeline, name, execution)]);
    if run.status == Status::InProgress {
        if let Some(name) = declared.input {
            detail.insert("input-artifacts".into(), artifacts(name));
        }
    } else {
        let home = pipeline.arn.split(':').nth(3);
        let region = declared.region.as_deref().or(home);
        detail.insert("region".into(), json!(region));
        detail.extend(result(declared, run, &execution.change.commit));
    }
    if let Some(name) = declared.output.filter(|_| run.status == Status::Succeeded) {
        detail.insert("output-artifacts".into(), artifacts(name));
    }
    let what = "CodePipeline Action Execution State Change";
    happening(pipeline, what, detail, run.updated_at)
}

fn common(
    pipeline: &Pipeline,
    execution: &Execution,
    state: &str,
    ids: &mut Ids,
) -> Map<String, Value> {
    let version = ids.pick([Number::Float, Number::Float, Number::Integer, Number::Text]);
    let attempt = ids.pick([Number::Float, Number::Float, Number::Integer]);
    Map::from_iter([
        ("pipeline".to_owned(), json!(pipeline.name)),
        ("execution-id".to_owned(), json!(execution.id)),
        ("state".to_owned(), json!(state)),
        ("version".to_owned(), version.write(execution.version)),
        (
            "pipeline-execution-attempt".to_owned(),
            attempt.write(execution.attempt),
        ),
    ])
}

fn happening(
    pipeline: &Pipeline,
    detail_type: &'static str,
    detail: Map<String, Value>,
    at: Timestamp,
) -> Happening {
    Happening {
        at,
        source: "aws.codepipeline",
        detail_type,
        resources: Some(vec![pipeline.arn.clone()]),
        detail: Value::Object(detail),
    }
}

fn state(status: Status, resumed: bool) -> &'static str {
    match status {
        Status::InProgress if resumed => "RESUMED",
        Status::InProgress => "STARTED",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed => "FAILED",
        Status::Stopping => "STOPPING",
        Status::Stopped => "STOPPED",
        Status::Superseded => "SUPERSEDED",
        Status::Abandoned => "ABANDONED",
    }
}

/// `execution-result`. An approval has none: rejected and timed out look the same (AWS documentation).
fn result(declared: &Action, run: &ActionRun, commit: &String) -> Option<(String, Value)> {
    let id = match declared.category {
        "Approval" => return None,
        "Source" => Some(commit),
        _ => run.external_id.as_ref(),
    };
    let mut result = Map::new();
    let members = [
        ("external-execution-id", id),
        ("external-execution-url", run.external_url.as_ref()),
        ("external-execution-summary", run.summary.as_ref()),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            result.insert(name.to_owned(), json!(value));
        }
    }
    if let Some((code, _)) = &run.error {
        result.insert("error-code".to_owned(), json!(code));
    }
    Some(("execution-result".to_owned(), Value::Object(result)))
}

fn artifact(pipeline: &Pipeline, name: &str, execution: &Execution) -> Value {
    let short = |text: &str, length| text.chars().take(length).collect::<String>();
    let key = format!(
        "{}/{}/{}",
        short(&pipeline.name, 20),
        short(name, 10),
        short(&execution.change.commit, 7)
    );
    let region = pipeline.arn.split(':').nth(3).unwrap_or_default();
    let bucket = format!("codepipeline-{region}-artifacts");
    json!({"name": name, "s3location": {"bucket": bucket, "key": key}})
}
