//! How far a deployment is that has not ended, whoever carries it out.

use jiff::Timestamp;

use domain::release::Progress;
use domain::service::Phase;

/// How far it is.
pub(super) struct Motion {
    pub phase: Phase,
    /// Tasks of the new version that run, and that there will be.
    pub tasks: Option<(u32, u32)>,
    /// Percent of production traffic on the new version.
    pub traffic: Option<u8>,
    /// When a wait ends by itself.
    pub until: Option<Timestamp>,
}

impl Motion {
    /// The same as a release tells it, where AWS says how many tasks there will be; on the way back there are none.
    pub fn progress(&self) -> Option<Progress> {
        let (done, total) = self.tasks.filter(|(_, total)| *total > 0)?;
        Some(Progress {
            done,
            total,
            traffic: self.traffic,
            until: self.until,
        })
    }
}
