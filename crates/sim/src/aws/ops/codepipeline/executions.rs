//! Executions of pipelines and of their actions.

use serde_json::{Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use super::pipelines::{action_type, configuration};
use super::{HUNDRED, TOKEN};
use crate::aws::wire::shape::{NAME, TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::pipeline::{Action, ActionRun, Execution, Pipeline, Status};

const STAGE: Type = Type::Struct(&[opt("stageName", NAME)]);
const SUCCEEDED: Type = Type::Struct(&[opt("succeededInStage", STAGE)]);
const LATEST: Type = Type::Struct(&[
    req("pipelineExecutionId", TEXT),
    req("startTimeRange", Type::OneOf(&["Latest", "All"])),
]);
const OF: Type = Type::Struct(&[
    opt("pipelineExecutionId", TEXT),
    opt("latestInPipelineExecution", LATEST),
]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "GetPipelineExecution",
        input: &[req("pipelineName", NAME), req("pipelineExecutionId", TEXT)],
        run: get,
    },
    Operation {
        name: "ListPipelineExecutions",
        input: &[
            req("pipelineName", NAME),
            opt("maxResults", HUNDRED),
            opt("filter", SUCCEEDED),
            opt("nextToken", TOKEN),
        ],
        run: list,
    },
    Operation {
        name: "ListActionExecutions",
        input: &[
            req("pipelineName", NAME),
            opt("filter", OF),
            opt("maxResults", HUNDRED),
            opt("nextToken", TOKEN),
        ],
        run: list_actions,
    },
];

fn not_found(pipeline: &str, id: &str) -> Refused {
    let message = format!("Could not find pipeline execution with id {id} of pipeline {pipeline}");
    Refused::new("PipelineExecutionNotFoundException", message)
}

fn source(pipeline: &Pipeline) -> Option<&Action> {
    pipeline.stages.first()?.actions.first()
}

fn summary(execution: &Execution) -> String {
    format!(
        "{{\"ProviderType\":\"CodeCommit\",\"CommitMessage\":{}}}",
        json!(execution.change.message)
    )
}

fn get(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, id) = (ask.name("pipelineName"), ask.name("pipelineExecutionId"));
    let pipeline = ask.region().pipeline(&name)?;
    let one = pipeline
        .execution(&id)
        .ok_or_else(|| not_found(&name, &id))?;
    // The revision is known once the source stage is through.
    let known = one
        .stages
        .first()
        .is_some_and(|stage| stage.status == Status::Succeeded);
    let revisions: Vec<Value> = source(pipeline)
        .filter(|_| known)
        .map(|action| {
            json!({
                "name": action.output,
                "revisionId": one.change.commit,
                "revisionSummary": one.change.message,
                "revisionUrl": format!("https://console.aws.amazon.com/codesuite/codecommit/repositories/{}/commit/{}", action.setting("RepositoryName"), one.change.commit),
            })
        })
        .into_iter()
        .collect();
    Ok(json!({"pipelineExecution": {
        "pipelineName": name,
        "pipelineVersion": one.version,
        "pipelineExecutionId": one.id,
        "status": one.status.name(),
        "artifactRevisions": revisions,
        "variables": [],
        "trigger": {"triggerType": one.trigger.kind, "triggerDetail": one.trigger.detail},
        "executionMode": pipeline.mode.name(),
        "executionType": "STANDARD",
    }}))
}

fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("pipelineName");
    let stage = ask
        .input
        .get("filter")
        .and_then(|it| it["succeededInStage"]["stageName"].as_str())
        .map(str::to_owned);
    let pipeline = ask.region().pipeline(&name)?;
    let fits = |one: &&Execution| {
        stage.as_ref().is_none_or(|stage| {
            one.stages
                .iter()
                .any(|run| run.name == *stage && run.status == Status::Succeeded)
        })
    };
    let view = |one: &Execution| {
        let known = one
            .stages
            .first()
            .is_some_and(|stage| stage.status == Status::Succeeded);
        let revisions: Vec<Value> = source(pipeline)
            .filter(|_| known)
            .map(|action| json!({"actionName": action.name, "revisionId": one.change.commit, "revisionSummary": summary(one)}))
            .into_iter()
            .collect();
        set(json!({
            "pipelineExecutionId": one.id,
            "status": one.status.name(),
            "startTime": time(one.started_at),
            "lastUpdateTime": time(one.updated_at),
            "sourceRevisions": revisions,
            "trigger": {"triggerType": one.trigger.kind, "triggerDetail": one.trigger.detail},
            "stopTrigger": one.stop_reason.as_ref().map(|reason| json!({"reason": reason})),
            "executionMode": pipeline.mode.name(),
            "executionType": "STANDARD",
        }))
    };
    let found = pipeline
        .executions
        .iter()
        .rev()
        .filter(fits)
        .map(view)
        .collect();
    ask.page("pipelineExecutionSummaries", found)
}

fn list_actions(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("pipelineName");
    let filter = ask.input.get("filter").cloned().unwrap_or_default();
    let only = filter["pipelineExecutionId"]
        .as_str()
        .or(filter["latestInPipelineExecution"]["pipelineExecutionId"].as_str());
    let pipeline = ask.region().pipeline(&name)?;
    if let Some(id) = only {
        pipeline.execution(id).ok_or_else(|| not_found(&name, id))?;
    }
    let mut runs: Vec<(&Execution, &str, &ActionRun)> = pipeline
        .executions
        .iter()
        .filter(|one| only.is_none_or(|only| one.id == only))
        .flat_map(|one| {
            one.stages.iter().flat_map(move |stage| {
                stage
                    .actions
                    .iter()
                    .map(move |run| (one, stage.name.as_str(), run))
            })
        })
        .collect();
    // Newest first; of two that began at once, the later of the pipeline.
    runs.reverse();
    runs.sort_by_key(|(.., run)| std::cmp::Reverse(run.started_at));
    let found = runs
        .into_iter()
        .map(|(one, stage, run)| detail(pipeline, one, stage, run))
        .collect();
    ask.page("actionExecutionDetails", found)
}

fn detail(pipeline: &Pipeline, one: &Execution, stage: &str, run: &ActionRun) -> Value {
    let declared = pipeline
        .stage(stage)
        .and_then(|it| it.actions.iter().find(|action| action.name == run.name));
    let artifact = |name: Option<&str>| {
        let location = |name| json!({"name": name, "s3location": {"bucket": "codepipeline-artifacts", "key": format!("{}/{name}/{}", pipeline.name, &one.id[..8])}});
        name.map(location).into_iter().collect::<Vec<_>>()
    };
    // An approval's token stands here as its external id (botocore's model of PutApprovalResult).
    let external = match run.status {
        Status::InProgress => run.token.as_ref(),
        _ => run.external_id.as_ref().or(run.token.as_ref()),
    };
    // Until an attempt has ended only the state of its pipeline need say what it makes.
    let has_ended = run.status != Status::InProgress;
    let result = set(json!({
        "externalExecutionId": external,
        "externalExecutionSummary": run.summary,
        "externalExecutionUrl": run.external_url.as_ref().filter(|_| has_ended),
        "errorDetails": run.error.as_ref().map(|(code, message)| set(json!({"code": code, "message": message}))),
    }));
    let input = declared.map(|action| {
        let home = pipeline.arn.split(':').nth(3);
        set(json!({
            "actionTypeId": action_type(action),
            "configuration": configuration(action),
            "resolvedConfiguration": configuration(action),
            "roleArn": action.role,
            "region": action.region.as_deref().or(home),
            "inputArtifacts": artifact(action.input),
        }))
    });
    set(json!({
        "pipelineExecutionId": one.id,
        "actionExecutionId": run.id,
        "pipelineVersion": one.version,
        "stageName": stage,
        "actionName": run.name,
        "startTime": time(run.started_at),
        "lastUpdateTime": time(run.updated_at),
        "updatedBy": run.updated_by,
        "status": run.status.name(),
        "input": input,
        "output": {
            "outputArtifacts": artifact(declared.and_then(|action| action.output).filter(|_| run.status == Status::Succeeded)),
            "executionResult": result,
            "outputVariables": {},
        },
    }))
}
