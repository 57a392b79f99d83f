//! GetPipelineState: what every stage and every action last did.

use serde_json::{Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use crate::aws::wire::shape::{NAME, req};
use crate::aws::world::Refused;
use crate::aws::world::pipeline::{
    Action, ActionRun, Execution, Mode, Pipeline, Stage, StageRun, Status,
};

pub const OPERATIONS: &[Operation] = &[Operation {
    name: "GetPipelineState",
    input: &[req("name", NAME)],
    run: get,
}];

fn get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("name");
    let one = ask.region().pipeline(&name)?;
    let stages: Vec<Value> = one
        .stages
        .iter()
        .map(|declared| stage(one, declared))
        .collect();
    Ok(json!({
        "pipelineName": one.name,
        "pipelineVersion": one.version,
        "stageStates": stages,
        "created": time(one.created_at),
        "updated": time(one.updated_at),
    }))
}

fn stage(pipeline: &Pipeline, declared: &Stage) -> Value {
    let latest = pipeline
        .executions
        .iter()
        .rev()
        .find_map(|one| Some((one, entered(one, &declared.name)?)));
    let inbound = pipeline
        .executions
        .iter()
        .rev()
        .filter(|one| one.inbound(pipeline) == Some(&declared.name));
    let inbound: Vec<Value> = inbound
        .map(|one| execution(&one.id, "InProgress"))
        .collect();
    let actions: Vec<Value> = declared
        .actions
        .iter()
        .map(|one| action(pipeline, declared, one))
        .collect();
    set(json!({
        "stageName": declared.name,
        "inboundExecution": inbound.first(),
        "inboundExecutions": inbound,
        "inboundTransitionState": {"enabled": true},
        "actionStates": actions,
        "latestExecution": latest.map(|(one, run)| execution(&one.id, run.status.name())),
    }))
}

fn execution(id: &str, status: &str) -> Value {
    json!({"pipelineExecutionId": id, "status": status, "type": "STANDARD"})
}

fn entered<'a>(execution: &'a Execution, stage: &str) -> Option<&'a StageRun> {
    execution.stages.iter().find(|run| run.name == stage)
}

/// The state of an action: of an earlier execution, until the latest one has come to it.
fn action(pipeline: &Pipeline, stage: &Stage, declared: &Action) -> Value {
    let latest = pipeline.executions.iter().rev().find_map(|one| {
        let run = entered(one, &stage.name)?
            .actions
            .iter()
            .rev()
            .find(|run| run.name == declared.name)?;
        Some((one, run))
    });
    let revision = latest.filter(|_| declared.category == "Source").map(|(one, run)| {
        json!({"revisionId": one.change.commit, "revisionChangeId": "main", "created": time(run.updated_at)})
    });
    set(json!({
        "actionName": declared.name,
        "currentRevision": revision,
        "latestExecution": latest.map(|(_, run)| run_view(run, declared, pipeline.mode)),
        "entityUrl": (declared.category != "Approval").then(|| format!("https://console.aws.amazon.com/{}/home#/view", declared.provider.to_lowercase())),
    }))
}

fn run_view(run: &ActionRun, declared: &Action, mode: Mode) -> Value {
    // A pipeline in PARALLEL mode does not show its tokens here (botocore's model of PutApprovalResult).
    let token = run
        .token
        .as_ref()
        .filter(|_| run.status == Status::InProgress && mode != Mode::Parallel);
    let summary = match (declared.category, run.status, &run.summary) {
        ("Approval", Status::InProgress, _) => None,
        (_, _, summary) => summary.clone(),
    };
    set(json!({
        "actionExecutionId": run.id,
        "status": run.status.name(),
        "summary": summary,
        "lastStatusChange": time(run.updated_at),
        "token": token,
        "lastUpdatedBy": run.updated_by,
        "externalExecutionId": run.external_id,
        "externalExecutionUrl": run.external_url,
        "errorDetails": run.error.as_ref().map(|(code, message)| set(json!({"code": code, "message": message}))),
    }))
}
