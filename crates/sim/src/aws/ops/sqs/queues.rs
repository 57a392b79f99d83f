//! What SQS says of queues: their URLs and their attributes.

use serde_json::{Map, Value, json};

use super::super::{Ask, Operation};
use super::{FILLED, queue_of};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;

/// The longest message in bytes: 1 MiB since 2025.
pub const LONGEST: usize = 1 << 20;

const ATTRIBUTE: Type = Type::OneOf(&[
    "All",
    "Policy",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "GetQueueUrl",
        input: &[
            req("QueueName", Type::Text { min: 1, max: 80 }),
            opt("QueueOwnerAWSAccountId", TEXT),
        ],
        run: url,
    },
    Operation {
        name: "GetQueueAttributes",
        input: &[
            req("QueueUrl", FILLED),
            opt(
                "AttributeNames",
                Type::List {
                    of: &ATTRIBUTE,
                    max: usize::MAX,
                },
            ),
        ],
        run: attributes,
    },
];

fn url(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, host) = (ask.name("QueueName"), ask.host);
    let owner = ask.text("QueueOwnerAWSAccountId");
    let account = owner.unwrap_or(&ask.caller.account).to_owned();
    if account != ask.caller.account {
        let message = "The specified queue does not exist or you do not have access to it.";
        return Err(Refused::new("QueueDoesNotExist", message));
    }
    ask.region().queue(&name)?;
    Ok(json!({"QueueUrl": format!("http://{host}/{account}/{name}")}))
}

fn attributes(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, asked) = (queue_of(ask)?, ask.list("AttributeNames"));
    let region = ask.region();
    let (queue, now) = (region.queue(&name)?, region.now);
    let counts = queue.counts(now);
    let created = queue.created_at.as_second();
    let redrive = queue.redrive.as_ref().map(|redrive| {
        let dead = region.place.arn("sqs", &redrive.dead);
        json!({"deadLetterTargetArn": dead, "maxReceiveCount": redrive.max_receives}).to_string()
    });
    let all = [
        ("QueueArn", Some(queue.arn.clone())),
        (
            "ApproximateNumberOfMessages",
            Some(counts.visible.to_string()),
        ),
        (
            "ApproximateNumberOfMessagesNotVisible",
            Some(counts.in_flight.to_string()),
        ),
        (
            "ApproximateNumberOfMessagesDelayed",
            Some(counts.delayed.to_string()),
        ),
        ("CreatedTimestamp", Some(created.to_string())),
        ("LastModifiedTimestamp", Some(created.to_string())),
        (
            "VisibilityTimeout",
            Some(queue.visibility_seconds.to_string()),
        ),
        (
            "MessageRetentionPeriod",
            Some(queue.retention_seconds.to_string()),
        ),
        ("MaximumMessageSize", Some(LONGEST.to_string())),
        ("DelaySeconds", Some("0".to_owned())),
        ("ReceiveMessageWaitTimeSeconds", Some("0".to_owned())),
        ("RedrivePolicy", redrive),
    ];
    let wanted = |name: &str| asked.iter().any(|it| it == "All" || it == name);
    let found: Map<String, Value> = all
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .filter_map(|(name, value)| Some((name.to_owned(), json!(value?))))
        .collect();
    if found.is_empty() {
        return Ok(json!({}));
    }
    Ok(json!({"Attributes": found}))
}
