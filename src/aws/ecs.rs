//! ECS: clusters, services and their deployments, read in as few calls as its batches allow.

use std::collections::HashMap;

use aws_sdk_ecs::types as sdk;

use super::batch::{Batched, batches, until_error};
use super::fleet::Clients;
use super::found::{Found, found};
use super::why::why;
use crate::domain::look::Why;
use crate::domain::names::Environment;

/// Services in one DescribeServices:
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html>.
const SERVICES_A_CALL: usize = 10;
/// Service deployments in one DescribeServiceDeployments.
const DEPLOYMENTS_A_CALL: usize = 20;

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
