//! Messages: posted, edited, deleted, and read as somebody sees them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{SLACKBOT, Workspace};

/// What a message says.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Content {
    pub text: String,
    pub blocks: Vec<Value>,
    pub attachments: Vec<Value>,
    pub metadata: Option<Value>,
}

/// What a message said from `at` on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    pub at: Timestamp,
    /// Which post or edit of the workspace it was, counted from 1: it orders what happened at the same time.
    pub change: u64,
    pub content: Content,
}

/// A message to be posted.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub channel: String,
    /// A user id.
    pub author: String,
    pub thread_ts: Option<String>,
    /// Whether a reply is shown in the channel too.
    pub broadcast: bool,
    /// The only person who sees it.
    pub ephemeral_to: Option<String>,
    pub content: Content,
}

/// A message, with all that it ever said.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    pub channel: String,
    /// Seconds and microseconds, `1700000000.000100`: unique in the workspace.
    pub ts: String,
    /// The parent's `ts`, on replies only.
    pub thread_ts: Option<String>,
    pub author: String,
    pub ephemeral_to: Option<String>,
    pub reply_broadcast: bool,
    pub deleted: bool,
    /// Oldest first, never empty; the last is what stands.
    pub versions: Vec<Version>,
}

impl Message {
    /// What it says now.
    pub fn content(&self) -> &Content {
        let last = self.versions.last();
        &last.expect("a message has a first version").content
    }

    /// Its text now: what a notification and a screen reader have.
    pub fn text(&self) -> &str {
        &self.content().text
    }

    /// Its blocks now, with the ids that Slack filled in.
    pub fn blocks(&self) -> &[Value] {
        &self.content().blocks
    }

    /// Its metadata now.
    pub fn metadata(&self) -> Option<&Value> {
        self.content().metadata.as_ref()
    }

    /// Whether it shows in the channel, and not only in a thread.
    fn in_channel_flow(&self) -> bool {
        self.thread_ts.is_none() || self.reply_broadcast
    }
}

impl Workspace {
    /// Posts a message; checks nothing.
    pub fn post(&mut self, draft: Draft, now: Timestamp) -> &Message {
        let ts = self.fresh_ts(now);
        let version = self.version(draft.content, now);
        self.messages.push(Message {
            channel: draft.channel,
            ts,
            thread_ts: draft.thread_ts,
            author: draft.author,
            ephemeral_to: draft.ephemeral_to,
            reply_broadcast: draft.broadcast,
            deleted: false,
            versions: vec![version],
        });
        self.messages.last().expect("the message just pushed")
    }

    /// Makes a standing message say something else; false if there is none.
    pub fn edit(&mut self, channel: &str, ts: &str, content: Content, now: Timestamp) -> bool {
        let version = self.version(content, now);
        self.standing_mut(channel, ts)
            .map(|message| message.versions.push(version))
            .is_some()
    }

    fn version(&mut self, content: Content, at: Timestamp) -> Version {
        self.last_change += 1;
        Version {
            at,
            change: self.last_change,
            content: self.with_ids(content),
        }
    }

    /// Deletes a standing message; false if there is none. Where it has replies, a tombstone stays in its place.
    pub fn delete(&mut self, channel: &str, ts: &str) -> bool {
        self.standing_mut(channel, ts)
            .map(|message| message.deleted = true)
            .is_some()
    }

    fn standing_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        self.messages
            .iter_mut()
            .find(|message| message.channel == channel && message.ts == ts && !message.deleted)
    }

    /// A message that stands, ephemeral ones too.
    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages
            .iter()
            .find(|message| message.channel == channel && message.ts == ts && !message.deleted)
    }

    /// Everything ever posted anywhere, oldest first: deleted and ephemeral messages too.
    pub fn everything(&self) -> &[Message] {
        &self.messages
    }

    /// What stands in a channel for all its members, replies included, oldest first.
    pub fn messages(&self, channel: &str) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(move |message| {
            message.channel == channel && message.ephemeral_to.is_none() && !message.deleted
        })
    }

    /// The channel itself: no replies, except broadcast ones; tombstones too.
    pub fn channel_flow(&self, channel: &str) -> impl DoubleEndedIterator<Item = &Message> {
        self.in_history(channel)
            .filter(|message| message.in_channel_flow())
    }

    /// A thread: the parent or its tombstone, then its replies.
    pub fn thread(&self, channel: &str, parent: &str) -> impl DoubleEndedIterator<Item = &Message> {
        self.in_history(channel).filter(move |message| {
            message.ts == parent || message.thread_ts.as_deref() == Some(parent)
        })
    }

    /// What is in a channel's history: what stands, and what was deleted and has replies.
    fn in_history(&self, channel: &str) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(move |message| {
            message.channel == channel
                && message.ephemeral_to.is_none()
                && (!message.deleted || self.replies(message).next().is_some())
        })
    }

    /// The replies that stand below a message.
    fn replies<'a>(
        &'a self,
        parent: &'a Message,
    ) -> impl DoubleEndedIterator<Item = &'a Message> + 'a {
        self.messages(&parent.channel)
            .filter(|reply| reply.thread_ts.as_deref() == Some(parent.ts.as_str()))
    }

    /// The ephemeral messages that a person has in a channel, oldest first.
    pub fn ephemerals(
        &self,
        person: &str,
        channel: &str,
    ) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.iter().filter(move |message| {
            message.channel == channel
                && message.ephemeral_to.as_deref() == Some(person)
                && !message.deleted
        })
    }

    /// What a person has before them in a channel, oldest first; nothing if they cannot see it.
    pub fn seen_by(
        &self,
        person: &str,
        channel: &str,
    ) -> impl DoubleEndedIterator<Item = &Message> {
        let may = self.can_see(person, channel);
        self.messages.iter().filter(move |message| {
            may && message.channel == channel
                && !message.deleted
                && match &message.ephemeral_to {
                    Some(only) => only == person,
                    None => message.in_channel_flow(),
                }
        })
    }

    /// A message as the API and the payloads show it, without its metadata; its tombstone if it was deleted.
    pub fn message_json(&self, message: &Message) -> Map<String, Value> {
        if message.deleted {
            return self.tombstone_json(message);
        }
        let content = message.content();
        let mut json = Map::new();
        json.insert("type".into(), "message".into());
        json.insert("user".into(), message.author.clone().into());
        json.insert("team".into(), self.team_of(&message.author).into());
        json.insert("ts".into(), message.ts.clone().into());
        json.insert("text".into(), content.text.clone().into());
        if message.author == self.app.bot_user {
            json.insert("bot_id".into(), self.app.bot_id.clone().into());
            json.insert("app_id".into(), self.app.id.clone().into());
        }
        if !content.blocks.is_empty() {
            json.insert("blocks".into(), content.blocks.clone().into());
        }
        if !content.attachments.is_empty() {
            json.insert("attachments".into(), content.attachments.clone().into());
        }
        // Slack shows no mark on an edited message that has blocks.
        if message.versions.len() > 1 && content.blocks.is_empty() {
            let ts = message.versions.last().map(|version| version.at);
            let ts = ts.map(|at| ts_of(at.as_microsecond()));
            json.insert("edited".into(), json!({"user": message.author, "ts": ts}));
        }
        self.thread_json(message, &mut json);
        json
    }

    fn tombstone_json(&self, message: &Message) -> Map<String, Value> {
        let mut json = Map::new();
        json.insert("type".into(), "message".into());
        json.insert("subtype".into(), "tombstone".into());
        json.insert("user".into(), SLACKBOT.into());
        json.insert("hidden".into(), true.into());
        json.insert("ts".into(), message.ts.clone().into());
        json.insert("text".into(), "This message was deleted.".into());
        self.thread_json(message, &mut json);
        json
    }

    fn thread_json(&self, message: &Message, json: &mut Map<String, Value>) {
        if let Some(parent) = &message.thread_ts {
            json.insert("thread_ts".into(), parent.clone().into());
            if message.reply_broadcast {
                json.insert("subtype".into(), "thread_broadcast".into());
            }
            return;
        }
        if let Some(last) = self.replies(message).next_back() {
            let count = self.replies(message).count();
            json.insert("thread_ts".into(), message.ts.clone().into());
            json.insert("reply_count".into(), count.into());
            json.insert("latest_reply".into(), last.ts.clone().into());
        }
    }
}

/// A message timestamp from microseconds since 1970.
pub(super) fn ts_of(micros: i64) -> String {
    format!(
        "{}.{:06}",
        micros.div_euclid(1_000_000),
        micros.rem_euclid(1_000_000)
    )
}

/// Microseconds since 1970 of a message timestamp, as far as a client wrote it out.
pub(in crate::slack) fn micros_of(ts: &str) -> Option<i64> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, "0"));
    if fraction.len() > 6 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = seconds.parse().ok().filter(|seconds| *seconds >= 0)?;
    let micros: i64 = format!("{fraction:0<6}").parse().ok()?;
    seconds.checked_mul(1_000_000)?.checked_add(micros)
}
