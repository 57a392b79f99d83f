//! Whether a release is told at all: what AWS does not know, and what was over before anybody watched, is not.

use jiff::Timestamp;

use super::sight::Sight;
use super::{Deployment, Execution, Release, Subject};

impl Release {
    /// Whether AWS, asked about it, has never shown anything of it and does not know it: only events have told of it,
    /// and they may be anybody's.
    pub fn is_unheard_of(&self) -> bool {
        !self.is_shown() && self.sights().any(Sight::is_unknown)
    }

    /// Whether recorded events are all that there is of it: somebody tries something out.
    pub fn is_replay(&self) -> bool {
        !self.is_shown() && self.sights().any(Sight::is_replayed)
    }

    /// Whether all of it had begun and ended before it was watched, as far as is known; `since` is when whatever has this
    /// subject was watched first.
    pub fn was_over_before(&self, since: impl Fn(&Subject) -> Timestamp) -> bool {
        let runs = self.executions.values().map(|run| {
            let times = run.started().zip(run.ended());
            (&run.subject, times)
        });
        let deployments = self.deployments.values();
        let deployments = deployments.filter(|one| one.whole().is_none()).map(|one| {
            let is_over = one.seen().or(one.heard()).is_some_and(|it| it.is_final());
            let times = one.created().zip(one.ended().filter(|_| is_over));
            (&one.subject, times)
        });
        let mut all = runs.chain(deployments).peekable();
        all.peek().is_some()
            && all.all(|(subject, times)| {
                let since = since(subject);
                times.is_some_and(|(began, ended)| began < since && ended < since)
            })
    }

    /// Whether AWS has ever shown anything of it.
    fn is_shown(&self) -> bool {
        let is_part = |one: &Deployment| one.whole().is_some();
        self.sights().any(Sight::is_shown) || self.deployments.values().any(is_part)
    }

    fn sights(&self) -> impl Iterator<Item = &Sight> {
        let runs = self.executions.values().map(|run| &run.sight);
        runs.chain(self.deployments.values().map(|one| &one.sight))
    }
}

impl Execution {
    /// Whether AWS has never shown it, and has said often and long enough that it does not know it.
    pub fn is_absent(&self) -> bool {
        self.sight.is_absent()
    }
}

impl Deployment {
    /// Whether AWS has never shown it, and has said often and long enough that it does not know it.
    pub fn is_absent(&self) -> bool {
        self.sight.is_absent()
    }
}
