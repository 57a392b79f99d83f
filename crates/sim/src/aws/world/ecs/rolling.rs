//! A rolling deployment: new tasks come up beside the old, which go as the new ones answer.

use jiff::Timestamp;

use super::progress::Cause;
use super::{Service, State};
use crate::aws::world::events::ecs_deployment::Change;
use crate::aws::world::ids::Ids;

impl Service {
    /// Moves tasks from the old deployments to the new; ends it when all have moved, or too many failed.
    pub(super) fn progress_rolling(&mut self, at: Timestamp, ids: &mut Ids) {
        let Some(current) = self.current() else {
            return;
        };
        let (state, new, old) = (
            current.state,
            current.fleet.clone(),
            current.previous.clone(),
        );
        match state {
            State::InProgress | State::Pending => {
                self.make_room(&new);
                let failures = self.fleet(&new).map_or(0, |fleet| fleet.failed);
                if let Some(current) = self.history.last_mut() {
                    current.failures = failures;
                }
                if self.breaker.enable && failures >= self.threshold() && state == State::InProgress
                {
                    return self.fail(Cause::Breaker, self.breaker.rollback, ids, at);
                }
                if state == State::InProgress && self.only(&new) {
                    self.complete(&new, State::Successful, ids, at);
                }
            }
            State::RollbackInProgress => {
                let old = old.unwrap_or_default();
                self.make_room(&old);
                if self.only(&old) {
                    self.complete(&old, State::RollbackSuccessful, ids, at);
                }
            }
            _ => {}
        }
    }

    /// Keeps as many tasks of the others as `wanted` cannot yet stand in for (minimum healthy percent 100).
    fn make_room(&mut self, wanted: &str) {
        let mut room = self.desired.saturating_sub(self.steady(wanted));
        for fleet in &mut self.fleets {
            if fleet.id != wanted {
                fleet.target = fleet.target.min(room);
                room -= fleet.target;
            }
        }
    }

    /// Whether `wanted` has all its tasks and nobody else has any that run.
    fn only(&self, wanted: &str) -> bool {
        let others = self.count(|task| {
            task.owner != wanted && (task.wanted() || task.status == super::Status::Deprovisioning)
        });
        self.steady(wanted) >= self.desired && others == 0
    }

    fn complete(&mut self, fleet: &str, state: State, ids: &mut Ids, at: Timestamp) {
        let reason = format!("ECS deployment {fleet} completed.");
        self.tell(fleet, Change::Completed, &reason, at);
        if let Some(fleet) = self.fleet_mut(fleet) {
            fleet.roll("COMPLETED", reason, at);
        }
        if let Some(current) = self.history.last_mut() {
            current.turn(state, "", at);
        }
        self.drop_empty_fleets();
        self.say_steady(ids, at);
        let what = format!("(deployment {fleet}) deployment completed.");
        self.say(ids, at, &what);
    }
}
