//! Where a thing lives, what its ARN is, and what a refusal looks like.

use jiff::{SignedDuration, Timestamp};

/// An account and a region of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    pub region: String,
}

impl Place {
    /// The ARN of `rest` in this place.
    pub fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{rest}", self.region, self.account)
    }
}

/// An operation that AWS would refuse, by the name and with the sentence it would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The exception's name, without a namespace.
    pub code: String,
    pub message: String,
}

impl Refused {
    /// A refusal by its name.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
        }
    }
}

/// `seconds` after `at`.
pub fn later(at: Timestamp, seconds: i64) -> Timestamp {
    at + SignedDuration::from_secs(seconds)
}
