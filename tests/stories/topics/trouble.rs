//! What a message needs is out of reach for a while: it is not taken, comes again, and is told then.

use std::time::Duration;

use sim::{Fault, Kind};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::{Fed, event};

#[tokio::test]
async fn a_certificate_out_of_reach_is_asked_for_with_the_next_delivery() {
    let fed = Fed::open().await;
    let aws = &fed.house.aws;
    let kinds = [Kind::Status(503), Kind::Drop, Kind::Garbage, Kind::Hang];
    let count = kinds.len();
    for kind in kinds {
        aws.faults()
            .inject(Fault::on("sns.certificate", kind).times(1));
    }
    fed.subscribe().await;
    for _ in 1..count {
        assert_eq!(aws.delivered().await, 1, "it is to come again");
        aws.retry_due();
    }
    assert_eq!(aws.delivered().await, 0, "SNS tries four times");
    assert_eq!(fed.statuses(), [503; 4]);
    assert_eq!(fed.confirmations(), 0);
    assert!(
        !fed.house
            .logged("a message of SNS cannot be proven now")
            .is_empty()
    );
    fed.subscribe().await;
    assert_eq!(aws.delivered().await, 0);
    assert_eq!(fed.statuses().last(), Some(&200));
    // The certificate is kept.
    aws.faults()
        .inject(Fault::on("sns.certificate", Kind::Status(503)));
    assert_eq!(fed.say(&event("e-1").to_string()).await, 200);
}

#[tokio::test]
async fn an_event_that_cannot_be_stored_comes_again_and_is_told() {
    let fed = Fed::subscribed().await;
    let url = format!("sqlite:{}", fed.file.display());
    let mut other = SqliteConnection::connect(&url).await.expect("a store");
    // Another process writes for long: nothing can be stored meanwhile.
    let locked = sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await;
    locked.expect("the lock");
    fed.rule();
    fed.ship();
    let left = fed.house.aws.delivered().await;
    assert!(left > 0);
    let statuses = fed.statuses();
    assert!(
        statuses[1..].iter().all(|status| *status == 503),
        "{statuses:?}"
    );
    let unlocked = sqlx::query("COMMIT").execute(&mut other).await;
    unlocked.expect("the lock given back");
    let message = fed.the_message().await;
    assert!(message.contains("v42 is deployed"), "{message}");
    assert_eq!(fed.stored().await, fed.house.told_ids());
}

#[tokio::test]
async fn a_bot_that_is_away_is_told_by_sns_what_it_missed() {
    let fed = Fed::subscribed().await;
    let aws = fed.house.aws.clone();
    let url = fed.house.bot.url().to_owned();
    let addr = url.strip_prefix("http://").expect("an address").parse();
    let (status, _) = fed.house.bot.stop().await.expect("an end");
    assert!(status.success());
    // Its port is kept, so that no other story's bot is met there.
    let kept = tokio::net::TcpSocket::new_v4().expect("a socket");
    kept.set_reuseaddr(true).expect("a port used before");
    kept.bind(addr.expect("an address")).expect("its port");
    let sns = fed.sns.publish().topic_arn(super::TOPIC);
    sns.message(event("e-1").to_string())
        .send()
        .await
        .expect("published");
    assert_eq!(aws.delivered().await, 1, "nobody is at {url}");
    fed.house.clock.advance(Duration::from_secs(20));
    assert_eq!(aws.delivered().await, 1, "and 20 s later neither");
    assert_eq!(
        aws.deliveries()
            .all()
            .iter()
            .filter(|post| post.status == 0)
            .count(),
        2
    );
}
