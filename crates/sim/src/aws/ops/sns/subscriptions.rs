//! What SNS does with subscriptions over HTTP: takes them, has them confirmed, tells of them, changes and ends them.

use serde_json::{Value, json};

use super::super::{Ask, Operation};
use super::{FILLED, attribute, check_attributes, invalid, subscription_of, topic_of, yes};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::sns::Subscription;

/// The attribute of a subscription that this simulator knows.
const RAW: &str = "RawMessageDelivery";
/// In the place of the ARN of a subscription that waits to be confirmed.
const PENDING: &str = "PendingConfirmation";

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "Subscribe",
        input: &[
            req("TopicArn", FILLED),
            req("Protocol", FILLED),
            req("Endpoint", FILLED),
            opt("Attributes", Type::Any),
            opt("ReturnSubscriptionArn", Type::Bool),
        ],
        run: subscribe,
    },
    Operation {
        name: "ConfirmSubscription",
        input: &[
            req("TopicArn", FILLED),
            req("Token", FILLED),
            opt("AuthenticateOnUnsubscribe", TEXT),
        ],
        run: confirm,
    },
    Operation {
        name: "ListSubscriptionsByTopic",
        input: &[req("TopicArn", FILLED)],
        run: list,
    },
    Operation {
        name: "GetSubscriptionAttributes",
        input: &[req("SubscriptionArn", FILLED)],
        run: attributes,
    },
    Operation {
        name: "SetSubscriptionAttributes",
        input: &[
            req("SubscriptionArn", FILLED),
            req("AttributeName", FILLED),
            opt("AttributeValue", TEXT),
        ],
        run: set,
    },
    Operation {
        name: "Unsubscribe",
        input: &[req("SubscriptionArn", FILLED)],
        run: unsubscribe,
    },
];

fn subscribe(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, protocol, endpoint) = (topic_of(ask)?, ask.name("Protocol"), ask.name("Endpoint"));
    if !matches!(protocol.as_str(), "http" | "https") {
        let why = "this simulator delivers by http and https alone";
        return Err(invalid("Protocol", why));
    }
    if !endpoint.starts_with(&format!("{protocol}://")) {
        let why = "Endpoint must match the specified protocol";
        return Err(invalid("Endpoint", why));
    }
    check_attributes(ask, &[RAW])?;
    let raw = attribute(ask, RAW)
        .map(|text| yes(RAW, &text))
        .transpose()?;
    let shows_arn = ask.flag("ReturnSubscriptionArn").unwrap_or(false);
    let subscription = ask
        .region()
        .subscribe(&name, &protocol, &endpoint, raw.unwrap_or(false))?;
    let arn = match subscription.confirmed || shows_arn {
        true => subscription.arn,
        false => "pending confirmation".to_owned(),
    };
    Ok(json!({"SubscriptionArn": arn}))
}

fn confirm(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, token) = (topic_of(ask)?, ask.name("Token"));
    let member = "AuthenticateOnUnsubscribe";
    let guarded = ask.text(member).map(|text| yes(member, text)).transpose()?;
    let arn = ask
        .region()
        .confirm(&name, &token, guarded.unwrap_or(false))?;
    Ok(json!({"SubscriptionArn": arn}))
}

/// All of them on one page, as long as there are no more than the hundred that AWS gives at a time.
fn list(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, owner) = (topic_of(ask)?, ask.caller.account.clone());
    let topic = ask.region().topic_mut(&name)?;
    let all: Vec<Value> = topic
        .subscriptions
        .iter()
        .map(|one| {
            json!({
                "SubscriptionArn": if one.confirmed { one.arn.as_str() } else { PENDING },
                "Owner": owner,
                "Protocol": one.protocol,
                "Endpoint": one.endpoint,
                "TopicArn": topic.arn,
            })
        })
        .collect();
    Ok(json!({"Subscriptions": all}))
}

fn attributes(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let owner = ask.caller.account.clone();
    let subscription = found(ask)?.clone();
    let topic = subscription.arn.rsplit_once(':').map(|(topic, _)| topic);
    Ok(json!({"Attributes": {
        "SubscriptionArn": subscription.arn,
        "TopicArn": topic,
        "Owner": owner,
        "Protocol": subscription.protocol,
        "Endpoint": subscription.endpoint,
        "RawMessageDelivery": subscription.raw.to_string(),
        "PendingConfirmation": (!subscription.confirmed).to_string(),
        "ConfirmationWasAuthenticated": subscription.confirmed.to_string(),
    }}))
}

fn set(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (name, value) = (ask.name("AttributeName"), ask.name("AttributeValue"));
    let subscription = found(ask)?;
    if name != RAW {
        return Err(invalid("AttributeName", ""));
    }
    subscription.raw = yes(RAW, &value)?;
    Ok(Value::Null)
}

fn unsubscribe(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let (_, arn) = subscription_of(ask)?;
    ask.region().unsubscribe(&arn);
    Ok(Value::Null)
}

/// The subscription that a call is for.
fn found<'a>(ask: &'a mut Ask<'_>) -> Result<&'a mut Subscription, Refused> {
    let (topic, arn) = subscription_of(ask)?;
    let subscriptions = &mut ask.region().topic_mut(&topic)?.subscriptions;
    let found = subscriptions.iter_mut().find(|one| one.arn == arn);
    found.ok_or_else(|| Refused::new("NotFound", "Subscription does not exist"))
}
