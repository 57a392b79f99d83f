//! CodeDeploy: the deployment of a blue/green service, how far it is, and how the last one ended.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_codedeploy::types as sdk;
use futures_util::stream::{self, StreamExt};
use jiff::SignedDuration;

use super::ecs::{AT_ONCE, Found, batches, count, percent, time};
use super::fleet::Clients;
use super::why::why;
use crate::domain::look::Why;
use crate::domain::phase;
use crate::domain::service::{Controller, Failure, FailureKind, Means, Phase, Rollout};

/// Deployments in one BatchGetDeployments:
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html>.
const DEPLOYMENTS_A_CALL: usize = 25;

/// A deployment group by the names of its application and itself.
type GroupKey = (String, String);

/// Adds to the services that CodeDeploy deploys what CodeDeploy knows of them; returns what could not be read.
///
/// The way is: task set → the deployment that made it → its group → the group's last attempt. No listing of
/// applications is needed, so a role may be narrow.
pub(super) async fn apply(clients: &Clients, found: &mut [Found]) -> Vec<Why> {
    let mut missed = Vec::new();
    let made_by: Vec<String> = found
        .iter()
        .filter(|found| found.service.controller == Controller::CodeDeploy)
        .flat_map(|found| found.made_by.iter().cloned())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut deployments = Deployments::default();
    missed.extend(deployments.read(clients, &made_by).await);

    let groups = groups(clients, &deployments, &mut missed).await;
    let attempts: Vec<String> = groups
        .values()
        .filter_map(|group| group.last_attempted_deployment()?.deployment_id())
        .filter(|id| !deployments.0.contains_key(*id))
        .map(str::to_owned)
        .collect();
    missed.extend(deployments.read(clients, &attempts).await);
    let undone: Vec<String> = deployments.0.values().filter_map(undone_by).collect();
    missed.extend(deployments.read(clients, &undone).await);

    let targets = targets(clients, &deployments, &mut missed).await;
    for found in found.iter_mut() {
        describe(found, &deployments, &groups, &targets);
    }
    missed
}

/// Deployments by id.
#[derive(Default)]
struct Deployments(HashMap<String, sdk::DeploymentInfo>);

impl Deployments {
    async fn read(&mut self, clients: &Clients, ids: &[String]) -> Option<Why> {
        let (read, missed) = batches(ids, DEPLOYMENTS_A_CALL, async |batch| {
            clients
                .codedeploy
                .batch_get_deployments()
                .set_deployment_ids(Some(batch))
                .send()
                .await
                .map(|answer| answer.deployments_info.unwrap_or_default())
                .map_err(|error| why("codedeploy:BatchGetDeployments", &error))
        })
        .await;
        self.0.extend(
            read.into_iter()
                .filter_map(|info| Some((info.deployment_id.clone()?, info))),
        );
        missed
    }
}

async fn groups(
    clients: &Clients,
    deployments: &Deployments,
    missed: &mut Vec<Why>,
) -> HashMap<GroupKey, sdk::DeploymentGroupInfo> {
    let keys: BTreeSet<GroupKey> = deployments.0.values().filter_map(key).collect();
    let answers: Vec<_> = stream::iter(keys)
        .map(async |key: GroupKey| {
            let answer = clients
                .codedeploy
                .get_deployment_group()
                .application_name(&key.0)
                .deployment_group_name(&key.1)
                .send()
                .await
                .map_err(|error| why("codedeploy:GetDeploymentGroup", &error));
            (key, answer)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut groups = HashMap::new();
    for (key, answer) in answers {
        match answer.map(|answer| answer.deployment_group_info) {
            Ok(Some(group)) => {
                groups.insert(key, group);
            }
            Ok(None) => {}
            Err(why) => missed.push(why),
        }
    }
    groups
}

/// The targets of the deployments in motion: their task sets' traffic and their lifecycle events.
async fn targets(
    clients: &Clients,
    deployments: &Deployments,
    missed: &mut Vec<Why>,
) -> HashMap<String, sdk::EcsTarget> {
    let moving: Vec<_> = deployments
        .0
        .iter()
        .filter(|(_, info)| in_motion(info))
        .map(|(id, _)| id.clone())
        .collect();
    let answers: Vec<_> = stream::iter(moving)
        .map(async |id: String| {
            let target = target(clients, &id).await;
            (id, target)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut targets = HashMap::new();
    for (id, target) in answers {
        match target {
            Ok(Some(target)) => {
                targets.insert(id, target);
            }
            Ok(None) => {}
            Err(why) => missed.push(why),
        }
    }
    targets
}

/// An ECS deployment has one target, `cluster:service`; before the deployment starts there is none to list.
async fn target(clients: &Clients, deployment: &str) -> Result<Option<sdk::EcsTarget>, Why> {
    let ids = match clients
        .codedeploy
        .list_deployment_targets()
        .deployment_id(deployment)
        .send()
        .await
    {
        Ok(answer) => answer.target_ids.unwrap_or_default(),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_deployment_not_started_exception()) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(why("codedeploy:ListDeploymentTargets", &error)),
    };
    if ids.is_empty() {
        return Ok(None);
    }
    let answer = clients
        .codedeploy
        .batch_get_deployment_targets()
        .deployment_id(deployment)
        .set_target_ids(Some(ids))
        .send()
        .await
        .map_err(|error| why("codedeploy:BatchGetDeploymentTargets", &error))?;
    Ok(answer
        .deployment_targets
        .unwrap_or_default()
        .into_iter()
        .find_map(|target| target.ecs_target))
}

fn describe(
    found: &mut Found,
    deployments: &Deployments,
    groups: &HashMap<GroupKey, sdk::DeploymentGroupInfo>,
    targets: &HashMap<String, sdk::EcsTarget>,
) {
    let made: Vec<_> = found
        .made_by
        .iter()
        .filter_map(|id| deployments.0.get(id))
        .collect();
    let Some(key) = made.first().copied().and_then(key) else {
        return;
    };
    let attempt = groups
        .get(&key)
        .and_then(|group| group.last_attempted_deployment()?.deployment_id())
        .and_then(|id| deployments.0.get(id));
    found.service.application = Some(key.0);
    let moving = made
        .iter()
        .copied()
        .chain(attempt)
        .find(|info| in_motion(info));
    if let Some(info) = moving {
        let target = info.deployment_id().and_then(|id| targets.get(id));
        found.service.rollout = rollout(found, info, target);
    }
    // A rollback that has succeeded is no success: what it undid is what failed.
    let undone = attempt
        .and_then(undone_by)
        .and_then(|id| deployments.0.get(&id));
    found.service.last_failure = undone
        .or(attempt)
        .and_then(failure)
        .or_else(|| found.service.last_failure.take());
}

fn rollout(
    found: &Found,
    info: &sdk::DeploymentInfo,
    target: Option<&sdk::EcsTarget>,
) -> Option<Rollout> {
    let events = target.map_or(&[][..], |target| target.lifecycle_events());
    let named: Vec<_> = events
        .iter()
        .filter_map(|event| Some((event.lifecycle_event_name()?, event.status()?.as_str())))
        .collect();
    let phase = phase::of_codedeploy(status(info), creator(info), &named)?;
    // In a rollback the tasks that matter are those of the primary set; before it, those of the newest.
    let green = target.and_then(|target| {
        let labelled = |label: &str| {
            target
                .task_sets_info()
                .iter()
                .find(|set| set.task_set_label().is_some_and(|l| l.as_str() == label))
        };
        labelled("Green")
    });
    let until = (phase == Phase::TerminationWait)
        .then(|| {
            let end = events.iter().filter_map(|event| event.end_time()).max()?;
            let wait = info
                .blue_green_deployment_configuration()?
                .terminate_blue_instances_on_deployment_success()?
                .termination_wait_time_in_minutes;
            time(end)?
                .checked_add(SignedDuration::from_mins(i64::from(wait)))
                .ok()
        })
        .flatten();
    let (from, to) = found.change.clone().unzip();
    Some(Rollout {
        means: Means::CodeDeploy,
        phase,
        from,
        to,
        done: green.map_or(0, |set| count(set.running_count())),
        total: green.map_or(found.service.desired, |set| count(set.desired_count())),
        traffic: green.map(|set| percent(set.traffic_weight())),
        since: info.start_time().or(info.create_time()).and_then(time),
        until,
    })
}

/// How a deployment failed, if it did.
fn failure(info: &sdk::DeploymentInfo) -> Option<Failure> {
    let rolled_back = info
        .rollback_info()
        .and_then(|rollback| rollback.rollback_deployment_id())
        .is_some();
    let kind = match (status(info), rolled_back) {
        ("Failed" | "Stopped", true) => FailureKind::RolledBack,
        ("Failed", false) => FailureKind::Failed,
        ("Stopped", false) => FailureKind::Stopped,
        _ => return None,
    };
    Some(Failure {
        kind,
        reason: info
            .error_information()
            .and_then(|error| error.message())
            .map(str::to_owned),
        at: info.complete_time().and_then(time),
    })
}

/// The deployment that this one rolls back, where it is such a one.
fn undone_by(info: &sdk::DeploymentInfo) -> Option<String> {
    info.rollback_info()?
        .rollback_triggering_deployment_id()
        .map(str::to_owned)
}

fn in_motion(info: &sdk::DeploymentInfo) -> bool {
    phase::of_codedeploy(status(info), creator(info), &[]).is_some()
}

fn status(info: &sdk::DeploymentInfo) -> &str {
    info.status().map_or("", |status| status.as_str())
}

fn creator(info: &sdk::DeploymentInfo) -> &str {
    info.creator().map_or("", |creator| creator.as_str())
}

fn key(info: &sdk::DeploymentInfo) -> Option<GroupKey> {
    Some((
        info.application_name()?.to_owned(),
        info.deployment_group_name()?.to_owned(),
    ))
}
