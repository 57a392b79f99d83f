//! CodeDeploy Deployment State-change Notification:
//! <https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html>.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};
use domain::release::{DeploymentNews, DeploymentState, News, Subject};
use domain::service::Phase;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let id = event.required(&["deploymentId"], "deploymentId")?;
    let state = match event.required(&["state"], "state")?.as_str() {
        "START" => DeploymentState::InMotion(Phase::Starting),
        "READY" => DeploymentState::InMotion(Phase::AwaitingPerson),
        "SUCCESS" => DeploymentState::Succeeded,
        "FAILURE" => DeploymentState::Failed,
        "STOP" => DeploymentState::Stopped,
        _ => return Ok(Means::Nothing(Silence::NewState)),
    };
    let news = DeploymentNews {
        application: event.text(&["application"]),
        group: event.text(&["deploymentGroup"]),
        ..DeploymentNews::new(state)
    };
    let place = event.place()?;
    let subject = Subject::CodeDeploy { place, id };
    Ok(Means::Release(vec![
        event.heard(subject, News::Deployment(Box::new(news))),
    ]))
}
