//! CodePipeline Action Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::lenient::text;
use super::pipeline::{ask, execution};
use super::{Means, Silence};
use domain::release::{ActionNews, ActionState, News, Place, Subject};

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
        // Of an approval this would be its token, which is nobody's business.
        build: result("external-execution-id")
            .filter(|_| event.text(&["type", "provider"]).as_deref() == Some("CodeBuild")),
        url: result("external-execution-url"),
        summary: result("external-execution-summary").or_else(|| extra("additionalInformation")),
        error: result("error-code"),
        by: None,
        approval: ask(extra("customData"), extra("externalEntityLink"), None),
    };
    Ok(Means::Release(vec![
        event.heard(subject, News::Action(Box::new(news))),
    ]))
}

/// The deployment that the action made, where the id is one.
fn made(event: &Envelope<'_>, execution: &Subject) -> Option<Subject> {
    let id = event.text(&["execution-result", "external-execution-id"])?;
    let provider = event.text(&["type", "provider"]).unwrap_or_default();
    if provider.starts_with("CodeDeploy") && id.starts_with("d-") {
        // An action may have a region of its own; in which account it acts no event says.
        let own = execution.place();
        let region = event.text(&["region"]);
        return Some(Subject::CodeDeploy {
            place: Place {
                account: own.account.clone(),
                region: region.unwrap_or_else(|| own.region.clone()),
            },
            id,
        });
    }
    Subject::of_service_deployment(&id)
}
