//! The time inside a simulator: the wall clock, a faster one, or one that a test steps by hand.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// A clock that the models read. Clones share it.
#[derive(Debug, Clone)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
enum Inner {
    Running {
        start: Timestamp,
        since: Instant,
        scale: f64,
    },
    Stepped(Mutex<Timestamp>),
}

impl Clock {
    /// Starts at the wall clock's time and runs `scale` times as fast; 1.0 is real time.
    pub fn running(scale: f64) -> Self {
        Self(Arc::new(Inner::Running {
            start: Timestamp::now(),
            since: Instant::now(),
            scale,
        }))
    }

    /// Stands still until [`Clock::advance`] is called.
    pub fn stepped(start: Timestamp) -> Self {
        Self(Arc::new(Inner::Stepped(Mutex::new(start))))
    }

    /// The simulated time.
    pub fn now(&self) -> Timestamp {
        match &*self.0 {
            Inner::Running {
                start,
                since,
                scale,
            } => *start + signed(since.elapsed().mul_f64(*scale)),
            Inner::Stepped(now) => *now.lock().expect("the clock's lock"),
        }
    }

    /// Moves a stepped clock forward.
    ///
    /// # Panics
    /// On a running clock: a test that steps one is mistaken.
    pub fn advance(&self, by: Duration) {
        match &*self.0 {
            Inner::Running { .. } => panic!("a running clock cannot be stepped"),
            Inner::Stepped(now) => {
                let mut now = now.lock().expect("the clock's lock");
                *now += signed(by);
            }
        }
    }
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).expect("a duration that fits an i64 of seconds")
}
