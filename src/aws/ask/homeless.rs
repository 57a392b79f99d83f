//! The clusters of questions about ECS: an ARN in its old form names none, and so all of ours are looked through.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::Question;
use super::asking::Asking;
use crate::aws::ecs;
use domain::look::Why;
use domain::names::last_part;
use domain::release::{News, Subject};

/// The questions by cluster; what is said already of those that are in none is left out.
pub(super) async fn placed<'a>(
    asking: &Asking<'_>,
    questions: &[&'a Question],
) -> BTreeMap<String, Vec<&'a Question>> {
    let mut by_cluster: BTreeMap<String, Vec<&Question>> = BTreeMap::new();
    let mut homeless = Vec::new();
    for &question in questions {
        match &question.subject {
            Subject::EcsDeployment { cluster, .. } if cluster.is_empty() => homeless.push(question),
            Subject::EcsDeployment { cluster, .. } => {
                by_cluster
                    .entry(cluster.clone())
                    .or_default()
                    .push(question);
            }
            _ => {}
        }
    }
    if !homeless.is_empty() {
        for (cluster, question) in found(asking, &homeless).await {
            by_cluster.entry(cluster).or_default().push(question);
        }
    }
    by_cluster
}

async fn found<'a>(asking: &Asking<'_>, questions: &[&'a Question]) -> Vec<(String, &'a Question)> {
    let (clusters, unlisted) = ecs::clusters(&asking.clients).await;
    let mut names: Vec<String> = questions.iter().filter_map(|one| service(one)).collect();
    names.sort();
    names.dedup();
    // Whose it is turns out with its cluster.
    let ours = clusters
        .iter()
        .map(|arn| last_part(arn))
        .filter(|cluster| asking.fleet.knows_cluster(asking.environment, cluster));
    let looked = ours.map(async |cluster| {
        let (services, missed) = ecs::described(&asking.clients, cluster, &names).await;
        (cluster, services, missed)
    });
    let looked = join_all(looked).await;
    let missed = looked.iter().filter_map(|(_, _, missed)| missed.clone());
    let missed: Option<Why> = unlisted.into_iter().chain(missed).next();
    let mut found = Vec::new();
    for &question in questions {
        let name = service(question);
        let with_it: Vec<_> = looked
            .iter()
            .filter_map(|(cluster, services, _)| {
                let mut services = services.iter();
                let service = services.find(|one| one.service_name() == name.as_deref())?;
                Some((*cluster, service))
            })
            .collect();
        // What ECS lists no more is of the only service of this name, if there is but one.
        let listing = with_it.iter().find(|(_, service)| has(service, question));
        let in_cluster = listing.or(with_it.first().filter(|_| with_it.len() == 1));
        match (in_cluster, &missed) {
            (Some((cluster, _)), _) => found.push(((*cluster).to_owned(), question)),
            (None, Some(why)) => asking.miss(&question.subject, why.clone()),
            (None, None) => asking.see(&question.subject, None, News::Unknown),
        }
    }
    found
}

fn service(question: &Question) -> Option<String> {
    match &question.subject {
        Subject::EcsDeployment { service, .. } => Some(service.clone()),
        _ => None,
    }
}

/// Whether the service lists the set of tasks that is asked about.
fn has(service: &aws_sdk_ecs::types::Service, question: &Question) -> bool {
    let Subject::EcsDeployment { id, .. } = &question.subject else {
        return false;
    };
    let deployments = service.deployments().iter().map(|one| one.id());
    let sets = service.task_sets().iter().map(|one| one.id());
    deployments.chain(sets).any(|one| one == Some(id))
}
