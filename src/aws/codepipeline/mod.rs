//! CodePipeline: how the stages of each pipeline stand, and which approvals wait.

mod definition;
mod history;

use std::collections::HashMap;

use aws_sdk_codepipeline::operation::get_pipeline_state::GetPipelineStateOutput;
use aws_sdk_codepipeline::types as sdk;
use tokio::time::{Instant, timeout_at};

pub(super) use self::definition::{Definition, Deploys, configured, definition};
pub(super) use self::history::{actions, actions_of, execution, executions, is_category};
use super::batch::{AT_ONCE, Batched, at_once, until_error};
use super::convert::time;
use super::fleet::Clients;
use super::why::why;
use domain::look::Why;
use domain::names::Environment;
use domain::pipeline::{Approval, Pipeline, Stage, StageState};

/// The pipelines that `is_ours` picks, as far as they are known at `until`, and why some are missing.
pub(super) async fn pipelines(
    clients: &Clients,
    environment: &Environment,
    is_ours: impl Fn(&str) -> bool,
    until: Instant,
) -> (Vec<Pipeline>, Vec<Why>) {
    let Ok((listed, unlisted)) = timeout_at(until, listed(clients)).await else {
        return (Vec::new(), vec![Why::Silent]);
    };
    let ours = listed
        .into_iter()
        .filter(|summary| summary.name().is_some_and(&is_ours));
    let answers: Vec<_> = at_once(AT_ONCE, ours, async |summary| {
        let read = pipeline(clients, environment, &summary);
        timeout_at(until, read).await.unwrap_or(Err(Why::Silent))
    })
    .await;
    let mut pipelines = Vec::new();
    let mut missed: Vec<_> = unlisted.into_iter().collect();
    for answer in answers {
        match answer {
            Ok(pipeline) => pipelines.push(pipeline),
            Err(why) => missed.push(why),
        }
    }
    pipelines.sort_by(|one, other| one.name.cmp(&other.name));
    (pipelines, missed)
}

/// Every pipeline of the account and region, and why some could not be listed.
pub(super) async fn listed(clients: &Clients) -> Batched<sdk::PipelineSummary> {
    let pages = clients
        .codepipeline
        .list_pipelines()
        .into_paginator()
        .items()
        .send();
    until_error(pages, |error| why("codepipeline:ListPipelines", &error)).await
}

/// How the stages of a pipeline stand: of each only the latest execution.
pub(super) async fn state(
    clients: &Clients,
    pipeline: &str,
) -> Result<GetPipelineStateOutput, Why> {
    let state = clients.codepipeline.get_pipeline_state().name(pipeline);
    let state = state.send().await;
    state.map_err(|error| why("codepipeline:GetPipelineState", &error))
}

/// What the latest attempts of a pipeline's actions have made elsewhere, by the attempt's id: the history of executions
/// need not name it before the attempt has ended.
pub(super) async fn making(
    clients: &Clients,
    pipeline: &str,
) -> Result<HashMap<String, String>, Why> {
    let state = state(clients, pipeline).await?;
    let actions = state
        .stage_states()
        .iter()
        .flat_map(sdk::StageState::action_states);
    let latest = actions.filter_map(sdk::ActionState::latest_execution);
    let made = latest.filter_map(|attempt| {
        let external = attempt.external_execution_id()?;
        Some((
            attempt.action_execution_id()?.to_owned(),
            external.to_owned(),
        ))
    });
    Ok(made.collect())
}

async fn pipeline(
    clients: &Clients,
    environment: &Environment,
    summary: &sdk::PipelineSummary,
) -> Result<Pipeline, Why> {
    let name = summary.name().unwrap_or_default();
    let state = state(clients, name).await?;
    let approvals = match summary.execution_mode().map(|mode| mode.as_str()) {
        Some("PARALLEL") => parallel_approvals(clients, name).await?,
        _ => state.stage_states().iter().flat_map(approvals).collect(),
    };
    Ok(Pipeline {
        environment: environment.name.clone(),
        name: name.to_owned(),
        region: environment.region.clone(),
        stages: state.stage_states().iter().map(stage).collect(),
        approvals,
    })
}

fn stage(stage: &sdk::StageState) -> Stage {
    let state = stage
        .latest_execution()
        .map_or(StageState::Other, |execution| {
            StageState::from_aws(execution.status().as_str())
        });
    let latest = stage
        .action_states()
        .iter()
        .filter_map(|action| action.latest_execution());
    let failed = latest.clone().find(|action| {
        action
            .status()
            .is_some_and(|status| status.as_str() == "Failed")
    });
    Stage {
        name: stage.stage_name().unwrap_or_default().to_owned(),
        state,
        execution: stage
            .latest_execution()
            .map(|execution| execution.pipeline_execution_id().to_owned()),
        at: latest
            .filter_map(|action| action.last_status_change().and_then(time))
            .max(),
        reason: failed.and_then(|action| {
            let details = action.error_details().and_then(|details| details.message());
            details.or(action.summary()).map(str::to_owned)
        }),
    }
}

/// The approvals of a stage that wait. Only an approval has a token.
fn approvals(stage: &sdk::StageState) -> impl Iterator<Item = Approval> {
    stage.action_states().iter().filter_map(|action| {
        let latest = action.latest_execution()?;
        let waits = latest
            .status()
            .is_some_and(|status| status.as_str() == "InProgress");
        (waits && latest.token().is_some()).then(|| Approval {
            stage: stage.stage_name().unwrap_or_default().to_owned(),
            action: action.action_name().unwrap_or_default().to_owned(),
            since: latest.last_status_change().and_then(time),
            execution: stage
                .latest_execution()
                .map(|execution| execution.pipeline_execution_id().to_owned()),
            attempt: latest.action_execution_id().map(str::to_owned),
        })
    })
}

/// GetPipelineState shows no token where executions run in parallel; the action executions do.
///
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html>
async fn parallel_approvals(clients: &Clients, pipeline: &str) -> Result<Vec<Approval>, Why> {
    let newest = actions(clients, pipeline).await?;
    Ok(newest
        .iter()
        .filter(|detail| {
            let status = detail.status().map(|status| status.as_str());
            is_category(detail, "Approval") && status == Some("InProgress")
        })
        .map(|detail| Approval {
            stage: detail.stage_name().unwrap_or_default().to_owned(),
            action: detail.action_name().unwrap_or_default().to_owned(),
            since: detail.start_time().and_then(time),
            execution: detail.pipeline_execution_id().map(str::to_owned),
            attempt: detail.action_execution_id().map(str::to_owned),
        })
        .collect())
}
