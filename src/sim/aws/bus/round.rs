//! The deliveries of one target: what waits, what is under way, and when a failed one is tried again.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::push_bounded;
use super::target::Outcome;
use crate::sim::aws::world::Event;

/// EventBridge tries for a day, and at most this often (AWS documentation).
const ATTEMPTS: u32 = 185;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Seconds at most between two attempts, so that the attempts last for the day.
const LONGEST: i64 = 480;

/// One event on its way to one target.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub event: Event,
    /// Attempts that failed.
    attempts: u32,
    /// When the first of them was, by the simulated clock.
    first: Option<Timestamp>,
    /// Not before this is the next.
    due: Timestamp,
}

/// The parcels of one target.
#[derive(Debug, Default)]
pub struct Round {
    waiting: VecDeque<Parcel>,
    under_way: usize,
}

impl Round {
    pub(super) fn push(&mut self, event: Event) {
        let parcel = Parcel {
            event,
            attempts: 0,
            first: None,
            due: Timestamp::MIN,
        };
        push_bounded(&mut self.waiting, parcel);
    }

    /// The first that is due, to be settled afterwards. One that waits for another attempt holds nobody up.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<Parcel> {
        let index = self.waiting.iter().position(|parcel| parcel.due <= now)?;
        self.under_way += 1;
        self.waiting.remove(index)
    }

    pub(super) fn settle(&mut self, mut parcel: Parcel, outcome: Outcome, now: Timestamp) {
        self.under_way -= 1;
        let Outcome::Again { after } = outcome else {
            return;
        };
        parcel.attempts += 1;
        let first = *parcel.first.get_or_insert(now);
        let back_off = 2_i64.saturating_pow(parcel.attempts - 1).min(LONGEST);
        let seconds = back_off.max(after.unwrap_or(0));
        parcel.due = now + SignedDuration::from_secs(seconds);
        if parcel.attempts < ATTEMPTS && parcel.due.duration_since(first) <= DAY {
            push_bounded(&mut self.waiting, parcel);
        }
    }

    /// Makes all of them due.
    pub(super) fn hurry(&mut self) {
        for parcel in &mut self.waiting {
            parcel.due = Timestamp::MIN;
        }
    }

    /// Whether nothing is due at `now`, and nothing under way.
    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        self.under_way == 0 && self.waiting.iter().all(|parcel| parcel.due > now)
    }

    pub(super) fn left(&self) -> usize {
        self.under_way + self.waiting.len()
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use serde_json::Value;

    use super::{Outcome, Round};
    use crate::sim::aws::world::Event;

    /// The seconds at which a target that always answers so is tried.
    fn attempts(after: Option<i64>) -> Vec<i64> {
        let mut round = Round::default();
        round.push(Event {
            at: Timestamp::UNIX_EPOCH,
            json: Value::Null,
        });
        let mut tried = Vec::new();
        for second in 0..3 * 24 * 3600 {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
            if let Some(parcel) = round.next(now) {
                tried.push(second);
                round.settle(parcel, Outcome::Again { after }, now);
            }
        }
        assert_eq!(round.left(), 0, "it gives up");
        tried
    }

    #[test]
    fn a_target_that_never_takes_it_is_tried_for_a_day() {
        let tried = attempts(None);
        assert_eq!(tried[..6], [0, 1, 3, 7, 15, 31]);
        assert_eq!(tried.len(), 185);
        let last = tried[184];
        assert!((20 * 3600..=24 * 3600).contains(&last), "{last}");
    }

    #[test]
    fn retry_after_is_kept_to() {
        assert_eq!(attempts(Some(3600))[..3], [0, 3600, 7200]);
        assert_eq!(attempts(Some(3600)).len(), 25);
    }
}
