//! How a CodeDeploy deployment ends: well, stopped or failed, and how it is rolled back.

use jiff::Timestamp;

use super::run::AFTER_TEST;
use super::{Deployment, EVENTS, Lifecycle, Phase, Problem, RollbackInfo, Status};
use crate::aws::world::ecs::Service;
use crate::aws::world::place::later;
use crate::aws::world::{Region, events};

impl Region {
    pub(super) fn ready_timeout(&mut self, it: &mut Deployment, at: Timestamp) {
        let wait = self
            .group(&it.application, &it.group)
            .ok()
            .and_then(|group| group.ready_wait);
        if wait.is_some_and(|wait| wait.stop_on_timeout) {
            let message =
                "The deployment was stopped because it was not continued within the wait time."
                    .to_owned();
            it.ending = Some((
                Status::Stopped,
                Problem {
                    code: "TIMEOUT",
                    message,
                },
                "",
                false,
            ));
            it.phase = Phase::Stopping;
            it.due = Some(later(at, 1));
        } else {
            it.status = Status::InProgress;
            it.enter_event(AFTER_TEST + 1, at);
        }
    }

    pub(super) fn succeed(&mut self, it: &mut Deployment, at: Timestamp) {
        let blue = it.blue.clone().unwrap_or_default();
        self.remove_set(it, &blue, at);
        self.finish(it, Status::Succeeded, at);
    }

    pub(super) fn stopped(&mut self, it: &mut Deployment, at: Timestamp) {
        let Some((status, problem, _, roll)) = it.ending.take() else {
            return;
        };
        it.problem = Some(problem);
        it.cut_short(at);
        self.finish(it, status, at);
        if roll {
            self.roll_back(it, at);
        }
    }

    pub(super) fn fail_deployment(&mut self, it: &mut Deployment, problem: Problem, at: Timestamp) {
        it.problem = Some(problem);
        it.cut_short(at);
        self.finish(it, Status::Failed, at);
        if it.rollback_on.contains(&"DEPLOYMENT_FAILURE") {
            self.roll_back(it, at);
        }
    }

    /// Puts the weights back at once, and starts the deployment that clears up.
    fn roll_back(&mut self, it: &mut Deployment, at: Timestamp) {
        self.weigh_sets(it, 0);
        let id = self.ids.deployment();
        it.undone_by(&id);
        let revision = it
            .previous_revision
            .clone()
            .unwrap_or_else(|| it.revision.clone());
        self.deployments.push(Deployment {
            id: id.clone(),
            config: "CodeDeployDefault.ECSAllAtOnce".to_owned(),
            creator: "codeDeployRollback",
            description: None,
            status: Status::Created,
            phase: Phase::Restoring,
            revision,
            created_at: at,
            started_at: Some(at),
            completed_at: None,
            updated_at: at,
            problem: None,
            rollback: Some(RollbackInfo {
                deployment: None,
                triggering: Some(it.id.clone()),
                message: format!(
                    "Deployment {id} is triggered to roll back deployment {}.",
                    it.id
                ),
            }),
            events: EVENTS
                .iter()
                .map(|name| Lifecycle {
                    name,
                    status: "Pending",
                    started_at: None,
                    ended_at: None,
                })
                .collect(),
            failing: None,
            since: at,
            due: Some(later(at, 2)),
            ending: None,
            ..it.clone()
        });
    }

    /// The rollback removes the new task set, and is done.
    pub(super) fn restored(&mut self, it: &mut Deployment, at: Timestamp) {
        if it.status == Status::Created {
            it.status = Status::InProgress;
            it.due = Some(later(at, 3));
            self.tell_deployment(it, at);
            return;
        }
        let green = it.green.clone().unwrap_or_default();
        self.remove_set(it, &green, at);
        for event in &mut it.events {
            event.status = "Succeeded";
            event.started_at = Some(at);
            event.ended_at = Some(at);
        }
        self.finish(it, Status::Succeeded, at);
    }

    fn finish(&mut self, it: &mut Deployment, status: Status, at: Timestamp) {
        it.finish(status, at);
        self.tell_deployment(it, at);
    }

    /// Has EventBridge tell the status that a deployment has reached.
    pub(super) fn tell_deployment(&mut self, it: &Deployment, at: Timestamp) {
        let Ok(group) = self.group(&it.application, &it.group).cloned() else {
            return;
        };
        let ids = &mut self.outbox.ids;
        if let Some(happening) = events::codedeploy::changed(&self.place, &group, it, at, ids) {
            self.outbox.push(happening);
        }
    }

    fn remove_set(&mut self, it: &Deployment, id: &str, at: Timestamp) {
        if let Some(service) = self.deployed_service(it)
            && let Some(fleet) = service.fleet_mut(id)
        {
            fleet.status = "DRAINING";
            fleet.target = 0;
            fleet.updated_at = at;
            service.touch(at);
        }
    }

    pub(super) fn deployed_service(&mut self, it: &Deployment) -> Option<&mut Service> {
        let group = self.group(&it.application, &it.group).ok()?;
        let (cluster, service) = (group.cluster.clone(), group.service.clone());
        self.clusters.get_mut(&cluster)?.services.get_mut(&service)
    }
}

impl Deployment {
    fn cut_short(&mut self, at: Timestamp) {
        for event in &mut self.events {
            match event.status {
                "InProgress" => {
                    event.status = "Failed";
                    event.ended_at = Some(at);
                }
                "Pending" => event.status = "Skipped",
                _ => {}
            }
        }
    }

    fn finish(&mut self, status: Status, at: Timestamp) {
        self.status = status;
        self.phase = Phase::Done;
        self.completed_at = Some(at);
        self.updated_at = at;
        self.due = None;
    }
}
