//! What a set of tasks, `ecs-svc/N`, is a part of: a service deployment, a deployment of CodeDeploy, or nothing of AWS's.

use jiff::SignedDuration;

use super::Hands;
use crate::aws::ask::{by_task_set, part, whole};
use crate::aws::ecs;
use crate::aws::why::is_unknown;
use domain::look::Why;
use domain::names::last_part;
use domain::release::Subject;

/// How long before its set of tasks a service deployment is looked for.
const BEFORE: SignedDuration = SignedDuration::from_mins(10);

/// Who deploys what was asked about.
pub(super) enum Whole {
    /// This deployment.
    Deployment(Subject),
    /// Neither CodeDeploy nor ECS itself.
    External,
    /// AWS does not say.
    Unknown,
}

impl Hands<'_> {
    /// What can be changed of `of`: itself, or what it is a part of.
    pub async fn whole(&self, of: &Subject) -> Result<Whole, Why> {
        match of {
            Subject::EcsDeployment {
                cluster, service, ..
            } if !cluster.is_empty() => self.whole_of_set(of, cluster, service).await,
            Subject::CodeDeploy { .. } | Subject::ServiceDeployment { .. } => {
                Ok(Whole::Deployment(of.clone()))
            }
            // In the old form of its ARN the service names no cluster to look in.
            Subject::EcsDeployment { .. } | Subject::Execution { .. } => Ok(Whole::Unknown),
        }
    }

    async fn whole_of_set(&self, of: &Subject, cluster: &str, service: &str) -> Result<Whole, Why> {
        let names = [service.to_owned()];
        let (services, missed) = ecs::described(&self.clients, cluster, &names).await;
        let mut services = services.iter();
        let described = services.find(|one| one.service_name().map(last_part) == Some(service));
        let described = match (described, missed) {
            (Some(described), _) => described,
            (None, Some(why)) if !is_unknown(&why) => return Err(why),
            (None, _) => return Ok(Whole::Unknown),
        };
        let controller = described.deployment_controller();
        if controller.is_some_and(|controller| controller.r#type().as_str() == "EXTERNAL") {
            return Ok(Whole::External);
        }
        if let Some(deployment) = by_task_set(&self.place(), described, of) {
            return Ok(Whole::Deployment(deployment));
        }
        let Some((part, made)) = part(described, of).and_then(|part| Some((part, part.created?)))
        else {
            return Ok(Whole::Unknown);
        };
        let after = made - BEFORE;
        let listed = ecs::service_deployments(&self.clients, cluster, service, after).await?;
        // As of the moment when it was made, it is a part of what made it.
        let found = whole(part, made, &listed).and_then(|one| one.service_deployment_arn());
        let found = found.and_then(Subject::of_service_deployment);
        Ok(found.map_or(Whole::Unknown, Whole::Deployment))
    }
}
