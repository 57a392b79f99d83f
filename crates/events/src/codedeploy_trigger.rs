//! What a trigger of a deployment group says to a topic:
//! <https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-json-format.html>.

use super::envelope::{Envelope, Undecodable};
use super::lenient::{object, text, time};
use super::{Means, Silence};
use domain::release::{DeploymentNews, DeploymentState, News, Observation, Subject};
use domain::service::Phase;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let said = |path: &[&str]| text(event.whole(), path);
    let required = |key| said(&[key]).ok_or(Undecodable::Missing(key));
    let id = required("deploymentId")?;
    // The trigger's name is whatever its author chose; the status is AWS's word.
    let status = required("status")?
        .to_ascii_uppercase()
        .replace(['_', ' '], "");
    let state = match status.as_str() {
        "CREATED" | "QUEUED" | "INPROGRESS" | "STARTED" => {
            DeploymentState::InMotion(Phase::Starting)
        }
        "READY" => DeploymentState::InMotion(Phase::AwaitingPerson),
        "BAKING" => DeploymentState::InMotion(Phase::TerminationWait),
        "SUCCEEDED" => DeploymentState::Succeeded,
        "FAILED" => DeploymentState::Failed,
        "STOPPED" | "ABORTED" => DeploymentState::Stopped,
        _ => return Ok(Means::Nothing(Silence::NewState)),
    };
    let place = event.place()?;
    let other = |key| {
        let rollback = object(event.whole(), &["rollbackInformation"]);
        let id = text(&rollback, &[key]).filter(|other| *other != id)?;
        let place = place.clone();
        Some(Subject::CodeDeploy { place, id })
    };
    let created = time(event.whole(), &["createTime"]);
    let ended = time(event.whole(), &["completeTime"]).filter(|_| state.is_final());
    let news = DeploymentNews {
        application: said(&["applicationName"]),
        group: said(&["deploymentGroupName"]),
        created,
        ended,
        reason: reason(event),
        undoes: other("RollbackTriggeringDeploymentId"),
        undone_by: other("RollbackDeploymentId"),
        ..DeploymentNews::new(state)
    };
    // When it became what it is in between, the message does not say.
    let began = created.filter(|_| state == DeploymentState::InMotion(Phase::Starting));
    let subject = Subject::CodeDeploy {
        place: place.clone(),
        id: id.clone(),
    };
    let heard = event.heard(subject, News::Deployment(Box::new(news)));
    Ok(Means::Release(vec![Observation {
        at: ended.or(began).unwrap_or(heard.at),
        ..heard
    }]))
}

/// AWS's words for why it failed or was stopped, and its name for it.
fn reason(event: &Envelope<'_>) -> Option<String> {
    let error = object(event.whole(), &["errorInformation"]);
    let message = text(&error, &["ErrorMessage"]);
    let code = text(&error, &["ErrorCode"]);
    match (message, code) {
        (Some(message), Some(code)) => Some(format!("{message} ({code})")),
        (message, code) => message.or(code),
    }
}
