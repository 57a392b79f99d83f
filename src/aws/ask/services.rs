//! Questions about deployments of ECS: which service deployments they are about, and what is known where there are none.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ecs::types as sdk;
use jiff::{SignedDuration, Timestamp};

use super::asking::Asking;
use super::owner::Made;
use super::part::{Part, whole};
use super::{Question, entry, homeless, service_deployments};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::codepipeline::Deploys;
use crate::aws::convert::time;
use crate::aws::ecs;
use domain::look::Why;
use domain::names::last_part;
use domain::phase;
use domain::release::{News, Place, Subject};

/// How long before its latest event what a question is about may have begun.
const BEFORE: SignedDuration = SignedDuration::from_mins(10);
/// The same where ECS lists the set of tasks no more, and only times are left to tell what it was a part of.
const LONG_BEFORE: SignedDuration = SignedDuration::from_hours(24);

/// Answers the questions about deployments of ECS; returns those whose owner is asked for.
pub(super) async fn ask(asking: &Asking<'_>, questions: &[Question]) -> Vec<Made> {
    let mut arns: BTreeSet<String> = BTreeSet::new();
    let mut orphans: BTreeSet<String> = BTreeSet::new();
    let mut parts: Vec<&Question> = Vec::new();
    for question in questions {
        match question.subject.arn() {
            Some(arn) => {
                orphans.extend(question.owner.then(|| arn.clone()));
                arns.insert(arn);
            }
            None => parts.extend(is_part(question).then_some(question)),
        }
    }
    let by_cluster = homeless::placed(asking, &parts).await;
    let found: Vec<Found> = at_once(
        AT_ONCE,
        by_cluster,
        async |(cluster, parts): (String, Vec<&Question>)| {
            of_cluster(asking, &cluster, &parts).await
        },
    )
    .await;
    let mut looked = Vec::new();
    for found in found {
        arns.extend(found.arns);
        orphans.extend(found.orphans);
        looked.extend(found.sets);
    }
    let told = service_deployments::tell(asking, &arns).await;
    looked.extend(orphans.iter().filter_map(|arn| {
        let created = told.get(arn).and_then(|one| time(one.created_at()?));
        made(Subject::of_service_deployment(arn)?, created)
    }));
    looked
}

fn is_part(question: &Question) -> bool {
    matches!(question.subject, Subject::EcsDeployment { .. })
}

fn made(subject: Subject, created: Option<Timestamp>) -> Option<Made> {
    let (Subject::ServiceDeployment {
        cluster, service, ..
    }
    | Subject::EcsDeployment {
        cluster, service, ..
    }) = &subject
    else {
        return None;
    };
    let to = Deploys::Ecs {
        cluster: cluster.clone(),
        service: service.clone(),
    };
    Some(Made {
        subject,
        to,
        created,
    })
}

/// Service deployments to tell of, by ARN, and those of which the owner is asked for.
#[derive(Default)]
struct Found {
    arns: BTreeSet<String>,
    orphans: BTreeSet<String>,
    /// Sets of tasks of which the owner is asked for, where service deployments may not be listed.
    sets: Vec<Made>,
}

async fn of_cluster(asking: &Asking<'_>, cluster: &str, parts: &[&Question]) -> Found {
    let mut by_service: BTreeMap<&str, Vec<&Question>> = BTreeMap::new();
    for question in parts {
        if let Subject::EcsDeployment { service, .. } = &question.subject {
            by_service.entry(service).or_default().push(question);
        }
    }
    let names: Vec<String> = by_service.keys().map(|&name| name.to_owned()).collect();
    let (services, missed) = ecs::described(&asking.clients, cluster, &names).await;
    let mut asked = Vec::new();
    for (name, questions) in by_service {
        let service = services
            .iter()
            .find(|service| service.service_name().map(last_part) == Some(name));
        match (service, &missed) {
            (Some(service), _) => asked.push((service, questions)),
            (None, Some(why)) => {
                for question in questions {
                    asking.fail(&question.subject, why.clone());
                }
            }
            (None, None) => {
                for question in questions {
                    asking.see(&question.subject, None, News::Unknown);
                }
            }
        }
    }
    let found: Vec<Found> = at_once(
        AT_ONCE,
        asked,
        async |(service, questions): (&sdk::Service, Vec<&Question>)| {
            of_service(asking, cluster, service, &questions).await
        },
    )
    .await;
    found.into_iter().fold(Found::default(), |mut all, one| {
        all.arns.extend(one.arns);
        all.orphans.extend(one.orphans);
        all.sets.extend(one.sets);
        all
    })
}

async fn of_service(
    asking: &Asking<'_>,
    cluster: &str,
    service: &sdk::Service,
    questions: &[&Question],
) -> Found {
    let mut open = Vec::new();
    for &question in questions {
        match by_task_set(&asking.place, service, &question.subject) {
            Some(whole) => asking.see(&question.subject, None, News::PartOf(whole)),
            None => open.push((question, part(service, &question.subject))),
        }
    }
    let mut found = Found::default();
    let name = service.service_name().unwrap_or_default();
    let asked_back_to = open.iter().map(|(question, part)| match part {
        Some(part) => part.created.unwrap_or(question.at).min(question.at) - BEFORE,
        None => question.at - LONG_BEFORE,
    });
    let Some(after) = asked_back_to.min() else {
        return found;
    };
    let listed = ecs::service_deployments(&asking.clients, cluster, name, after).await;
    let why = listed.as_ref().err().cloned();
    let listed = listed.unwrap_or_default();
    for (question, part) in open {
        let whole = whole(part.unwrap_or_default(), question.at, &listed);
        let whole = whole.and_then(|one| one.service_deployment_arn());
        let subject = whole.and_then(Subject::of_service_deployment);
        let Some((arn, subject)) = whole.zip(subject) else {
            let denied = question.owner && matches!(why, Some(Why::Denied { .. }));
            found.sets.extend(
                entry::made(service, &question.subject)
                    .filter(|_| denied)
                    .and_then(|created| made(question.subject.clone(), Some(created))),
            );
            entry::tell(asking, service, &question.subject, why.clone()).await;
            continue;
        };
        asking.see(&question.subject, None, News::PartOf(subject));
        found.arns.insert(arn.to_owned());
        found.orphans.extend(question.owner.then(|| arn.to_owned()));
        let recent = listed.iter().filter(|one| {
            let created = one.created_at().and_then(time);
            in_motion(one) || created.is_some_and(|created| created > question.at - BEFORE)
        });
        found.arns.extend(arns(recent));
    }
    found
}

/// Whether a service deployment that is listed has not ended.
pub(in crate::aws) fn in_motion(one: &sdk::ServiceDeploymentBrief) -> bool {
    let status = one.status().map_or("", |status| status.as_str());
    status != "ROLLBACK_FAILED" && phase::of_service_deployment(status, "", false).is_some()
}

/// The ARNs of what is listed.
pub(super) fn arns<'a>(
    listed: impl Iterator<Item = &'a sdk::ServiceDeploymentBrief>,
) -> impl Iterator<Item = String> {
    listed.filter_map(|one| one.service_deployment_arn().map(str::to_owned))
}

/// The deployment of CodeDeploy that made the set of tasks, where one did.
pub(in crate::aws) fn by_task_set(
    place: &Place,
    service: &sdk::Service,
    subject: &Subject,
) -> Option<Subject> {
    let Subject::EcsDeployment { id, .. } = subject else {
        return None;
    };
    let set = service
        .task_sets()
        .iter()
        .find(|set| set.id() == Some(id.as_str()))?;
    Some(Subject::CodeDeploy {
        place: place.clone(),
        id: set.external_id()?.to_owned(),
    })
}

/// What ECS lists of the set of tasks, where it still does.
pub(in crate::aws) fn part(service: &sdk::Service, subject: &Subject) -> Option<Part> {
    let entry = entry::of(service, subject)?;
    Some(Part {
        created: entry.created_at().and_then(time),
        is_way_back: entry
            .rollout_state_reason()
            .is_some_and(|reason| reason.contains("rolling back")),
    })
}
