//! What a topic tells is told in Slack, once, however it is signed and however often it comes.

use serde_json::json;
use sim::aws::Disorder;

use super::{Fed, event};

#[tokio::test]
async fn a_deployment_goes_from_the_bus_over_a_topic_into_one_message() {
    for version in ["1", "2"] {
        let fed = Fed::subscribed().await;
        fed.signed_by(version).await;
        fed.house.aws.set_disorder(Disorder {
            copies: 2,
            ..Disorder::default()
        });
        fed.rule();
        fed.ship();
        let message = fed.the_message().await;
        insta::assert_snapshot!("a_deployment_that_a_topic_told", message);
        assert_eq!(fed.last()["SignatureVersion"], version);
        assert_eq!(fed.stored().await, fed.house.told_ids());

        // Everything comes once more, confirmation and all.
        let (posts, confirmations) = (fed.posts().len(), fed.confirmations());
        fed.house.aws.redeliver_messages();
        assert_eq!(fed.house.aws.delivered().await, 0);
        assert_eq!(fed.posts().len(), posts * 2);
        assert!(fed.statuses().iter().all(|status| *status == 200));
        assert_eq!(
            fed.confirmations(),
            confirmations,
            "once confirmed, not again"
        );
        assert_eq!(fed.the_message().await, message);
        assert_eq!(fed.stored().await, fed.house.told_ids());
    }
}

#[tokio::test]
async fn an_event_is_known_by_its_own_id_and_all_else_by_its_message() {
    let fed = Fed::subscribed().await;
    let event = event("e-1").to_string();
    // Two messages with one event.
    for _ in 0..2 {
        assert_eq!(fed.say(&event).await, 200);
    }
    assert_eq!(fed.stored().await.into_iter().collect::<Vec<_>>(), ["e-1"]);
    let again = "pilothouse_events_total{family=\"any\",result=\"again\"} 1";
    assert!(fed.is_counted(again).await);
    // What is no event of EventBridge may call itself as it likes.
    let words = json!({"version": "1.0", "source": "custom", "id": "e-1", "content": {"description": "Hi"}});
    for _ in 0..2 {
        assert_eq!(fed.say(&words.to_string()).await, 200);
    }
    let messages = fed.posts();
    let ids = messages.iter().rev().take(2).map(|post| {
        let id = post.request["MessageId"].as_str().expect("an id");
        format!("message:{id}")
    });
    let mut stored = fed.stored().await;
    assert!(stored.remove("e-1"));
    assert_eq!(stored, ids.collect());
    // The same by another way.
    let inside = json!({"Records": [{"body": event}, {"body": super::event("e-2").to_string()}]});
    assert_eq!(fed.say(&inside.to_string()).await, 200);
    assert_eq!(fed.stored().await.len(), 4);
}

#[tokio::test]
async fn what_is_no_json_object_is_acknowledged_and_counted() {
    let fed = Fed::subscribed().await;
    for message in ["hunter2: the build is done", "\"hunter2\"", "[{}]", "2"] {
        assert_eq!(fed.say(message).await, 200, "{message}");
    }
    assert!(fed.stored().await.is_empty());
    let counted = "pilothouse_events_total{family=\"unknown\",result=\"no_json\"} 4";
    assert!(fed.is_counted(counted).await);
    let said = fed
        .house
        .logged("a notification of SNS holds no JSON object; it was set aside");
    assert_eq!(said.len(), 4);
    assert_eq!(said[3]["id"], fed.last()["MessageId"]);
    assert!(!fed.house.bot.log().concat().contains("hunter2"));
}
