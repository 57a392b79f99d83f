//! One look at an environment: clusters and pipelines side by side, bounded in time, honest about gaps.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};

use super::ecs::{self, Found};
use super::fleet::{Clients, Fleet};
use super::{codedeploy, codepipeline};
use crate::domain::look::{Look, Why};
use crate::domain::names::{Environment, Revision, image_tag, last_part};
use crate::domain::pipeline::Pipeline;
use crate::domain::service::Service;

/// How long a look may take; what has not been seen by then is a gap.
const LOOK: Duration = Duration::from_millis(4_600);
/// How long the images of the services that are shown may take.
const IMAGES: Duration = Duration::from_secs(3);
/// Task definitions asked for at the same moment: within ECS's burst of fifty.
const IMAGES_AT_ONCE: usize = 16;

impl Fleet {
    /// Asks AWS, sharing nothing.
    pub(super) async fn look_afresh(&self, environment: &Environment) -> Look {
        let clients = self.clients(environment).await;
        let (services, pipelines) = tokio::join!(
            tokio::time::timeout(LOOK, self.services(&clients, environment)),
            tokio::time::timeout(
                LOOK,
                codepipeline::pipelines(&clients, environment, |name| {
                    self.owns_pipeline(environment, name)
                }),
            ),
        );
        gather(
            environment,
            services.unwrap_or_else(|_| (Vec::new(), vec![Why::Silent])),
            pipelines.unwrap_or_else(|_| (Vec::new(), vec![Why::Silent])),
        )
    }

    /// The tag of the image that each of these revisions runs, in their order; `None` where AWS did not say it.
    pub async fn image_tags(
        &self,
        environment: &Environment,
        revisions: &[Revision],
    ) -> Vec<Option<String>> {
        let clients = self.clients(environment).await;
        let asked: Vec<_> = revisions
            .iter()
            .map(|revision| self.image_tag(&clients, environment, revision))
            .collect();
        stream::iter(asked).buffered(IMAGES_AT_ONCE).collect().await
    }

    async fn image_tag(
        &self,
        clients: &Clients,
        environment: &Environment,
        revision: &Revision,
    ) -> Option<String> {
        let key = format!("{}/{}/{revision}", environment.account, environment.region);
        let read = self.images.try_get_with(key, async {
            ecs::image(clients, &revision.to_string())
                .await
                .map(Arc::<str>::from)
        });
        let image = tokio::time::timeout(IMAGES, read).await.ok()?.ok()?;
        Some(image_tag(&image).to_owned())
    }

    async fn services(
        &self,
        clients: &Clients,
        environment: &Environment,
    ) -> (Vec<Service>, Vec<Why>) {
        let clusters = match ecs::clusters(clients).await {
            Ok(clusters) => clusters,
            Err(why) => return (Vec::new(), vec![why]),
        };
        if let Some(other) = other_account(&clusters, &environment.account) {
            return (Vec::new(), vec![Why::OtherAccount(other)]);
        }
        let ours = clusters
            .iter()
            .filter(|arn| self.owns_cluster(environment, last_part(arn)))
            .map(|arn| ecs::services(clients, environment, arn));
        let mut missed = Vec::new();
        let mut found = Vec::new();
        for (services, why) in join_all(ours).await {
            found.extend(services);
            missed.extend(why);
        }
        missed.extend(apply_deployments(clients, &mut found).await);
        missed.extend(codedeploy::apply(clients, &mut found).await);
        let services = found.into_iter().map(|found| found.service).collect();
        (services, missed)
    }
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
            ecs::apply(found, deployment);
        }
    }
    missed
}

/// The account that the credentials are really of, where it is not the one that was meant.
fn other_account(clusters: &[String], account: &str) -> Option<String> {
    let theirs = clusters.first()?.split(':').nth(4)?;
    (theirs != account).then(|| theirs.to_owned())
}

fn gather(
    environment: &Environment,
    (services, missed): (Vec<Service>, Vec<Why>),
    (pipelines, also_missed): (Vec<Pipeline>, Vec<Why>),
) -> Look {
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
