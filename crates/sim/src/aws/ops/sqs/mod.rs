//! SQS: its operations on standard queues.

mod messages;
mod queues;

use super::{Ask, Operation};
use crate::aws::wire::shape::Type;
use crate::aws::world::Refused;
use crate::aws::world::sqs::address;

/// All operations offered.
pub const TABLES: [&[Operation]; 2] = [messages::OPERATIONS, queues::OPERATIONS];

/// A queue's URL, a receipt handle.
const FILLED: Type = Type::Text {
    min: 1,
    max: usize::MAX,
};

/// The name of the queue that a call is for.
///
/// # Errors
/// `InvalidAddress` for a URL of no queue of the caller's region; `QueueDoesNotExist` for another account's.
fn queue_of(ask: &Ask<'_>) -> Result<String, Refused> {
    let url = ask.name("QueueUrl");
    let elsewhere = url
        .strip_prefix("https://sqs.")
        .is_some_and(|rest| !rest.starts_with(&format!("{}.", ask.caller.region)));
    let Some((account, name)) = address(&url).filter(|_| !elsewhere) else {
        let message = format!("The address {url} is not valid for this endpoint.");
        return Err(Refused::new("InvalidAddress", message));
    };
    if account != ask.caller.account {
        let message = "The specified queue does not exist or you do not have access to it.";
        return Err(Refused::new("QueueDoesNotExist", message));
    }
    Ok(name.to_owned())
}
