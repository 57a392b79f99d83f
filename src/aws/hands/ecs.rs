//! How a service deployment stands, what was made after it, and which earlier revision of its service can come back.

use aws_sdk_ecs::types as sdk;

use super::Hands;
use super::send::differs;
use super::shown::Shown;
use crate::aws::ask::in_motion;
use crate::aws::ecs;
use domain::acting::Found;
use domain::acting::rollback::{Earlier, Newer, State};
use domain::look::Why;
use domain::names::last_part;
use domain::release::{DeploymentState, Version};

/// Earlier deployments among which one is looked for that can be gone back to; with the present one they are asked for
/// in one call.
const EARLIER: usize = 19;

impl Hands<'_> {
    /// What is found of a service deployment.
    pub async fn by_ecs(&self, cluster: &str, service: &str, shown: Shown) -> Result<Found, Why> {
        let state = match shown.news.state {
            DeploymentState::InMotion(phase) => State::InMotion(phase),
            DeploymentState::RolledBack => State::RolledBack,
            DeploymentState::RollbackFailed => State::RollbackFailed,
            DeploymentState::Failed | DeploymentState::Stopped => {
                match self.is_aimed_at(cluster, service, &shown).await? {
                    true => State::Succeeded { earlier: None },
                    false => State::Ended,
                }
            }
            DeploymentState::Succeeded => State::Succeeded { earlier: None },
        };
        if matches!(state, State::InMotion(_)) && shown.news.from.is_none() {
            // Whether anything ran before has to be known.
            if let Some(why) = shown.missed() {
                return Err(why);
            }
        }
        let (State::Succeeded { .. }, Some(created)) = (&state, shown.news.created) else {
            return Ok(shown.found(state));
        };
        let after = created - ecs::REMEMBERED;
        let mut listed = ecs::service_deployments(&self.clients, cluster, service, after).await?;
        listed.sort_by_key(|one| one.created_at().map(|at| (at.secs(), at.subsec_nanos())));
        let arn = shown.of.arn();
        let own = listed
            .iter()
            .position(|one| one.service_deployment_arn() == arn.as_deref());
        let Some(own) = own else {
            return Ok(shown.found(state));
        };
        let (older, later) = (&listed[..own], &listed[own + 1..]);
        let earlier = self.earlier(&listed[own], older).await?;
        let before = match &earlier {
            Some(revision) => self.version(revision).await,
            None => None,
        };
        let earlier = earlier.and_then(|revision| revision.service_revision_arn);
        let found = shown.found(State::Succeeded {
            earlier: earlier.map(Earlier::ServiceRevision),
        });
        Ok(Found {
            before: before.or(found.before),
            newer: newer(later),
            ..found
        })
    }

    /// Whether its service still has to run what one that has ended brought.
    async fn is_aimed_at(&self, cluster: &str, service: &str, shown: &Shown) -> Result<bool, Why> {
        let service = self.service(cluster, service).await?;
        let aim = service.and_then(|service| service.task_definition?.parse().ok());
        let brings = shown.news.to.as_ref().map(|to| &to.revision);
        Ok(aim.is_some() && aim.as_ref() == brings)
    }

    /// A service as ECS shows it.
    pub(super) async fn service(
        &self,
        cluster: &str,
        service: &str,
    ) -> Result<Option<sdk::Service>, Why> {
        let names = [service.to_owned()];
        match ecs::described(&self.clients, cluster, &names).await {
            (mut found, None) => Ok(found.pop()),
            (_, Some(why)) => Err(why),
        }
    }

    /// The newest revision that succeeded before, and that was something else.
    async fn earlier(
        &self,
        own: &sdk::ServiceDeploymentBrief,
        older: &[sdk::ServiceDeploymentBrief],
    ) -> Result<Option<sdk::ServiceRevision>, Why> {
        let Some(own) = own.target_service_revision_arn() else {
            return Ok(None);
        };
        let succeeded = older
            .iter()
            .rev()
            .filter(|one| one.status() == Some(&sdk::ServiceDeploymentStatus::Successful));
        let targets: Vec<String> = succeeded
            .filter_map(|one| one.target_service_revision_arn())
            .filter(|target| *target != own)
            .take(EARLIER)
            .map(str::to_owned)
            .collect();
        if targets.is_empty() {
            return Ok(None);
        }
        let arns = [&targets[..], &[own.to_owned()]].concat();
        let (revisions, missed) = ecs::service_revisions(&self.clients, &arns).await;
        if let Some(why) = missed {
            return Err(why);
        }
        let of = |arn: &str| {
            let mut revisions = revisions.iter();
            revisions.find(|one| one.service_revision_arn() == Some(arn))
        };
        let Some(own) = of(own) else {
            return Ok(None);
        };
        let mut others = targets.iter().filter_map(|target| of(target));
        Ok(others.find(|other| differs(own, other)).cloned())
    }

    async fn version(&self, revision: &sdk::ServiceRevision) -> Option<Version> {
        let revision = revision.task_definition()?.parse().ok()?;
        let tag = self.fleet.image_tag(self.environment, &revision).await;
        Some(Version {
            tag: tag.ok(),
            revision,
        })
    }
}

/// Of what was made later, the oldest first: what is in motion, else what succeeded, since that runs now, else the
/// newest.
fn newer(later: &[sdk::ServiceDeploymentBrief]) -> Option<Newer> {
    let has_succeeded = |one: &sdk::ServiceDeploymentBrief| {
        one.status() == Some(&sdk::ServiceDeploymentStatus::Successful)
    };
    let mut newest = later.iter().rev();
    let newer = newest
        .clone()
        .find(|one| in_motion(one))
        .or_else(|| newest.clone().find(|one| has_succeeded(one)))
        .or_else(|| newest.next())?;
    Some(Newer {
        id: last_part(newer.service_deployment_arn()?).to_owned(),
        is_in_motion: in_motion(newer),
        has_succeeded: has_succeeded(newer),
    })
}
