//! Whether a deployment is a way back, or is what another one went back to.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::DeploymentState;
use crate::service::Phase;

/// When a deployment was first known to have succeeded, and when it was first said to go back to what ran before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Turning {
    succeeded: Option<Timestamp>,
    turned_back: Option<Timestamp>,
}

impl Turning {
    /// Takes that it stands so at `at`, and ended at `ended` where it has.
    pub(super) fn take(&mut self, state: DeploymentState, at: Timestamp, ended: Option<Timestamp>) {
        let earlier = |first: Option<Timestamp>, at| Some(first.map_or(at, |first| first.min(at)));
        match state {
            DeploymentState::InMotion(Phase::RollingBack) | DeploymentState::RolledBack => {
                self.turned_back = earlier(self.turned_back, at);
            }
            DeploymentState::Succeeded => {
                self.succeeded = earlier(self.succeeded, ended.unwrap_or(at));
            }
            _ => {}
        }
    }

    /// Whether it goes back to what ran before.
    pub(super) fn is_way_back(&self) -> bool {
        self.turned_back.is_some() && !self.is_gone_back_to()
    }

    /// Whether it had succeeded long before it was gone back to, as a set of tasks is where a later one does not hold:
    /// then that other one has failed, and this one holds still.
    pub(super) fn is_gone_back_to(&self) -> bool {
        let times = self.succeeded.zip(self.turned_back);
        times.is_some_and(|(succeeded, turned_back)| succeeded < turned_back)
    }
}
