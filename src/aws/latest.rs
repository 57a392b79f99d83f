//! The deployment that a service had last: what a person means who names only the service.

use jiff::Timestamp;

use super::convert::time;
use super::ecs;
use super::fleet::Fleet;
use domain::look::Why;
use domain::names::Environment;
use domain::release::{Place, Subject};
use domain::service::{Controller, Service};

impl Fleet {
    /// The deployment that a service had last; `None` where AWS remembers none, or neither ECS nor CodeDeploy made it.
    ///
    /// # Errors
    /// Why AWS did not say.
    pub async fn latest_deployment(
        &self,
        environment: &Environment,
        service: &Service,
        now: Timestamp,
    ) -> Result<Option<Subject>, Why> {
        match (service.controller, &service.deployment) {
            (Controller::External, _) | (Controller::CodeDeploy, None) => Ok(None),
            (Controller::CodeDeploy, Some(id)) => Ok(Some(Subject::CodeDeploy {
                place: Place {
                    account: environment.account.clone(),
                    region: environment.region.clone(),
                },
                id: id.clone(),
            })),
            (Controller::Ecs, Some(arn)) => Ok(Subject::of_service_deployment(arn)),
            (Controller::Ecs, None) => {
                let clients = self.clients(environment).await;
                let listed = ecs::service_deployments(
                    &clients,
                    &service.cluster,
                    &service.name,
                    now - ecs::REMEMBERED,
                )
                .await?;
                let newest = listed
                    .iter()
                    .max_by_key(|brief| brief.created_at().and_then(time));
                let arn = newest.and_then(|brief| brief.service_deployment_arn());
                Ok(arn.and_then(Subject::of_service_deployment))
            }
        }
    }
}
