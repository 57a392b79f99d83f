//! Service deployments of ECS as observations: each spans the way out and, where it does not hold, the way back.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_ecs::types as sdk;

use super::asking::Asking;
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::convert::time;
use crate::aws::ecs;
use crate::aws::found::{means, motion};
use crate::aws::known::once_each;
use crate::aws::why::is_unknown;
use domain::look::Why;
use domain::names::Revision;
use domain::release::{DeploymentNews, DeploymentState, News, Subject};

/// Service deployments by ARN.
pub(super) type ByArn = HashMap<String, sdk::ServiceDeployment>;

/// Tells of the service deployments of these ARNs, and returns what AWS showed of them.
pub(super) async fn tell(asking: &Asking<'_>, arns: &BTreeSet<String>) -> ByArn {
    let asked: Vec<String> = arns.iter().cloned().collect();
    let (mut deployments, missed) = ecs::deployments(&asking.clients, &asked).await;
    let left: Vec<&String> = asked
        .iter()
        .filter(|arn| !deployments.contains_key(*arn))
        .collect();
    match missed {
        // One whose service is gone may have been refused together with all that were asked for beside it.
        Some(why) if is_unknown(&why) => {
            let found = at_once(AT_ONCE, left, async |arn: &String| {
                let (found, missed) =
                    ecs::deployments(&asking.clients, std::slice::from_ref(arn)).await;
                if found.is_empty() {
                    lost(asking, arn, missed);
                }
                found
            })
            .await;
            deployments.extend(found.into_iter().flatten());
        }
        missed => {
            for arn in left {
                lost(asking, arn, missed.clone());
            }
        }
    }
    let revisions = revisions(asking, &deployments).await;
    at_once(
        AT_ONCE,
        &deployments,
        async |(arn, deployment): (&String, &sdk::ServiceDeployment)| {
            if let Some(subject) = Subject::of_service_deployment(arn) {
                one(asking, &subject, deployment, &revisions).await;
            }
        },
    )
    .await;
    deployments
}

fn lost(asking: &Asking<'_>, arn: &str, why: Option<Why>) {
    let Some(subject) = Subject::of_service_deployment(arn) else {
        return;
    };
    match why {
        Some(why) => asking.fail(&subject, why),
        None => asking.see(&subject, None, News::Unknown),
    }
}

/// The task definitions of all service revisions in these deployments, and why some are missing.
async fn revisions(
    asking: &Asking<'_>,
    deployments: &ByArn,
) -> Result<HashMap<String, Revision>, Why> {
    let named: BTreeSet<String> = deployments
        .values()
        .flat_map(|deployment| {
            let target = deployment.target_service_revision();
            deployment.source_service_revisions().iter().chain(target)
        })
        .filter_map(|revision| revision.arn().map(str::to_owned))
        .collect();
    let cache = &asking.fleet.known.revisions;
    let read = async {
        let ask = async |arns: Vec<String>| ecs::revisions(&asking.clients, &arns).await;
        match once_each(cache, asking.environment, named, ask).await {
            (found, Some(why)) if found.is_empty() => Err(why),
            (found, _) => Ok(found),
        }
    };
    asking.soon(read).await
}

async fn one(
    asking: &Asking<'_>,
    subject: &Subject,
    deployment: &sdk::ServiceDeployment,
    revisions: &Result<HashMap<String, Revision>, Why>,
) {
    let motion = motion(deployment);
    let word = deployment.status().map_or("", |status| status.as_str());
    let state = match (word, &motion) {
        ("SUCCESSFUL", _) => DeploymentState::Succeeded,
        ("STOPPED", _) if was_tripped(deployment) => DeploymentState::Failed,
        ("STOPPED", _) => DeploymentState::Stopped,
        ("ROLLBACK_SUCCESSFUL", _) => DeploymentState::RolledBack,
        ("ROLLBACK_FAILED", _) => DeploymentState::RollbackFailed,
        (_, Some(motion)) => DeploymentState::InMotion(motion.phase),
        (other, None) => return asking.miss(subject, Why::Failed(other.to_owned())),
    };
    if state == DeploymentState::Stopped {
        let overtaken = asking.soon(is_overtaken(asking, subject, deployment));
        if asking.or_miss(subject, overtaken.await) == Some(true) {
            asking.see(subject, None, News::Overtaken);
        }
    }
    let revisions = asking.or_miss(subject, revisions.as_ref().map_err(Why::clone));
    let revision =
        |summary: Option<&sdk::ServiceRevisionSummary>| revisions?.get(summary?.arn()?).cloned();
    let from = revision(deployment.source_service_revisions().first());
    let to = revision(deployment.target_service_revision());
    let (from, to) = asking.versions(subject, from, to).await;
    let ended = deployment.finished_at().or(deployment.stopped_at());
    let changed = deployment.updated_at().and_then(time);
    let news = DeploymentNews {
        means: Some(means(deployment.deployment_configuration())),
        from,
        to,
        created: deployment.created_at().and_then(time),
        ended: ended.filter(|_| state.is_final()).and_then(time),
        progress: motion
            .filter(|_| !state.is_final())
            .and_then(|motion| motion.progress()),
        reason: reason(deployment).filter(|_| state != DeploymentState::Succeeded),
        alarms: deployment.alarms().map(alarms),
        ..DeploymentNews::new(state)
    };
    let news = match subject {
        Subject::ServiceDeployment {
            cluster, service, ..
        } => DeploymentNews {
            cluster: Some(cluster.clone()),
            service: Some(service.clone()),
            ..news
        },
        _ => news,
    };
    asking.see(subject, changed, News::Deployment(Box::new(news)));
}

/// Whether it was stopped by another deployment of its service, which was made before it ended: a person who stops one
/// makes none.
async fn is_overtaken(
    asking: &Asking<'_>,
    subject: &Subject,
    deployment: &sdk::ServiceDeployment,
) -> Result<bool, Why> {
    let created = deployment.created_at().and_then(time);
    let stopped = deployment.stopped_at().or(deployment.finished_at());
    let (
        Subject::ServiceDeployment {
            cluster, service, ..
        },
        Some(created),
        Some(stopped),
    ) = (subject, created, stopped.and_then(time))
    else {
        return Ok(false);
    };
    let listed = ecs::service_deployments(&asking.clients, cluster, service, created).await?;
    Ok(listed.iter().any(|one| {
        let is_other = one.service_deployment_arn() != deployment.service_deployment_arn();
        let made = one.created_at().and_then(time);
        is_other && made.is_some_and(|made| (created..=stopped).contains(&made))
    }))
}

/// The alarms that stop it.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentAlarms.html>
fn alarms(watched: &sdk::ServiceDeploymentAlarms) -> Vec<String> {
    let is_off = |status: &sdk::ServiceDeploymentRollbackMonitorsStatus| {
        *status == sdk::ServiceDeploymentRollbackMonitorsStatus::Disabled
    };
    match watched.status().is_some_and(is_off) {
        true => Vec::new(),
        false => watched.alarm_names().to_vec(),
    }
}

/// Whether the circuit breaker or an alarm ended it.
fn was_tripped(deployment: &sdk::ServiceDeployment) -> bool {
    let breaker = deployment.deployment_circuit_breaker();
    let alarms = deployment.alarms();
    let status = breaker.and_then(|breaker| breaker.status());
    [status, alarms.and_then(|alarms| alarms.status())]
        .into_iter()
        .flatten()
        .any(|status| status.as_str() == "TRIGGERED")
}

/// AWS's words for why it did not hold, with the alarms that went off.
fn reason(deployment: &sdk::ServiceDeployment) -> Option<String> {
    let rollback = deployment.rollback().and_then(|back| back.reason());
    let words = rollback.or(deployment.status_reason());
    let words = words.filter(|words| !words.is_empty());
    let alarms = deployment
        .alarms()
        .map(|alarms| alarms.triggered_alarm_names().join(", "))
        .filter(|alarms| !alarms.is_empty());
    match (words, alarms) {
        (Some(words), Some(alarms)) => Some(format!("{words} ({alarms})")),
        (words, alarms) => words.map(str::to_owned).or(alarms),
    }
}
