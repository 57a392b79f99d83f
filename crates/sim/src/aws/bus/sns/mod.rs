//! SNS outside the model: what is to be delivered is signed here, and carried to its subscriptions.

mod courier;
mod key;
mod message;

use jiff::Timestamp;
use serde_json::Value;

pub use self::courier::deliver;
pub use self::key::{CERTIFICATE, PATH};
pub use self::message::{notification, signed};
use crate::aws::AwsSim;
use crate::aws::world::sns::Letter;

/// A letter that was published.
#[derive(Debug, Clone)]
pub struct Post {
    letter: Letter,
    /// By the wall clock, whatever that of the model says: whoever verifies a message compares it with their own.
    at: Timestamp,
}

impl Post {
    /// A letter that is published at this moment.
    pub fn now(letter: Letter) -> Self {
        let at = Timestamp::now();
        Self { letter, at }
    }
}

impl AwsSim {
    /// A message as SNS would sign it with its `SignatureVersion`, 1 where it has none, whatever else it says: so that
    /// tests can tell a signature that is wrong from one that is right under words that SNS would not use.
    pub fn sign_message(&self, message: Value) -> Value {
        signed(message)
    }
}
