//! Messages that stay: posted once, edited in place, and found again where Slack's answer was lost.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Slack, SlackError};
use domain::names::ChannelId;

/// What kind of metadata ours is; the id of the stored message rides in it.
const EVENT_TYPE: &str = "pilothouse_message";
/// Messages in one page of a channel's history; Slack takes 999 and recommends 200.
const PAGE: u16 = 200;
/// Pages that are searched for a message whose answer was lost, of the few minutes in which it was posted if ever.
const PAGES: usize = 5;

/// A rendered message as it is stored: `text` and `blocks`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Value>,
}

impl Body {
    /// The text alone.
    pub fn without_blocks(&self) -> Self {
        Self {
            text: self.text.clone(),
            blocks: Vec::new(),
        }
    }
}

impl Slack {
    /// Posts a message that carries `id`, in a thread where there is one: with `broadcast` it is shown to the whole channel
    /// too.
    /// Answers its `ts`. After an error that [may have acted](SlackError::may_have_acted), [`Slack::find_message`] tells.
    ///
    /// <https://docs.slack.dev/reference/methods/chat.postMessage>
    pub async fn post_message<B: Serialize + Sync>(
        &self,
        channel: &ChannelId,
        thread: Option<&str>,
        broadcast: bool,
        id: &str,
        body: &B,
    ) -> Result<String, SlackError> {
        let post = Post {
            channel: channel.as_str(),
            thread_ts: thread,
            reply_broadcast: thread.map(|_| broadcast),
            unfurl_links: false,
            unfurl_media: false,
            metadata: Metadata {
                event_type: EVENT_TYPE,
                event_payload: Payload { id },
            },
            body,
        };
        let posted: Posted = self.call("chat.postMessage", &post).await?;
        Ok(posted.ts)
    }

    /// Makes a message show something else. Doing so twice does no harm.
    ///
    /// <https://docs.slack.dev/reference/methods/chat.update>
    pub async fn update_message(
        &self,
        channel: &ChannelId,
        ts: &str,
        body: &Body,
    ) -> Result<(), SlackError> {
        let update = Update {
            channel: channel.as_str(),
            ts,
            text: &body.text,
            // Left out, those of before would go; empty, they go too.
            blocks: &body.blocks,
        };
        let _: Posted = self.call("chat.update", &update).await?;
        Ok(())
    }

    /// The `ts` of the message that carries `id`, posted within this time in a channel or in a thread of it; `None` where
    /// there is none.
    ///
    /// <https://docs.slack.dev/reference/methods/conversations.history>
    ///
    /// # Errors
    /// `missing_scope` where the app may not read the channel's history; else what went wrong, or that there is more than
    /// is searched: then it is not known.
    pub async fn find_message(
        &self,
        channel: &ChannelId,
        thread: Option<&str>,
        id: &str,
        within: RangeInclusive<Timestamp>,
    ) -> Result<Option<String>, SlackError> {
        let method = match thread {
            Some(_) => "conversations.replies",
            None => "conversations.history",
        };
        let mut cursor = None;
        for _ in 0..PAGES {
            let params = [
                ("channel", Some(channel.to_string())),
                ("ts", thread.map(str::to_owned)),
                ("oldest", Some(second(*within.start()))),
                // Slack begins with the newest: without it, all that came since would be read first.
                ("latest", Some(second(*within.end()))),
                ("inclusive", Some("true".to_owned())),
                ("include_all_metadata", Some("true".to_owned())),
                ("limit", Some(PAGE.to_string())),
                ("cursor", cursor),
            ];
            let page: History = self.get(method, &params).await?;
            let ours = page.messages.into_iter().find(|message| {
                let metadata = message.metadata.as_ref();
                metadata.is_some_and(|metadata| {
                    metadata.event_type == EVENT_TYPE
                        && metadata.event_payload.get("id").and_then(Value::as_str) == Some(id)
                })
            });
            if let Some(message) = ours {
                return Ok(Some(message.ts));
            }
            cursor = page
                .response_metadata
                .and_then(|metadata| metadata.next_cursor)
                .filter(|cursor| !cursor.is_empty());
            if cursor.is_none() {
                return Ok(None);
            }
        }
        Err(SlackError::Endless)
    }
}

/// A second as Slack writes it where it asks for a `ts`.
fn second(at: Timestamp) -> String {
    format!("{}.000000", at.as_second())
}

#[derive(Serialize)]
struct Post<'a, B> {
    channel: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_broadcast: Option<bool>,
    unfurl_links: bool,
    unfurl_media: bool,
    metadata: Metadata<'a>,
    #[serde(flatten)]
    body: &'a B,
}

#[derive(Serialize)]
struct Metadata<'a> {
    event_type: &'a str,
    event_payload: Payload<'a>,
}

#[derive(Serialize)]
struct Payload<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct Update<'a> {
    channel: &'a str,
    ts: &'a str,
    text: &'a str,
    blocks: &'a [Value],
}

#[derive(Deserialize)]
struct Posted {
    ts: String,
}

#[derive(Deserialize)]
struct History {
    #[serde(default)]
    messages: Vec<Past>,
    response_metadata: Option<Next>,
}

#[derive(Deserialize)]
struct Past {
    ts: String,
    metadata: Option<PastMetadata>,
}

#[derive(Deserialize)]
struct PastMetadata {
    #[serde(default)]
    event_type: String,
    #[serde(default)]
    event_payload: Value,
}

#[derive(Deserialize)]
struct Next {
    next_cursor: Option<String>,
}
