//! How fast Slack lets an app go: per method, and per channel for posting.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// So many calls in any span of this many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    pub calls: usize,
    pub seconds: i64,
}

/// One message a second in one channel, in the long run; a burst of four is tolerated.
pub const POST_IN_CHANNEL: Limit = Limit {
    calls: 4,
    seconds: 4,
};
/// Messages in a whole workspace.
pub const POST_IN_WORKSPACE: Limit = Limit {
    calls: 300,
    seconds: 60,
};

/// The class of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    T2,
    T3,
    T4,
    /// 600 a minute.
    Special,
    /// `chat.postMessage`: by channel, and by workspace.
    Post,
}

impl Tier {
    /// The limit of the method; a paginated method called without `limit` falls to the tier below.
    pub fn limit(self, unpaginated: bool) -> Limit {
        let calls = match (self, unpaginated) {
            (Tier::T2, true) => 1,
            (Tier::T2, false) | (Tier::T3, true) => 20,
            (Tier::T3, false) | (Tier::T4, true) => 50,
            (Tier::T4, false) => 100,
            (Tier::Special, _) => 600,
            (Tier::Post, _) => return POST_IN_WORKSPACE,
        };
        Limit { calls, seconds: 60 }
    }
}

/// When each kind of call was last admitted.
#[derive(Debug)]
pub struct Paces(Mutex<Seen>);

#[derive(Debug)]
struct Seen {
    calls: HashMap<String, VecDeque<Timestamp>>,
    /// How many times as generous as Slack.
    scale: f64,
}

impl Default for Paces {
    fn default() -> Self {
        Self(Mutex::new(Seen {
            calls: HashMap::new(),
            scale: 1.0,
        }))
    }
}

impl Paces {
    /// Shrinks every window to its `scale`-th part; 1.0 is Slack's own pace.
    ///
    /// # Panics
    /// Unless `scale` is at least 0.001.
    pub fn set_scale(&self, scale: f64) {
        assert!(scale >= 0.001, "a scale of {scale}");
        self.0.lock().expect("the paces' lock").scale = scale;
    }

    /// Admits a call that every one of `limits` has room for, and counts it.
    ///
    /// # Errors
    /// How many whole seconds to wait, at least one. A call that was not admitted does not count.
    pub fn admit(&self, limits: &[(String, Limit)], now: Timestamp) -> Result<(), i64> {
        let mut seen = self.0.lock().expect("the paces' lock");
        let scale = seen.scale;
        let mut wait = 0;
        for (key, limit) in limits {
            let window = SignedDuration::from_secs(limit.seconds).as_secs_f64() / scale;
            let window = SignedDuration::from_secs_f64(window);
            let calls = seen.calls.entry(key.clone()).or_default();
            while calls
                .front()
                .is_some_and(|at| now.duration_since(*at) >= window)
            {
                calls.pop_front();
            }
            if calls.len() >= limit.calls
                && let Some(oldest) = calls.front()
            {
                let left = window - now.duration_since(*oldest);
                let whole = left.as_secs() + i64::from(left.subsec_nanos() > 0);
                wait = wait.max(whole.max(1));
            }
        }
        if wait > 0 {
            return Err(wait);
        }
        for (key, _) in limits {
            seen.calls.entry(key.clone()).or_default().push_back(now);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_shrinks_the_window_and_what_is_left_of_it() {
        let paces = Paces::default();
        let limits = [("edit".to_owned(), Tier::T3.limit(false))];
        let start = Timestamp::UNIX_EPOCH;
        for _ in 0..50 {
            assert_eq!(paces.admit(&limits, start), Ok(()));
        }
        assert_eq!(paces.admit(&limits, start), Err(60));
        paces.set_scale(8.0);
        assert_eq!(paces.admit(&limits, start), Err(8));
        paces.set_scale(600.0);
        assert_eq!(paces.admit(&limits, start), Err(1));
        let later = start + SignedDuration::from_millis(99);
        assert_eq!(paces.admit(&limits, later), Err(1));
        let later = start + SignedDuration::from_millis(100);
        assert_eq!(paces.admit(&limits, later), Ok(()));
    }

    #[test]
    fn a_burst_passes_and_the_next_waits_for_whole_seconds() {
        let paces = Paces::default();
        let limits = [("post:C1".to_owned(), POST_IN_CHANNEL)];
        let start = Timestamp::UNIX_EPOCH;
        for _ in 0..4 {
            assert_eq!(paces.admit(&limits, start), Ok(()));
        }
        let later = start + SignedDuration::from_millis(500);
        assert_eq!(paces.admit(&limits, later), Err(4));
        assert_eq!(
            paces.admit(&limits, start + SignedDuration::from_secs(4)),
            Ok(())
        );
    }
}
