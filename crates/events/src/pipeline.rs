//! What the three families of CodePipeline have in common:
//! <https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html>.

use jiff::Timestamp;
use serde_json::Value;

use super::envelope::{Envelope, Undecodable};
use super::lenient::{list, text};
use domain::names::last_part;
use domain::release::{
    ActionNews, ActionState, ApprovalAsk, Change, ExecutionNews, News, Observation, RunState,
    Subject,
};

/// The execution that an event is of.
pub(super) fn execution(event: &Envelope<'_>) -> Result<Subject, Undecodable> {
    // Notification rules are documented to write an ARN here.
    let id = event.text(&["execution-id"]);
    let id = id.as_deref().map(last_part).filter(|id| !id.is_empty());
    Ok(Subject::Execution {
        place: event.place()?,
        pipeline: event.required(&["pipeline"], "pipeline")?,
        id: id.ok_or(Undecodable::Missing("execution-id"))?.to_owned(),
    })
}

/// The state of an execution or of a stage.
pub(super) fn state(event: &Envelope<'_>) -> Result<Option<RunState>, Undecodable> {
    Ok(Some(match event.required(&["state"], "state")?.as_str() {
        "STARTED" => RunState::Started,
        "RESUMED" => RunState::Resumed,
        "STOPPING" => RunState::Stopping,
        "STOPPED" => RunState::Stopped,
        "CANCELED" | "CANCELLED" => RunState::Canceled,
        "SUPERSEDED" => RunState::Superseded,
        "FAILED" => RunState::Failed,
        "SUCCEEDED" => RunState::Succeeded,
        _ => return Ok(None),
    }))
}

/// News of an execution that say how it stands, and nothing more.
pub(super) fn stands(state: RunState) -> ExecutionNews {
    ExecutionNews {
        state,
        started: None,
        started_by: None,
        change: None,
        comment: None,
        plan: Vec::new(),
    }
}

/// What is shipped, as a notification rule tells it of the first action that fetches it, in variables of its provider:
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html>.
pub(super) fn source(event: &Envelope<'_>) -> Option<Change> {
    list(event.extras(), &["sourceActions"])
        .map(|action| {
            let variable = |name| text(action, &["sourceActionVariables", name]);
            Change {
                revision: variable("CommitId").or_else(|| variable("VersionId")),
                message: variable("CommitMessage"),
                author: None,
                branch: variable("BranchName"),
                url: variable("CommitUrl"),
            }
        })
        .find(|change| *change != Change::default())
}

/// The actions that a notification rule says failed. It names no attempts: these are told until their attempts are known.
pub(super) fn failed_actions(
    event: &Envelope<'_>,
    execution: &Subject,
    stage: Option<String>,
) -> Vec<Observation> {
    let Some(stage) = stage else {
        return Vec::new();
    };
    let news = |failed: &Value| {
        let news = ActionNews {
            stage: stage.clone(),
            action: text(failed, &["action"])?,
            execution: None,
            state: ActionState::Failed,
            category: None,
            started: None,
            made: None,
            build: None,
            url: None,
            summary: text(failed, &["additionalInformation"]),
            error: None,
            by: None,
            approval: None,
        };
        Some(event.heard(execution.clone(), News::Action(Box::new(news))))
    };
    let failed = list(event.extras(), &["failedActions"]);
    failed.filter_map(news).collect()
}

/// What whoever approves is asked, where anything is said of it.
pub(super) fn ask(
    description: Option<String>,
    review_url: Option<String>,
    until: Option<Timestamp>,
) -> Option<ApprovalAsk> {
    // A shell that wrote it may have left the end of the line in it, spelled out.
    let description = description
        .map(|text| text.trim_end_matches("\\n").trim_end().to_owned())
        .filter(|text| !text.is_empty());
    let ask = ApprovalAsk {
        description,
        review_url,
        until,
    };
    (ask != ApprovalAsk::default()).then_some(ask)
}
