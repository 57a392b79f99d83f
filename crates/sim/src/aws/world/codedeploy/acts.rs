//! What can be done to CodeDeploy deployments: create, stop, continue, and an alarm that goes off.

use jiff::Timestamp;

use super::{
    AppSpec, Deployment, EVENTS, Group, Lifecycle, Order, Phase, Problem, RollbackInfo, Status,
    digest, task_definition_of,
};
use crate::aws::world::Region;
use crate::aws::world::place::{Refused, later};
use crate::aws::world::shift::Shift;

/// Seconds from an alarm to the stop that it causes: seen in a real account to be about 23.
const ALARM: i64 = 23;
/// Seconds that a requested stop takes.
const STOP: i64 = 10;

impl Region {
    /// The group of an application.
    ///
    /// # Errors
    /// `ApplicationDoesNotExistException`, `DeploymentGroupDoesNotExistException`.
    pub fn group(&self, application: &str, group: &str) -> Result<&Group, Refused> {
        let found = self.applications.get(application).ok_or_else(|| {
            let message = format!("No application found for name: {application}");
            Refused::new("ApplicationDoesNotExistException", message)
        })?;
        found.groups.get(group).ok_or_else(|| {
            let message = format!("No Deployment Group found for name: {group}");
            Refused::new("DeploymentGroupDoesNotExistException", message)
        })
    }

    /// The deployment of this id.
    ///
    /// # Errors
    /// `DeploymentDoesNotExistException`.
    pub fn deployment(&self, id: &str) -> Result<&Deployment, Refused> {
        let found = self.deployments.iter().find(|one| one.id == id);
        found.ok_or_else(|| no_deployment(id))
    }

    /// `CreateDeployment`. Answers the new deployment's id.
    ///
    /// # Errors
    /// As CodeDeploy: an unknown name, no revision, or another deployment under way.
    pub fn create_deployment(
        &mut self,
        application: &str,
        group: &str,
        order: Order,
    ) -> Result<String, Refused> {
        let group = self.group(application, group)?.clone();
        if group.is_server() {
            let message = "For Server, the revision must be in Amazon S3 or GitHub";
            return Err(Refused::new("InvalidRevisionException", message));
        }
        if task_definition_of(&order.content).is_none() {
            let message = "The AppSpec file contains an invalid resource type or is missing a required property";
            return Err(Refused::new("InvalidRevisionException", message));
        }
        let config = order.config.as_ref().unwrap_or(&group.config);
        if Shift::of_config(config).is_none() {
            let message = format!("No deployment configuration found for name: {config}");
            return Err(Refused::new(
                "DeploymentConfigDoesNotExistException",
                message,
            ));
        }
        self.is_free(application, &group)?;
        let revision = self.register(application, &group.name, &order.content);
        Ok(self.begin(application, &group, order, revision))
    }

    /// `CreateDeployment` of a bundle in S3 to instances. Answers the new deployment's id.
    ///
    /// # Errors
    /// As CodeDeploy: an unknown name, a group of ECS, or another deployment under way.
    pub fn deploy_bundle(
        &mut self,
        application: &str,
        group: &str,
        key: &str,
    ) -> Result<String, Refused> {
        let group = self.group(application, group)?.clone();
        if !group.is_server() {
            let message = "For ECS, the revision must be an AppSpec";
            return Err(Refused::new("InvalidRevisionException", message));
        }
        self.is_free(application, &group)?;
        Ok(self.begin(application, &group, Order::default(), key.to_owned()))
    }

    fn is_free(&self, application: &str, group: &Group) -> Result<(), Refused> {
        let active = self.deployments.iter().find(|one| {
            one.application == application && one.group == group.name && !one.status.is_final()
        });
        if let Some(active) = active {
            let message = format!(
                "The Deployment Group '{}' already has an active Deployment '{}'",
                group.name, active.id
            );
            return Err(Refused::new("DeploymentLimitExceededException", message));
        }
        Ok(())
    }

    fn begin(
        &mut self,
        application: &str,
        group: &Group,
        order: Order,
        revision: String,
    ) -> String {
        let at = self.now;
        // The lifecycle events of instances are each instance's own.
        let events = if group.is_server() { &[][..] } else { &EVENTS };
        let deployment = Deployment {
            id: self.ids.deployment(),
            application: application.to_owned(),
            group: group.name.clone(),
            config: order.config.unwrap_or_else(|| group.config.clone()),
            creator: if order.creator.is_empty() {
                "user"
            } else {
                order.creator
            },
            description: order.description,
            status: Status::Created,
            phase: Phase::Created,
            revision,
            previous_revision: self
                .successful(application, &group.name)
                .map(|one| one.revision.clone()),
            created_at: at,
            started_at: None,
            completed_at: None,
            updated_at: at,
            problem: None,
            rollback: None,
            rollback_on: order
                .rollback_on
                .unwrap_or_else(|| group.rollback_on.clone()),
            ignore_alarms: order.ignore_alarms,
            events: events
                .iter()
                .map(|name| Lifecycle {
                    name,
                    status: "Pending",
                    started_at: None,
                    ended_at: None,
                })
                .collect(),
            blue: None,
            green: None,
            failing: order.failing,
            since: at,
            due: Some(later(at, 1)),
            ending: None,
        };
        let id = deployment.id.clone();
        self.deployments.push(deployment);
        id
    }

    /// The last deployment of a group that succeeded.
    pub fn successful(&self, application: &str, group: &str) -> Option<&Deployment> {
        self.deployments.iter().rev().find(|one| {
            one.application == application && one.group == group && one.status == Status::Succeeded
        })
    }

    pub(super) fn register(&mut self, application: &str, group: &str, content: &str) -> String {
        let (sha256, at) = (digest(content), self.now);
        if let Some(application) = self.applications.get_mut(application) {
            let spec = application
                .revisions
                .entry(sha256.clone())
                .or_insert_with(|| AppSpec {
                    sha256: sha256.clone(),
                    content: content.to_owned(),
                    registered_at: at,
                    used_at: at,
                    groups: Vec::new(),
                });
            spec.used_at = at;
            if !spec.groups.iter().any(|it| it == group) {
                spec.groups.push(group.to_owned());
            }
        }
        sha256
    }

    /// `StopDeployment`. Answers its `status`, `Pending` or `Succeeded`.
    ///
    /// # Errors
    /// `DeploymentAlreadyCompletedException`, and for deployments of CloudFormation
    /// `UnsupportedActionForDeploymentTypeException`.
    pub fn stop_deployment(
        &mut self,
        id: &str,
        rollback: Option<bool>,
    ) -> Result<&'static str, Refused> {
        let at = self.now;
        let deployment = self.active(id)?;
        if deployment.ending.is_some() {
            return Ok("Pending");
        }
        let roll = rollback.unwrap_or_else(|| {
            deployment
                .rollback_on
                .contains(&"DEPLOYMENT_STOP_ON_REQUEST")
        });
        let problem = Problem {
            code: "MANUAL_STOP",
            message: "The deployment was stopped because a user requested it.".to_owned(),
        };
        // Nothing has been shifted before it is in progress, so there is nothing to roll back.
        let begun = !matches!(deployment.phase, Phase::Created | Phase::Queued);
        deployment.ending = Some((
            Status::Stopped,
            problem,
            "DEPLOYMENT_STOP_ON_REQUEST",
            roll && begun,
        ));
        deployment.due = Some(later(at, if begun { STOP } else { 1 }));
        deployment.phase = Phase::Stopping;
        deployment.updated_at = at;
        Ok("Pending")
    }

    /// `ContinueDeployment`: ends the wait before the traffic shift, or (`termination`) the one after it.
    ///
    /// # Errors
    /// `DeploymentAlreadyCompletedException`, `DeploymentIsNotInReadyStateException`.
    pub fn continue_deployment(&mut self, id: &str, termination: bool) -> Result<(), Refused> {
        let at = self.now;
        let deployment = self.active(id)?;
        let wanted = if termination {
            Phase::Termination
        } else {
            Phase::Ready
        };
        if deployment.phase != wanted {
            let message = format!("The deployment {id} is not in a ready state");
            return Err(Refused::new(
                "DeploymentIsNotInReadyStateException",
                message,
            ));
        }
        if !termination {
            deployment.enter_event(5, at);
        }
        deployment.due = Some(later(at, 1));
        Ok(())
    }

    /// An alarm is in ALARM: every deployment whose group watches it stops.
    pub(crate) fn alarm_deployments(&mut self, name: &str) {
        let at = self.now;
        let watching: Vec<String> = self
            .deployments
            .iter()
            .filter(|one| !one.status.is_final() && !one.ignore_alarms && one.ending.is_none())
            .filter(|one| one.creator != "codeDeployRollback")
            .filter(|one| {
                self.group(&one.application, &one.group)
                    .is_ok_and(|group| group.alarms.iter().any(|it| it == name))
            })
            .map(|one| one.id.clone())
            .collect();
        for deployment in self
            .deployments
            .iter_mut()
            .filter(|one| watching.contains(&one.id))
        {
            deployment.end_by_alarm(name, later(at, ALARM));
        }
    }

    fn active(&mut self, id: &str) -> Result<&mut Deployment, Refused> {
        let found = self.deployments.iter_mut().find(|one| one.id == id);
        let deployment = found.ok_or_else(|| no_deployment(id))?;
        if deployment.creator.starts_with("CloudFormation") {
            let message =
                "This action is not supported for deployments created by AWS CloudFormation";
            return Err(Refused::new(
                "UnsupportedActionForDeploymentTypeException",
                message,
            ));
        }
        if deployment.status.is_final() {
            let message = format!("The deployment {id} is already completed");
            return Err(Refused::new("DeploymentAlreadyCompletedException", message));
        }
        Ok(deployment)
    }
}

impl Deployment {
    pub(super) fn end_by_alarm(&mut self, name: &str, when: Timestamp) {
        let message = format!(
            "One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <{name}>"
        );
        let problem = Problem {
            code: "ALARM_ACTIVE",
            message,
        };
        let roll = self.rollback_on.contains(&"DEPLOYMENT_STOP_ON_ALARM");
        self.ending = Some((Status::Stopped, problem, "DEPLOYMENT_STOP_ON_ALARM", roll));
        self.phase = Phase::Stopping;
        self.due = Some(when);
    }

    pub(super) fn undone_by(&mut self, rollback: &str) {
        self.rollback = Some(RollbackInfo {
            deployment: Some(rollback.to_owned()),
            triggering: None,
            message: format!(
                "Deployment {} terminated. Automatic rollback is triggered with a DeploymentId {rollback}.",
                self.id
            ),
        });
    }
}

fn no_deployment(id: &str) -> Refused {
    let message = format!("The deployment {id} could not be found");
    Refused::new("DeploymentDoesNotExistException", message)
}
