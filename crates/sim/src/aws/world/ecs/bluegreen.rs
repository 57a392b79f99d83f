//! A blue/green deployment of the ECS controller: stage by stage, with hooks that wait, and a bake time.

use jiff::Timestamp;

use super::progress::Cause;
use super::{HookRun, Service, ServiceDeployment, Stage, State, Strategy};
use crate::aws::world::events::ecs_deployment::Change;
use crate::aws::world::ids::Ids;
use crate::aws::world::place::later;
use crate::aws::world::shift::Shift;

/// Seconds that a stage takes which does nothing worth watching.
const SHORT: i64 = 5;
/// Seconds between two looks at something that has no time of its own.
const POLL: i64 = 5;

impl Service {
    /// Takes the stages that are through.
    pub(super) fn progress_blue_green(&mut self, at: Timestamp, ids: &mut Ids) {
        let Some(current) = self.current() else {
            return;
        };
        // Whatever woke the service, a stage moves only when its own time has come.
        if current.due.is_some() {
            return;
        }
        match current.state {
            State::InProgress => self.next_stage(at, ids),
            State::RollbackInProgress => self.next_stage_back(at, ids),
            _ => {}
        }
    }

    fn next_stage(&mut self, at: Timestamp, ids: &mut Ids) {
        let Strategy::BlueGreen {
            shift,
            bake_minutes,
            hooks,
        } = self.strategy.clone()
        else {
            return;
        };
        let Some(mut current) = self.history.pop() else {
            return;
        };
        let open = current.waiting().map(|run| run.expires_at);
        if let Some(expires) = open {
            if at < expires {
                current.due = Some(expires);
            } else {
                self.time_out(&mut current, at);
            }
            self.history.push(current);
            return;
        }
        let Some(stage) = current.stage else {
            self.enter(&mut current, Stage::ReconcileService, &hooks, ids, at);
            self.history.push(current);
            return;
        };
        let failures = self.fleet(&current.fleet).map_or(0, |fleet| fleet.failed);
        current.failures = failures;
        if self.breaker.enable && failures >= self.threshold() && stage <= Stage::ScaleUp {
            self.history.push(current);
            return self.fail(Cause::Breaker, self.breaker.rollback, ids, at);
        }
        if self.through(&current, stage, shift, bake_minutes, at) {
            match following(stage) {
                Some(next) => self.enter(&mut current, next, &hooks, ids, at),
                None => self.finish(&mut current, ids, at),
            }
        } else {
            current.due = Some(later(at, POLL));
        }
        self.history.push(current);
    }

    fn time_out(&mut self, current: &mut ServiceDeployment, at: Timestamp) {
        let mut go_on = false;
        for run in current
            .hooks
            .iter_mut()
            .filter(|run| run.status == "AWAITING_ACTION")
        {
            run.status = "TIMED_OUT";
            go_on = run.hook.continue_on_timeout;
        }
        self.tell_hook(current, at);
        if !go_on {
            current.turn(State::RollbackRequested, "A lifecycle hook timed out.", at);
        }
        current.due = Some(later(at, 1));
    }

    /// Whether `stage` has done what it is there for; a traffic shift does its steps here.
    fn through(
        &mut self,
        current: &ServiceDeployment,
        stage: Stage,
        shift: Shift,
        bake: u32,
        at: Timestamp,
    ) -> bool {
        let seconds = at.duration_since(current.since).as_secs();
        match stage {
            Stage::ScaleUp => self.steady(&current.fleet) >= self.desired,
            Stage::ProductionTrafficShift => {
                let weight = shift.weight(seconds);
                self.weigh(current, weight);
                weight == 100
            }
            Stage::BakeTime => seconds >= i64::from(bake) * 60,
            Stage::CleanUp => {
                let old = current.previous.clone().unwrap_or_default();
                self.count(|task| task.owner == old && task.stopped_at.is_none()) == 0
            }
            _ => seconds >= SHORT,
        }
    }

    fn weigh(&mut self, current: &ServiceDeployment, weight: u32) {
        for fleet in &mut self.fleets {
            if fleet.id == current.fleet {
                fleet.weight = weight;
            } else if Some(&fleet.id) == current.previous.as_ref() {
                fleet.weight = 100 - weight;
            }
        }
    }

    fn enter(
        &mut self,
        current: &mut ServiceDeployment,
        stage: Stage,
        hooks: &[super::Hook],
        ids: &mut Ids,
        at: Timestamp,
    ) {
        current.stage = Some(stage);
        current.since = at;
        current.updated_at = at;
        current.due = Some(later(at, SHORT));
        match stage {
            Stage::ScaleUp => {
                let desired = self.desired;
                if let Some(fleet) = self.fleet_mut(&current.fleet) {
                    fleet.target = desired;
                }
            }
            Stage::TestTrafficShift => {
                if let Some(fleet) = self.fleet_mut(&current.fleet) {
                    fleet.test_weight = 100;
                }
            }
            Stage::CleanUp => {
                if let Some(old) = current
                    .previous
                    .clone()
                    .and_then(|old| self.fleet_mut(&old))
                {
                    old.target = 0;
                }
                self.touch(at);
            }
            _ => {}
        }
        if let Some(hook) = hooks.iter().find(|hook| hook.stage == stage) {
            current.hooks.push(HookRun {
                id: ids.uuid(),
                status: "AWAITING_ACTION",
                expires_at: later(at, i64::from(hook.timeout_minutes) * 60),
                hook: hook.clone(),
            });
            self.tell_hook(current, at);
        }
    }

    fn finish(&mut self, current: &mut ServiceDeployment, ids: &mut Ids, at: Timestamp) {
        current.turn(State::Successful, "", at);
        self.drop_empty_fleets();
        self.tell_completed(&current.fleet, at);
        let what = format!("(deployment {}) deployment completed.", current.fleet);
        self.say_steady(ids, at);
        self.say(ids, at, &what);
    }

    fn tell_completed(&mut self, fleet: &str, at: Timestamp) {
        let reason = format!("ECS deployment {fleet} completed.");
        self.tell(fleet, Change::Completed, &reason, at);
    }

    /// Traffic first, then the new tasks go.
    fn next_stage_back(&mut self, at: Timestamp, ids: &mut Ids) {
        let Some(mut current) = self.history.pop() else {
            return;
        };
        match current.stage {
            Some(Stage::CleanUp) => {
                let gone = self
                    .count(|task| task.owner == current.fleet && task.stopped_at.is_none())
                    == 0;
                let back =
                    self.steady(current.previous.as_deref().unwrap_or_default()) >= self.desired;
                if gone && back {
                    current.turn(State::RollbackSuccessful, current.reason.clone(), at);
                    self.drop_empty_fleets();
                    self.tell_completed(current.previous.as_deref().unwrap_or_default(), at);
                    self.say_steady(ids, at);
                } else {
                    current.due = Some(later(at, POLL));
                }
            }
            _ => {
                let ready =
                    self.steady(current.previous.as_deref().unwrap_or_default()) >= self.desired;
                if ready {
                    self.weigh(&current, 0);
                    current.stage = Some(Stage::CleanUp);
                    current.since = at;
                    if let Some(fleet) = self.fleet_mut(&current.fleet) {
                        fleet.target = 0;
                        fleet.test_weight = 0;
                    }
                    self.touch(at);
                }
                current.due = Some(later(at, POLL));
            }
        }
        self.history.push(current);
    }
}

fn following(stage: Stage) -> Option<Stage> {
    use Stage::{
        BakeTime, CleanUp, PostProductionTrafficShift, PostScaleUp, PostTestTrafficShift,
        PreScaleUp, ProductionTrafficShift, ReconcileService, ScaleUp, TestTrafficShift,
    };
    Some(match stage {
        ReconcileService => PreScaleUp,
        PreScaleUp => ScaleUp,
        ScaleUp => PostScaleUp,
        PostScaleUp => TestTrafficShift,
        TestTrafficShift => PostTestTrafficShift,
        PostTestTrafficShift => ProductionTrafficShift,
        ProductionTrafficShift => PostProductionTrafficShift,
        PostProductionTrafficShift => BakeTime,
        BakeTime => CleanUp,
        CleanUp => return None,
    })
}
