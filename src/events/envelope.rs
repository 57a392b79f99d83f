//! What an event is wrapped in: EventBridge's outer form, and SNS's around that.

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::lenient::{text, time};
use crate::domain::release::{News, Observation, Place, Source, Subject, place};

/// Why an event is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    #[error("it is no JSON")]
    NoJson,
    #[error("it is JSON, but no event of EventBridge: it has no detail-type and no source")]
    NoEvent,
    #[error("a notification of SNS without an event of EventBridge in its Message")]
    NoMessage,
    /// What identifies its subject is missing.
    #[error("the event has no {0}")]
    Missing(&'static str),
}

/// An event of EventBridge: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>.
pub(super) struct Envelope<'a> {
    event: &'a Value,
    pub(super) detail: &'a Value,
    /// When it happened; where it does not say, when the bot came to know it.
    pub(super) at: Timestamp,
    known: Timestamp,
}

impl<'a> Envelope<'a> {
    pub(super) fn read(event: &'a Value, known: Timestamp) -> Self {
        Self {
            event,
            detail: event.get("detail").unwrap_or(&Value::Null),
            at: time(event, &["time"]).unwrap_or(known),
            known,
        }
    }

    /// Whether it is of this family.
    pub(super) fn is(&self, source: &str, detail_type: &str) -> bool {
        let says = |key, word| self.event.get(key).and_then(Value::as_str) == Some(word);
        says("source", source) && says("detail-type", detail_type)
    }

    /// The text at `path` of its detail.
    pub(super) fn text(&self, path: &[&str]) -> Option<String> {
        text(self.detail, path)
    }

    /// The same, without which the event says nothing; `name` is how the error calls it.
    pub(super) fn required(
        &self,
        path: &[&str],
        name: &'static str,
    ) -> Result<String, Undecodable> {
        self.text(path).ok_or(Undecodable::Missing(name))
    }

    /// The time at `path` of its detail.
    pub(super) fn time(&self, path: &[&str]) -> Option<Timestamp> {
        time(self.detail, path)
    }

    /// The ARNs that it is about.
    pub(super) fn resources(&self) -> impl Iterator<Item = &str> {
        let list = self.event.get("resources").and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Where it happened: as the event says, else as its first ARN does.
    pub(super) fn place(&self) -> Result<Place, Undecodable> {
        let arn = || self.resources().find_map(place);
        let said = text(self.event, &["account"]).zip(text(self.event, &["region"]));
        said.map(|(account, region)| Place { account, region })
            .or_else(arn)
            .ok_or(Undecodable::Missing("account and region"))
    }

    /// What it says, as heard of `of`.
    pub(super) fn heard(&self, of: Subject, news: News) -> Observation {
        Observation {
            of,
            at: self.at,
            known: self.known,
            source: Source::Heard,
            news,
        }
    }
}

/// Whether it has the outer form of an event.
pub(super) fn is_event(value: &Value) -> bool {
    ["detail-type", "source"]
        .iter()
        .all(|key| text(value, &[key]).is_some())
}

/// The event in the `Message` of a notification of SNS; any other value as it is.
///
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>
///
/// # Errors
/// When the notification holds no JSON.
pub(super) fn unwrapped(value: Value) -> Result<Value, Undecodable> {
    let is_notification = value.get("Type").and_then(Value::as_str) == Some("Notification")
        && value.get("TopicArn").is_some();
    if !is_notification {
        return Ok(value);
    }
    let message = value.get("Message").and_then(Value::as_str);
    message
        .and_then(|message| serde_json::from_str(message).ok())
        .filter(Value::is_object)
        .ok_or(Undecodable::NoMessage)
}

/// By which a repetition of an event is known: its own id, else what it says.
pub fn id(event: &Value) -> String {
    text(event, &["id"])
        .unwrap_or_else(|| hex::encode(Sha256::digest(event.to_string().as_bytes())))
}
