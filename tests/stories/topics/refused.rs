//! What no topic of the settings has signed is refused, and nothing is stored and nobody asked for its sake.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Fed, TEXT, TOPIC, but, event};
use crate::door::Doors;

/// What the log says of what is no document of SNS.
const RAW: &str = "what came to /aws/sns is no signed message of SNS and was refused; if it is a subscription of yours, \
                   turn raw message delivery off: RawMessageDelivery=false";

fn ago(hours: i64) -> Value {
    let at = Timestamp::now() - SignedDuration::from_hours(hours);
    json!(at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
}

#[tokio::test]
async fn forged_and_foreign_messages_leave_no_trace() {
    let fed = Fed::subscribed().await;
    let confirmation = fed.last();
    assert_eq!(fed.say(&event("e-1").to_string()).await, 200);
    let (real, stored) = (fed.last(), fed.stored().await);
    let other = "arn:aws:sns:ap-northeast-2:111122223333:others";
    let host = "https://sns.ap-northeast-2.amazonaws.com.example.com";
    let elsewhere = |url: &Value| {
        let url = url.as_str().expect("an address");
        json!(url.replace("https://sns.ap-northeast-2.amazonaws.com", host))
    };
    let forged = json!({"Message": event("e-2").to_string(), "MessageId": "another"});
    let next = but(&real, forged);

    // Signed by whoever has the topic's key, and refused for what they say.
    for (changes, status) in [
        (json!({"TopicArn": other}), 403),
        (
            json!({"SigningCertURL": elsewhere(&real["SigningCertURL"])}),
            403,
        ),
        (json!({"Timestamp": ago(2)}), 401),
        (json!({"Timestamp": ago(-2)}), 401),
        (json!({"SignatureVersion": "3"}), 401),
        (json!({"TopicArn": null}), 400),
    ] {
        let said = fed.post_signed(&but(&next, changes.clone())).await;
        assert_eq!((said.status, said.body.as_str()), (status, ""), "{changes}");
    }
    // The words of one and the signature of another.
    for document in [
        next.clone(),
        but(&real, json!({"Subject": "more"})),
        but(&real, json!({"Signature": "AAAA"})),
        but(&real, json!({"SignatureVersion": "2"})),
        but(&confirmation, json!({"Token": "another"})),
    ] {
        assert_eq!(
            fed.post(document.to_string()).await.status,
            401,
            "{document}"
        );
    }
    let link = json!({"SubscribeURL": elsewhere(&confirmation["SubscribeURL"])});
    let led_away = but(&confirmation, link);
    assert_eq!(fed.post_signed(&led_away).await.status, 403);
    for body in ["", "nonsense", "[]", "{}", "\"text\""] {
        assert_eq!(fed.post(body).await.status, 400, "{body}");
    }
    let large = but(&next, json!({"Message": "x".repeat(1024 * 1024)}));
    assert_eq!(fed.post_signed(&large).await.status, 413);

    assert_eq!(fed.stored().await, stored);
    assert_eq!(fed.confirmations(), 1);
    for (code, count) in [(200, 2), (400, 6), (401, 8), (403, 3), (413, 1)] {
        let line = format!("pilothouse_requests_total{{door=\"aws_sns\",code=\"{code}\"}} {count}");
        assert!(fed.is_counted(&line).await, "{line}");
    }
    assert_eq!(fed.house.logged(RAW).len(), 1, "said once, not with each");
    // The same with a right signature is taken.
    assert_eq!(fed.post_signed(&next).await.status, 200);
    assert_eq!(fed.stored().await.len(), 2);
}

#[tokio::test]
async fn raw_delivery_is_refused_with_a_word_of_what_to_do() {
    let fed = Fed::open().await;
    let arn = fed.subscribe().await;
    fed.house.aws.delivered().await;
    let raw = async |value: &str| {
        let set = fed.sns.set_subscription_attributes().subscription_arn(&arn);
        let set = set
            .attribute_name("RawMessageDelivery")
            .attribute_value(value);
        set.send().await.expect("set");
    };
    raw("true").await;
    assert_eq!(fed.say(&event("e-1").to_string()).await, 400);
    assert_eq!(fed.house.logged(RAW).len(), 1);
    // A document inside a raw delivery is nobody's either.
    let inside = fed.house.aws.sign_message(fed.posts()[0].request.clone());
    let header = [("x-amz-sns-rawdelivery", "true".to_owned())];
    let doors = Doors::of(&fed.house);
    let said = doors
        .post("/aws/sns", TEXT, &header, inside.to_string())
        .await;
    assert_eq!(said.status, 400);
    assert!(fed.stored().await.is_empty());
    fed.house.aws.retry_due();
    assert_eq!(fed.house.aws.delivered().await, 0, "SNS does not repeat it");
    raw("false").await;
    assert_eq!(fed.say(&event("e-2").to_string()).await, 200);
    assert_eq!(fed.last()["TopicArn"], TOPIC);
    assert_eq!(fed.stored().await.len(), 1);
}
