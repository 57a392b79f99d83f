//! The official SDK looks after topics of the simulated SNS: what it cannot decode, or is refused wrongly, is a fault there.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::ProvideErrorMetadata;

use crate::sim_aws::{base, start};

#[tokio::test]
async fn topics_and_subscriptions_are_made_changed_and_ended() {
    let sim = start().await;
    let sns = Client::new(&base(&sim).await);
    let created = sns
        .create_topic()
        .name("builds")
        .attributes("SignatureVersion", "2");
    let topic = created.send().await.unwrap().topic_arn.unwrap();
    assert_eq!(topic, "arn:aws:sns:ap-northeast-2:111122223333:builds");
    let subscribed = sns
        .subscribe()
        .topic_arn(&topic)
        .protocol("https")
        .endpoint("https://127.0.0.1:1/a?b=c&d=<e>")
        .attributes("RawMessageDelivery", "true")
        .send();
    let arn = subscribed.await.unwrap().subscription_arn.unwrap();
    assert_eq!(arn, "pending confirmation");
    let listed = sns.list_subscriptions_by_topic().topic_arn(&topic).send();
    let listed = listed.await.unwrap();
    let [one] = listed.subscriptions() else {
        panic!("{listed:?}");
    };
    assert_eq!(one.endpoint(), Some("https://127.0.0.1:1/a?b=c&d=<e>"));
    assert_eq!(one.subscription_arn(), Some("PendingConfirmation"));
    let attributes = sns.get_topic_attributes().topic_arn(&topic).send().await;
    let attributes = attributes.unwrap().attributes.unwrap();
    assert_eq!(attributes["SignatureVersion"], "2");
    assert_eq!(attributes["SubscriptionsPending"], "1");
    let again = sns
        .subscribe()
        .topic_arn(&topic)
        .protocol("https")
        .endpoint("https://127.0.0.1:1/a?b=c&d=<e>")
        .return_subscription_arn(true)
        .send();
    let arn = again.await.unwrap().subscription_arn.unwrap();
    let attributes = sns.get_subscription_attributes().subscription_arn(&arn);
    let attributes = attributes.send().await.unwrap().attributes.unwrap();
    assert_eq!(attributes["PendingConfirmation"], "true");
    sns.unsubscribe()
        .subscription_arn(&arn)
        .send()
        .await
        .unwrap();
    let gone = sns.get_subscription_attributes().subscription_arn(&arn);
    let gone = gone.send().await.unwrap_err();
    assert_eq!(gone.code(), Some("NotFound"));
}

#[tokio::test]
async fn what_sns_refuses_has_its_name() {
    let sim = start().await;
    let sns = Client::new(&base(&sim).await);
    let here = "arn:aws:sns:ap-northeast-2:111122223333:deployments";
    for (topic, code) in [
        ("arn:aws:sns:ap-northeast-2:111122223333:ghost", "NotFound"),
        (
            "arn:aws:sns:eu-west-1:111122223333:deployments",
            "InvalidParameter",
        ),
        (
            "arn:aws:sns:ap-northeast-2:444455556666:deployments",
            "AuthorizationError",
        ),
        ("deployments", "InvalidParameter"),
    ] {
        let published = sns.publish().topic_arn(topic).message("x").send().await;
        assert_eq!(published.unwrap_err().code(), Some(code), "{topic}");
    }
    for (message, subject) in [("", None), ("x", Some("two\nlines")), ("x", Some(""))] {
        let published = sns.publish().topic_arn(here).message(message);
        let published = published
            .set_subject(subject.map(str::to_owned))
            .send()
            .await;
        assert_eq!(published.unwrap_err().code(), Some("InvalidParameter"));
    }
    let long = sns.publish().topic_arn(here).message("x".repeat(262_145));
    assert_eq!(
        long.send().await.unwrap_err().code(),
        Some("InvalidParameter")
    );
    let confirmed = sns.confirm_subscription().topic_arn(here).token("wrong");
    assert_eq!(
        confirmed.send().await.unwrap_err().code(),
        Some("InvalidParameter")
    );
}
