//! What SNS does with topics: makes them, tells their attributes and changes them, and publishes.

use serde_json::{Value, json};

use super::super::{Ask, Operation};
use super::{FILLED, attribute, check_attributes, invalid, topic_of};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::sns::SignatureVersion;

/// The longest message in bytes.
const LONGEST: usize = 256 * 1024;
/// The longest subject in characters.
const SUBJECT: usize = 100;
/// The attribute of a topic that this simulator knows.
const VERSION: &str = "SignatureVersion";

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "CreateTopic",
        input: &[req("Name", FILLED), opt("Attributes", Type::Any)],
        run: create,
    },
    Operation {
        name: "GetTopicAttributes",
        input: &[req("TopicArn", FILLED)],
        run: attributes,
    },
    Operation {
        name: "SetTopicAttributes",
        input: &[
            req("TopicArn", FILLED),
            req("AttributeName", FILLED),
            opt("AttributeValue", TEXT),
        ],
        run: set,
    },
    Operation {
        name: "Publish",
        input: &[
            req("TopicArn", FILLED),
            req("Message", TEXT),
            opt("Subject", TEXT),
        ],
        run: publish,
    },
];

fn version(text: &str) -> Result<SignatureVersion, Refused> {
    SignatureVersion::read(text).ok_or_else(|| invalid(VERSION, ""))
}

fn create(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = ask.name("Name");
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.len() > 256 || !name.chars().all(allowed) {
        return Err(invalid("Topic Name", ""));
    }
    check_attributes(ask, &[VERSION])?;
    let set = attribute(ask, VERSION)
        .map(|text| version(&text))
        .transpose()?;
    let topic = ask.region().add_topic(&name);
    if let Some(version) = set {
        topic.signature_version = version;
    }
    Ok(json!({"TopicArn": topic.arn}))
}

fn attributes(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, owner) = (topic_of(ask)?, ask.caller.account.clone());
    let topic = ask.region().topic_mut(&name)?;
    let confirmed = topic
        .subscriptions
        .iter()
        .filter(|one| one.confirmed)
        .count();
    let pending = topic.subscriptions.len() - confirmed;
    Ok(json!({"Attributes": {
        "TopicArn": topic.arn,
        "Owner": owner,
        "DisplayName": "",
        "SignatureVersion": topic.signature_version.as_str(),
        "SubscriptionsConfirmed": confirmed.to_string(),
        "SubscriptionsPending": pending.to_string(),
        "SubscriptionsDeleted": "0",
    }}))
}

fn set(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let name = topic_of(ask)?;
    if ask.name("AttributeName") != VERSION {
        return Err(invalid("AttributeName", ""));
    }
    let version = version(&ask.name("AttributeValue"))?;
    ask.region().topic_mut(&name)?.signature_version = version;
    Ok(Value::Null)
}

fn publish(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, message) = (topic_of(ask)?, ask.name("Message"));
    let subject = ask.text("Subject").map(str::to_owned);
    if message.is_empty() {
        return Err(invalid("Empty message", ""));
    }
    if message.len() > LONGEST {
        return Err(invalid("Message too long", ""));
    }
    let unfit = |text: &String| {
        let length = text.chars().count();
        length == 0 || length > SUBJECT || text.contains(char::is_control)
    };
    if subject.as_ref().is_some_and(unfit) {
        return Err(invalid("Subject", ""));
    }
    let id = ask.region().publish(&name, &message, subject.as_deref())?;
    Ok(json!({"MessageId": id}))
}
