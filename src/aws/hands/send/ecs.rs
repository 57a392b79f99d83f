//! Deployments of ECS: stopped, let go on, and taken back to an earlier service revision.

use aws_sdk_ecs::types as sdk;

use super::restore::update;
use super::{Made, Unmade, once, unmade, unsent};
use crate::aws::ecs;
use crate::aws::hands::{Hands, misplaced};
use domain::release::Subject;

impl Hands<'_> {
    /// `StopServiceDeployment`
    pub(super) async fn stop_service(&self, deployment: &Subject) -> Made {
        once(&self.clients)
            .ecs
            .stop_service_deployment()
            .service_deployment_arn(arn(deployment)?)
            .stop_type(sdk::StopServiceDeploymentStopType::Rollback)
            .send()
            .await
            .map_err(|error| unmade("ecs:StopServiceDeployment", &error))?;
        Ok(None)
    }

    /// `ContinueServiceDeployment`
    pub(super) async fn pass(&self, deployment: &Subject, hook: &str) -> Made {
        once(&self.clients)
            .ecs
            .continue_service_deployment()
            .service_deployment_arn(arn(deployment)?)
            .hook_id(hook)
            .action(sdk::DeploymentLifecycleHookAction::Continue)
            .send()
            .await
            .map_err(|error| unmade("ecs:ContinueServiceDeployment", &error))?;
        Ok(None)
    }

    /// `UpdateService`
    pub(super) async fn restore(&self, undoes: &Subject, revision: &str) -> Made {
        let Subject::ServiceDeployment {
            cluster, service, ..
        } = undoes
        else {
            return Err(Unmade::Refused(misplaced(undoes)));
        };
        let (present, earlier) = self.both(&arn(undoes)?, revision).await?;
        let updated = update(&present, &earlier)
            .cluster(cluster)
            .service(service)
            .send_with(&once(&self.clients).ecs)
            .await
            .map_err(|error| unmade("ecs:UpdateService", &error))?;
        Ok(updated.service.and_then(|service| begun(&service, undoes)))
    }

    /// What the service deployment brought, and the revision of this ARN.
    async fn both(
        &self,
        undoes: &str,
        earlier: &str,
    ) -> Result<(sdk::ServiceRevision, sdk::ServiceRevision), Unmade> {
        let undone = self.service_deployment(undoes).await;
        let undone = undone.map_err(Unmade::Refused)?;
        let target = undone.target_service_revision().and_then(|it| it.arn());
        let arns: Vec<String> = target
            .into_iter()
            .chain([earlier])
            .map(str::to_owned)
            .collect();
        let (revisions, missed) = ecs::service_revisions(&self.clients, &arns).await;
        let of = |arn: Option<&str>| {
            let mut revisions = revisions.iter();
            revisions
                .find(|one| one.service_revision_arn() == arn)
                .cloned()
        };
        let both = of(target).zip(of(Some(earlier)));
        both.ok_or_else(|| match missed {
            Some(why) => Unmade::Refused(why),
            None => unsent("a service revision that AWS does not know"),
        })
    }
}

/// The deployment that an update began: ECS names it, or else only the set of tasks that it makes.
fn begun(service: &sdk::Service, undoes: &Subject) -> Option<Subject> {
    let current = service.current_service_deployment();
    let current = current.and_then(Subject::of_service_deployment);
    current.filter(|current| current != undoes).or_else(|| {
        let mut sets = service.deployments().iter();
        let primary = sets.find(|set| set.status() == Some("PRIMARY"))?;
        Subject::of_ecs_event(service.service_arn()?, primary.id()?)
    })
}

fn arn(deployment: &Subject) -> Result<String, Unmade> {
    let arn = deployment.arn();
    arn.ok_or_else(|| Unmade::Refused(misplaced(deployment)))
}
