//! How a CodeDeploy blue/green deployment runs by itself, from Created to its end and back.

use jiff::Timestamp;

use super::{
    Deployment, EVENTS, Lifecycle, Phase, Problem, RollbackInfo, Status, task_definition_of,
};
use crate::sim::aws::world::Region;
use crate::sim::aws::world::ecs::Fleet;
use crate::sim::aws::world::place::later;
use crate::sim::aws::world::shift::Shift;

/// Seconds of an event that runs no hook worth watching, and of one that does.
const SHORT: i64 = 5;
const HOOK: i64 = 10;
/// Seconds between two looks at the replacement tasks.
const POLL: i64 = 5;
/// Seconds after which CodeDeploy gives up on the replacement task set: 60 minutes.
const PATIENCE: i64 = 3600;
const INSTALL: usize = 1;
const AFTER_TEST: usize = 4;
const ALLOW: usize = 6;

impl Region {
    /// Takes every step of CodeDeploy that is due.
    pub(crate) fn step_deployments(&mut self, at: Timestamp) {
        for index in 0..self.deployments.len() {
            if self.deployments[index].due.is_some_and(|due| due <= at) {
                let mut deployment = self.deployments[index].clone();
                deployment.due = None;
                self.step_deployment(&mut deployment, at);
                self.deployments[index] = deployment;
            }
        }
    }

    fn step_deployment(&mut self, it: &mut Deployment, at: Timestamp) {
        it.updated_at = at;
        match it.phase {
            Phase::Created => {
                it.status = Status::Queued;
                it.phase = Phase::Queued;
                it.due = Some(later(at, 2));
            }
            Phase::Queued => self.start(it, at),
            Phase::Event(index) => self.step_event(it, index, at),
            Phase::Ready => self.ready_timeout(it, at),
            Phase::Termination => self.succeed(it, at),
            Phase::Restoring => self.restored(it, at),
            Phase::Stopping => self.stopped(it, at),
            Phase::Done => {}
        }
    }

    fn start(&mut self, it: &mut Deployment, at: Timestamp) {
        it.status = Status::InProgress;
        it.started_at = Some(at);
        let alarms = self
            .group(&it.application, &it.group)
            .map(|group| group.alarms.clone())
            .unwrap_or_default();
        let raised = alarms.iter().find(|name| self.alarms.contains(*name));
        if let Some(name) = raised.filter(|_| !it.ignore_alarms) {
            return it.end_by_alarm(name, later(at, 1));
        }
        it.enter_event(0, at);
    }

    fn step_event(&mut self, it: &mut Deployment, index: usize, at: Timestamp) {
        let seconds = at.duration_since(it.since).as_secs();
        let through = match index {
            INSTALL => self.install(it, seconds, at),
            ALLOW => self.allow(it, seconds),
            _ => true,
        };
        if it.phase == Phase::Done {
            return;
        }
        if it.failing == Some(EVENTS[index]) {
            it.events[index].status = "Failed";
            it.events[index].ended_at = Some(at);
            let message = format!(
                "Lifecycle event {} failed: the hook Lambda function reported failure.",
                EVENTS[index]
            );
            let problem = Problem {
                code: "HOOK_EXECUTION_FAILURE",
                message,
            };
            return self.fail_deployment(it, problem, at);
        }
        if !through {
            it.due = Some(later(
                at,
                if index == ALLOW {
                    self.pause_of(it)
                } else {
                    POLL
                },
            ));
            return;
        }
        it.events[index].status = "Succeeded";
        it.events[index].ended_at = Some(at);
        let group = self.group(&it.application, &it.group).ok().cloned();
        let wait = group.as_ref().and_then(|group| group.ready_wait);
        match (index, wait) {
            (AFTER_TEST, Some(wait)) => {
                it.phase = Phase::Ready;
                it.status = Status::Ready;
                it.since = at;
                it.due = Some(later(at, i64::from(wait.minutes) * 60));
            }
            _ if index + 1 < EVENTS.len() => it.enter_event(index + 1, at),
            _ => {
                let minutes = group.map_or(0, |group| group.termination_minutes);
                it.phase = Phase::Termination;
                it.since = at;
                it.due = Some(later(at, (i64::from(minutes) * 60).max(1)));
            }
        }
    }

    fn pause_of(&self, it: &Deployment) -> i64 {
        Shift::of_config(&it.config).map_or(POLL, Shift::pause)
    }

    /// Makes the replacement task set, then waits for its tasks.
    fn install(&mut self, it: &mut Deployment, seconds: i64, at: Timestamp) -> bool {
        let content = self
            .applications
            .get(&it.application)
            .and_then(|application| application.revisions.get(&it.revision))
            .map(|spec| spec.content.clone())
            .unwrap_or_default();
        let definition = task_definition_of(&content)
            .and_then(|name| self.definitions.find(&name))
            .map(|definition| definition.arn.clone());
        let Some(definition) = definition else {
            let message =
                "The AppSpec file names a task definition that does not exist.".to_owned();
            self.fail_deployment(
                it,
                Problem {
                    code: "INVALID_REVISION",
                    message,
                },
                at,
            );
            return false;
        };
        let fresh = self.ids.fleet();
        let (id, external) = (it.green.clone(), it.id.clone());
        let Some(service) = self.deployed_service(it) else {
            let message = "The ECS service cannot be updated due to an unexpected error: the service was not found.".to_owned();
            self.fail_deployment(
                it,
                Problem {
                    code: "ECS_UPDATE_ERROR",
                    message,
                },
                at,
            );
            return false;
        };
        if let Some(green) = id {
            let up = service.steady(&green) >= service.desired;
            if !up && seconds >= PATIENCE {
                let message = "The deployment timed out while waiting for the replacement task set to become healthy. This time out period is 60 minutes.".to_owned();
                self.fail_deployment(
                    it,
                    Problem {
                        code: "TIMEOUT",
                        message,
                    },
                    at,
                );
            }
            return up;
        }
        let blue = service
            .primary()
            .map(|fleet| (fleet.id.clone(), fleet.target_group.clone()));
        let mut fleet = Fleet::new(fresh, &definition, service.desired, at);
        fleet.status = "ACTIVE";
        fleet.external_id = Some(external);
        let groups = service.target_groups.clone();
        let taken = blue.as_ref().map(|(_, group)| group.clone());
        fleet.target_group = groups
            .into_iter()
            .find(|group| Some(group) != taken.as_ref())
            .unwrap_or_default();
        it.green = Some(fleet.id.clone());
        it.blue = blue.map(|(id, _)| id);
        // What an earlier deployment left behind goes now.
        for left in service
            .fleets
            .iter_mut()
            .filter(|left| left.status != "PRIMARY")
        {
            left.status = "DRAINING";
            left.target = 0;
        }
        service.fleets.push(fleet);
        service.touch(at);
        false
    }

    /// Shifts production traffic by its plan. The new set is PRIMARY once it has all of it.
    fn allow(&mut self, it: &Deployment, seconds: i64) -> bool {
        let weight = Shift::of_config(&it.config).map_or(100, |shift| shift.weight(seconds));
        self.weigh_sets(it, weight);
        weight == 100
    }

    fn weigh_sets(&mut self, it: &Deployment, weight: u32) {
        let at = self.now;
        let Some(service) = self.deployed_service(it) else {
            return;
        };
        for fleet in &mut service.fleets {
            let green = Some(&fleet.id) == it.green.as_ref();
            if green || Some(&fleet.id) == it.blue.as_ref() {
                fleet.weight = if green { weight } else { 100 - weight };
                fleet.updated_at = at;
                let primary = if green { weight == 100 } else { weight < 100 };
                fleet.status = if primary { "PRIMARY" } else { "ACTIVE" };
            }
        }
        if let Some(definition) = service.primary().map(|fleet| fleet.definition.clone()) {
            service.definition = definition;
        }
    }

    fn ready_timeout(&mut self, it: &mut Deployment, at: Timestamp) {
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

    fn succeed(&mut self, it: &mut Deployment, at: Timestamp) {
        let blue = it.blue.clone().unwrap_or_default();
        self.remove_set(it, &blue, at);
        it.finish(Status::Succeeded, at);
    }

    fn stopped(&mut self, it: &mut Deployment, at: Timestamp) {
        let Some((status, problem, _, roll)) = it.ending.take() else {
            return;
        };
        it.problem = Some(problem);
        it.cut_short(at);
        it.finish(status, at);
        if roll {
            self.roll_back(it, at);
        }
    }

    fn fail_deployment(&mut self, it: &mut Deployment, problem: Problem, at: Timestamp) {
        it.problem = Some(problem);
        it.cut_short(at);
        it.finish(Status::Failed, at);
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
    fn restored(&mut self, it: &mut Deployment, at: Timestamp) {
        if it.status == Status::Created {
            it.status = Status::InProgress;
            it.due = Some(later(at, 3));
            return;
        }
        let green = it.green.clone().unwrap_or_default();
        self.remove_set(it, &green, at);
        for event in &mut it.events {
            event.status = "Succeeded";
            event.started_at = Some(at);
            event.ended_at = Some(at);
        }
        it.finish(Status::Succeeded, at);
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

    fn deployed_service(
        &mut self,
        it: &Deployment,
    ) -> Option<&mut crate::sim::aws::world::ecs::Service> {
        let group = self.group(&it.application, &it.group).ok()?;
        let (cluster, service) = (group.cluster.clone(), group.service.clone());
        self.clusters.get_mut(&cluster)?.services.get_mut(&service)
    }
}

impl Deployment {
    pub(super) fn enter_event(&mut self, index: usize, at: Timestamp) {
        self.status = Status::InProgress;
        self.phase = Phase::Event(index);
        self.since = at;
        self.events[index].status = "InProgress";
        self.events[index].started_at = Some(at);
        let hook = matches!(index, 0 | 2 | AFTER_TEST | 5 | 7);
        self.due = Some(later(
            at,
            if index == ALLOW {
                1
            } else if hook {
                HOOK
            } else {
                SHORT
            },
        ));
    }

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
