//! What an execution ships, as far as events and AWS tell.

use serde::{Deserialize, Serialize};

use super::observation::{Change, Observation};
use super::register::Register;

/// What is shipped, each part by itself: an event may name the author, and AWS, when asked, the page of the commit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Shipped {
    revision: Register<String>,
    message: Register<String>,
    author: Register<String>,
    branch: Register<String>,
    url: Register<String>,
}

impl Shipped {
    /// Takes what an observation says is shipped; returns whether any of it is another one now.
    pub(super) fn put(&mut self, observation: &Observation, change: &Change) -> bool {
        [
            self.revision.put(observation, change.revision.clone()),
            self.message.put(observation, change.message.clone()),
            self.author.put(observation, change.author.clone()),
            self.branch.put(observation, change.branch.clone()),
            self.url.put(observation, change.url.clone()),
        ]
        .contains(&true)
    }

    /// All that is known of it.
    pub(super) fn get(&self) -> Option<Change> {
        let change = Change {
            revision: self.revision.get().cloned(),
            message: self.message.get().cloned(),
            author: self.author.get().cloned(),
            branch: self.branch.get().cloned(),
            url: self.url.get().cloned(),
        };
        (change != Change::default()).then_some(change)
    }
}
