//! What SNS posts to a subscription: a document with a signature over some of it, or the bare message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Post, key};
use crate::aws::world::Ids;
use crate::aws::world::sns::{Letter, Purpose, SignatureVersion};

/// What is signed, where it is there, in this order:
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>.
const SIGNED: [&str; 8] = [
    "Message",
    "MessageId",
    "Subject",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
];

impl Post {
    /// The document that is posted: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>.
    pub(super) fn document(&self) -> Value {
        let letter = &self.letter;
        let host = host(&letter.topic);
        let mut document = json!({
            "Type": self.kind(),
            "MessageId": letter.id,
            "TopicArn": letter.topic,
            "Message": letter.message,
            "Timestamp": self.at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
            "SignatureVersion": letter.signature_version.as_str(),
            "SigningCertURL": format!("{host}{}", key::PATH),
        });
        match &letter.purpose {
            Purpose::Notification {
                subscription,
                subject,
            } => {
                let link = format!("{host}/?Action=Unsubscribe&SubscriptionArn={subscription}");
                document["UnsubscribeURL"] = json!(link);
                if let Some(subject) = subject {
                    document["Subject"] = json!(subject);
                }
            }
            Purpose::SubscriptionConfirmation { token }
            | Purpose::UnsubscribeConfirmation { token, .. } => {
                let topic = &letter.topic;
                let link =
                    format!("{host}/?Action=ConfirmSubscription&TopicArn={topic}&Token={token}");
                document["SubscribeURL"] = json!(link);
                document["Token"] = json!(token);
            }
        }
        signed(document)
    }

    /// The headers that go with it: <https://docs.aws.amazon.com/sns/latest/dg/http-header.html>.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let letter = &self.letter;
        let mut headers = vec![
            ("x-amz-sns-message-type", self.kind().to_owned()),
            ("x-amz-sns-message-id", letter.id.clone()),
            ("x-amz-sns-topic-arn", letter.topic.clone()),
            ("Content-Type", "text/plain; charset=UTF-8".to_owned()),
            (
                "User-Agent",
                "Amazon Simple Notification Service Agent".to_owned(),
            ),
            ("Accept-Encoding", "gzip,deflate".to_owned()),
        ];
        if let Purpose::Notification { subscription, .. }
        | Purpose::UnsubscribeConfirmation { subscription, .. } = &letter.purpose
        {
            headers.push(("x-amz-sns-subscription-arn", subscription.clone()));
        }
        if letter.raw {
            headers.push(("x-amz-sns-rawdelivery", "true".to_owned()));
        }
        headers
    }

    fn kind(&self) -> &'static str {
        match self.letter.purpose {
            Purpose::Notification { .. } => "Notification",
            Purpose::SubscriptionConfirmation { .. } => "SubscriptionConfirmation",
            Purpose::UnsubscribeConfirmation { .. } => "UnsubscribeConfirmation",
        }
    }
}

/// The notification of a topic between EventBridge and a queue, which this simulator does not keep. An event that comes
/// twice is one message that does.
pub fn notification(event: &Value, now: Timestamp) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let mut ids = Ids::new(text("id"));
    let (region, account) = (text("region"), text("account"));
    let topic = format!("arn:aws:sns:{region}:{account}:deployments");
    let letter = Letter {
        id: ids.uuid(),
        endpoint: String::new(),
        message: event.to_string(),
        purpose: Purpose::Notification {
            subscription: format!("{topic}:{}", ids.uuid()),
            subject: None,
        },
        topic,
        signature_version: SignatureVersion::One,
        raw: false,
    };
    Post { letter, at: now }.document().to_string()
}

/// A message with the right signature for what it says.
pub fn signed(mut message: Value) -> Value {
    let version = message["SignatureVersion"].as_str();
    let version = version.and_then(SignatureVersion::read);
    let lines = SIGNED
        .iter()
        .filter_map(|name| Some(format!("{name}\n{}\n", message.get(name)?.as_str()?)));
    let signature = key::sign(
        &lines.collect::<String>(),
        version.unwrap_or(SignatureVersion::One),
    );
    message["Signature"] = json!(STANDARD.encode(signature));
    message
}

/// SNS's host in the region of a topic.
fn host(topic: &str) -> String {
    let region = topic.split(':').nth(3).unwrap_or_default();
    let partition = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("https://sns.{region}.amazonaws.com{partition}")
}
