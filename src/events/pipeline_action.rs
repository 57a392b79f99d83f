//! CodePipeline Action Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::lenient::text;
use super::pipeline::{ask, execution};
use super::{Means, Silence};
use crate::domain::release::{ActionNews, ActionState, News, Subject};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let subject = execution(event)?;
    let stage = event.required(&["stage"], "stage")?;
    let action = event.required(&["action"], "action")?;
    let state = match event.required(&["state"], "state")?.as_str() {
        "STARTED" => ActionState::Started,
        "ABANDONED" => ActionState::Abandoned,
        "CANCELED" | "CANCELLED" => ActionState::Canceled,
        "FAILED" => ActionState::Failed,
        "SUCCEEDED" => ActionState::Succeeded,
        _ => return Ok(Means::Nothing(Silence::NewState)),
    };
    let extra = |key| text(event.extras(), &[key]);
    let result = |key| event.text(&["execution-result", key]);
    let news = ActionNews {
        stage,
        action,
        execution: event.text(&["action-execution-id"]),
        state,
        category: event.text(&["type", "category"]),
        started: event.time(&["start-time"]),
        made: made(event, &subject),
        url: result("external-execution-url"),
        summary: result("external-execution-summary").or_else(|| extra("additionalInformation")),
        error: result("error-code"),
        by: None,
        approval: ask(extra("customData"), extra("externalEntityLink"), None),
    };
    Ok(Means::Release(vec![
        event.heard(subject, News::Action(news)),
    ]))
}

/// The deployment that the action made, where the id is one.
fn made(event: &Envelope<'_>, execution: &Subject) -> Option<Subject> {
    let id = event.text(&["execution-result", "external-execution-id"])?;
    let provider = event.text(&["type", "provider"]).unwrap_or_default();
    if provider.starts_with("CodeDeploy") && id.starts_with("d-") {
        return Some(Subject::CodeDeploy {
            place: execution.place().clone(),
            id,
        });
    }
    Subject::of_service_deployment(&id)
}
