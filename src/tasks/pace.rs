//! When AWS is asked about a subject next.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::Kept;
use domain::release::{DeploymentState, Execution, Standing, Subject};
use domain::service::Phase;

/// How often AWS is asked.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    /// About what is in motion.
    pub look: Duration,
    /// About all else that is open.
    pub reconcile: Duration,
}

impl Looks {
    /// When AWS is asked about a subject of a release next; nothing where AWS has said that it has ended.
    pub fn next(&self, kept: &Kept, subject: &Subject, now: Timestamp) -> Option<Timestamp> {
        let release = &kept.release;
        if let Some(execution) = release.execution_of(subject) {
            return self.of_execution(kept, execution, now);
        }
        let Some(deployment) = release.deployment(subject) else {
            // Known by name alone: whoever named it said nothing of how it stands.
            return Some(now);
        };
        if deployment.whole().is_some() {
            return None;
        }
        match deployment.seen() {
            Some(state) if state.is_final() => None,
            _ if deployment.is_lost() => None,
            Some(DeploymentState::InMotion(
                Phase::AwaitingPerson | Phase::TerminationWait | Phase::Baking,
            )) if deployment.heard().is_none_or(|heard| !heard.is_final()) => {
                let until = deployment.progress().and_then(|progress| progress.until);
                let soon = self.soon(now);
                // A wait that is about to end is in motion again.
                Some(until.map_or(self.later(now), |until| until.clamp(soon, self.later(now))))
            }
            None if deployment.is_absent() => None,
            _ => Some(self.soon(now)),
        }
    }

    fn of_execution(
        &self,
        kept: &Kept,
        execution: &Execution,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let is_final = execution.state().is_some_and(|state| state.is_final());
        if is_final && execution.is_confirmed() {
            return None;
        }
        if execution.is_lost() || execution.is_absent() {
            return None;
        }
        match kept.release.stand(now).standing {
            Standing::AwaitingApproval if !is_final => Some(self.later(now)),
            _ => Some(self.soon(now)),
        }
    }

    /// When what is in motion is asked about again.
    pub fn soon(&self, now: Timestamp) -> Timestamp {
        now + self.look
    }

    /// When what only waits is asked about again.
    pub fn later(&self, now: Timestamp) -> Timestamp {
        now + self.reconcile.max(self.look)
    }
}
