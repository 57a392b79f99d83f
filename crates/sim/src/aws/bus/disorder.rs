//! What EventBridge does not promise: that an event comes once, in order, and soon.

use sha2::{Digest, Sha256};

use crate::aws::world::Event;

/// How deliveries go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disorder {
    /// How often each event is delivered, 1 or more.
    pub copies: u32,
    /// Puts what is sent together into an order that only this seed knows. Together is what one change or tick of the
    /// model told, and everything that was held.
    pub shuffle: Option<u64>,
    /// Keeps events back until [`crate::aws::AwsSim::release_events`].
    pub held: bool,
}

impl Default for Disorder {
    /// Once, in order, at once.
    fn default() -> Self {
        Self {
            copies: 1,
            shuffle: None,
            held: false,
        }
    }
}

impl Disorder {
    /// What is to be delivered for `events`, in the order in which it is.
    pub(super) fn arrange(&self, events: Vec<Event>) -> Vec<Event> {
        let copied = events
            .into_iter()
            .flat_map(|event| (0..self.copies.max(1)).map(move |copy| (copy, event.clone())));
        let mut copied: Vec<(u32, Event)> = copied.collect();
        if let Some(seed) = self.shuffle {
            copied.sort_by_cached_key(|(copy, event)| {
                <[u8; 32]>::from(Sha256::digest(format!(
                    "{seed}/{copy}/{}",
                    event.json["id"]
                )))
            });
        }
        copied.into_iter().map(|(_, event)| event).collect()
    }
}
