//! What was asked of a simulator, in order, so that a test can be the judge of it.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use super::Record;

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
    /// The client, as its `User-Agent` says.
    pub agent: String,
    /// The decoded input.
    pub request: Value,
    /// The HTTP status answered; 0 where the connection was dropped or left hanging.
    pub status: u16,
    /// Whether the answer is a fault's and not the model's.
    pub spoilt: bool,
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
    /// Where calls are also kept, for checks from outside, and whose they are there.
    records: Arc<Mutex<Vec<(&'static str, Record)>>>,
}

impl Calls {
    /// The log of the simulator called `service`, which is also kept where the environment asks for it.
    ///
    /// # Errors
    /// When what the environment asks for cannot be written.
    pub fn recorded(service: &'static str) -> io::Result<Self> {
        let calls = Self::default();
        if let Some(record) = Record::from_environment()? {
            calls.keep_in(service, record);
        }
        Ok(calls)
    }

    /// Keeps what follows in a file as well, as calls of `service`.
    pub fn keep_in(&self, service: &'static str, record: Record) {
        self.records
            .lock()
            .expect("the records' lock")
            .push((service, record));
    }

    /// Writes one call down.
    ///
    /// # Panics
    /// When a file that it is to be kept in takes no more: a check of that file would pass for want of lines.
    pub fn record(&self, call: Call) {
        for (service, record) in self.records.lock().expect("the records' lock").iter() {
            record
                .write(service, &call)
                .expect("the file that calls are kept in");
        }
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
                // `is_it` may read this log itself, so that it is not held meanwhile.
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
        let calls = self.log.lock().expect("the call log's lock");
        let of = calls.iter().filter(|call| call.operation == operation);
        of.cloned().collect()
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
