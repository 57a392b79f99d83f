//! What SNS posts to a subscription, and the string that it signs.

use std::fmt;

use serde::Deserialize;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Kind {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

/// A message of SNS as it came, trusted by nobody yet:
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>.
///
/// Every text is as SNS wrote it, for the signature is over these very bytes. Keys that are not known are passed over.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Envelope {
    #[serde(rename = "Type")]
    pub kind: Kind,
    /// The same at every attempt to deliver it.
    pub message_id: String,
    pub topic_arn: String,
    /// An event as JSON, or words.
    pub message: String,
    pub subject: Option<String>,
    /// What confirms a subscription: a secret while that is open.
    pub token: Option<String>,
    /// When it was published, in RFC 3339.
    pub timestamp: String,
    #[serde(rename = "SubscribeURL", alias = "SubscribeUrl")]
    pub(super) subscribe_url: Option<String>,
    pub(super) signature_version: String,
    pub(super) signature: String,
    #[serde(rename = "SigningCertURL", alias = "SigningCertUrl")]
    pub(super) signing_cert_url: String,
}

/// A body that is no message of SNS; a raw delivery, which nobody signs, is one too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no signed message of SNS")]
pub struct NoEnvelope;

impl Envelope {
    /// Reads a body. A key that comes twice is refused: another reader might take the other one.
    ///
    /// # Errors
    /// When it lacks what every message of SNS has.
    pub fn read(body: &[u8]) -> Result<Self, NoEnvelope> {
        serde_json::from_slice(body).map_err(|_| NoEnvelope)
    }

    /// The string that is signed: name and value of what is signed, each on a line of its own, in the order of the names,
    /// and a newline behind the last.
    ///
    /// `None` where the message lacks what its kind has, or has a line break where SNS writes none: such lines could be
    /// read as other names and values than those that were signed.
    pub fn canonical(&self) -> Option<String> {
        let is_notification = self.kind == Kind::Notification;
        let (subject, subscribe_url, token) = if is_notification {
            // SNS publishes no empty subject; where one stands, it stands for none.
            let subject = self.subject.as_deref().filter(|text| !text.is_empty());
            (subject, None, None)
        } else {
            let subscribe_url = Some(self.subscribe_url.as_deref()?);
            (None, subscribe_url, Some(self.token.as_deref()?))
        };
        let after_message = [
            ("MessageId", Some(self.message_id.as_str())),
            ("Subject", subject),
            ("SubscribeURL", subscribe_url),
            ("Timestamp", Some(&self.timestamp)),
            ("Token", token),
            ("TopicArn", Some(&self.topic_arn)),
            ("Type", Some(self.kind.name())),
        ];
        let mut signed = format!("Message\n{}\n", self.message);
        for (name, value) in after_message {
            let Some(value) = value else { continue };
            if value.contains('\n') {
                return None;
            }
            signed.extend([name, "\n", value, "\n"]);
        }
        Some(signed)
    }
}

/// Neither the message nor what confirms a subscription: both may hold a token.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("kind", &self.kind)
            .field("message_id", &self.message_id)
            .field("topic_arn", &self.topic_arn)
            .finish_non_exhaustive()
    }
}

impl Kind {
    /// As SNS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notification => "Notification",
            Self::SubscriptionConfirmation => "SubscriptionConfirmation",
            Self::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        }
    }
}
