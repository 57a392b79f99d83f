//! Whether AWS still shows what it has shown.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long AWS must not know what it has shown before, until that is taken for gone: it forgets nothing at a whim, but
/// what one of its servers knows another one may not yet.
const LOST: SignedDuration = SignedDuration::from_mins(2);

/// When AWS last showed something, and last did not know it, by the bot's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Sight {
    shown: Option<Timestamp>,
    unknown: Option<Timestamp>,
}

impl Sight {
    /// Takes that AWS showed it.
    pub(super) fn show(&mut self, known: Timestamp) {
        self.shown = self.shown.max(Some(known));
    }

    /// Takes that AWS did not know it; returns whether that is said for the first time.
    pub(super) fn miss(&mut self, known: Timestamp) -> bool {
        let is_first = self.unknown.is_none();
        self.unknown = self.unknown.max(Some(known));
        is_first
    }

    /// Whether AWS, when last asked, did not know it.
    pub(super) fn is_unknown(&self) -> bool {
        self.unknown > self.shown
    }

    /// Whether AWS has shown it and has not known it any more for a while.
    pub(super) fn is_lost(&self) -> bool {
        let times = self.shown.zip(self.unknown);
        times.is_some_and(|(shown, unknown)| unknown.duration_since(shown) >= LOST)
    }
}
