//! One look at an environment: clusters and pipelines side by side, bounded in time, honest about gaps.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use tokio::time::{Instant, timeout_at};

use super::fleet::{Clients, Fleet};
use super::found::{self, Found};
use super::known::once;
use super::{codedeploy, codepipeline, ecs};
use domain::look::{Look, Why};
use domain::names::{Environment, Revision, image_tag, last_part};
use domain::service::Service;

/// How long a look may take; what has not been seen by then is a gap.
const LOOK: Duration = Duration::from_secs(4);
/// Task definitions asked for at the same moment: within ECS's burst of fifty.
const IMAGES_AT_ONCE: usize = 16;

impl Fleet {
    /// Asks AWS, sharing nothing.
    pub(super) async fn look_afresh(&self, environment: &Environment) -> Look {
        let until = Instant::now() + LOOK;
        let Ok(clients) = timeout_at(until, self.clients(environment)).await else {
            let name = environment.name.clone();
            return Look::nothing(name, &environment.account, Why::Silent);
        };
        let is_ours = |pipeline: &str| self.owns_pipeline(environment, pipeline);
        let ((services, missed), (mut pipelines, also_missed)) = tokio::join!(
            self.services(&clients, environment, until),
            codepipeline::pipelines(&clients, environment, is_ours, until),
        );
        if missed.iter().any(|why| matches!(why, Why::OtherAccount(_))) {
            // They are the other account's, and nothing in them says so.
            pipelines.clear();
        }
        let mut look = Look {
            environment: environment.name.clone(),
            services,
            pipelines,
            gaps: Vec::new(),
        };
        for why in missed.into_iter().chain(also_missed) {
            look.miss(&environment.account, why);
        }
        look
    }

    /// The tag of the image that each of these revisions runs, in their order, as far as AWS says it by `until`.
    pub async fn image_tags(
        &self,
        environment: &Environment,
        revisions: &[Revision],
        until: Instant,
    ) -> Vec<Result<String, Why>> {
        let asked: Vec<_> = revisions
            .iter()
            .map(async |revision| {
                let tag = self.image_tag(environment, revision);
                timeout_at(until, tag).await.unwrap_or(Err(Why::Silent))
            })
            .collect();
        stream::iter(asked).buffered(IMAGES_AT_ONCE).collect().await
    }

    pub(super) async fn image_tag(
        &self,
        environment: &Environment,
        revision: &Revision,
    ) -> Result<String, Why> {
        let name = revision.to_string();
        let image = once(&self.known.images, environment, &name, async {
            let clients = self.clients(environment).await;
            let image = ecs::image(&clients, &name).await?;
            Ok(Arc::<str>::from(image))
        });
        Ok(image_tag(&image.await?).to_owned())
    }

    async fn services(
        &self,
        clients: &Clients,
        environment: &Environment,
        until: Instant,
    ) -> (Vec<Service>, Vec<Why>) {
        let Ok((clusters, unlisted)) = timeout_at(until, ecs::clusters(clients)).await else {
            return (Vec::new(), vec![Why::Silent]);
        };
        if let Some(other) = ecs::other_account(&clusters, &environment.account) {
            return (Vec::new(), vec![Why::OtherAccount(other)]);
        }
        let ours = clusters
            .iter()
            .filter(|arn| self.owns_cluster(environment, last_part(arn)))
            .map(|arn| services_of(clients, environment, arn, until));
        let mut services = Vec::new();
        let mut missed: Vec<_> = unlisted.into_iter().collect();
        for (found, why) in join_all(ours).await {
            services.extend(found.into_iter().map(|found| found.service));
            missed.extend(why);
        }
        (services, missed)
    }
}

/// The services of one cluster with what is known of their deployments. A cluster that hangs holds up no other one,
/// and deployments that hang leave the services as ECS alone tells them.
async fn services_of(
    clients: &Clients,
    environment: &Environment,
    cluster: &str,
    until: Instant,
) -> (Vec<Found>, Vec<Why>) {
    let read = ecs::services(clients, environment, cluster);
    let Ok((mut found, mut missed)) = timeout_at(until, read).await else {
        return (Vec::new(), vec![Why::Silent]);
    };
    match timeout_at(until, apply_deployments(clients, &mut found)).await {
        Ok(why) => missed.extend(why),
        Err(_) => missed.push(Why::Silent),
    }
    match timeout_at(until, codedeploy::apply(clients, &mut found)).await {
        Ok(why) => missed.extend(why),
        Err(_) => missed.push(Why::Silent),
    }
    (found, missed)
}

async fn apply_deployments(clients: &Clients, found: &mut [Found]) -> Option<Why> {
    let arns: Vec<String> = found
        .iter()
        .filter_map(|found| found.deployment.clone())
        .collect();
    let (deployments, missed) = ecs::deployments(clients, &arns).await;
    for found in found {
        let deployment = found
            .deployment
            .as_ref()
            .and_then(|arn| deployments.get(arn));
        if let Some(deployment) = deployment {
            found::apply(found, deployment);
        }
    }
    missed
}
