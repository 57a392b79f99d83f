//! CodeDeploy: the deployment of a blue/green service, how far it is, and how the last one ended.

mod read;
mod spec;

use std::collections::{BTreeSet, HashMap};

use aws_sdk_codedeploy::operation::list_deployments::builders::ListDeploymentsFluentBuilder;
use aws_sdk_codedeploy::types as sdk;
use jiff::Timestamp;

use self::read::describe;
pub(super) use self::read::{creator, in_motion, key, motion, status, undone_by};
pub(super) use self::spec::{task_definition, text};
use super::batch::{AT_ONCE, at_once, batches, until_error};
use super::convert::date;
use super::fleet::Clients;
use super::found::Found;
use super::why::why;
use domain::look::Why;
use domain::service::Controller;

/// Deployments in one BatchGetDeployments:
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_BatchGetDeployments.html>.
const DEPLOYMENTS_A_CALL: usize = 25;

/// The states of a deployment that has not ended:
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html>.
const MOVING: [&str; 5] = ["Created", "Queued", "InProgress", "Baking", "Ready"];

/// A deployment group by the names of its application and itself.
pub(super) type GroupKey = (String, String);

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

/// The ids of the deployments of every application that were created since then, or have not ended, and why some
/// could not be listed.
pub(super) async fn listed(clients: &Clients, since: Timestamp) -> (BTreeSet<String>, Vec<Why>) {
    let list = async |ask: ListDeploymentsFluentBuilder| {
        let pages = ask.into_paginator().items().send();
        until_error(pages, |error| why("codedeploy:ListDeployments", &error)).await
    };
    let ask = || clients.codedeploy.list_deployments();
    let created = sdk::TimeRange::builder().start(date(since)).build();
    let moving = MOVING.map(sdk::DeploymentStatus::from).to_vec();
    let ((created, one), (moving, other)) = tokio::join!(
        list(ask().create_time_range(created)),
        list(ask().set_include_only_statuses(Some(moving))),
    );
    let ids = created.into_iter().chain(moving).collect();
    (ids, one.into_iter().chain(other).collect())
}

/// Deployments by id.
#[derive(Default)]
pub(super) struct Deployments(pub HashMap<String, sdk::DeploymentInfo>);

impl Deployments {
    /// Adds those of these ids; what AWS does not know is left out. Answers why some could not be read.
    pub async fn read(&mut self, clients: &Clients, ids: &[String]) -> Option<Why> {
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
    let answers: Vec<_> = at_once(AT_ONCE, keys, async |key: GroupKey| {
        let group = group(clients, &key).await;
        (key, group)
    })
    .await;
    let mut groups = HashMap::new();
    for (key, answer) in answers {
        match answer {
            Ok(Some(group)) => {
                groups.insert(key, group);
            }
            Ok(None) => {}
            Err(why) => missed.push(why),
        }
    }
    groups
}

/// A deployment group.
pub(super) async fn group(
    clients: &Clients,
    (application, group): &GroupKey,
) -> Result<Option<sdk::DeploymentGroupInfo>, Why> {
    clients
        .codedeploy
        .get_deployment_group()
        .application_name(application)
        .deployment_group_name(group)
        .send()
        .await
        .map(|answer| answer.deployment_group_info)
        .map_err(|error| why("codedeploy:GetDeploymentGroup", &error))
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
    let answers: Vec<_> = at_once(AT_ONCE, moving, async |id: String| {
        let target = target(clients, &id).await;
        (id, target)
    })
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
pub(super) async fn target(
    clients: &Clients,
    deployment: &str,
) -> Result<Option<sdk::EcsTarget>, Why> {
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
