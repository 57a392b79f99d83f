//! How a deployment of CodeDeploy stands, what its group has deployed since, and what it deployed before.

use std::collections::BTreeSet;

use aws_sdk_codedeploy::types as sdk;
use aws_sdk_ecs::types as ecs_sdk;

use super::Hands;
use super::shown::Shown;
use crate::aws::codedeploy::{self, Deployments, GroupKey, creator, in_motion, status};
use domain::acting::rollback::{Earlier, Newer, State};
use domain::acting::{Found, RevisionRef};
use domain::look::Why;
use domain::release::{DeploymentState, Subject};

impl Hands<'_> {
    /// What is found of a deployment of CodeDeploy.
    pub async fn by_codedeploy(&self, id: &str, shown: Shown) -> Result<Found, Why> {
        let news = &shown.news;
        let key = news.application.clone().zip(news.group.clone());
        let made_by = news.started_by.as_deref();
        let state = match (made_by, news.state, &news.undone_by) {
            (Some("CloudFormation" | "CloudFormationRollback"), ..) => State::CloudFormation,
            (Some("codeDeployRollback"), ..) => State::IsWayBack,
            _ if news.undoes.is_some() => State::IsWayBack,
            // A group deploys one at a time, so that there is none after it.
            (_, DeploymentState::InMotion(phase), _) => State::InMotion(phase),
            (_, DeploymentState::Succeeded, _) => return self.succeeded(id, key, shown).await,
            (_, _, Some(by)) => taken_back(&shown, by)?,
            (_, DeploymentState::RolledBack, _) => State::RolledBack,
            (_, DeploymentState::RollbackFailed, _) => State::RollbackFailed,
            (_, DeploymentState::Failed | DeploymentState::Stopped, None) => {
                match self.has_taken_over(id, &shown).await? {
                    true => return self.succeeded(id, key, shown).await,
                    false => State::Ended,
                }
            }
        };
        Ok(shown.found(state))
    }

    /// Whether the tasks of one that has ended are those that serve.
    async fn has_taken_over(&self, id: &str, shown: &Shown) -> Result<bool, Why> {
        let news = &shown.news;
        let Some((cluster, service)) = news.cluster.as_ref().zip(news.service.as_ref()) else {
            return Ok(false);
        };
        let service = self.service(cluster, service).await?;
        let mut sets = service.iter().flat_map(ecs_sdk::Service::task_sets);
        let primary = sets.find(|set| set.status() == Some("PRIMARY"));
        Ok(primary.and_then(|set| set.external_id()) == Some(id))
    }

    /// What is found of one that is through, or that took over before it ended otherwise: whether it is still what runs,
    /// and what can be brought back.
    async fn succeeded(&self, id: &str, key: Option<GroupKey>, shown: Shown) -> Result<Found, Why> {
        let Some(key) = key else {
            return Ok(shown.found(State::Succeeded { earlier: None }));
        };
        let group = codedeploy::group(&self.clients, &key).await?;
        let last = |of: fn(&sdk::DeploymentGroupInfo) -> Option<&sdk::LastDeploymentInfo>| {
            let last = of(group.as_ref()?)?;
            last.deployment_id()
        };
        let attempted = last(sdk::DeploymentGroupInfo::last_attempted_deployment);
        let successful = last(sdk::DeploymentGroupInfo::last_successful_deployment);
        let ids: BTreeSet<&str> = [id]
            .into_iter()
            .chain(attempted)
            .chain(successful)
            .collect();
        let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
        let mut deployments = Deployments::default();
        if let Some(why) = deployments.read(&self.clients, &ids).await {
            return Err(why);
        }
        let Some(own) = deployments.0.get(id) else {
            return Err(Why::Failed("DeploymentDoesNotExistException".to_owned()));
        };
        let later = |id: Option<&str>| {
            let later = deployments.0.get(id?)?;
            (later.create_time() > own.create_time()).then_some(later)
        };
        let newer = newer(own, later(attempted), later(successful));
        let previous = match shown.news.state {
            DeploymentState::Succeeded => own.previous_revision(),
            // What took over without having succeeded took the place of what had succeeded last.
            _ => successful.and_then(|id| deployments.0.get(id)?.revision()),
        };
        let is_shown = previous == own.previous_revision();
        let (application, group) = key;
        let earlier = before(own, previous).map(|revision| Earlier::CodeDeploy {
            application,
            group,
            revision,
        });
        let found = shown.found(State::Succeeded { earlier });
        Ok(Found {
            newer,
            before: found.before.filter(|_| is_shown),
            ..found
        })
    }
}

fn taken_back(shown: &Shown, by: &Subject) -> Result<State, Why> {
    let Subject::CodeDeploy { id, .. } = by else {
        return Ok(State::Ended);
    };
    let is_through = match shown.relative(by)?.state {
        DeploymentState::InMotion(_) => false,
        DeploymentState::Succeeded => true,
        _ => return Ok(State::RollbackFailed),
    };
    Ok(State::TakenBack {
        by: id.clone(),
        is_through,
    })
}

/// Of what was made later: what is in motion, else what succeeded, since that runs now, else the last attempt.
fn newer(
    own: &sdk::DeploymentInfo,
    attempted: Option<&sdk::DeploymentInfo>,
    successful: Option<&sdk::DeploymentInfo>,
) -> Option<Newer> {
    let has_succeeded =
        |one: &sdk::DeploymentInfo| status(one) == "Succeeded" && !goes_back_to(one, own);
    let newer = attempted
        .filter(|one| in_motion(one))
        .or(successful.filter(|one| has_succeeded(one)))
        .or(attempted)?;
    Some(Newer {
        id: newer.deployment_id()?.to_owned(),
        is_in_motion: in_motion(newer),
        has_succeeded: has_succeeded(newer),
    })
}

/// Whether a later one only brought back what this one had brought.
fn goes_back_to(later: &sdk::DeploymentInfo, own: &sdk::DeploymentInfo) -> bool {
    creator(later) == "codeDeployRollback" && later.revision() == own.revision()
}

/// The revision before a deployment, where it is another one and CodeDeploy can deploy it again as it is.
fn before(
    own: &sdk::DeploymentInfo,
    previous: Option<&sdk::RevisionLocation>,
) -> Option<RevisionRef> {
    let previous = previous?;
    if own.revision() == Some(previous) {
        return None;
    }
    if let Some(sha256) = previous.app_spec_content().and_then(|spec| spec.sha256()) {
        return Some(RevisionRef::AppSpec {
            sha256: sha256.to_owned(),
        });
    }
    let file = previous.s3_location()?;
    Some(RevisionRef::S3 {
        bucket: file.bucket()?.to_owned(),
        key: file.key()?.to_owned(),
        bundle: file.bundle_type().map(|kind| kind.as_str().to_owned()),
        version: file.version().map(str::to_owned),
        e_tag: file.e_tag().map(str::to_owned),
    })
}
