//! Whether AWS still shows what it has shown.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long AWS must not know what it has shown before, until that is taken for gone: it forgets nothing at a whim, but
/// what one of its servers knows another one may not yet.
const LOST: SignedDuration = SignedDuration::from_mins(2);

/// How often AWS must have said that it does not know something, and for how long, until that is taken for no such thing
/// where it has never shown it: an event may come before all of AWS's servers know what it tells of.
const MISSES: usize = 3;
const ABSENT: SignedDuration = SignedDuration::from_mins(2);

/// When AWS last showed something, and when it did not know it, by the bot's own clock.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Sight {
    shown: Option<Timestamp>,
    /// Of all misses the first ones and the last one: as many as are needed to count.
    misses: BTreeSet<Timestamp>,
    /// Whether somebody has sent recorded events of it.
    replayed: bool,
}

impl Sight {
    /// Takes that AWS showed it.
    pub(super) fn show(&mut self, known: Timestamp) {
        self.shown = self.shown.max(Some(known));
    }

    /// Takes that AWS did not know it; returns whether that counts.
    pub(super) fn miss(&mut self, known: Timestamp) -> bool {
        let before = (self.misses.len(), self.is_absent());
        self.misses.insert(known);
        if self.misses.len() > MISSES {
            let last_but_one = self.misses.iter().rev().nth(1).copied();
            last_but_one.map(|miss| self.misses.remove(&miss));
        }
        before != (self.misses.len(), self.is_absent())
    }

    /// Takes that recorded events of it were sent; returns whether that is new.
    pub(super) fn replay(&mut self) -> bool {
        !std::mem::replace(&mut self.replayed, true)
    }

    /// Whether recorded events of it were sent.
    pub(super) fn is_replayed(&self) -> bool {
        self.replayed
    }

    /// Whether AWS has ever shown it.
    pub(super) fn is_shown(&self) -> bool {
        self.shown.is_some()
    }

    /// Whether AWS, when last asked, did not know it.
    pub(super) fn is_unknown(&self) -> bool {
        self.misses.last() > self.shown.as_ref()
    }

    /// Whether AWS has never shown it, and has said often and long enough that it does not know it.
    pub(super) fn is_absent(&self) -> bool {
        let span = self.misses.first().zip(self.misses.last());
        self.shown.is_none()
            && self.misses.len() >= MISSES
            && span.is_some_and(|(first, last)| last.duration_since(*first) >= ABSENT)
    }

    /// Whether AWS has shown it and has not known it any more for a while.
    pub(super) fn is_lost(&self) -> bool {
        let times = self.shown.zip(self.misses.last());
        times.is_some_and(|(shown, unknown)| unknown.duration_since(shown) >= LOST)
    }
}
