//! ECS Deployment State Change:
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html>.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};
use domain::release::{DeploymentNews, DeploymentState, News, Subject};
use domain::service::Phase;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let id = event.required(&["deploymentId"], "deploymentId")?;
    let name = event.required(&["eventName"], "eventName")?;
    // Cluster and service stand nowhere else.
    let subject = event
        .resources()
        .find_map(|arn| Subject::of_ecs_event(arn, &id))
        .ok_or(Undecodable::Missing("service in its resources"))?;
    let reason = event.text(&["reason"]);
    // A deployment that takes another one back says so in this sentence alone.
    let rolls_back = reason
        .as_deref()
        .is_some_and(|reason| reason.contains("rolling back"));
    let state = match name.as_str() {
        "SERVICE_DEPLOYMENT_IN_PROGRESS" if rolls_back => {
            DeploymentState::InMotion(Phase::RollingBack)
        }
        "SERVICE_DEPLOYMENT_IN_PROGRESS" => DeploymentState::InMotion(Phase::ReplacingTasks),
        "SERVICE_DEPLOYMENT_COMPLETED" => DeploymentState::Succeeded,
        "SERVICE_DEPLOYMENT_FAILED" => DeploymentState::Failed,
        _ => return Ok(Means::Nothing(Silence::NewState)),
    };
    // Of what goes well the sentence only says again what the state says.
    let reason = reason.filter(|_| state == DeploymentState::Failed);
    let news = DeploymentNews {
        reason,
        ..DeploymentNews::new(state)
    };
    Ok(Means::Release(vec![
        event.heard(subject, News::Deployment(Box::new(news))),
    ]))
}
