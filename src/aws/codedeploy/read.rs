//! A deployment as CodeDeploy shows it, read into the words of `domain`.

use std::collections::HashMap;

use aws_sdk_codedeploy::types as sdk;
use jiff::SignedDuration;

use super::{Deployments, GroupKey};
use crate::aws::convert::{count, percent, time};
use crate::aws::found::Found;
use crate::aws::motion::Motion;
use domain::phase;
use domain::service::{Failure, FailureKind, Means, Phase, Rollout};

/// Adds to a service what was read of its deployments.
pub(super) fn describe(
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
    found.service.deployment = attempt
        .or(made.first().copied())
        .and_then(|info| info.deployment_id.clone());
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
    let motion = motion(info, target)?;
    let (from, to) = found.change.clone().unzip();
    let (done, total) = motion.tasks.unwrap_or((0, found.service.desired));
    Some(Rollout {
        means: Means::CodeDeploy,
        phase: motion.phase,
        from,
        to,
        done,
        total,
        traffic: motion.traffic,
        since: info.start_time().or(info.create_time()).and_then(time),
        until: motion.until,
    })
}

/// How far a deployment is, by its status and, where it is known, its target; `None` once it has ended.
pub(in crate::aws) fn motion(
    info: &sdk::DeploymentInfo,
    target: Option<&sdk::EcsTarget>,
) -> Option<Motion> {
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
    let last = events.iter().filter_map(|event| event.end_time()).max();
    let until = last
        .zip(wait(info, phase))
        .and_then(|(last, wait)| time(last)?.checked_add(wait).ok());
    Some(Motion {
        phase,
        tasks: green.map(|set| (count(set.running_count()), count(set.desired_count()))),
        traffic: green.map(|set| percent(set.traffic_weight())),
        until,
    })
}

/// How long a deployment waits in this phase, for a person or before the old tasks end.
fn wait(info: &sdk::DeploymentInfo, phase: Phase) -> Option<SignedDuration> {
    let waits = info.blue_green_deployment_configuration()?;
    let minutes = match phase {
        Phase::TerminationWait => {
            let old = waits.terminate_blue_instances_on_deployment_success()?;
            old.termination_wait_time_in_minutes
        }
        Phase::AwaitingPerson => waits.deployment_ready_option()?.wait_time_in_minutes,
        _ => return None,
    };
    Some(SignedDuration::from_mins(minutes.into()))
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
pub(in crate::aws) fn undone_by(info: &sdk::DeploymentInfo) -> Option<String> {
    info.rollback_info()?
        .rollback_triggering_deployment_id()
        .map(str::to_owned)
}

/// Whether it has not ended.
pub(in crate::aws) fn in_motion(info: &sdk::DeploymentInfo) -> bool {
    phase::of_codedeploy(status(info), creator(info), &[]).is_some()
}

/// Its status in AWS's word.
pub(in crate::aws) fn status(info: &sdk::DeploymentInfo) -> &str {
    info.status().map_or("", |status| status.as_str())
}

/// Who made it, in AWS's word.
pub(in crate::aws) fn creator(info: &sdk::DeploymentInfo) -> &str {
    info.creator().map_or("", |creator| creator.as_str())
}

/// Its group.
pub(in crate::aws) fn key(info: &sdk::DeploymentInfo) -> Option<GroupKey> {
    Some((
        info.application_name()?.to_owned(),
        info.deployment_group_name()?.to_owned(),
    ))
}
