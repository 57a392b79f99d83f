//! A service as AWS shows it at one moment: its tasks, what is rolling out, and what went wrong last.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::names::{EnvironmentName, Revision};

/// One ECS service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    pub environment: EnvironmentName,
    pub cluster: String,
    pub name: String,
    pub region: String,
    pub controller: Controller,
    /// The CodeDeploy application that deploys it, where one does.
    pub application: Option<String>,
    /// What was deployed last, where AWS says it beside the service: `d-…` of CodeDeploy, an ARN of ECS.
    pub deployment: Option<String>,
    pub desired: u32,
    pub running: u32,
    pub pending: u32,
    /// What most of its tasks run, or will.
    pub revision: Option<Revision>,
    pub rollout: Option<Rollout>,
    pub last_failure: Option<Failure>,
}

/// Who replaces the tasks of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Controller {
    Ecs,
    CodeDeploy,
    External,
}

/// A deployment in motion.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    pub means: Means,
    pub phase: Phase,
    pub from: Option<Revision>,
    pub to: Option<Revision>,
    /// Tasks of the new revision that run.
    pub done: u32,
    /// Tasks of the new revision that there will be.
    pub total: u32,
    /// Percent of production traffic on the new tasks, where AWS says it.
    pub traffic: Option<u8>,
    pub since: Option<Timestamp>,
    /// When a wait ends by itself.
    pub until: Option<Timestamp>,
}

impl Rollout {
    /// From which revision to which it goes, where both are known; in a rollback, back.
    pub fn way(&self) -> Option<[&Revision; 2]> {
        let (from, to) = self.from.as_ref().zip(self.to.as_ref())?;
        Some(match self.phase {
            Phase::RollingBack => [to, from],
            _ => [from, to],
        })
    }
}

/// How a deployment replaces tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    Rolling,
    BlueGreen,
    CodeDeploy,
}

/// How far a deployment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Starting,
    ReplacingTasks,
    TestingTraffic,
    ShiftingTraffic,
    /// Waits for a person before traffic moves, or at a pause hook.
    AwaitingPerson,
    Baking,
    /// All traffic is on the new tasks; the old ones wait, so that a rollback is instant.
    TerminationWait,
    CleaningUp,
    Stopping,
    RollingBack,
    /// It failed and nothing is rolling it back.
    Failed,
}

/// What went wrong, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// AWS's own words, where it gave any.
    pub reason: Option<String>,
    pub at: Option<Timestamp>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// A deployment failed, and the old version stayed or came back.
    RolledBack,
    /// A deployment failed, and nothing brought the old version back.
    Failed,
    /// Somebody or something stopped it.
    Stopped,
    /// Tasks do not start or do not stay up.
    Tasks,
}

/// How a service is, the worst first: the order in which people must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Down,
    Failing,
    RollingBack,
    Degraded,
    AwaitingPerson,
    RollingOut,
    /// Steady, but not on what was deployed last.
    SteadyAfterFailure,
    Steady,
    /// Nothing is wanted, nothing runs.
    Idle,
}

impl Service {
    /// How it is, judged by all that is known.
    pub fn health(&self) -> Health {
        if self.desired > 0 && self.running == 0 {
            return Health::Down;
        }
        match self.rollout.as_ref().map(|rollout| rollout.phase) {
            Some(Phase::Failed) => return Health::Failing,
            Some(Phase::RollingBack | Phase::Stopping) => return Health::RollingBack,
            Some(Phase::AwaitingPerson) => return Health::AwaitingPerson,
            Some(_) if self.running >= self.desired => return Health::RollingOut,
            // While tasks are replaced, fewer than wanted may run: that is the rollout's own business.
            Some(Phase::Starting | Phase::ReplacingTasks) => return Health::RollingOut,
            _ => {}
        }
        if self.running < self.desired {
            return Health::Degraded;
        }
        match (self.desired, &self.last_failure) {
            (0, _) => Health::Idle,
            (_, Some(_)) => Health::SteadyAfterFailure,
            (_, None) => Health::Steady,
        }
    }
}

impl Health {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Failing => "failing",
            Self::RollingBack => "rolling-back",
            Self::Degraded => "degraded",
            Self::AwaitingPerson => "awaiting-person",
            Self::RollingOut => "rolling-out",
            Self::SteadyAfterFailure => "steady-after-failure",
            Self::Steady => "steady",
            Self::Idle => "idle",
        }
    }
}

impl Phase {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::ReplacingTasks => "replacing-tasks",
            Self::TestingTraffic => "testing-traffic",
            Self::ShiftingTraffic => "shifting-traffic",
            Self::AwaitingPerson => "awaiting-person",
            Self::Baking => "baking",
            Self::TerminationWait => "termination-wait",
            Self::CleaningUp => "cleaning-up",
            Self::Stopping => "stopping",
            Self::RollingBack => "rolling-back",
            Self::Failed => "failed",
        }
    }
}

impl Means {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::BlueGreen => "blue-green",
            Self::CodeDeploy => "codedeploy",
        }
    }
}

impl FailureKind {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RolledBack => "rolled-back",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Tasks => "tasks",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(desired: u32, running: u32, phase: Option<Phase>, failed: bool) -> Service {
        Service {
            environment: EnvironmentName::new("prod"),
            cluster: "prod-main".into(),
            name: "orders-api".into(),
            region: "ap-northeast-2".into(),
            controller: Controller::Ecs,
            application: None,
            deployment: None,
            desired,
            running,
            pending: 0,
            revision: None,
            rollout: phase.map(|phase| Rollout {
                means: Means::Rolling,
                phase,
                from: None,
                to: None,
                done: 0,
                total: desired,
                traffic: None,
                since: None,
                until: None,
            }),
            last_failure: failed.then_some(Failure {
                kind: FailureKind::RolledBack,
                reason: None,
                at: None,
            }),
        }
    }

    #[test]
    fn health_is_judged_by_tasks_rollout_and_last_failure() {
        use Phase::*;
        for (desired, running, phase, failed, health) in [
            (4, 4, None, false, Health::Steady),
            (4, 4, None, true, Health::SteadyAfterFailure),
            (4, 3, None, false, Health::Degraded),
            (4, 0, None, false, Health::Down),
            (4, 0, Some(ReplacingTasks), false, Health::Down),
            (4, 3, Some(ReplacingTasks), false, Health::RollingOut),
            (4, 3, Some(TerminationWait), false, Health::Degraded),
            (4, 4, Some(TerminationWait), false, Health::RollingOut),
            (4, 4, Some(AwaitingPerson), false, Health::AwaitingPerson),
            (4, 4, Some(RollingBack), true, Health::RollingBack),
            (4, 4, Some(Failed), true, Health::Failing),
            (0, 0, None, false, Health::Idle),
        ] {
            assert_eq!(
                service(desired, running, phase, failed).health(),
                health,
                "{running}/{desired} {phase:?} {failed}"
            );
        }
    }
}
