//! ECS: clusters, services and their deployments, read in as few calls as its batches allow.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_ecs::types as sdk;
use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_types::DateTime;
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::fleet::Clients;
use super::why::why;
use crate::domain::look::Why;
use crate::domain::names::{Environment, Revision, last_part};
use crate::domain::phase;
use crate::domain::service::{Controller, Means, Phase, Rollout, Service};

/// Services in one DescribeServices:
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html>.
const SERVICES_A_CALL: usize = 10;
/// Service deployments in one DescribeServiceDeployments.
const DEPLOYMENTS_A_CALL: usize = 20;
/// Calls at the same moment for one environment; ECS refills twenty reads a second.
pub(super) const AT_ONCE: usize = 8;

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

/// The ARNs of the clusters, and why some of them could not be listed.
pub(super) async fn clusters(clients: &Clients) -> Batched<String> {
    let pages = clients.ecs.list_clusters().into_paginator().items().send();
    until_error(pages, |error| why("ecs:ListClusters", &error)).await
}

/// The services of one cluster, and why some of them could not be read.
pub(super) async fn services(
    clients: &Clients,
    environment: &Environment,
    cluster: &str,
) -> (Vec<Found>, Vec<Why>) {
    let pages = clients
        .ecs
        .list_services()
        .cluster(cluster)
        .max_results(100)
        .into_paginator()
        .items()
        .send();
    let (names, unlisted) = until_error(pages, |error| why("ecs:ListServices", &error)).await;
    let (services, unread) = batches(&names, SERVICES_A_CALL, async |batch| {
        clients
            .ecs
            .describe_services()
            .cluster(cluster)
            .set_services(Some(batch))
            .send()
            .await
            .map(|answer| answer.services.unwrap_or_default())
            .map_err(|error| why("ecs:DescribeServices", &error))
    })
    .await;
    let found = services
        .into_iter()
        .filter_map(|service| found(environment, cluster, service))
        .collect();
    (found, unlisted.into_iter().chain(unread).collect())
}

/// The service deployments of these ARNs, by ARN.
pub(super) async fn deployments(
    clients: &Clients,
    arns: &[String],
) -> (HashMap<String, sdk::ServiceDeployment>, Option<Why>) {
    let (read, missed) = batches(arns, DEPLOYMENTS_A_CALL, async |batch| {
        clients
            .ecs
            .describe_service_deployments()
            .set_service_deployment_arns(Some(batch))
            .send()
            .await
            .map(|answer| answer.service_deployments.unwrap_or_default())
            .map_err(|error| why("ecs:DescribeServiceDeployments", &error))
    })
    .await;
    let by_arn = read
        .into_iter()
        .filter_map(|deployment| Some((deployment.service_deployment_arn.clone()?, deployment)))
        .collect();
    (by_arn, missed)
}

/// The image of a task definition's first essential container.
pub(super) async fn image(clients: &Clients, task_definition: &str) -> Result<String, Why> {
    let answer = clients
        .ecs
        .describe_task_definition()
        .task_definition(task_definition)
        .send()
        .await
        .map_err(|error| why("ecs:DescribeTaskDefinition", &error))?;
    let containers = answer
        .task_definition
        .and_then(|definition| definition.container_definitions)
        .unwrap_or_default();
    containers
        .iter()
        .find(|container| container.essential.unwrap_or(true))
        .or(containers.first())
        .and_then(|container| container.image.clone())
        .ok_or_else(|| Why::Failed("a task definition without an image".to_owned()))
}

/// Puts what a service deployment says over what the service itself said.
pub(super) fn apply(found: &mut Found, deployment: &sdk::ServiceDeployment) {
    let hook_awaits = deployment.lifecycle_hook_details().iter().any(|hook| {
        hook.status()
            .is_some_and(|s| s.as_str() == "AWAITING_ACTION")
    });
    let phase = phase::of_service_deployment(
        deployment.status().map_or("", |status| status.as_str()),
        deployment
            .lifecycle_stage()
            .map_or("", |stage| stage.as_str()),
        hook_awaits,
    );
    let Some(phase) = phase else {
        return;
    };
    let target = deployment.target_service_revision();
    let (from, to) = found.change.clone().unzip();
    let service = &mut found.service;
    service.rollout = Some(Rollout {
        means: means(deployment.deployment_configuration()),
        phase,
        from,
        to: to.or_else(|| service.revision.clone()),
        done: target.map_or(0, |revision| count(revision.running_task_count)),
        total: target.map_or(service.desired, |revision| {
            count(revision.requested_task_count)
        }),
        traffic: target
            .and_then(|revision| revision.requested_production_traffic_weight)
            .map(percent),
        since: deployment
            .started_at()
            .or(deployment.created_at())
            .and_then(time),
        until: None,
    });
}

fn found(environment: &Environment, cluster: &str, service: sdk::Service) -> Option<Found> {
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

fn means(configuration: Option<&sdk::DeploymentConfiguration>) -> Means {
    match configuration.and_then(|c| c.strategy()).map(|s| s.as_str()) {
        None | Some("ROLLING") => Means::Rolling,
        Some(_) => Means::BlueGreen,
    }
}

/// What was read in several calls, and why some of it is missing.
pub(super) type Batched<T> = (Vec<T>, Option<Why>);

/// Asks for `items` in batches, several at once; a batch that fails takes only its own items with it.
pub(super) async fn batches<T, F>(
    items: &[String],
    size: usize,
    ask: impl Fn(Vec<String>) -> F,
) -> Batched<T>
where
    F: Future<Output = Result<Vec<T>, Why>>,
{
    let asked: Vec<_> = items
        .chunks(size)
        .map(|batch| ask(batch.to_vec()))
        .collect();
    // In any order: one that hangs then holds up none of the others.
    let answers: Vec<_> = stream::iter(asked)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut read = Vec::with_capacity(items.len());
    let mut missed = None;
    for answer in answers {
        match answer {
            Ok(items) => read.extend(items),
            Err(why) => missed = Some(why),
        }
    }
    (read, missed)
}

/// Lists page by page; an error ends the list and leaves what was listed before it.
pub(super) async fn until_error<T, E>(
    mut pages: PaginationStream<Result<T, E>>,
    why: impl Fn(E) -> Why,
) -> Batched<T> {
    let mut listed = Vec::new();
    while let Some(item) = pages.next().await {
        match item {
            Ok(item) => listed.push(item),
            Err(error) => return (listed, Some(why(error))),
        }
    }
    (listed, None)
}

/// AWS's time as ours.
pub(super) fn time(at: &DateTime) -> Option<Timestamp> {
    Timestamp::new(at.secs(), i32::try_from(at.subsec_nanos()).ok()?).ok()
}

/// A count that AWS types as signed and that is never negative.
pub(super) fn count<N: TryInto<u32>>(n: N) -> u32 {
    n.try_into().unwrap_or(0)
}

/// A traffic weight as whole percent.
pub(super) fn percent(weight: f64) -> u8 {
    weight.clamp(0.0, 100.0).round() as u8
}
