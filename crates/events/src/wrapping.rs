//! What events are wrapped in on their way: a notification of SNS, a message of SQS, and both as Lambda is given them.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::approval_message;
use super::envelope::{Undecodable, account};
use super::lenient::text;
use domain::provenance::Provenance;

/// How many wrappings there may be around each other; SNS inside SQS inside Lambda's records are three.
const DEEPEST: usize = 6;

/// What AWS said once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// By which a repetition is known: its own id, else that of the message it came in, else what it says.
    pub id: String,
    pub event: Value,
}

/// What is known of an event by what is around it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around<'a> {
    /// The id of the innermost message, which stays the same when it is sent again.
    pub message: Option<&'a str>,
    /// The ARN of the topic that it went through.
    pub topic: Option<&'a str>,
}

impl Said {
    pub(super) fn within(mut event: Value, around: Around<'_>) -> Self {
        // What people write themselves may have the same id every time.
        let is_written = text(&event, &["source"]).as_deref() == Some("custom");
        let own = [["id"].as_slice(), &["eventId"]]
            .iter()
            .find_map(|path| text(&event, path).filter(|_| !is_written))
            .or_else(|| text(event.get("Records")?.get(0)?, &["eventId"]));
        let id = own
            .or_else(|| Some(format!("message:{}", around.message?)))
            .unwrap_or_else(|| hex::encode(Sha256::digest(event.to_string().as_bytes())));
        approval_message::make_fit(&mut event, around.topic);
        Self { id, event }
    }

    /// The id under which a repetition is known where it came by this way. A copy that is no more than a hint must not
    /// keep out the one that is believed.
    pub fn id_by(&self, provenance: &Provenance) -> String {
        match (provenance, account(&self.event)) {
            (Provenance::Account(own), Some(account)) if *own != account => {
                format!("{own}:{}", self.id)
            }
            _ => self.id.clone(),
        }
    }
}

/// What AWS said, without what is around it, in the order in which it stands there. A value that is no wrapping is itself
/// what AWS said.
///
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html>, <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>,
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>
///
/// # Errors
/// When a wrapping holds no JSON, or there are too many.
pub(super) fn unwrapped(value: Value, around: Around<'_>) -> Result<Vec<Said>, Undecodable> {
    let mut said = Vec::new();
    unwrap(value, around, DEEPEST, &mut said)?;
    Ok(said)
}

fn unwrap(
    mut value: Value,
    around: Around<'_>,
    deepest: usize,
    said: &mut Vec<Said>,
) -> Result<(), Undecodable> {
    let Some(deeper) = deepest.checked_sub(1) else {
        return Err(Undecodable::NoMessage);
    };
    for list in ["Records", "Messages"] {
        let Some(records) = value.get(list).and_then(Value::as_array) else {
            continue;
        };
        // A trigger of CodeCommit is no wrapping, but several of them may stand in one.
        let is_trigger = |record: &Value| record.get("codecommit").is_some();
        if records.len() > 1 && records.iter().all(is_trigger) {
            let alone = |record| Said::within(json!({ list: [record] }), Around::default());
            said.extend(records.iter().map(alone));
            return Ok(());
        }
        let is_wrapped = |record: &Value| held(record).is_some() || record.get("Sns").is_some();
        if !records.is_empty() && records.iter().all(is_wrapped) {
            let Value::Array(records) = value[list].take() else {
                continue;
            };
            for mut record in records {
                match record.get_mut("Sns").map(Value::take) {
                    Some(notification) => unwrap_one(&notification, deeper, said)?,
                    None => unwrap_one(&record, deeper, said)?,
                }
            }
            return Ok(());
        }
    }
    match is_notification(&value) || is_queued(&value) {
        true => unwrap_one(&value, deeper, said),
        false => {
            said.push(Said::within(value, around));
            Ok(())
        }
    }
}

fn unwrap_one(wrapping: &Value, deeper: usize, said: &mut Vec<Said>) -> Result<(), Undecodable> {
    let id = ["MessageId", "messageId"]
        .iter()
        .find_map(|key| text(wrapping, &[key]));
    let topic = text(wrapping, &["TopicArn"]);
    let around = Around {
        message: id.as_deref(),
        topic: topic.as_deref(),
    };
    unwrap(inside(wrapping)?, around, deeper, said)
}

/// The text that a message holds: SNS's `Message`, SQS's `Body`, or Lambda's `body`.
fn held(message: &Value) -> Option<&str> {
    let text = |key: &str| message.get(key).and_then(Value::as_str);
    let by_sqs = ["Body", "body"].iter().find_map(|key| text(key));
    by_sqs.or_else(|| is_notification(message).then(|| text("Message")).flatten())
}

/// The JSON in a message.
fn inside(message: &Value) -> Result<Value, Undecodable> {
    held(message)
        .and_then(|text| serde_json::from_str(text).ok())
        .filter(Value::is_object)
        .ok_or(Undecodable::NoMessage)
}

/// Whether it is a notification of SNS. What has a `Message` of its own, as an alarm may, has no topic.
fn is_notification(value: &Value) -> bool {
    value.get("Type").and_then(Value::as_str) == Some("Notification")
        && value.get("TopicArn").is_some()
}

/// Whether it is a message of SQS by itself, as a recording may hold it.
fn is_queued(value: &Value) -> bool {
    let has = |keys: [&str; 2]| keys.iter().any(|key| value.get(key).is_some());
    has(["MessageId", "messageId"]) && has(["Body", "body"])
}
