//! ECS Hook State Change: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html>.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};
use domain::phase;
use domain::release::{DeploymentNews, DeploymentState, News, Progress, Subject};
use domain::service::Phase;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    // These events list no resources: the deployment stands here alone.
    let subject = event
        .text(&["serviceDeploymentArn"])
        .and_then(|arn| Subject::of_service_deployment(&arn))
        .ok_or(Undecodable::Missing("serviceDeploymentArn"))?;
    let name = event.required(&["eventName"], "eventName")?;
    let stage = event.text(&["lifecycleStage"]).unwrap_or_default();
    let (awaits, failed) = match name.as_str() {
        "HOOK_AWAITING_ACTION" => (true, false),
        "HOOK_FAILED" | "HOOK_TIMED_OUT" => (false, true),
        "HOOK_SUCCEEDED" | "HOOK_IN_PROGRESS" => (false, false),
        _ => return Ok(Means::Nothing(Silence::NewState)),
    };
    let phase = match name.as_str() {
        // ECS takes a deployment back whose hook has failed. What follows where nobody has answered in time, the hook's own
        // settings say.
        "HOOK_FAILED" => Some(Phase::RollingBack),
        _ => phase::of_service_deployment("IN_PROGRESS", &stage, awaits),
    };
    let until = event.time(&["expiresAt"]).filter(|_| awaits);
    let news = DeploymentNews {
        // How far its tasks are is told by AWS when it is asked; a wait is told without.
        progress: until.map(|until| Progress {
            done: 0,
            total: 0,
            traffic: None,
            until: Some(until),
        }),
        reason: failed.then(|| match stage.is_empty() {
            true => name.clone(),
            false => format!("{name} ({stage})"),
        }),
        ..DeploymentNews::new(DeploymentState::InMotion(
            phase.unwrap_or(Phase::ReplacingTasks),
        ))
    };
    Ok(Means::Release(vec![
        event.heard(subject, News::Deployment(Box::new(news))),
    ]))
}
