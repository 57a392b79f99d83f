//! How a service deployment moves, fails, and goes back to what ran before.

use jiff::Timestamp;

use super::{Controller, Rollback, Service, Stage, State, Strategy};
use crate::aws::world::events::ecs_deployment::Change;
use crate::aws::world::ids::Ids;
use crate::aws::world::place::later;

/// Why a deployment does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    Breaker,
    Alarm,
    Person,
}

impl Cause {
    /// How ECS begins a reason that has this cause, and what it says has failed.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Breaker => ("ECS deployment circuit breaker:", "tasks failed to start"),
            Self::Alarm => ("ECS deployment alarm:", "alarm detected"),
            Self::Person => ("ECS deployment", "stopped"),
        }
    }

    /// `statusReason` of a service deployment that goes back.
    fn status_reason(self) -> &'static str {
        match self {
            Self::Breaker => "Service deployment rolled back because of the circuit breaker.",
            Self::Alarm => "Service deployment rolled back because of the alarm.",
            Self::Person => "Service deployment was stopped by a user request.",
        }
    }
}

impl Service {
    /// Moves the deployment under way.
    pub(super) fn progress(&mut self, at: Timestamp, ids: &mut Ids) {
        let Some(current) = self
            .history
            .last_mut()
            .filter(|last| !last.state.is_final())
        else {
            return self.drop_empty_fleets();
        };
        if current.due.is_some_and(|due| due <= at) {
            current.due = None;
            match current.state {
                State::Pending => {
                    current.turn(State::InProgress, "", at);
                    current.started_at = Some(at);
                }
                State::RollbackRequested => self.roll_back(Cause::Person, ids, at),
                State::StopRequested => self.abandon(at),
                _ => {}
            }
        }
        match self.strategy {
            Strategy::Rolling => self.progress_rolling(at, ids),
            Strategy::BlueGreen { .. } => self.progress_blue_green(at, ids),
        }
    }

    /// The deployment under way has failed.
    pub(super) fn fail(&mut self, cause: Cause, rollback: bool, ids: &mut Ids, at: Timestamp) {
        let Some(fleet) = self.current().map(|current| current.fleet.clone()) else {
            return;
        };
        let (guard, why) = cause.words();
        let what = format!("(deployment {fleet}) deployment failed: {why}.");
        self.say(ids, at, &what);
        let reason = format!("{guard} {why}.");
        self.tell(&fleet, Change::Failed, &reason, at);
        if self.strategy == Strategy::Rolling
            && let Some(fleet) = self.fleet_mut(&fleet)
        {
            fleet.roll("FAILED", reason, at);
        }
        if rollback {
            self.roll_back(cause, ids, at);
        } else {
            self.abandon(at);
        }
    }

    /// Ends the deployment under way without going back: what runs stays, and nothing more is started.
    fn abandon(&mut self, at: Timestamp) {
        let Some(current) = self.history.last_mut() else {
            return;
        };
        current.stopped_at = Some(at);
        current.turn(State::Stopped, "Service deployment stopped.", at);
        let id = current.fleet.clone();
        let steady = self.steady(&id);
        if let Some(fleet) = self.fleet_mut(&id) {
            fleet.target = steady;
        }
    }

    /// Sends the deployment under way back to what ran before.
    fn roll_back(&mut self, cause: Cause, ids: &mut Ids, at: Timestamp) {
        let Some(current) = self.history.last_mut() else {
            return;
        };
        let (Some(previous), Some(source)) = (current.previous.clone(), current.source.clone())
        else {
            return self.abandon(at);
        };
        let failed = current.fleet.clone();
        current.turn(State::RollbackInProgress, cause.status_reason(), at);
        current.rollback = Some(Rollback {
            reason: cause.status_reason().to_owned(),
            started_at: at,
            revision: source,
        });
        current.stage = current.stage.map(|_| Stage::ProductionTrafficShift);
        current.since = at;
        current.due = current.stage.map(|_| later(at, 5));
        let desired = self.desired;
        for fleet in &mut self.fleets {
            fleet.status = if fleet.id == previous {
                "PRIMARY"
            } else {
                "ACTIVE"
            };
            if fleet.id == previous {
                fleet.target = desired;
                self.definition.clone_from(&fleet.definition);
            }
        }
        let (guard, _) = cause.words();
        let reason = format!("{guard} rolling back to deploymentId {previous}.");
        self.tell(&previous, Change::InProgress, &reason, at);
        if self.strategy == Strategy::Rolling {
            if let Some(fleet) = self.fleet_mut(&previous) {
                fleet.roll("IN_PROGRESS", reason, at);
            }
            if let Some(fleet) = self.fleet_mut(&failed) {
                fleet.target = 0;
                if fleet
                    .rollout
                    .as_ref()
                    .is_some_and(|it| it.state == "IN_PROGRESS")
                {
                    fleet.roll(
                        "FAILED",
                        format!("ECS deployment {failed} was stopped."),
                        at,
                    );
                }
            }
        }
        self.fleets.sort_by_key(|fleet| fleet.status != "PRIMARY");
        let what = format!("rolling back to deployment {previous}.");
        self.say(ids, at, &what);
        self.touch(at);
    }

    /// Deployments and drained task sets without tasks are no longer listed, the `PRIMARY` one excepted.
    pub(super) fn drop_empty_fleets(&mut self) {
        let codedeploy = self.controller == Controller::CodeDeploy;
        let tasks = &self.tasks;
        self.fleets.retain(|fleet| {
            let left = tasks
                .iter()
                .any(|task| task.owner == fleet.id && task.stopped_at.is_none());
            let set = codedeploy && fleet.status == "ACTIVE";
            fleet.status == "PRIMARY" || fleet.target > 0 || left || set
        });
    }
}
