//! ECS: clusters, services and their deployments, read in as few calls as its batches allow.

use std::collections::HashMap;

use aws_sdk_ecs::types as sdk;

use jiff::{SignedDuration, Timestamp};

use super::batch::{Batched, batches, until_error};
use super::convert::date;
use super::fleet::Clients;
use super::found::{Found, found};
use super::why::why;
use domain::look::Why;
use domain::names::{Environment, Revision};

/// Services in one DescribeServices:
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html>.
const SERVICES_A_CALL: usize = 10;
/// Service deployments in one DescribeServiceDeployments.
const DEPLOYMENTS_A_CALL: usize = 20;
/// Pages of a list that is read page by page.
const PAGES: usize = 10;
/// How long ECS remembers a service deployment:
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html>.
pub(super) const REMEMBERED: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Service revisions in one DescribeServiceRevisions.
const REVISIONS_A_CALL: usize = 20;

/// The ARNs of the clusters, and why some of them could not be listed.
pub(super) async fn clusters(clients: &Clients) -> Batched<String> {
    let pages = clients.ecs.list_clusters().into_paginator().items().send();
    until_error(pages, |error| why("ecs:ListClusters", &error)).await
}

/// The account that the credentials are really of, where the ARNs of its clusters show that it is not `account`.
pub(super) fn other_account(clusters: &[String], account: &str) -> Option<String> {
    let theirs = clusters.first()?.split(':').nth(4)?;
    (theirs != account).then(|| theirs.to_owned())
}

/// The services of one cluster, and why some of them could not be read.
pub(super) async fn services(
    clients: &Clients,
    environment: &Environment,
    cluster: &str,
) -> (Vec<Found>, Vec<Why>) {
    let (services, missed) = all_described(clients, cluster).await;
    let found = services
        .into_iter()
        .filter_map(|service| found(environment, cluster, service))
        .collect();
    (found, missed)
}

/// The same as ECS describes them.
pub(super) async fn all_described(
    clients: &Clients,
    cluster: &str,
) -> (Vec<sdk::Service>, Vec<Why>) {
    let pages = clients
        .ecs
        .list_services()
        .cluster(cluster)
        .max_results(100)
        .into_paginator()
        .items()
        .send();
    let (names, unlisted) = until_error(pages, |error| why("ecs:ListServices", &error)).await;
    let (services, unread) = described(clients, cluster, &names).await;
    (services, unlisted.into_iter().chain(unread).collect())
}

/// These services of one cluster, by name or ARN; what AWS does not know is left out.
pub(super) async fn described(
    clients: &Clients,
    cluster: &str,
    names: &[String],
) -> Batched<sdk::Service> {
    batches(names, SERVICES_A_CALL, async |batch| {
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
    .await
}

/// The service deployments of a service that were created after `after`, all of them up to a thousand, since they come
/// in no documented order; ECS forgets them after 90 days.
pub(super) async fn service_deployments(
    clients: &Clients,
    cluster: &str,
    service: &str,
    after: Timestamp,
) -> Result<Vec<sdk::ServiceDeploymentBrief>, Why> {
    let mut listed = Vec::new();
    let mut next = None;
    // The SDK has no paginator for this call.
    for _ in 0..PAGES {
        let page = clients
            .ecs
            .list_service_deployments()
            .cluster(cluster)
            .service(service)
            .created_at(sdk::CreatedAt::builder().after(date(after)).build())
            .max_results(100)
            .set_next_token(next.take())
            .send()
            .await
            .map_err(|error| why("ecs:ListServiceDeployments", &error))?;
        listed.extend(page.service_deployments.unwrap_or_default());
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    Ok(listed)
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

/// The task definitions of service revisions, by the revision's ARN; what AWS does not know is left out.
pub(super) async fn revisions(clients: &Clients, arns: &[String]) -> Batched<(String, Revision)> {
    let (read, missed) = service_revisions(clients, arns).await;
    let revisions = read.into_iter().filter_map(|revision| {
        let definition = revision.task_definition()?.parse().ok()?;
        Some((revision.service_revision_arn?, definition))
    });
    (revisions.collect(), missed)
}

/// The service revisions of these ARNs; what AWS does not know is left out.
pub(super) async fn service_revisions(
    clients: &Clients,
    arns: &[String],
) -> Batched<sdk::ServiceRevision> {
    batches(arns, REVISIONS_A_CALL, async |batch| {
        clients
            .ecs
            .describe_service_revisions()
            .set_service_revision_arns(Some(batch))
            .send()
            .await
            .map(|answer| answer.service_revisions.unwrap_or_default())
            .map_err(|error| why("ecs:DescribeServiceRevisions", &error))
    })
    .await
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
