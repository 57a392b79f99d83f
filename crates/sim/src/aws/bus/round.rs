//! The deliveries of one target: what waits, what is under way, and when a failed one is tried again.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::push_bounded;
use super::target::Outcome;

/// How often, for how long and after which pauses something is tried.
#[derive(Debug)]
pub struct Policy {
    attempts: u32,
    within: SignedDuration,
    /// Seconds after so many attempts that failed.
    pause: fn(u32) -> i64,
}

impl Policy {
    /// EventBridge tries for a day, and at most 185 times (AWS documentation); what lies between is as long as makes the
    /// attempts last for the day.
    pub const EVENT_BRIDGE: Self = Self {
        attempts: 185,
        within: SignedDuration::from_hours(24),
        pause: |failed| 2_i64.saturating_pow(failed - 1).min(480),
    };
    /// SNS tries an HTTP endpoint three times more, 20 s apart, unless the topic says otherwise (AWS documentation).
    pub const SNS: Self = Self {
        attempts: 4,
        within: SignedDuration::from_hours(1),
        pause: |_| 20,
    };
}

/// One thing on its way to one target.
#[derive(Debug, Clone)]
pub struct Parcel<T> {
    pub load: T,
    /// Attempts that failed.
    attempts: u32,
    /// When the first of them was, by the simulated clock.
    first: Option<Timestamp>,
    /// Not before this is the next.
    due: Timestamp,
}

/// The parcels of one target.
#[derive(Debug)]
pub struct Round<T> {
    policy: Policy,
    waiting: VecDeque<Parcel<T>>,
    under_way: usize,
}

impl<T> Round<T> {
    /// Nothing to carry yet.
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            waiting: VecDeque::new(),
            under_way: 0,
        }
    }

    pub(super) fn push(&mut self, load: T) {
        let parcel = Parcel {
            load,
            attempts: 0,
            first: None,
            due: Timestamp::MIN,
        };
        push_bounded(&mut self.waiting, parcel);
    }

    /// The first that is due, to be settled afterwards. One that waits for another attempt holds nobody up.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<Parcel<T>> {
        let index = self.waiting.iter().position(|parcel| parcel.due <= now)?;
        self.under_way += 1;
        self.waiting.remove(index)
    }

    pub(super) fn settle(&mut self, mut parcel: Parcel<T>, outcome: Outcome, now: Timestamp) {
        self.under_way -= 1;
        let Outcome::Again { after } = outcome else {
            return;
        };
        parcel.attempts += 1;
        let first = *parcel.first.get_or_insert(now);
        let seconds = (self.policy.pause)(parcel.attempts).max(after.unwrap_or(0));
        parcel.due = now + SignedDuration::from_secs(seconds);
        let in_time = parcel.due.duration_since(first) <= self.policy.within;
        if parcel.attempts < self.policy.attempts && in_time {
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

    use super::{Outcome, Policy, Round};

    /// The seconds at which a target that always answers so is tried.
    fn attempts(policy: Policy, after: Option<i64>) -> Vec<i64> {
        let mut round = Round::new(policy);
        round.push(());
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
        let tried = attempts(Policy::EVENT_BRIDGE, None);
        assert_eq!(tried[..6], [0, 1, 3, 7, 15, 31]);
        assert_eq!(tried.len(), 185);
        let last = tried[184];
        assert!((20 * 3600..=24 * 3600).contains(&last), "{last}");
    }

    #[test]
    fn retry_after_is_kept_to() {
        let tried = attempts(Policy::EVENT_BRIDGE, Some(3600));
        assert_eq!(tried[..3], [0, 3600, 7200]);
        assert_eq!(tried.len(), 25);
    }

    #[test]
    fn sns_tries_four_times_in_a_minute() {
        assert_eq!(attempts(Policy::SNS, None), [0, 20, 40, 60]);
    }
}
