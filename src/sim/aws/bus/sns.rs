//! The envelope of an SNS topic that lies between EventBridge and a queue.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sim::aws::world::Ids;

/// The `Notification` that a topic of the event's account makes of it. An event that comes twice is one message that
/// does. The signature is none: nobody verifies what came by SQS, whose access is AWS's business.
pub fn notification(event: &Value, now: Timestamp) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    let (region, account) = (text("region"), text("account"));
    let mut ids = Ids::new(text("id"));
    let topic = format!("arn:aws:sns:{region}:{account}:deployments");
    let host = format!("https://sns.{region}.amazonaws.com");
    json!({
        "Type": "Notification",
        "MessageId": ids.uuid(),
        "TopicArn": topic,
        "Message": event.to_string(),
        "Timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string(),
        "SignatureVersion": "1",
        "Signature": format!("{}==", ids.hex()),
        "SigningCertURL": format!("{host}/SimpleNotificationService-{}.pem", ids.hex()),
        "UnsubscribeURL": format!("{host}/?Action=Unsubscribe&SubscriptionArn={topic}:{}", ids.uuid()),
    })
    .to_string()
}
