//! How a CodeDeploy blue/green deployment runs by itself, from Created to the end of its last event.

use jiff::Timestamp;

use super::{Deployment, EVENTS, Group, Phase, Problem, Status, task_definition_of};
use crate::aws::world::Region;
use crate::aws::world::ecs::Fleet;
use crate::aws::world::place::later;
use crate::aws::world::shift::Shift;

/// Seconds of an event that runs no hook worth watching, and of one that does.
const SHORT: i64 = 5;
const HOOK: i64 = 10;
/// Seconds between two looks at the replacement tasks.
const POLL: i64 = 5;
/// Seconds after which CodeDeploy gives up on the replacement task set: 60 minutes.
const PATIENCE: i64 = 3600;
/// Seconds that a bundle takes on its instances.
const INSTALLING: i64 = 30;
const INSTALL: usize = 1;
pub(super) const AFTER_TEST: usize = 4;
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
            Phase::Termination | Phase::Installing => self.succeed(it, at),
            Phase::Restoring => self.restored(it, at),
            Phase::Stopping => self.stopped(it, at),
            Phase::Done => {}
        }
    }

    fn start(&mut self, it: &mut Deployment, at: Timestamp) {
        it.status = Status::InProgress;
        it.started_at = Some(at);
        self.tell_deployment(it, at);
        let group = self.group(&it.application, &it.group).ok().cloned();
        let is_server = group.as_ref().is_some_and(Group::is_server);
        let alarms = group.map(|group| group.alarms).unwrap_or_default();
        let raised = alarms.iter().find(|name| self.alarms.contains(*name));
        if let Some(name) = raised.filter(|_| !it.ignore_alarms) {
            return it.end_by_alarm(name, later(at, 1));
        }
        if is_server {
            it.phase = Phase::Installing;
            it.due = Some(later(at, INSTALLING));
            return;
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
                self.tell_deployment(it, at);
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

    pub(super) fn weigh_sets(&mut self, it: &Deployment, weight: u32) {
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
}
