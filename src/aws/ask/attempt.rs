//! One attempt of a pipeline's action as an observation, and the deployment that it made.

use std::collections::HashMap;

use aws_sdk_codepipeline::types as sdk;
use jiff::{SignedDuration, Timestamp};

use super::asking::Asking;
use super::executions::message;
use crate::aws::codepipeline::{self, Definition, Deploys, configured, is_category};
use crate::aws::convert::time;
use crate::aws::ecs;
use domain::look::Why;
use domain::release::{ActionNews, ActionState, ApprovalAsk, News, Place, Subject};

/// How much sooner than its action a service deployment may seem to be made: their clocks differ.
const SKEW: SignedDuration = SignedDuration::from_secs(5);

/// What attempts have made elsewhere where they do not name it themselves, by the attempt's id.
#[derive(Debug, Default)]
pub(super) struct Making {
    /// What AWS names of those under way.
    named: HashMap<String, String>,
    /// What was found by its time.
    found: HashMap<String, Subject>,
}

impl Making {
    /// Keeps what an attempt has made by the time at which that was made.
    pub fn find(&mut self, attempt: &str, made: Subject) {
        self.found.insert(attempt.to_owned(), made);
    }
}

/// What a pipeline's attempts under way have made, where these deploy something and do not name it.
pub(super) async fn making(
    asking: &Asking<'_>,
    pipeline: &str,
    attempts: &[sdk::ActionExecutionDetail],
) -> Result<Making, Why> {
    let is_open = |detail: &sdk::ActionExecutionDetail| {
        is_under_way(detail)
            && Deploys::of_attempt(detail).is_some()
            && external(detail, &Making::default()).is_none()
    };
    if !attempts.iter().any(is_open) {
        return Ok(Making::default());
    }
    let named = codepipeline::making(&asking.clients, pipeline);
    Ok(Making {
        named: asking.soon(named).await?,
        ..Making::default()
    })
}

/// Tells of one attempt of an action of the execution.
pub(super) async fn tell(
    asking: &Asking<'_>,
    execution: &Subject,
    detail: &sdk::ActionExecutionDetail,
    definition: Option<&Definition>,
    making: &Making,
) {
    let Some(state) = detail.status().and_then(|status| state(status.as_str())) else {
        return;
    };
    let made = match named(asking, detail, making) {
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
        // Of an approval this would be its token, which is nobody's business.
        build: external(detail, making).filter(|_| provider(detail) == Some("CodeBuild")),
        url: result
            .and_then(|result| result.external_execution_url())
            .map(str::to_owned),
        summary: summary.map(message),
        error: error.and_then(|error| error.code()).map(str::to_owned),
        by: detail.updated_by().map(str::to_owned),
        approval: is_approval.then(|| approval(detail, definition)),
    };
    let at = detail.last_update_time().and_then(time);
    asking.see(execution, at, News::Action(Box::new(news)));
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

/// Where the attempt acts: its action may have a region of its own, and a role of another account.
///
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ActionExecutionInput.html>
pub(super) fn place(asking: &Asking<'_>, detail: &sdk::ActionExecutionDetail) -> Place {
    let input = detail.input();
    let role = input.and_then(|input| domain::release::place(input.role_arn()?));
    let region = input.and_then(|input| input.region().filter(|region| !region.is_empty()));
    Place {
        account: role.map_or_else(|| asking.place.account.clone(), |role| role.account),
        region: region.unwrap_or(&asking.place.region).to_owned(),
    }
}

/// The deployment that AWS names as the attempt's, or that was found to be.
pub(super) fn named(
    asking: &Asking<'_>,
    detail: &sdk::ActionExecutionDetail,
    making: &Making,
) -> Option<Subject> {
    let Some(id) = external(detail, making) else {
        return making.found.get(detail.action_execution_id()?).cloned();
    };
    if provider(detail)?.starts_with("CodeDeploy") && id.starts_with("d-") {
        return Some(Subject::CodeDeploy {
            place: place(asking, detail),
            id,
        });
    }
    Subject::of_service_deployment(&id)
}

/// The id of what the attempt made, in the service that it was made in.
fn external(detail: &sdk::ActionExecutionDetail, making: &Making) -> Option<String> {
    let result = detail.output().and_then(|output| output.execution_result());
    let named = result.and_then(|result| result.external_execution_id());
    let latest = || {
        making
            .named
            .get(detail.action_execution_id()?)
            .map(String::as_str)
    };
    named.or_else(latest).map(str::to_owned)
}

fn provider(detail: &sdk::ActionExecutionDetail) -> Option<&str> {
    Some(detail.input()?.action_type_id()?.provider())
}

fn is_under_way(detail: &sdk::ActionExecutionDetail) -> bool {
    detail
        .status()
        .is_some_and(|status| status.as_str() == "InProgress")
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
    let place = place(asking, detail);
    let Some(clients) = asking.clients_at(&place).await else {
        return Ok(None);
    };
    let after = started - SKEW;
    let listed = ecs::service_deployments(&clients, &cluster, &service, after).await?;
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
    let ended = detail.last_update_time().filter(|_| !is_under_way(detail));
    let is_within =
        created >= started - SKEW && ended.and_then(time).is_none_or(|ended| created <= ended);
    is_within.then(|| created.duration_since(started).abs())
}
