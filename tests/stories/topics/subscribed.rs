//! The bot is subscribed to a topic, confirms that itself, and learns when it is over.

use serde_json::json;

use super::{CONFIRMED, Fed, TOPIC, UNCONFIRMED, but, event};
use crate::door::Doors;
use testkit::House;

#[tokio::test]
async fn a_subscription_is_confirmed_by_the_sdk_and_kept_from_strangers() {
    let fed = Fed::open().await;
    let arn = fed.subscribe().await;
    assert_eq!(fed.house.aws.delivered().await, 0);
    let line = fed.house.bot.logged(CONFIRMED).await.expect("a line");
    assert_eq!(line["topic"], TOPIC);
    let token = fed.last()["Token"].clone();
    let calls = fed.house.aws.calls().of("sns.ConfirmSubscription");
    let [call] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    assert_eq!(call.request["Token"], token);
    assert!(
        !fed.house
            .bot
            .log()
            .concat()
            .contains(token.as_str().expect("a token"))
    );
    let listed = fed.sns.list_subscriptions_by_topic().topic_arn(TOPIC);
    let listed = listed.send().await.expect("subscriptions");
    let [subscription] = listed.subscriptions() else {
        panic!("{listed:?}");
    };
    assert_eq!(subscription.subscription_arn(), Some(arn.as_str()));

    assert_eq!(fed.say(&event("e-1").to_string()).await, 200);
    let link = fed.last()["UnsubscribeURL"].clone();
    assert!(link.as_str().is_some_and(|link| link.ends_with(&arn)));
    let refused = |world: &mut sim::aws::World| world.home().unsubscribe_by_link(&arn);
    let refused = fed.house.aws.edit(refused).expect_err("nobody may");
    assert_eq!(refused.code, "AuthorizationError");
}

#[tokio::test]
async fn the_end_of_a_subscription_is_logged() {
    let fed = Fed::subscribed().await;
    let ended = but(&fed.last(), json!({"Type": "UnsubscribeConfirmation"}));
    assert_eq!(fed.post_signed(&ended).await.status, 200);
    let said = "the topic was unsubscribed: what it is told is not told here any more";
    let line = fed.house.bot.logged(said).await.expect("a line");
    assert_eq!(
        (&line["topic"], &line["level"]),
        (&json!(TOPIC), &json!("WARN"))
    );
    assert_eq!(
        fed.confirmations(),
        1,
        "it is not for the bot to subscribe again"
    );
}

#[tokio::test]
async fn a_confirmation_that_aws_refuses_is_asked_for_again() {
    let fed = Fed::open().await;
    let aws = &fed.house.aws;
    aws.edit(|world| world.deny("111122223333", "sns:ConfirmSubscription"));
    fed.subscribe().await;
    assert_eq!(aws.delivered().await, 1, "SNS keeps it");
    assert_eq!(fed.statuses(), [503]);
    let line = fed.house.bot.logged(UNCONFIRMED).await.expect("a line");
    let why = line["why"].as_str().expect("why");
    assert!(why.contains("sns:ConfirmSubscription"), "{why}");
    aws.edit(|world| world.allow("111122223333", "sns:ConfirmSubscription"));
    aws.retry_due();
    assert_eq!(aws.delivered().await, 0);
    assert_eq!(fed.statuses(), [503, 200]);
    let [first, second] = &fed.posts()[..] else {
        panic!("two posts");
    };
    assert_eq!(first.request, second.request, "the same message again");
    assert_eq!(fed.house.logged(CONFIRMED).len(), 1);
    assert_eq!(fed.say(&event("e-1").to_string()).await, 200);
}

#[tokio::test]
async fn without_a_topic_in_the_settings_there_is_no_such_door() {
    let house = House::open().await;
    let said = Doors::of(&house)
        .post("/aws/sns", "text/plain", &[], "{}")
        .await;
    assert_eq!(said.status, 404);
}
