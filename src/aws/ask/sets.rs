//! The task sets of services that CodeDeploy deploys: they tell what runs, and which deployment made it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_ecs::types as sdk;

use super::asking::Asking;
use crate::aws::ecs;
use domain::names::{Revision, last_part};

/// Task sets by cluster and service.
#[derive(Default)]
pub(super) struct Sets(HashMap<(String, String), Vec<sdk::TaskSet>>);

impl Sets {
    /// Reads those of these services, as far as they come in time; AppSpecs tell of the rest.
    pub async fn read(asking: &Asking<'_>, services: BTreeSet<(String, String)>) -> Self {
        let mut by_cluster: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (cluster, service) in services {
            by_cluster.entry(cluster).or_default().push(service);
        }
        let mut sets = HashMap::new();
        for (cluster, services) in by_cluster {
            let read = async { Ok(ecs::described(&asking.clients, &cluster, &services).await) };
            let (found, _) = asking.soon(read).await.unwrap_or_default();
            for service in found {
                let name = service.service_name().map(last_part).unwrap_or_default();
                let key = (cluster.clone(), name.to_owned());
                sets.insert(key, service.task_sets.unwrap_or_default());
            }
        }
        Self(sets)
    }

    /// Those of a service.
    pub fn of(&self, service: &(String, String)) -> Option<&[sdk::TaskSet]> {
        self.0.get(service).map(Vec::as_slice)
    }
}

/// What a deployment of CodeDeploy replaces, and what by, where a set of its own is there.
pub(super) fn change(
    sets: &[sdk::TaskSet],
    deployment: &str,
) -> (Option<Revision>, Option<Revision>) {
    let is_new = |set: &&sdk::TaskSet| set.external_id() == Some(deployment);
    let revision = |set: &sdk::TaskSet| set.task_definition()?.parse().ok();
    let Some(new) = sets.iter().find(is_new) else {
        return (None, None);
    };
    let mut old: Vec<_> = sets.iter().filter(|set| !is_new(set)).collect();
    old.sort_by_key(|set| set.status() != Some("PRIMARY"));
    (old.first().copied().and_then(revision), revision(new))
}
