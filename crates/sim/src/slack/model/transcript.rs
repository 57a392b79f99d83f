//! The transcript of a channel: every version of every message, in the order in which they came about.

use jiff::Timestamp;
use serde::Serialize;

use super::{Content, Workspace};

/// One thing that came to stand in a channel: a post, or an edit of one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub ts: String,
    /// The parent's `ts`, on replies only.
    pub thread_ts: Option<String>,
    /// Whether a reply is shown in the channel too.
    pub broadcast: bool,
    /// 0 is the post, 1 its first edit.
    pub version: usize,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// A user id.
    pub author: String,
    pub content: Content,
}

impl Workspace {
    /// All that the members of a channel could ever read there, threads included, oldest change first. What was deleted
    /// later is in it too; ephemeral messages are not.
    pub fn transcript(&self, channel: &str) -> Vec<Change> {
        let shown = self
            .everything()
            .iter()
            .filter(|message| message.channel == channel && message.ephemeral_to.is_none());
        let mut changes: Vec<(u64, Change)> = shown
            .flat_map(|message| {
                let versions = message.versions.iter().enumerate();
                versions.map(|(index, version)| {
                    let change = Change {
                        ts: message.ts.clone(),
                        thread_ts: message.thread_ts.clone(),
                        broadcast: message.reply_broadcast,
                        version: index,
                        at: version.at,
                        author: message.author.clone(),
                        content: version.content.clone(),
                    };
                    (version.change, change)
                })
            })
            .collect();
        changes.sort_by_key(|(turn, _)| *turn);
        changes.into_iter().map(|(_, change)| change).collect()
    }
}
