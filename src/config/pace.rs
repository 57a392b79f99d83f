//! `[pace]`: how often and how fast.

use std::num::NonZeroU32;
use std::time::Duration;

use super::table::Table;
use super::values::{count, duration};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How often AWS is asked and how fast Slack is told. Each time is more than nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// How often AWS is asked about releases in motion: 15 s, at most an hour.
    pub poll: Duration,
    /// How often about everything else that is open: 3 min, at most a day.
    pub reconcile: Duration,
    /// The shortest time between two progress edits of one message: 30 s, at most an hour.
    pub edit: Duration,
    /// New messages a second in one channel: 1.
    pub posts_per_second: NonZeroU32,
    /// Edits a minute in the whole workspace: 50.
    pub edits_per_minute: NonZeroU32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(15),
            reconcile: Duration::from_secs(3 * 60),
            edit: Duration::from_secs(30),
            posts_per_second: NonZeroU32::MIN,
            edits_per_minute: NonZeroU32::MIN.saturating_add(49),
        }
    }
}

impl Pace {
    pub(super) fn read(top: &Table<'_>) -> Option<Self> {
        let default = Self::default();
        let Some(table) = top.table("pace") else {
            return Some(default);
        };
        let poll = table.or("poll", default.poll, duration(HOUR));
        let reconcile = table.or("reconcile", default.reconcile, duration(DAY));
        let edit = table.or("edit", default.edit, duration(HOUR));
        let posts = table.or("posts_per_second", default.posts_per_second, count);
        let edits = table.or("edits_per_minute", default.edits_per_minute, count);
        Some(Self {
            poll: poll?,
            reconcile: reconcile?,
            edit: edit?,
            posts_per_second: posts?,
            edits_per_minute: edits?,
        })
    }
}
