//! A deployment of ECS as its service itself lists it, for where there is no service deployment to tell of.

use aws_sdk_ecs::types as sdk;
use jiff::Timestamp;

use super::asking::Asking;
use crate::aws::convert::{count, time};
use crate::aws::found::means;
use domain::look::Why;
use domain::names::{Revision, last_part};
use domain::release::{DeploymentNews, DeploymentState, News, Progress, Subject};
use domain::service::Phase;

/// The entry of `deployments[]` that the subject is.
pub(super) fn of<'a>(service: &'a sdk::Service, subject: &Subject) -> Option<&'a sdk::Deployment> {
    let Subject::EcsDeployment { id, .. } = subject else {
        return None;
    };
    let mut entries = service.deployments().iter();
    entries.find(|entry| entry.id() == Some(id.as_str()))
}

/// Tells what the service itself lists of it. `why` is the error by which there is nothing better: where asking again
/// may help, nothing is told meanwhile, lest one deployment be told as two.
pub(super) async fn tell(
    asking: &Asking<'_>,
    service: &sdk::Service,
    subject: &Subject,
    why: Option<Why>,
) {
    let why = why.filter(|why| !is_unsupported(why));
    let entry = match (of(service, subject), &why) {
        (Some(entry), None | Some(Why::Denied { .. })) => entry,
        (_, Some(why)) => return asking.fail(subject, why.clone()),
        (None, None) => return asking.see(subject, None, News::Unknown),
    };
    if let Some(why) = why {
        asking.miss(subject, why);
    }
    let state = state(service, entry);
    let revision = |entry: &sdk::Deployment| entry.task_definition()?.parse::<Revision>().ok();
    let before = before(service, entry).and_then(revision);
    let (from, to) = asking.versions(subject, before, revision(entry)).await;
    let changed = entry.updated_at().and_then(time);
    let news = DeploymentNews {
        cluster: service.cluster_arn().map(|arn| last_part(arn).to_owned()),
        service: service.service_name().map(str::to_owned),
        means: Some(means(service.deployment_configuration())),
        from,
        to,
        created: entry.created_at().and_then(time),
        ended: changed.filter(|_| state.is_final()),
        progress: (!state.is_final()).then(|| Progress {
            done: count(entry.running_count),
            total: count(entry.desired_count),
            traffic: None,
            until: None,
        }),
        reason: entry
            .rollout_state_reason()
            .filter(|_| has_failed(state))
            .map(str::to_owned),
        ..DeploymentNews::new(state)
    };
    asking.see(subject, changed, News::Deployment(Box::new(news)));
}

/// Otherwise the reason only says again how it stands.
fn has_failed(state: DeploymentState) -> bool {
    matches!(
        state,
        DeploymentState::Failed | DeploymentState::InMotion(Phase::RollingBack)
    )
}

/// Services of other controllers have no service deployments, and nobody needs to be told so.
fn is_unsupported(why: &Why) -> bool {
    matches!(why, Why::Failed(code) if code == "UnsupportedFeatureException")
}

/// When the deployment was made, where the service lists it and it is no way back, which nobody makes.
pub(super) fn made(service: &sdk::Service, subject: &Subject) -> Option<Timestamp> {
    let entry = of(service, subject).filter(|entry| !is_way_back(service, entry))?;
    entry.created_at().and_then(time)
}

/// Whether the service says that it goes back to this, or has.
fn is_way_back(service: &sdk::Service, entry: &sdk::Deployment) -> bool {
    service.events().iter().any(|event| {
        let (_, to) = event
            .message()
            .and_then(|message| message.split_once("rolling back to deployment "))
            .unwrap_or_default();
        entry.id() == Some(to.trim_end_matches('.'))
    })
}

/// `rolloutState` exists for rolling updates alone. What a service went back to is no success.
fn state(service: &sdk::Service, entry: &sdk::Deployment) -> DeploymentState {
    let word = entry.rollout_state().map(|state| state.as_str());
    match (word, is_way_back(service, entry)) {
        (Some("COMPLETED"), true) => DeploymentState::RolledBack,
        (Some("COMPLETED"), false) => DeploymentState::Succeeded,
        (Some("FAILED"), _) => DeploymentState::Failed,
        (_, true) => DeploymentState::InMotion(Phase::RollingBack),
        (_, false) => DeploymentState::InMotion(Phase::ReplacingTasks),
    }
}

/// What ran before: the newest of those that are older, else whatever else there is.
fn before<'a>(service: &'a sdk::Service, entry: &sdk::Deployment) -> Option<&'a sdk::Deployment> {
    let made = |one: &sdk::Deployment| one.created_at().and_then(time);
    let others = service
        .deployments()
        .iter()
        .filter(|one| one.id() != entry.id());
    others.max_by_key(|one| (made(one) < made(entry), made(one)))
}
