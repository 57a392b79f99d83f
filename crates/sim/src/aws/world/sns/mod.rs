//! SNS: standard topics, who is subscribed to them over HTTP, and what is on its way there.

mod acts;

use jiff::Timestamp;

use super::ids::Ids;

/// Seconds for which a subscription can be confirmed: three days.
/// <https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html>
pub const CONFIRMABLE: i64 = 3 * 24 * 3600;

/// A standard topic.
#[derive(Debug, Clone)]
pub struct Topic {
    pub name: String,
    pub arn: String,
    /// How its messages are signed; the first unless it is set otherwise.
    pub signature_version: SignatureVersion,
    /// Oldest first.
    pub subscriptions: Vec<Subscription>,
    ids: Ids,
}

/// The digest under a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureVersion {
    /// SHA-1.
    One,
    /// SHA-256.
    Two,
}

/// Who is told what a topic is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub arn: String,
    /// `http` or `https`.
    pub protocol: String,
    pub endpoint: String,
    /// Whether it is sent the bare message, which nobody signs.
    pub raw: bool,
    /// Whether its endpoint has said that it wants it.
    pub confirmed: bool,
    /// Whether only who is signed in may end it, and not whoever has the link.
    pub guarded: bool,
    /// What confirms it.
    token: String,
    /// When the token was given out.
    given_at: Timestamp,
}

/// What a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// With the subscription that it is for.
    Notification {
        subscription: String,
        subject: Option<String>,
    },
    /// With the token that confirms.
    SubscriptionConfirmation { token: String },
    /// With the token that would subscribe it again.
    UnsubscribeConfirmation { subscription: String, token: String },
}

/// A message on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The same for every subscription and at each attempt.
    pub id: String,
    pub topic: String,
    pub endpoint: String,
    pub message: String,
    pub purpose: Purpose,
    pub signature_version: SignatureVersion,
    pub raw: bool,
}

impl Topic {
    /// A topic without subscriptions.
    pub fn new(name: &str, arn: String) -> Self {
        Self {
            name: name.to_owned(),
            signature_version: SignatureVersion::One,
            subscriptions: Vec::new(),
            ids: Ids::new(arn.clone()),
            arn,
        }
    }

    fn letter(&mut self, to: &Subscription, message: String, purpose: Purpose) -> Letter {
        Letter {
            id: self.ids.uuid(),
            topic: self.arn.clone(),
            endpoint: to.endpoint.clone(),
            message,
            purpose,
            signature_version: self.signature_version,
            raw: false,
        }
    }
}

impl SignatureVersion {
    /// As SNS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
        }
    }

    /// Reads what SNS writes.
    pub fn read(text: &str) -> Option<Self> {
        [Self::One, Self::Two]
            .into_iter()
            .find(|one| one.as_str() == text)
    }
}
