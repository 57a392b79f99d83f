//! The deploy actions: they start a real deployment of ECS or CodeDeploy, and take its outcome for theirs.

use jiff::Timestamp;

use super::errand::Outcome;
use super::run::POLL;
use super::{Action, ActionRun, Change, Status};
use crate::aws::world::ecs::State;
use crate::aws::world::place::{Refused, later};
use crate::aws::world::{Region, Ship, codedeploy};

impl Region {
    pub(super) fn step_deploy(
        &mut self,
        action: &Action,
        run: &mut ActionRun,
        change: &Change,
        at: Timestamp,
    ) {
        let Some(id) = run.external_id.clone() else {
            let begun = match self.errand(action, &run.id, change) {
                Some(errand) => errand.begun.clone(),
                None => Some(
                    self.start_deploy(action, change)
                        .map_err(|refused| refused.message),
                ),
            };
            match begun {
                None => run.due = Some(later(at, POLL)),
                Some(Ok(id)) => {
                    run.external_url = Some(self.console(action, &id));
                    run.external_id = Some(id);
                    run.updated_at = at;
                    run.due = Some(later(at, POLL));
                }
                Some(Err(why)) => {
                    run.end(Status::Failed, at);
                    run.error = Some(("ConfigurationError", why));
                }
            }
            return;
        };
        let outcome = match self.errand(action, &run.id, change) {
            Some(errand) => errand.outcome.clone(),
            None => self.outcome(action, &id),
        };
        match outcome {
            None => run.due = Some(later(at, POLL)),
            Some(Ok(summary)) => {
                run.summary = Some(summary);
                run.end(Status::Succeeded, at);
            }
            Some(Err(message)) => {
                run.error = Some(("JobFailed", message.clone()));
                run.summary = Some(message);
                run.end(Status::Failed, at);
            }
        }
    }

    pub(super) fn start_deploy(
        &mut self,
        action: &Action,
        change: &Change,
    ) -> Result<String, Refused> {
        let ship = Ship {
            tag: change.tag.clone(),
            health: change.health,
            failing_hook: change.failing_hook,
        };
        if action.provider == "ECS" {
            return self.deploy(
                action.setting("ClusterName"),
                action.setting("ServiceName"),
                ship,
            );
        }
        let (application, group) = (
            action.setting("ApplicationName"),
            action.setting("DeploymentGroupName"),
        );
        let found = self.group(application, group)?;
        let (cluster, service) = (found.cluster.clone(), found.service.clone());
        self.deploy(&cluster, &service, ship)
    }

    fn console(&self, action: &Action, id: &str) -> String {
        let region = action.region.as_ref().unwrap_or(&self.place.region);
        if action.provider == "ECS" {
            let (cluster, service) = (action.setting("ClusterName"), action.setting("ServiceName"));
            return format!(
                "https://console.aws.amazon.com/ecs/home?region={region}#/clusters/{cluster}/services/{service}/events"
            );
        }
        format!("https://console.aws.amazon.com/codedeploy/home?region={region}#/deployments/{id}")
    }

    /// How a deployment of an action has ended, if it has.
    pub(super) fn outcome(&self, action: &Action, id: &str) -> Option<Outcome> {
        match action.provider {
            "ECS" => self.rolled(action, id),
            _ => self.shifted(id),
        }
    }

    /// The end of an ECS deployment, if it has ended.
    fn rolled(&self, action: &Action, id: &str) -> Option<Result<String, String>> {
        let service = self
            .clusters
            .get(action.setting("ClusterName"))?
            .services
            .get(action.setting("ServiceName"))?;
        let deployment = service.history.iter().find(|one| one.arn == id)?;
        match deployment.state {
            State::Successful => Some(Ok("Deployment completed.".to_owned())),
            state if state.is_final() => Some(Err(format!(
                "The service deployment ended as {}. {}",
                state.name(),
                deployment.reason
            ))),
            _ => None,
        }
    }

    /// The end of a CodeDeploy deployment, if it has ended.
    fn shifted(&self, id: &str) -> Option<Result<String, String>> {
        let deployment = self.deployment(id).ok()?;
        match deployment.status {
            codedeploy::Status::Succeeded => Some(Ok("Deployment Succeeded".to_owned())),
            status if status.is_final() => {
                let why = deployment
                    .problem
                    .as_ref()
                    .map(|problem| problem.message.clone());
                Some(Err(why.unwrap_or_else(|| status.name().to_owned())))
            }
            _ => None,
        }
    }
}
