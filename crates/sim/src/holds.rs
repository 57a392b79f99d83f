//! Calls that are held in a simulator until a test lets them go, or their client goes away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;

/// The calls that are held now, oldest first. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Holds(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Every one with a number of its own.
    held: watch::Sender<Vec<(u64, String)>>,
    last: AtomicU64,
}

impl Holds {
    /// Returns once the call is let go. Dropped before that, it is no longer held.
    pub async fn hold(&self, operation: &str) {
        let held = self.begin(operation);
        let mut changes = self.0.held.subscribe();
        // The sender lives as long as `held` does.
        let _ = changes.wait_for(|all| !held.is_in(all)).await;
    }

    /// Waits until `look` is content with the operations that are held; false after `patience` of real time.
    pub async fn until(&self, patience: Duration, look: impl Fn(&[String]) -> bool) -> bool {
        let mut changes = self.0.held.subscribe();
        let content = changes.wait_for(|all| {
            let operations: Vec<String> = all.iter().map(|(_, name)| name.clone()).collect();
            look(&operations)
        });
        tokio::time::timeout(patience, content).await.is_ok()
    }

    /// Lets everything go, at once: nothing is held when this returns.
    pub fn release(&self) {
        self.0.held.send_modify(Vec::clear);
    }

    fn begin(&self, operation: &str) -> Held {
        let number = self.0.last.fetch_add(1, Ordering::Relaxed);
        let entry = (number, operation.to_owned());
        self.0.held.send_modify(|all| all.push(entry));
        Held {
            number,
            holds: self.clone(),
        }
    }
}

/// One held call; it is not held any more when this is dropped.
struct Held {
    number: u64,
    holds: Holds,
}

impl Held {
    fn is_in(&self, all: &[(u64, String)]) -> bool {
        all.iter().any(|(number, _)| *number == self.number)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.holds.0.held.send_if_modified(|all| {
            let before = all.len();
            all.retain(|(number, _)| *number != self.number);
            all.len() < before
        });
    }
}
