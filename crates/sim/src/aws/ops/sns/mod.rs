//! SNS: its operations on standard topics and their HTTP subscriptions.

mod subscriptions;
mod topics;

use serde_json::Value;

use super::{Ask, Operation};
use crate::aws::wire::shape::Type;
use crate::aws::world::Refused;

/// All operations offered.
pub const TABLES: [&[Operation]; 2] = [topics::OPERATIONS, subscriptions::OPERATIONS];

/// An ARN, a token.
const FILLED: Type = Type::Text {
    min: 1,
    max: usize::MAX,
};

/// The name of the topic that a call is for.
///
/// # Errors
/// `InvalidParameter` for what is no topic of the caller's region; `AuthorizationError` for another account's.
fn topic_of(ask: &Ask<'_>) -> Result<String, Refused> {
    name_of(ask, "TopicArn", &ask.name("TopicArn"), 6)
}

/// The ARN of the subscription that a call is for, and its topic's name.
///
/// # Errors
/// As [`topic_of`].
fn subscription_of(ask: &Ask<'_>) -> Result<(String, String), Refused> {
    let arn = ask.name("SubscriptionArn");
    let topic = name_of(ask, "SubscriptionArn", &arn, 7)?;
    Ok((topic, arn))
}

fn name_of(ask: &Ask<'_>, member: &str, arn: &str, length: usize) -> Result<String, Refused> {
    let fields: Vec<&str> = arn.split(':').collect();
    let ["arn", "aws", "sns", region, account, name, ..] = fields[..] else {
        return Err(invalid(member, ""));
    };
    if fields.len() != length || region != ask.caller.region {
        return Err(invalid(member, ""));
    }
    if account != ask.caller.account {
        let message = format!("User: {} is not authorized to perform this", ask.caller.arn);
        return Err(Refused::new("AuthorizationError", message));
    }
    Ok(name.to_owned())
}

/// A parameter that SNS does not take, and why, where it says so.
fn invalid(member: &str, why: &str) -> Refused {
    let message = match why {
        "" => format!("Invalid parameter: {member}"),
        why => format!("Invalid parameter: {member} Reason: {why}"),
    };
    Refused::new("InvalidParameter", message)
}

/// What is called `name` in the map of attributes of a call, which is a text where there is one.
fn attribute(ask: &Ask<'_>, name: &str) -> Option<String> {
    let attributes = ask.input.get("Attributes").and_then(Value::as_object);
    Some(attributes?.get(name)?.as_str()?.to_owned())
}

/// Refuses every attribute that the simulator does not have.
fn check_attributes(ask: &Ask<'_>, known: &[&str]) -> Result<(), Refused> {
    let attributes = ask.input.get("Attributes").and_then(Value::as_object);
    let unknown = |name: &&String| !known.contains(&name.as_str());
    match attributes.and_then(|all| all.keys().find(unknown)) {
        Some(_) => Err(invalid("Attributes", "AttributeName is invalid")),
        None => Ok(()),
    }
}

/// A yes or no that is written as a text.
fn yes(member: &str, text: &str) -> Result<bool, Refused> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        other => Err(invalid(
            member,
            &format!("{other} is neither true nor false"),
        )),
    }
}
