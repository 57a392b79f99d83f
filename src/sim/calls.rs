//! What was asked of a simulator, in order, so that a test can be the judge of it.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

/// How many calls are kept; the oldest go first.
const KEPT: usize = 20_000;

/// One call that reached a simulator, and what it answered.
#[derive(Debug, Clone, Serialize)]
pub struct Call {
    /// When it arrived, by the simulator's clock.
    pub at: Timestamp,
    /// The operation by its wire name: `chat.postMessage`, `ecs.DescribeServices`, `sts.AssumeRole`.
    pub operation: String,
    /// Whose it was: an AWS account id, or a Slack team id.
    pub scope: String,
    /// The decoded input.
    pub request: Value,
    /// The HTTP status answered; 0 where the connection was dropped or left hanging.
    pub status: u16,
    /// The decoded output or error.
    pub response: Value,
    /// In real time, from its arrival until its answer was known: what a bench takes off for the simulator itself.
    #[serde(skip)]
    pub worked: Range<Instant>,
}

/// The log of one simulator. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    log: Arc<Mutex<VecDeque<Call>>>,
    /// Tells whoever waits that there is one more.
    more: watch::Sender<()>,
}

impl Calls {
    /// Writes one call down.
    pub fn record(&self, call: Call) {
        let mut calls = self.log.lock().expect("the call log's lock");
        if calls.len() == KEPT {
            calls.pop_front();
        }
        calls.push_back(call);
        drop(calls);
        self.more.send_replace(());
    }

    /// The first call that `is_it` knows, once there is one; `None` after `patience` of real time. A call that a fault
    /// leaves hanging is in the log as soon as it hangs, with status 0.
    pub async fn until(&self, patience: Duration, is_it: impl Fn(&Call) -> bool) -> Option<Call> {
        let mut more = self.more.subscribe();
        tokio::time::timeout(patience, async {
            loop {
                more.mark_unchanged();
                if let Some(call) = self.all().into_iter().find(&is_it) {
                    return call;
                }
                // The sender lives as long as this handle.
                let _ = more.changed().await;
            }
        })
        .await
        .ok()
    }

    /// All that is kept, oldest first.
    pub fn all(&self) -> Vec<Call> {
        self.log
            .lock()
            .expect("the call log's lock")
            .iter()
            .cloned()
            .collect()
    }

    /// The calls of one operation, oldest first.
    pub fn of(&self, operation: &str) -> Vec<Call> {
        self.all()
            .into_iter()
            .filter(|call| call.operation == operation)
            .collect()
    }

    /// How often an operation was called.
    pub fn count(&self, operation: &str) -> usize {
        self.of(operation).len()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.log.lock().expect("the call log's lock").clear();
    }
}
