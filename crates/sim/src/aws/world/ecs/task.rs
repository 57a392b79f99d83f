//! One task: how it comes up, how it breaks, and how it goes.

use jiff::Timestamp;

use crate::aws::world::place::later;

/// Seconds from `PROVISIONING` to `PENDING`, and on to `RUNNING`, for the first task of a batch.
const PROVISIONING: i64 = 5;
const PENDING: i64 = 15;
/// Seconds that each further task of a batch comes later, so that progress can be watched.
const STAGGER: i64 = 5;
/// Seconds from `RUNNING` to the exit of a task that crashes.
const CRASH: i64 = 10;
/// Seconds until the load balancer gives up on a task that never answers.
const UNHEALTHY: i64 = 60;
/// Seconds that a stopping task takes.
const STOPPING: i64 = 10;

/// What becomes of tasks made from a task definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Health {
    #[default]
    Healthy,
    /// The image cannot be pulled: tasks never run.
    CannotStart,
    /// The container exits with status 1 soon after it started.
    Exits,
    /// It runs, but fails the load balancer's health checks and is replaced.
    Unhealthy,
}

/// `lastStatus` of a task, those of its states that last long enough to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Provisioning,
    Pending,
    Running,
    Deprovisioning,
    Stopped,
}

impl Status {
    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Running => "RUNNING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// Why a task stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// `stopCode` on the wire.
    pub code: &'static str,
    pub reason: String,
    /// Missing where the container never started.
    pub exit: Option<i32>,
}

/// A task of a service.
#[derive(Debug, Clone)]
pub struct Task {
    /// 32 hex digits.
    pub id: String,
    /// The task definition's ARN.
    pub definition: String,
    /// The deployment or task set it belongs to: `startedBy`.
    pub owner: String,
    pub health: Health,
    pub image: String,
    pub status: Status,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub stopping_at: Option<Timestamp>,
    pub stopped_at: Option<Timestamp>,
    pub stop: Option<Stop>,
    /// `version` on the wire: one more with each change.
    pub version: u32,
    /// Seconds it comes up later than the first of its batch.
    pub lag: i64,
    pub(super) due: Option<Timestamp>,
}

impl Task {
    /// A task that begins to come up, `nth` of its batch.
    pub fn new(
        id: String,
        owner: &str,
        definition: &super::TaskDefinition,
        nth: u32,
        at: Timestamp,
    ) -> Self {
        Self {
            id,
            definition: definition.arn.clone(),
            owner: owner.to_owned(),
            health: definition.health,
            image: definition.image.clone(),
            status: Status::Provisioning,
            created_at: at,
            started_at: None,
            stopping_at: None,
            stopped_at: None,
            stop: None,
            version: 1,
            lag: STAGGER * i64::from(nth),
            due: Some(later(at, PROVISIONING)),
        }
    }

    /// A task that has been up since `at`.
    pub fn running(
        id: String,
        owner: &str,
        definition: &super::TaskDefinition,
        at: Timestamp,
    ) -> Self {
        Self {
            status: Status::Running,
            started_at: Some(later(at, PROVISIONING + PENDING)),
            version: 3,
            due: None,
            ..Self::new(id, owner, definition, 0, at)
        }
    }

    /// Whether ECS wants it to run.
    pub fn wanted(&self) -> bool {
        self.stop.is_none()
    }

    /// Whether it runs and answers.
    pub fn steady(&self) -> bool {
        self.status == Status::Running && self.wanted() && self.health == Health::Healthy
    }

    /// Whether it is on its way up.
    pub fn coming(&self) -> bool {
        matches!(self.status, Status::Provisioning | Status::Pending) && self.wanted()
    }

    /// Asks it to stop.
    pub fn stop(
        &mut self,
        code: &'static str,
        reason: impl Into<String>,
        exit: Option<i32>,
        at: Timestamp,
    ) {
        self.stop = Some(Stop {
            code,
            reason: reason.into(),
            exit,
        });
        self.status = Status::Deprovisioning;
        self.stopping_at = Some(at);
        self.due = Some(later(at, STOPPING));
        self.version += 1;
    }

    /// Takes the step that is due. Answers whether the task just failed by itself.
    pub(super) fn step(&mut self, at: Timestamp) -> bool {
        if self.due.is_none_or(|due| due > at) {
            return false;
        }
        self.due = None;
        self.version += 1;
        match (self.status, self.health) {
            (Status::Provisioning, _) => {
                self.status = Status::Pending;
                self.due = Some(later(at, PENDING + self.lag));
                false
            }
            (Status::Pending, Health::CannotStart) => {
                let reason = format!(
                    "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref {0}: {0}: not found",
                    self.image
                );
                self.stop("TaskFailedToStart", reason, None, at);
                true
            }
            (Status::Pending, health) => {
                self.status = Status::Running;
                self.started_at = Some(at);
                self.due = match health {
                    Health::Exits => Some(later(at, CRASH)),
                    Health::Unhealthy => Some(later(at, UNHEALTHY)),
                    Health::Healthy | Health::CannotStart => None,
                };
                false
            }
            (Status::Running, Health::Unhealthy) => {
                let reason = "Task failed ELB health checks";
                self.stop("ServiceSchedulerInitiated", reason, Some(143), at);
                true
            }
            (Status::Running, _) => {
                let reason = "Essential container in task exited";
                self.stop("EssentialContainerExited", reason, Some(1), at);
                true
            }
            (Status::Deprovisioning, _) => {
                self.status = Status::Stopped;
                self.stopped_at = Some(at);
                false
            }
            (Status::Stopped, _) => false,
        }
    }
}
