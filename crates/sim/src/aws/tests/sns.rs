//! What a subscription is sent, how often, and for how long it can be confirmed.

use std::time::Duration;

use serde_json::Value;

use super::Wire;
use super::door::{Door, Manner};
use crate::Server;
use crate::aws::Target;
use crate::aws::world::sns::Subscription;

const TOPIC: &str = "arn:aws:sns:ap-northeast-2:111122223333:deployments";

/// An endpoint that takes what it is sent, unless it has been told otherwise.
async fn endpoint(door: &Door) -> (Server, String) {
    let server = door.listen().await;
    let url = format!("http://{}/aws/sns", server.addr());
    (server, url)
}

impl Wire {
    fn subscribe(&self, endpoint: &str) -> Subscription {
        let subscribed = |world: &mut crate::aws::World| {
            world
                .home()
                .subscribe("deployments", "http", endpoint, false)
        };
        self.sim.edit(subscribed).unwrap()
    }

    /// Confirms with the token that an endpoint was sent last; what AWS says to that.
    fn confirm(&self, door: &Door) -> Result<String, String> {
        let token = door.last("Token");
        let confirmed =
            |world: &mut crate::aws::World| world.home().confirm("deployments", &token, false);
        self.sim.edit(confirmed).map_err(|refused| refused.code)
    }

    fn publish(&self, message: &str) {
        assert!(self.sim.edit(|world| world.publish(TOPIC, message)));
    }
}

impl Door {
    /// A member of the last document that came.
    fn last(&self, name: &str) -> String {
        let got = self.got.lock().unwrap();
        let (_, document) = got.last().unwrap();
        document[name].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn nothing_is_told_before_it_is_confirmed_and_a_token_is_good_for_three_days() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, url) = endpoint(&door).await;
    let first = wire.subscribe(&url);
    wire.publish("{}");
    assert_eq!(wire.sim.delivered().await, 0);
    assert_eq!(door.count(), 1);
    assert_eq!(door.last("Type"), "SubscriptionConfirmation");
    wire.clock.advance(Duration::from_secs(3 * 24 * 3600));
    assert_eq!(wire.confirm(&door), Err("InvalidParameter".to_owned()));
    let second = wire.subscribe(&url);
    assert_eq!(second.arn, first.arn);
    assert_eq!(wire.sim.delivered().await, 0);
    for _ in 0..2 {
        assert_eq!(wire.confirm(&door), Ok(first.arn.clone()));
    }
    assert_eq!(wire.subscribe(&url).arn, first.arn);
    wire.publish("{\"one\": 1}");
    assert_eq!(wire.sim.delivered().await, 0);
    assert_eq!(door.count(), 3, "what is confirmed is not asked again");
    assert_eq!(door.last("Message"), "{\"one\": 1}");
}

#[tokio::test]
async fn a_message_comes_again_after_a_5xx_or_silence_and_never_after_a_4xx() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, url) = endpoint(&door).await;
    wire.subscribe(&url);
    wire.sim.delivered().await;
    wire.confirm(&door).unwrap();
    wire.sim.set_target_deadline(Duration::from_millis(200));
    door.next(&[
        Manner::Status(503),
        Manner::Hang,
        Manner::Drop,
        Manner::Status(500),
    ]);
    wire.publish("{}");
    for left in [1, 1, 1, 0] {
        assert_eq!(wire.sim.delivered().await, left);
        wire.clock.advance(Duration::from_secs(19));
        assert_eq!(wire.sim.delivered().await, left, "not before 20 s");
        wire.clock.advance(Duration::from_secs(1));
    }
    let documents: Vec<Value> = {
        let got = door.got.lock().unwrap();
        got[1..]
            .iter()
            .map(|(_, document)| document.clone())
            .collect()
    };
    assert_eq!(documents.len(), 4, "four times in all");
    assert!(documents.iter().all(|document| *document == documents[0]));

    for status in [400, 401, 403, 429] {
        door.next(&[Manner::Status(status)]);
        wire.publish("{}");
        assert_eq!(wire.sim.delivered().await, 0, "{status}");
    }
    assert_eq!(door.count(), 9);
}

#[tokio::test]
async fn a_post_looks_as_that_of_sns_does() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, url) = endpoint(&door).await;
    let subscription = wire.subscribe(&url);
    wire.sim.delivered().await;
    {
        let got = door.got.lock().unwrap();
        assert!(!got[0].0.contains_key("x-amz-sns-subscription-arn"));
    }
    wire.confirm(&door).unwrap();
    let arn = TOPIC.to_owned();
    wire.sim.send_events_to(Target::Topic { arn });
    wire.sim.edit(|world| {
        let ship = crate::aws::world::Ship::healthy("v19");
        world
            .home()
            .deploy("prod-main", "orders-api", ship)
            .unwrap();
    });
    assert_eq!(wire.sim.delivered().await, 0);
    let got = door.got.lock().unwrap();
    let (headers, document) = got.last().unwrap();
    for (name, value) in [
        ("content-type", "text/plain; charset=UTF-8"),
        ("user-agent", "Amazon Simple Notification Service Agent"),
        ("x-amz-sns-message-type", "Notification"),
        ("x-amz-sns-topic-arn", TOPIC),
        ("x-amz-sns-subscription-arn", &subscription.arn),
        (
            "x-amz-sns-message-id",
            document["MessageId"].as_str().unwrap(),
        ),
    ] {
        assert_eq!(headers[name], value);
    }
    let names: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "Message",
            "MessageId",
            "Signature",
            "SignatureVersion",
            "SigningCertURL",
            "Timestamp",
            "TopicArn",
            "Type",
            "UnsubscribeURL"
        ]
    );
    let event: Value = serde_json::from_str(document["Message"].as_str().unwrap()).unwrap();
    assert_eq!(event["source"], "aws.ecs");
}
