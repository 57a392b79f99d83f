//! The executions of a pipeline and of its actions, as CodePipeline remembers them for twelve months.

use aws_sdk_codepipeline::types as sdk;

use crate::aws::batch::{Batched, until_error};
use crate::aws::fleet::Clients;
use crate::aws::why::why;
use domain::look::Why;

/// The most that one page holds:
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ListActionExecutions.html>.
const PAGE: i32 = 100;

/// The newest hundred executions of a pipeline, the newest first.
pub(in crate::aws) async fn executions(
    clients: &Clients,
    pipeline: &str,
) -> Result<Vec<sdk::PipelineExecutionSummary>, Why> {
    let newest = clients
        .codepipeline
        .list_pipeline_executions()
        .pipeline_name(pipeline)
        .max_results(PAGE)
        .send()
        .await
        .map_err(|error| why("codepipeline:ListPipelineExecutions", &error))?;
    Ok(newest.pipeline_execution_summaries.unwrap_or_default())
}

/// One execution, however old; it says less than the list does.
pub(in crate::aws) async fn execution(
    clients: &Clients,
    pipeline: &str,
    id: &str,
) -> Result<sdk::PipelineExecution, Why> {
    let answer = clients
        .codepipeline
        .get_pipeline_execution()
        .pipeline_name(pipeline)
        .pipeline_execution_id(id)
        .send()
        .await
        .map_err(|error| why("codepipeline:GetPipelineExecution", &error))?;
    answer
        .pipeline_execution
        .ok_or_else(|| Why::Failed("an execution without a word".to_owned()))
}

/// The newest hundred attempts of a pipeline's actions, of whichever execution.
pub(in crate::aws) async fn actions(
    clients: &Clients,
    pipeline: &str,
) -> Result<Vec<sdk::ActionExecutionDetail>, Why> {
    let newest = clients
        .codepipeline
        .list_action_executions()
        .pipeline_name(pipeline)
        .max_results(PAGE)
        .send()
        .await
        .map_err(|error| why("codepipeline:ListActionExecutions", &error))?;
    Ok(newest.action_execution_details.unwrap_or_default())
}

/// Every attempt of every action of one execution, and why some could not be listed.
pub(in crate::aws) async fn actions_of(
    clients: &Clients,
    pipeline: &str,
    id: &str,
) -> Batched<sdk::ActionExecutionDetail> {
    let filter = sdk::ActionExecutionFilter::builder().pipeline_execution_id(id);
    let pages = clients
        .codepipeline
        .list_action_executions()
        .pipeline_name(pipeline)
        .filter(filter.build())
        .max_results(PAGE)
        .into_paginator()
        .items()
        .send();
    until_error(pages, |error| {
        why("codepipeline:ListActionExecutions", &error)
    })
    .await
}

/// Whether the attempt is of an action of this category.
pub(in crate::aws) fn is_category(detail: &sdk::ActionExecutionDetail, category: &str) -> bool {
    let kind = detail.input().and_then(|input| input.action_type_id());
    kind.is_some_and(|kind| kind.category().as_str() == category)
}
