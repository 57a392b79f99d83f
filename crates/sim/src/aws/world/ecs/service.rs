//! A service: its settings, its tasks, and the scheduler that keeps them as many as they should be.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::{Fleet, Hook, Revision, ServiceDeployment, Task, TaskDefinitions};
use crate::aws::world::events::ecs_deployment::{self, Change};
use crate::aws::world::events::ecs_service_action::{self, Saying};
use crate::aws::world::events::{Happening, ecs_hook};
use crate::aws::world::ids::Ids;
use crate::aws::world::place::{Place, later};
use crate::aws::world::shift::Shift;

/// `Service.events` has at most this many (AWS documentation).
const EVENTS: usize = 100;
/// Seconds that a stopped task can still be described.
const REMEMBERED: i64 = 3600;
/// Seconds at most between two attempts to replace a failing task.
const BACKOFF: i64 = 300;

/// Who deploys the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controller {
    Ecs,
    CodeDeploy,
    External,
}

/// How the ECS controller deploys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strategy {
    Rolling,
    /// Two sets of tasks; `Shift::Linear` and `Shift::Canary` are strategies of their own on the wire.
    BlueGreen {
        shift: Shift,
        bake_minutes: u32,
        hooks: Vec<Hook>,
    },
}

/// The deployment circuit breaker's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    pub enable: bool,
    pub rollback: bool,
}

/// A line of `Service.events`.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: String,
    pub at: Timestamp,
    pub message: String,
}

/// A service.
#[derive(Debug, Clone)]
pub struct Service {
    pub name: String,
    pub arn: String,
    pub cluster: String,
    pub place: Place,
    pub controller: Controller,
    pub strategy: Strategy,
    pub breaker: Breaker,
    /// Names of the alarms that stop a deployment of the ECS controller and roll it back.
    pub alarms: Vec<String>,
    pub desired: u32,
    /// The ARN of the task definition that it should run.
    pub definition: String,
    /// The names of the two target groups.
    pub target_groups: [String; 2],
    /// `deployments[]` or `taskSets[]`, the newest first.
    pub fleets: Vec<Fleet>,
    pub tasks: Vec<Task>,
    /// Newest first.
    pub events: VecDeque<Event>,
    /// Service deployments of the ECS controller, oldest first.
    pub history: Vec<ServiceDeployment>,
    /// Whether `DescribeServices` names the last service deployment when it has ended. AWS's documentation leaves that open.
    pub names_last: bool,
    pub revisions: Vec<Revision>,
    pub created_at: Timestamp,
    /// How many tasks the scheduler cannot replace, for want of capacity.
    pub lost: u32,
    pub(crate) wake: Option<Timestamp>,
    /// What EventBridge has yet to tell.
    pub(crate) happened: Vec<Happening>,
}

impl Service {
    /// When something happens next by itself.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        let tasks = self.tasks.iter().filter_map(|task| task.due).min();
        let rollout = self.current().and_then(|current| current.due);
        let retry = self.fleets.iter().filter_map(|fleet| fleet.retry_at).min();
        [tasks, rollout, retry, self.wake]
            .into_iter()
            .flatten()
            .min()
    }

    /// The service deployment under way.
    pub fn current(&self) -> Option<&ServiceDeployment> {
        self.history.last().filter(|last| !last.state.is_final())
    }

    /// The service deployment that `DescribeServices` names.
    pub fn named(&self) -> Option<&ServiceDeployment> {
        self.current()
            .or(self.history.last().filter(|_| self.names_last))
    }

    /// How many tasks of `owner` run.
    pub fn running(&self, owner: &str) -> u32 {
        self.count(|task| task.owner == owner && task.status == super::Status::Running)
    }

    /// How many tasks of `owner` are on their way up.
    pub fn pending(&self, owner: &str) -> u32 {
        self.count(|task| task.owner == owner && task.coming())
    }

    /// How many tasks of `owner` run and answer.
    pub fn steady(&self, owner: &str) -> u32 {
        self.count(|task| task.owner == owner && task.steady())
    }

    /// How many tasks there are for which `which` holds.
    pub fn count(&self, which: impl Fn(&Task) -> bool) -> u32 {
        let count = self.tasks.iter().filter(|task| which(task)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The deployment or task set of this id.
    pub fn fleet(&self, id: &str) -> Option<&Fleet> {
        self.fleets.iter().find(|fleet| fleet.id == id)
    }

    /// The same, to change.
    pub fn fleet_mut(&mut self, id: &str) -> Option<&mut Fleet> {
        self.fleets.iter_mut().find(|fleet| fleet.id == id)
    }

    /// The `PRIMARY` deployment or task set.
    pub fn primary(&self) -> Option<&Fleet> {
        self.fleets.iter().find(|fleet| fleet.status == "PRIMARY")
    }

    /// Writes `(service NAME) …` into the events.
    pub fn say(&mut self, ids: &mut Ids, at: Timestamp, what: &str) {
        self.events.push_front(Event {
            id: ids.uuid(),
            at,
            message: format!("(service {}) {what}", self.name),
        });
        self.events.truncate(EVENTS);
    }

    /// Has EventBridge tell what became of the deployment `id`.
    pub(super) fn tell(&mut self, id: &str, change: Change, reason: &str, at: Timestamp) {
        self.happened
            .push(ecs_deployment::changed(&self.arn, id, change, reason, at));
    }

    /// Has EventBridge tell the status of the last hook that a deployment reached.
    pub(super) fn tell_hook(&mut self, deployment: &ServiceDeployment, at: Timestamp) {
        if let Some(run) = deployment.hooks.last() {
            self.happened
                .push(ecs_hook::changed(self, deployment, run, at));
        }
    }

    /// Has EventBridge tell what the scheduler says.
    pub(super) fn announce(&mut self, saying: Saying, at: Timestamp) {
        self.happened
            .push(ecs_service_action::said(self, saying, at));
    }

    /// All tasks are up: says so, in the service's events and on EventBridge.
    pub(super) fn say_steady(&mut self, ids: &mut Ids, at: Timestamp) {
        self.say(ids, at, "has reached a steady state.");
        self.announce(Saying::SteadyState, at);
    }

    /// Makes the scheduler look at `at`.
    pub(crate) fn touch(&mut self, at: Timestamp) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }

    /// Takes every step that is due at `at`.
    pub(crate) fn step(&mut self, at: Timestamp, ids: &mut Ids, definitions: &TaskDefinitions) {
        if self.wake.is_some_and(|wake| wake <= at) {
            self.wake = None;
        }
        self.advance_tasks(at, ids);
        self.progress(at, ids);
        self.schedule(at, ids, definitions);
    }

    fn advance_tasks(&mut self, at: Timestamp, ids: &mut Ids) {
        let mut failures = Vec::new();
        for task in &mut self.tasks {
            if task.step(at) {
                failures.push((task.owner.clone(), task.id.clone(), task.health));
            }
        }
        for (owner, id, health) in failures {
            if health == super::Health::Unhealthy {
                let group = self.target_groups[0].clone();
                let what =
                    format!("(task {id}) failed ELB health checks in (target-group {group}).");
                self.say(ids, at, &what);
            }
            let impaired = self.fleet_mut(&owner).map(|fleet| {
                fleet.failed += 1;
                fleet.updated_at = at;
                let wait = (10 * i64::from(fleet.failed)).min(BACKOFF);
                fleet.retry_at = Some(later(at, wait));
                fleet.failed == 10
            });
            if impaired == Some(true) {
                self.say(ids, at, "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.");
                self.announce(Saying::TaskStartImpaired, at);
            }
        }
        self.tasks.retain(|task| {
            task.stopped_at
                .is_none_or(|then| later(then, REMEMBERED) > at)
        });
    }

    /// Starts and stops tasks until every fleet has as many as it should.
    fn schedule(&mut self, at: Timestamp, ids: &mut Ids, definitions: &TaskDefinitions) {
        let mut lost = self.lost;
        for index in 0..self.fleets.len() {
            let (owner, target, waiting) = {
                let fleet = &mut self.fleets[index];
                fleet.retry_at = fleet.retry_at.filter(|retry| *retry > at);
                (fleet.id.clone(), fleet.target, fleet.retry_at.is_some())
            };
            let kept = lost.min(target);
            lost -= kept;
            let target = target - kept;
            let have = self.count(|task| task.owner == owner && task.wanted());
            if have < target && !waiting {
                let Some(definition) = definitions.get(&self.fleets[index].definition) else {
                    continue;
                };
                for nth in 0..target - have {
                    let task = Task::new(ids.hex(), &owner, definition, nth, at);
                    self.tasks.push(task);
                }
                self.fleets[index].updated_at = at;
                let what = format!("has started {} tasks.", target - have);
                self.say(ids, at, &what);
            } else if have > target {
                self.stop_some(&owner, have - target, at);
                let what = format!("has stopped {} running tasks.", have - target);
                self.say(ids, at, &what);
            }
        }
    }

    fn stop_some(&mut self, owner: &str, mut excess: u32, at: Timestamp) {
        let reason = format!("Scaling activity initiated by (deployment {owner})");
        // The newest go first: those that never came up before those that serve.
        for task in self.tasks.iter_mut().rev() {
            if excess > 0 && task.owner == owner && task.wanted() {
                task.stop("ServiceSchedulerInitiated", reason.clone(), Some(0), at);
                excess -= 1;
            }
        }
    }

    /// Stops `count` tasks as if they had crashed, and lets the scheduler replace none of them until
    /// [`Service::recover`].
    pub fn lose(&mut self, count: u32, at: Timestamp, ids: &mut Ids) {
        let mut left = count;
        for task in &mut self.tasks {
            if left > 0 && task.status == super::Status::Running {
                let reason = "Essential container in task exited";
                task.stop("EssentialContainerExited", reason, Some(137), at);
                left -= 1;
            }
        }
        self.lost += count - left;
        self.say(ids, at, "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.");
        self.announce(Saying::TaskPlacementFailure, at);
    }

    /// Lets the scheduler replace what [`Service::lose`] took.
    pub fn recover(&mut self, at: Timestamp) {
        self.lost = 0;
        self.touch(at);
    }

    /// Wants another number of tasks.
    pub fn scale(&mut self, desired: u32, at: Timestamp) {
        self.desired = desired;
        let codedeploy = self.controller == Controller::CodeDeploy;
        for fleet in &mut self.fleets {
            if codedeploy || fleet.status == "PRIMARY" {
                fleet.target = desired;
                fleet.updated_at = at;
            }
        }
        self.touch(at);
    }
}
