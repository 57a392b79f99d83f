//! A service as ECS shows it, read into the words of `domain`.

use aws_sdk_ecs::types as sdk;
use aws_smithy_types::DateTime;

use super::convert::{count, percent, time};
use super::motion::Motion;
use domain::names::{Environment, Revision, last_part};
use domain::phase;
use domain::service::{Controller, Means, Phase, Rollout, Service};

/// A service as read, with what the next calls need to know of it.
pub(super) struct Found {
    pub service: Service,
    /// The service deployment under way, by ARN.
    pub deployment: Option<String>,
    /// The CodeDeploy deployments that made its task sets, the primary's first.
    pub made_by: Vec<String>,
    /// What the deployment under way replaces, and what it replaces it with, where both are there.
    pub change: Option<(Revision, Revision)>,
}

/// Puts what a service deployment says over what the service itself said.
pub(super) fn apply(found: &mut Found, deployment: &sdk::ServiceDeployment) {
    let Some(motion) = motion(deployment) else {
        return;
    };
    let (from, to) = found.change.clone().unzip();
    let service = &mut found.service;
    let (done, total) = motion.tasks.unwrap_or((0, service.desired));
    service.rollout = Some(Rollout {
        means: means(deployment.deployment_configuration()),
        phase: motion.phase,
        from,
        to: to.or_else(|| service.revision.clone()),
        done,
        total,
        traffic: motion.traffic,
        since: deployment
            .started_at()
            .or(deployment.created_at())
            .and_then(time),
        until: motion.until,
    });
}

/// How far a service deployment is; `None` once it has ended well or was ended.
pub(super) fn motion(deployment: &sdk::ServiceDeployment) -> Option<Motion> {
    let waiting = deployment.lifecycle_hook_details().iter().find(|hook| {
        hook.status()
            .is_some_and(|s| s.as_str() == "AWAITING_ACTION")
    });
    let phase = phase::of_service_deployment(
        deployment.status().map_or("", |status| status.as_str()),
        deployment
            .lifecycle_stage()
            .map_or("", |stage| stage.as_str()),
        waiting.is_some(),
    )?;
    let target = deployment.target_service_revision();
    Some(Motion {
        phase,
        tasks: target.map(|revision| {
            (
                count(revision.running_task_count),
                count(revision.requested_task_count),
            )
        }),
        // A rolling update shifts no traffic: the new tasks take their share as they come.
        traffic: target
            .filter(|_| means(deployment.deployment_configuration()) != Means::Rolling)
            .and_then(|revision| revision.requested_production_traffic_weight)
            .map(percent),
        until: waiting.and_then(|hook| hook.expires_at()).and_then(time),
    })
}

/// Reads a service as DescribeServices shows it.
pub(super) fn found(
    environment: &Environment,
    cluster: &str,
    service: sdk::Service,
) -> Option<Found> {
    let controller = match service.deployment_controller().map(|c| c.r#type().as_str()) {
        Some("CODE_DEPLOY") => Controller::CodeDeploy,
        Some("EXTERNAL") => Controller::External,
        _ => Controller::Ecs,
    };
    let events: Vec<_> = service
        .events()
        .iter()
        .map(|event| {
            let at = event.created_at().and_then(time);
            (at, event.message().unwrap_or_default())
        })
        .collect();
    let desired = count(service.desired_count);
    let running = count(service.running_count);
    let failure = phase::failure_in_events(&events)
        .or_else(|| (running < desired).then(|| phase::trouble_in_events(&events))?);
    let primary = service
        .task_sets()
        .iter()
        .find(|set| set.status() == Some("PRIMARY"))
        .and_then(|set| set.task_definition())
        .or(service.task_definition());
    let mut sets: Vec<_> = service.task_sets().iter().collect();
    sets.sort_by_key(|set| set.status() != Some("PRIMARY"));
    Some(Found {
        change: change(&service),
        deployment: service.current_service_deployment().map(str::to_owned),
        made_by: sets
            .iter()
            .filter_map(|set| set.external_id().map(str::to_owned))
            .collect(),
        service: Service {
            environment: environment.name.clone(),
            cluster: last_part(cluster).to_owned(),
            name: service.service_name()?.to_owned(),
            region: environment.region.clone(),
            controller,
            application: None,
            deployment: match controller {
                Controller::Ecs => service.current_service_deployment().map(str::to_owned),
                Controller::CodeDeploy | Controller::External => None,
            },
            desired,
            running,
            pending: count(service.pending_count),
            revision: primary.and_then(|arn| arn.parse().ok()),
            rollout: match controller {
                Controller::Ecs => rolling(&service),
                Controller::CodeDeploy | Controller::External => None,
            },
            last_failure: failure,
        },
    })
}

/// What is being replaced by what: the task sets of CodeDeploy, else the deployments of ECS, the oldest and the newest.
fn change(service: &sdk::Service) -> Option<(Revision, Revision)> {
    let made_at = |at: Option<&DateTime>| at.map(|at| (at.secs(), at.subsec_nanos()));
    let sets = service.task_sets().iter();
    let deployments = service.deployments().iter();
    let mut fleets: Vec<_> = sets
        .map(|set| (made_at(set.created_at()), set.task_definition()))
        .collect();
    if fleets.is_empty() {
        fleets = deployments
            .map(|deployment| {
                (
                    made_at(deployment.created_at()),
                    deployment.task_definition(),
                )
            })
            .collect();
    }
    fleets.sort();
    let revision = |fleet: &(_, Option<&str>)| fleet.1?.parse().ok();
    let (from, to) = (revision(fleets.first()?)?, revision(fleets.last()?)?);
    (from != to).then_some((from, to))
}

/// The rollout that `deployments[]` shows: `rolloutState` exists for rolling updates alone.
fn rolling(service: &sdk::Service) -> Option<Rollout> {
    let primary = service
        .deployments()
        .iter()
        .find(|deployment| deployment.status() == Some("PRIMARY"))?;
    let phase = match primary.rollout_state()?.as_str() {
        "IN_PROGRESS" => Phase::ReplacingTasks,
        "FAILED" => Phase::Failed,
        _ => return None,
    };
    let rolling_back = primary
        .rollout_state_reason()
        .is_some_and(|reason| reason.contains("rolling back"));
    Some(Rollout {
        means: means(service.deployment_configuration()),
        phase: if rolling_back {
            Phase::RollingBack
        } else {
            phase
        },
        from: change(service).map(|(from, _)| from),
        to: primary.task_definition().and_then(|arn| arn.parse().ok()),
        done: count(primary.running_count),
        total: count(primary.desired_count),
        traffic: None,
        since: primary.created_at().and_then(time),
        until: None,
    })
}

/// By which means a service of this configuration replaces tasks.
pub(super) fn means(configuration: Option<&sdk::DeploymentConfiguration>) -> Means {
    match configuration.and_then(|c| c.strategy()).map(|s| s.as_str()) {
        None | Some("ROLLING") => Means::Rolling,
        Some(_) => Means::BlueGreen,
    }
}
