//! What is on its way without anybody having asked: what is in motion, and what began while nobody watched.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_ecs::types as sdk;
use aws_smithy_types::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::asking::Asking;
use super::{Answer, executions, service_deployments, services};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::convert::time;
use crate::aws::fleet::Fleet;
use crate::aws::{codedeploy, codepipeline, ecs};
use domain::look::Why;
use domain::names::{Environment, last_part};

/// How long looking through an environment may take.
const DISCOVER: Duration = Duration::from_secs(20);

impl Fleet {
    /// What is in motion in this environment now, and what began or, for an execution, changed since `since`; at most
    /// twenty seconds long. Where there are no gaps, that is all there is.
    pub async fn discover(
        &self,
        environment: &Environment,
        since: Timestamp,
        now: Timestamp,
    ) -> Answer {
        let asking = match Asking::begin(self, environment, now, DISCOVER).await {
            Ok(asking) => asking,
            Err(why) => {
                let mut nothing = Answer::default();
                nothing.gap(why);
                return nothing;
            }
        };
        if asking
            .in_time(Box::pin(look_through(&asking, since)))
            .await
            .is_none()
        {
            asking.gap(Why::Silent);
        }
        let mut answer = asking.end();
        // What is there and could not be told of would otherwise be forgotten.
        for (subject, why) in answer.missed.clone() {
            if !answer.observations.iter().any(|one| one.of == subject) {
                answer.gap(why);
            }
        }
        answer
    }
}

async fn look_through(asking: &Asking<'_>, since: Timestamp) {
    let (clusters, unlisted) = ecs::clusters(&asking.clients).await;
    if let Some(other) = ecs::other_account(&clusters, &asking.place.account) {
        return asking.gap(Why::OtherAccount(other));
    }
    if let Some(why) = unlisted {
        asking.gap(why);
    }
    tokio::join!(
        pipelines(asking, since),
        deployments(asking, since),
        clusters_of_ours(asking, &clusters, since),
    );
}

async fn pipelines(asking: &Asking<'_>, since: Timestamp) {
    let (listed, unlisted) = codepipeline::listed(&asking.clients).await;
    if let Some(why) = unlisted {
        asking.gap(why);
    }
    let ours = listed
        .iter()
        .filter_map(|pipeline| pipeline.name())
        .filter(|name| asking.fleet.owns_pipeline(asking.environment, name));
    at_once(AT_ONCE, ours, async |pipeline: &str| {
        let newest = match codepipeline::executions(&asking.clients, pipeline).await {
            Ok(newest) => newest,
            Err(why) => return asking.gap(why),
        };
        // One that was retried began long before.
        let ids: Vec<String> = newest
            .iter()
            .filter(|one| executions::in_motion(one) || is_since(one.last_update_time(), since))
            .filter_map(|one| one.pipeline_execution_id().map(str::to_owned))
            .collect();
        if !ids.is_empty() {
            executions::tell(asking, pipeline, &ids, &newest).await;
        }
    })
    .await;
}

async fn deployments(asking: &Asking<'_>, since: Timestamp) {
    let (ids, unlisted) = codedeploy::listed(&asking.clients, since).await;
    for why in unlisted {
        asking.gap(why);
    }
    let Asking {
        fleet, environment, ..
    } = asking;
    super::codedeploy::tell(asking, &ids, |cluster, group| {
        fleet.tells_of_group(environment, cluster, group)
    })
    .await;
}

async fn clusters_of_ours(asking: &Asking<'_>, clusters: &[String], since: Timestamp) {
    let ours = clusters
        .iter()
        .filter(|arn| is_ours(asking, last_part(arn)));
    // Each cluster by itself, so that one that cannot be read costs no other.
    let moved: Vec<_> = at_once(AT_ONCE, ours, async |cluster: &String| {
        let (services, missed) = ecs::all_described(&asking.clients, cluster).await;
        for why in missed {
            asking.gap(why);
        }
        let moved = services.into_iter();
        let moved = moved.filter(|service| has_moved(service, since));
        moved.map(|service| (cluster, service)).collect::<Vec<_>>()
    })
    .await;
    let arns: Vec<BTreeSet<String>> = at_once(
        AT_ONCE,
        moved.into_iter().flatten(),
        async |(cluster, service): (&String, sdk::Service)| {
            begun(asking, cluster, &service, since).await
        },
    )
    .await;
    service_deployments::tell(asking, &arns.into_iter().flatten().collect()).await;
}

fn is_ours(asking: &Asking<'_>, cluster: &str) -> bool {
    asking.fleet.owns_cluster(asking.environment, cluster)
}

fn is_since(at: Option<&DateTime>, since: Timestamp) -> bool {
    at.and_then(time).is_some_and(|at| at >= since)
}

/// Whether a service that ECS itself deploys may have had a deployment since then, or has one now.
fn has_moved(service: &sdk::Service, since: Timestamp) -> bool {
    let controller = service.deployment_controller();
    let by_ecs = controller.is_none_or(|one| one.r#type().as_str() == "ECS");
    let mut deployments = service.deployments().iter();
    let changed = deployments.any(|one| is_since(one.updated_at().or(one.created_at()), since));
    // What began and was rolled back meanwhile is no longer among the deployments, and left the others as they were.
    let mut events = service.events().iter();
    let told = events.any(|one| is_since(one.created_at(), since));
    by_ecs && (service.current_service_deployment().is_some() || changed || told)
}

/// The service deployment that is under way, and those that began since then.
async fn begun(
    asking: &Asking<'_>,
    cluster: &str,
    service: &sdk::Service,
    since: Timestamp,
) -> BTreeSet<String> {
    let name = service.service_name().unwrap_or_default();
    // AWS leaves out what was created exactly then.
    let after = since - SignedDuration::from_secs(1);
    let listed = ecs::service_deployments(&asking.clients, cluster, name, after).await;
    let listed = listed.map_err(|why| asking.gap(why)).unwrap_or_default();
    let mut arns: BTreeSet<String> = services::arns(listed.iter()).collect();
    arns.extend(service.current_service_deployment().map(str::to_owned));
    arns
}
