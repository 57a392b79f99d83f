//! What a deployment waits for.

use aws_sdk_ecs::types as sdk;

use super::Hands;
use super::shown::names;
use super::whole::Whole;
use crate::aws::ecs;
use crate::aws::fleet::Fleet;
use domain::acting::Wait;
use domain::acting::continuing::Waiting;
use domain::look::Why;
use domain::names::Environment;
use domain::release::{DeploymentState, Subject};
use domain::service::Phase;

impl Fleet {
    /// What a deployment waits for; `None` where AWS does not know it.
    ///
    /// # Errors
    /// Why AWS did not say whether it waits.
    pub async fn waiting(
        &self,
        environment: &Environment,
        deployment: &Subject,
    ) -> Result<Option<Waiting>, Why> {
        let hands = Hands::of(self, environment).await;
        let Whole::Deployment(deployment) = hands.whole(deployment).await? else {
            return Ok(None);
        };
        let Some(shown) = hands.shown(deployment.clone()).await? else {
            return Ok(None);
        };
        let wait = match (shown.news.state, deployment.arn()) {
            (DeploymentState::InMotion(_), Some(arn)) => hands.hook(&arn).await?.map(Wait::Hook),
            (DeploymentState::InMotion(Phase::AwaitingPerson), None) => Some(Wait::Ready),
            (DeploymentState::InMotion(Phase::TerminationWait), None) => Some(Wait::Termination),
            // Only its lifecycle events tell whether it waits, and they may be what was not shown.
            (DeploymentState::InMotion(_), None) => match shown.missed() {
                Some(why) => return Err(why),
                None => None,
            },
            _ => None,
        };
        Ok(Some(Waiting {
            deployment,
            names: names(&shown.news),
            brings: shown.news.to,
            before: shown.news.from,
            wait,
        }))
    }
}

impl Hands<'_> {
    /// The service deployment of this ARN.
    pub async fn service_deployment(&self, arn: &str) -> Result<sdk::ServiceDeployment, Why> {
        let (mut found, missed) = ecs::deployments(&self.clients, &[arn.to_owned()]).await;
        let unknown = || Why::Failed("ServiceDeploymentNotFoundException".to_owned());
        found
            .remove(arn)
            .ok_or_else(|| missed.unwrap_or_else(unknown))
    }

    /// The hook that awaits action.
    async fn hook(&self, arn: &str) -> Result<Option<String>, Why> {
        let deployment = self.service_deployment(arn).await?;
        let mut hooks = deployment.lifecycle_hook_details().iter();
        let awaiting = hooks.find(|hook| {
            let status = hook.status().map(|status| status.as_str());
            status == Some("AWAITING_ACTION")
        });
        let id = awaiting.and_then(|hook| hook.hook_id());
        Ok(id.map(str::to_owned))
    }
}
