//! One attempt of a pipeline's action as an observation, and the deployment that it made.

use aws_sdk_codepipeline::types as sdk;
use jiff::{SignedDuration, Timestamp};

use super::asking::Asking;
use super::executions::message;
use crate::aws::codepipeline::{Definition, Deploys, configured, is_category};
use crate::aws::convert::time;
use crate::aws::ecs;
use crate::domain::look::Why;
use crate::domain::release::{ActionNews, ActionState, ApprovalAsk, News, Subject};

/// How much sooner than its action a service deployment may seem to be made: their clocks differ.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// Tells of one attempt of an action of the execution.
pub(super) async fn tell(
    asking: &Asking<'_>,
    execution: &Subject,
    detail: &sdk::ActionExecutionDetail,
    definition: Option<&Definition>,
) {
    let Some(state) = detail.status().and_then(|status| state(status.as_str())) else {
        return;
    };
    let made = match named(asking, detail) {
        None => asking.or_miss(execution, asking.soon(joined(asking, detail)).await),
        named => Some(named),
    };
    let is_approval = is_category(detail, "Approval");
    let result = detail.output().and_then(|output| output.execution_result());
    let error = result.and_then(|result| result.error_details());
    let words = result.and_then(|result| result.external_execution_summary());
    let problem = error.and_then(|error| error.message());
    // What a person wrote who was asked goes before what AWS makes of it; else AWS's words for the failure.
    let summary = if is_approval {
        words.or(problem)
    } else {
        problem.or(words)
    };
    let news = ActionNews {
        stage: detail.stage_name().unwrap_or_default().to_owned(),
        action: detail.action_name().unwrap_or_default().to_owned(),
        execution: detail.action_execution_id().map(str::to_owned),
        state,
        category: category(detail),
        started: detail.start_time().and_then(time),
        made: made.flatten(),
        url: result
            .and_then(|result| result.external_execution_url())
            .map(str::to_owned),
        summary: summary.map(message),
        error: error.and_then(|error| error.code()).map(str::to_owned),
        by: detail.updated_by().map(str::to_owned),
        approval: is_approval.then(|| approval(detail, definition)),
    };
    let at = detail.last_update_time().and_then(time);
    asking.see(execution, at, News::Action(news));
}

/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionDetail.html>
fn state(word: &str) -> Option<ActionState> {
    Some(match word {
        "InProgress" => ActionState::Started,
        "Abandoned" => ActionState::Abandoned,
        "Succeeded" => ActionState::Succeeded,
        "Failed" => ActionState::Failed,
        _ => return None,
    })
}

fn category(detail: &sdk::ActionExecutionDetail) -> Option<String> {
    let kind = detail.input()?.action_type_id()?;
    Some(kind.category().as_str().to_owned())
}

fn approval(detail: &sdk::ActionExecutionDetail, definition: Option<&Definition>) -> ApprovalAsk {
    let input = detail.input();
    let settings = input.and_then(|input| input.resolved_configuration().or(input.configuration()));
    let setting = |name: &str| settings.and_then(|settings| configured(settings, name));
    let (stage, action) = (detail.stage_name(), detail.action_name());
    let until = || {
        let patience = definition?.patience(stage?, action?);
        time(detail.start_time()?)?.checked_add(patience).ok()
    };
    ApprovalAsk {
        description: setting("CustomData"),
        review_url: setting("ExternalEntityLink"),
        until: until(),
    }
}

/// The deployment that the attempt itself names.
pub(super) fn named(asking: &Asking<'_>, detail: &sdk::ActionExecutionDetail) -> Option<Subject> {
    let result = detail.output()?.execution_result()?;
    let id = result.external_execution_id()?;
    let provider = detail.input()?.action_type_id()?.provider();
    if provider.starts_with("CodeDeploy") && id.starts_with("d-") {
        return Some(Subject::CodeDeploy {
            place: asking.place.clone(),
            id: id.to_owned(),
        });
    }
    Subject::of_service_deployment(id)
}

/// The service deployment that the attempt made, where it does not name one: the one that was created nearest to its
/// start. An action of ECS changes the service when it begins, and then only watches.
async fn joined(
    asking: &Asking<'_>,
    detail: &sdk::ActionExecutionDetail,
) -> Result<Option<Subject>, Why> {
    let Some(Deploys::Ecs { cluster, service }) = Deploys::of_attempt(detail) else {
        return Ok(None);
    };
    let Some(started) = detail.start_time().and_then(time) else {
        return Ok(None);
    };
    let after = started - SKEW;
    let listed = ecs::service_deployments(&asking.clients, &cluster, &service, after).await?;
    let nearest = listed
        .iter()
        .filter_map(|one| Some((distance(detail, time(one.created_at()?)?)?, one)))
        .min_by_key(|(distance, _)| *distance);
    let arn = nearest.and_then(|(_, one)| one.service_deployment_arn());
    Ok(arn.and_then(Subject::of_service_deployment))
}

/// How far from the attempt's start something was created that it may have made; `None` where it cannot have.
pub(super) fn distance(
    detail: &sdk::ActionExecutionDetail,
    created: Timestamp,
) -> Option<SignedDuration> {
    let started = time(detail.start_time()?)?;
    let has_ended = detail
        .status()
        .is_some_and(|status| status.as_str() != "InProgress");
    let ended = detail.last_update_time().filter(|_| has_ended);
    let is_within =
        created >= started - SKEW && ended.and_then(time).is_none_or(|ended| created <= ended);
    is_within.then(|| created.duration_since(started).abs())
}
