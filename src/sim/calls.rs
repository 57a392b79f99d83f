//! What was asked of a simulator, in order, so that a test can be the judge of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

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
}

/// The log of one simulator. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<VecDeque<Call>>>);

impl Calls {
    /// Writes one call down.
    pub fn record(&self, call: Call) {
        let mut calls = self.0.lock().expect("the call log's lock");
        if calls.len() == KEPT {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// All that is kept, oldest first.
    pub fn all(&self) -> Vec<Call> {
        self.0
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
        self.0.lock().expect("the call log's lock").clear();
    }
}
