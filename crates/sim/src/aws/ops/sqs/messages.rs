//! What SQS does with messages: sends, receives, deletes and hides them.

use std::collections::BTreeSet;

use md5::Md5;
use serde_json::{Map, Value, json};
use sha2::Digest;

use super::super::{Ask, Operation};
use super::queues::LONGEST;
use super::{FILLED, queue_of};
use crate::aws::wire::shape::{TEXT, TEXTS, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::sqs::Message;

const HIDDEN: Type = Type::Int { min: 0, max: 43200 };
const SYSTEM: Type = Type::OneOf(&[
    "All",
    "SenderId",
    "SentTimestamp",
    "ApproximateReceiveCount",
    "ApproximateFirstReceiveTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
]);
const SYSTEMS: Type = Type::List {
    of: &SYSTEM,
    max: usize::MAX,
};
const ENTRY: Type = Type::Struct(&[req("Id", TEXT), req("ReceiptHandle", TEXT)]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "SendMessage",
        input: &[
            req("QueueUrl", FILLED),
            req("MessageBody", FILLED),
            opt("DelaySeconds", Type::Int { min: 0, max: 900 }),
        ],
        run: send,
    },
    Operation {
        name: "ReceiveMessage",
        input: &[
            req("QueueUrl", FILLED),
            opt("AttributeNames", SYSTEMS),
            opt("MessageSystemAttributeNames", SYSTEMS),
            opt("MessageAttributeNames", TEXTS),
            opt("MaxNumberOfMessages", Type::Int { min: 1, max: 10 }),
            opt("VisibilityTimeout", HIDDEN),
            opt("WaitTimeSeconds", Type::Int { min: 0, max: 20 }),
        ],
        run: receive,
    },
    Operation {
        name: "DeleteMessage",
        input: &[req("QueueUrl", FILLED), req("ReceiptHandle", FILLED)],
        run: delete,
    },
    Operation {
        name: "DeleteMessageBatch",
        input: &[
            req("QueueUrl", FILLED),
            req(
                "Entries",
                Type::List {
                    of: &ENTRY,
                    max: usize::MAX,
                },
            ),
        ],
        run: delete_batch,
    },
    Operation {
        name: "ChangeMessageVisibility",
        input: &[
            req("QueueUrl", FILLED),
            req("ReceiptHandle", FILLED),
            req("VisibilityTimeout", HIDDEN),
        ],
        run: hide,
    },
];

fn md5(body: &str) -> String {
    hex::encode(Md5::digest(body))
}

fn send(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, body) = (queue_of(ask)?, ask.name("MessageBody"));
    if body.len() > LONGEST {
        let message = format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {LONGEST} bytes."
        );
        return Err(Refused::new("InvalidParameterValueException", message));
    }
    let forbidden = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    if body.contains(|c| forbidden(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}')) {
        let message = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
        return Err(Refused::new("InvalidMessageContents", message));
    }
    let delay = ask.input.get("DelaySeconds").and_then(Value::as_i64);
    let region = ask.region();
    let now = region.now;
    let digest = md5(&body);
    let id = region.queue_mut(&name)?.send(body, delay.unwrap_or(0), now);
    Ok(json!({"MessageId": id, "MD5OfMessageBody": digest}))
}

fn receive(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = queue_of(ask)?;
    let number = |name: &str| ask.input.get(name).and_then(Value::as_i64);
    let max = number("MaxNumberOfMessages").unwrap_or(1);
    let hidden = number("VisibilityTimeout");
    let mut attributes = ask.list("AttributeNames");
    attributes.extend(ask.list("MessageSystemAttributeNames"));
    let max = usize::try_from(max).unwrap_or(1);
    let received = ask.region().receive_messages(&name, max, hidden)?;
    if received.is_empty() {
        return Ok(json!({}));
    }
    let messages = received.iter().map(|one| message(one, &attributes));
    Ok(json!({"Messages": messages.collect::<Vec<_>>()}))
}

/// A message as it is received; of its attributes only those that were asked for.
fn message(one: &Message, asked: &[String]) -> Value {
    let millis = |at: jiff::Timestamp| at.as_millisecond().to_string();
    let all = [
        ("SenderId", Some("AIDAPILOTHOUSE0000001".to_owned())),
        ("SentTimestamp", Some(millis(one.sent_at))),
        ("ApproximateReceiveCount", Some(one.receives.to_string())),
        (
            "ApproximateFirstReceiveTimestamp",
            one.first_received_at.map(millis),
        ),
        ("DeadLetterQueueSourceArn", one.dead_from.clone()),
    ];
    let wanted = |name: &str| asked.iter().any(|it| it == "All" || it == name);
    let attributes: Map<String, Value> = all
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))))
        .collect();
    let handle = one.receipt.as_ref().map(|(handle, _)| handle);
    let mut value = json!({
        "MessageId": one.id,
        "ReceiptHandle": handle,
        "MD5OfBody": md5(&one.body),
        "Body": one.body,
    });
    if !attributes.is_empty() {
        value["Attributes"] = Value::Object(attributes);
    }
    value
}

fn delete(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, handle) = (queue_of(ask)?, ask.name("ReceiptHandle"));
    ask.region().queue_mut(&name)?.delete(&handle)?;
    Ok(json!({}))
}

fn delete_batch(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = queue_of(ask)?;
    let entries = ask.input.get("Entries").and_then(Value::as_array);
    let entries: Vec<(String, String)> = entries
        .into_iter()
        .flatten()
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            (text("Id"), text("ReceiptHandle"))
        })
        .collect();
    check_batch(&entries)?;
    let queue = ask.region().queue_mut(&name)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for (id, handle) in entries {
        match queue.delete(&handle) {
            Ok(()) => successful.push(json!({"Id": id})),
            Err(refused) => failed.push(json!({
                "Id": id,
                "SenderFault": true,
                "Code": refused.code,
                "Message": refused.message,
            })),
        }
    }
    Ok(json!({"Successful": successful, "Failed": failed}))
}

fn check_batch(entries: &[(String, String)]) -> Result<(), Refused> {
    let refused = |code, message: String| Err(Refused::new(code, message));
    if entries.is_empty() {
        let message = "There should be at least one DeleteMessageBatchRequestEntry in the request.";
        return refused("EmptyBatchRequest", message.to_owned());
    }
    if entries.len() > 10 {
        let message = format!(
            "Maximum number of entries per request are 10. You have sent {}.",
            entries.len()
        );
        return refused("TooManyEntriesInBatchRequest", message);
    }
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut seen = BTreeSet::new();
    for (id, _) in entries {
        if id.is_empty() || id.len() > 80 || !id.chars().all(named) {
            let message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
            return refused("InvalidBatchEntryId", message.to_owned());
        }
        if !seen.insert(id) {
            return refused("BatchEntryIdsNotDistinct", format!("Id {id} repeated."));
        }
    }
    Ok(())
}

fn hide(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, handle) = (queue_of(ask)?, ask.name("ReceiptHandle"));
    let seconds = ask.input.get("VisibilityTimeout").and_then(Value::as_i64);
    let region = ask.region();
    let now = region.now;
    region
        .queue_mut(&name)?
        .hide(&handle, seconds.unwrap_or(0), now)?;
    Ok(json!({}))
}
