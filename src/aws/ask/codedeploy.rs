//! Deployments of CodeDeploy as observations, together with those that take them back.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_codedeploy::types as sdk;

use super::Question;
use super::asking::Asking;
use super::owner::Made;
use super::sets::{Sets, change};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::codedeploy::{self, Deployments, GroupKey, in_motion, key, motion, undone_by};
use crate::aws::codepipeline::Deploys;
use crate::aws::convert::time;
use domain::environments::GroupName;
use domain::look::Why;
use domain::names::{Revision, last_part};
use domain::release::{DeploymentNews, DeploymentState, News, Subject};
use domain::service::Means;

/// What is known of the groups of the deployments told.
type Groups = HashMap<GroupKey, Result<Option<sdk::DeploymentGroupInfo>, Why>>;

/// Answers the questions about deployments of CodeDeploy; returns those whose owner is asked for.
pub(super) async fn ask(asking: &Asking<'_>, questions: &[Question]) -> Vec<Made> {
    let mut ids = BTreeSet::new();
    let mut orphans = BTreeSet::new();
    for question in questions {
        let Subject::CodeDeploy { id, .. } = &question.subject else {
            continue;
        };
        // One id that cannot be one would be refused together with all that are asked for beside it.
        if !can_be_id(id) {
            asking.see(&question.subject, None, News::Unknown);
            continue;
        }
        ids.insert(id.clone());
        orphans.extend(question.owner.then(|| id.clone()));
    }
    let deployments = tell(asking, &ids, |_, _| true).await;
    let made = orphans.iter().filter_map(|id| {
        let info = deployments.0.get(id)?;
        // The way back was made by nobody's pipeline; what it takes back may have been.
        let undone = undone_by(info).and_then(|undone| deployments.0.get(&undone));
        made(asking, undone.unwrap_or(info))
    });
    made.collect()
}

/// Tells of these deployments, and of those that take them back or are taken back by them, as far as `is_ours` picks
/// their cluster, which is not always known, and their group. Returns what AWS showed of all of them.
pub(super) async fn tell(
    asking: &Asking<'_>,
    ids: &BTreeSet<String>,
    is_ours: impl Fn(Option<&str>, Option<GroupName<'_>>) -> bool,
) -> Deployments {
    let clients = &asking.clients;
    let mut deployments = Deployments::default();
    let asked: Vec<String> = ids.iter().cloned().collect();
    let missed = deployments.read(clients, &asked).await;
    for id in ids.iter().filter(|id| !deployments.0.contains_key(*id)) {
        match &missed {
            Some(why) => asking.fail(&subject(asking, id), why.clone()),
            None => asking.see(&subject(asking, id), None, News::Unknown),
        }
    }
    let related: BTreeSet<String> = deployments.0.values().flat_map(relatives).collect();
    let related: Vec<String> = related
        .into_iter()
        .filter(|id| !deployments.0.contains_key(id))
        .collect();
    if let Some(why) = deployments.read(clients, &related).await {
        for id in related.iter().filter(|id| !deployments.0.contains_key(*id)) {
            asking.miss(&subject(asking, id), why.clone());
        }
    }
    let groups = groups(asking, &deployments).await;
    let sets = sets(asking, &deployments, &groups).await;
    at_once(
        AT_ONCE,
        deployments.0.values(),
        async |info: &sdk::DeploymentInfo| {
            let group = key(info).and_then(|key| groups.get(&key));
            let known = group.and_then(|group| group.as_ref().ok()?.as_ref());
            let service = known.and_then(service);
            if let (Some(Err(why)), Some(id)) = (group, info.deployment_id()) {
                asking.miss(&subject(asking, id), why.clone());
            }
            let cluster = service.as_ref().map(|(cluster, _)| cluster.as_str());
            let named = info.application_name().map(|application| GroupName {
                application,
                group: info.deployment_group_name(),
            });
            if is_ours(cluster, named) {
                let alarms = match activated(info) {
                    activated if activated.is_empty() => known.map(|group| alarms(info, group)),
                    activated => Some(activated),
                };
                one(asking, info, (service, alarms), (&deployments, &sets)).await;
            }
        },
    )
    .await;
    deployments
}

/// `d-` and capital letters and digits:
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html>.
fn can_be_id(id: &str) -> bool {
    let rest = id.strip_prefix("d-").unwrap_or_default();
    let is_part = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit();
    !rest.is_empty() && rest.bytes().all(is_part)
}

fn subject(asking: &Asking<'_>, id: &str) -> Subject {
    Subject::CodeDeploy {
        place: asking.place.clone(),
        id: id.to_owned(),
    }
}

/// The deployment that takes this one back, and the one that it takes back.
fn relatives(info: &sdk::DeploymentInfo) -> impl Iterator<Item = String> {
    rolled_back_by(info).into_iter().chain(undone_by(info))
}

fn rolled_back_by(info: &sdk::DeploymentInfo) -> Option<String> {
    let id = info.rollback_info()?.rollback_deployment_id()?;
    Some(id.to_owned())
}

fn made(asking: &Asking<'_>, info: &sdk::DeploymentInfo) -> Option<Made> {
    let (application, group) = key(info)?;
    Some(Made {
        subject: subject(asking, info.deployment_id()?),
        to: Deploys::CodeDeploy { application, group },
        created: info.create_time().and_then(time),
    })
}

async fn groups(asking: &Asking<'_>, deployments: &Deployments) -> Groups {
    let keys: BTreeSet<GroupKey> = deployments.0.values().filter_map(key).collect();
    let groups = at_once(AT_ONCE, keys, async |key: GroupKey| {
        let group = asking.soon(codedeploy::group(&asking.clients, &key)).await;
        (key, group)
    });
    groups.await.into_iter().collect()
}

/// The cluster and the service that a group deploys.
fn service(group: &sdk::DeploymentGroupInfo) -> Option<(String, String)> {
    let service = group.ecs_services().first()?;
    let cluster = last_part(service.cluster_name()?).to_owned();
    Some((cluster, last_part(service.service_name()?).to_owned()))
}

/// The alarms that stop a deployment: those of its group, where it does not go without them.
///
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_AlarmConfiguration.html>
fn alarms(info: &sdk::DeploymentInfo, group: &sdk::DeploymentGroupInfo) -> Vec<String> {
    let own = info.override_alarm_configuration();
    let watched = own.or(group.alarm_configuration());
    let alarms = watched.filter(|watched| watched.enabled());
    let names = alarms.map_or(&[][..], |watched| watched.alarms()).iter();
    names
        .filter_map(|alarm| alarm.name().map(str::to_owned))
        .collect()
}

/// The alarms that have stopped a deployment, which AWS names only in its words for why:
/// `… Activated alarms: <payments-5xx>`.
fn activated(info: &sdk::DeploymentInfo) -> Vec<String> {
    let words = info.error_information().and_then(|error| error.message());
    let named = words.and_then(|words| words.split_once("Activated alarms:"));
    let parts = named.map_or("", |(_, names)| names).split('<').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('>')?.0.to_owned()))
        .collect()
}

/// The task sets of the services that are being deployed to; after the end they no longer tell what it brought.
async fn sets(asking: &Asking<'_>, deployments: &Deployments, groups: &Groups) -> Sets {
    let moving = deployments.0.values().filter(|info| in_motion(info));
    let services = moving.filter_map(|info| {
        let group = groups.get(&key(info)?)?.as_ref().ok()?.as_ref()?;
        service(group)
    });
    Sets::read(asking, services.collect()).await
}

async fn one(
    asking: &Asking<'_>,
    info: &sdk::DeploymentInfo,
    (service, alarms): (Option<(String, String)>, Option<Vec<String>>),
    (deployments, sets): (&Deployments, &Sets),
) {
    let Some(id) = info.deployment_id() else {
        return;
    };
    let subject = subject(asking, id);
    let target = async {
        if !in_motion(info) {
            return None;
        }
        let target = codedeploy::target(&asking.clients, id);
        asking.or_miss(&subject, asking.soon(target).await)?
    };
    let found = service.as_ref().and_then(|service| sets.of(service));
    let by_sets = found.map_or((None, None), |sets| change(sets, id));
    let versions = versions(asking, &subject, info, deployments, by_sets);
    let (target, (from, to)) = tokio::join!(target, versions);
    let (from, to) = asking.versions(&subject, from, to).await;
    let motion = motion(info, target.as_ref());
    let status = codedeploy::status(info);
    let state = match (&motion, status) {
        (Some(motion), _) => DeploymentState::InMotion(motion.phase),
        (None, "Succeeded") => DeploymentState::Succeeded,
        (None, "Failed") => DeploymentState::Failed,
        (None, "Stopped") => DeploymentState::Stopped,
        (None, other) => return asking.miss(&subject, Why::Failed(other.to_owned())),
    };
    let (cluster, service) = service.unzip();
    let (application, group) = key(info).unzip();
    let (created, ended) = (info.create_time(), info.complete_time());
    let ended = ended.and_then(time);
    let news = DeploymentNews {
        cluster,
        service,
        application,
        group,
        means: Some(Means::CodeDeploy),
        from,
        to,
        // A person and a pipeline are both a `user`, and neither is named.
        started_by: Some(codedeploy::creator(info).to_owned())
            .filter(|creator| !creator.is_empty() && creator != "user"),
        created: created.and_then(time),
        ended,
        progress: motion.and_then(|motion| motion.progress()),
        reason: reason(info),
        undoes: undone_by(info).map(|id| self::subject(asking, &id)),
        undone_by: rolled_back_by(info).map(|id| self::subject(asking, &id)),
        alarms,
        ..DeploymentNews::new(state)
    };
    asking.see(&subject, ended, News::Deployment(Box::new(news)));
}

/// From which task definition to which: by the task sets, else by the AppSpecs. The way back goes from what it undoes.
async fn versions(
    asking: &Asking<'_>,
    subject: &Subject,
    info: &sdk::DeploymentInfo,
    deployments: &Deployments,
    (from, to): (Option<Revision>, Option<Revision>),
) -> (Option<Revision>, Option<Revision>) {
    let undone = undone_by(info).and_then(|undone| deployments.0.get(&undone));
    let before = match undone {
        Some(undone) => undone.revision(),
        None => info.previous_revision(),
    };
    let read = async |known: Option<Revision>, revision: Option<&sdk::RevisionLocation>| {
        let (Some(revision), Some(application), None) = (revision, info.application_name(), &known)
        else {
            return known;
        };
        let Asking {
            fleet,
            environment,
            clients,
            ..
        } = asking;
        let found = codedeploy::task_definition(fleet, environment, clients, application, revision);
        asking.or_miss(subject, asking.soon(found).await).flatten()
    };
    tokio::join!(read(from, before), read(to, info.revision()))
}

/// AWS's words for why it failed or was stopped, and its name for it.
fn reason(info: &sdk::DeploymentInfo) -> Option<String> {
    let error = info.error_information()?;
    let code = error.code().map(|code| code.as_str());
    match (error.message().filter(|message| !message.is_empty()), code) {
        (Some(message), Some(code)) => Some(format!("{message} ({code})")),
        (Some(word), None) | (None, Some(word)) => Some(word.to_owned()),
        (None, None) => None,
    }
}
