//! The outer form of an event: EventBridge's, or that of a notification rule.

use jiff::Timestamp;
use serde_json::Value;

use super::lenient::{list, text, time};
use domain::notice::{About, Notice};
use domain::release::{News, Observation, Place, Source, Subject, place};

/// Why an event is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undecodable {
    #[error("it is no JSON")]
    NoJson,
    #[error(
        "it is JSON, but no event of AWS: it has no detail-type and no source, and none of the forms of a topic's messages"
    )]
    NoEvent,
    #[error("a message of SNS or SQS without JSON in it")]
    NoMessage,
    /// What identifies its subject is missing.
    #[error("the event has no {0}")]
    Missing(&'static str),
}

/// An event of EventBridge, <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html>, or the
/// same as a notification rule tells it: <https://docs.aws.amazon.com/dtconsole/latest/userguide/concepts.html>.
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

    /// Its `source` and its `detail-type`, where it has them.
    pub(super) fn kind(&self) -> Option<(&'a str, &'a str)> {
        kind(self.event)
    }

    /// All of it, for what is no event of EventBridge.
    pub(super) fn whole(&self) -> &'a Value {
        self.event
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

    /// What the list at `path` of its detail holds.
    pub(super) fn list(&self, path: &[&str]) -> impl Iterator<Item = &'a Value> + use<'a> {
        list(self.detail, path)
    }

    /// What a notification rule adds to the event; a rule that is told to be short leaves most of it out.
    pub(super) fn extras(&self) -> &'a Value {
        self.event
            .get("additionalAttributes")
            .unwrap_or(&Value::Null)
    }

    /// The ARNs that it is about.
    pub(super) fn resources(&self) -> impl Iterator<Item = &str> {
        let list = self.event.get("resources").and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Where it happened: as the event says, else as its first ARN does.
    pub(super) fn place(&self) -> Result<Place, Undecodable> {
        let arn = || self.resources().find_map(place);
        let said = account(self.event).zip(text(self.event, &["region"]));
        said.map(|(account, region)| Place { account, region })
            .or_else(arn)
            .ok_or(Undecodable::Missing("account and region"))
    }

    /// Whether the event says that it is of another account or region than one of these, or than what it lists.
    pub(super) fn is_contradicted_by<'b>(
        &'b self,
        places: impl IntoIterator<Item = &'b Place>,
    ) -> bool {
        let account = account(self.event);
        let region = text(self.event, &["region"]);
        // The ARN of something global has neither.
        let differs = |said: &Option<String>, of: &str| {
            !of.is_empty() && said.as_ref().is_some_and(|said| said != of)
        };
        let is_other =
            |place: &Place| differs(&account, &place.account) || differs(&region, &place.region);
        self.resources()
            .filter_map(place)
            .any(|place| is_other(&place))
            || places.into_iter().any(is_other)
    }

    /// What it says, told by itself.
    pub(super) fn notice(&self, about: About) -> Notice {
        Notice {
            at: self.at,
            place: self.place().ok(),
            about,
        }
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

/// The account that an event says it is of, in any of its forms.
pub(super) fn account(event: &Value) -> Option<String> {
    ["account", "accountId", "AWSAccountId"]
        .iter()
        .find_map(|key| text(event, &[key]))
}

/// What an event says that it is, by its `source` and its `detail-type`; a notification rule spells the key differently.
pub(super) fn kind(event: &Value) -> Option<(&str, &str)> {
    let says = |key: &str| event.get(key).and_then(Value::as_str);
    let source = says("source").filter(|source| !source.is_empty())?;
    Some((source, says("detail-type").or_else(|| says("detailType"))?))
}
