//! Events that the bot pulls from a queue: stored before they are deleted, and told once.

use pilothouse::sim::aws::Target;
use pilothouse::sim::aws::world::Ship;
use pilothouse::sim::{Call, Fault, Kind};
use serde_json::Value;
use std::time::Duration;

use crate::harness::{DEPLOYS, House, PATIENCE};

/// A house whose AWS sends its events to the queue that its bot pulls from.
async fn house(wrapped: bool, folder: &std::path::Path) -> House {
    let store = format!("sqlite:{}/store.db", folder.display());
    let house = House::plan()
        .variable("PILOTHOUSE_STORE", &store)
        .and_for(|aws| {
            let url = aws.queue_url("pilothouse");
            format!("\n[sources]\nsqs_queue = \"{url}\"\n[pace]\nlook = \"100ms\"\nreconcile = \"500ms\"\n")
        })
        .open()
        .await;
    house.slack.set_paces(false);
    house.aws.send_events_to(Target::Queue {
        url: house.aws.queue_url("pilothouse"),
        wrapped,
    });
    house
}

/// Ships a version and waits until it is told as deployed, in one message.
async fn shipped(house: &House) {
    house
        .aws
        .edit(|world| {
            world
                .home()
                .deploy("prod-main", "orders-api", Ship::healthy("v42"))
        })
        .expect("a deployment");
    for _ in 0..20 {
        house.clock.advance(Duration::from_secs(10));
        house.aws.tick();
    }
    house.aws.delivered().await;
    let is_told = house.slack.until(PATIENCE, |workspace| {
        let mut messages = workspace.messages(DEPLOYS);
        messages
            .any(|message| message.text().contains("is deployed"))
            .then_some(())
    });
    assert!(is_told.await.is_some(), "{}", house.bot.log().join("\n"));
    assert_eq!(house.slack.messages(DEPLOYS).len(), 1);
}

fn left_in(house: &House, queue: &str) -> usize {
    let now = house.clock.now();
    house.aws.edit(|world| {
        let queue = world.home().queue(queue).expect("a queue");
        queue.counts(now).visible
    })
}

fn send(house: &House, body: &str) {
    let now = house.clock.now();
    house.aws.edit(|world| {
        let queue = world.home().queue_mut("pilothouse").expect("a queue");
        queue.send(body.to_owned(), 0, now);
    });
}

#[tokio::test]
async fn events_in_the_queue_are_told_raw_and_wrapped() {
    for wrapped in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let house = house(wrapped, folder.path()).await;
        shipped(&house).await;
        let deleted =
            |call: &Call| call.operation == "sqs.DeleteMessageBatch" && call.status == 200;
        assert!(house.aws.calls().until(PATIENCE, deleted).await.is_some());
    }
}

#[tokio::test]
async fn a_bot_killed_before_it_deletes_tells_it_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let house = house(false, folder.path()).await;
    let fault = Fault::on("sqs.DeleteMessageBatch", Kind::Hang).times(1);
    house.aws.faults().inject(fault);
    house
        .aws
        .edit(|world| {
            world
                .home()
                .deploy("prod-main", "search-api", Ship::healthy("v10"))
        })
        .expect("a deployment");
    let is_held = |call: &Call| call.operation == "sqs.DeleteMessageBatch" && call.status == 0;
    assert!(house.aws.calls().until(PATIENCE, is_held).await.is_some());
    let house = house.killed().await;
    // Its visibility timeout is over, and the message comes again.
    house.clock.advance(Duration::from_secs(60));
    house.aws.tick();
    let deleted = |call: &Call| call.operation == "sqs.DeleteMessageBatch" && call.status == 200;
    assert!(house.aws.calls().until(PATIENCE, deleted).await.is_some());
    let is_told = house.slack.until(PATIENCE, |workspace| {
        workspace
            .messages(DEPLOYS)
            .next()
            .map(|message| message.text().to_owned())
    });
    let told = is_told.await.expect("a message");
    assert!(told.contains("search-api"), "{told}");
    assert_eq!(house.slack.messages(DEPLOYS).len(), 1);
}

#[tokio::test]
async fn what_is_no_event_is_logged_once_and_left_to_the_redrive() {
    let folder = tempfile::tempdir().expect("a folder");
    let house = house(false, folder.path()).await;
    // Received again and again at once.
    house.aws.edit(|world| {
        let queue = world.home().queue_mut("pilothouse").expect("a queue");
        queue.visibility_seconds = 0;
    });
    send(&house, "this is no event");
    let calls = house.aws.calls().clone();
    let received = |call: &&Call| {
        call.operation == "sqs.ReceiveMessage" && call.response["Messages"].is_array()
    };
    let five_times = move |_: &Call| calls.all().iter().filter(received).count() >= 5;
    let is_received = house.aws.calls().until(PATIENCE, five_times).await;
    assert!(is_received.is_some());
    // The poll after that one moves it away, and brings what comes next.
    send(
        &house,
        r#"{"detail-type": "ECR Image Action", "source": "aws.ecr"}"#,
    );
    house.aws.tick();
    let deleted = |call: &Call| call.operation == "sqs.DeleteMessageBatch";
    assert!(house.aws.calls().until(PATIENCE, deleted).await.is_some());
    assert_eq!(left_in(&house, "pilothouse-dead"), 1);
    let log = house.bot.log();
    let warned = log
        .iter()
        .filter(|line| line.contains("left to the queue's redrive"));
    assert_eq!(warned.count(), 1, "{log:?}");
}

#[tokio::test]
async fn a_queue_that_may_not_be_read_is_logged_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let house = house(false, folder.path()).await;
    house
        .aws
        .edit(|world| world.deny("111122223333", "sqs:ReceiveMessage"));
    // The poll that waits now is answered by this.
    send(&house, "{}");
    let calls = house.aws.calls().clone();
    let refused = |call: &Call| call.operation == "sqs.ReceiveMessage" && call.status != 200;
    let thrice = move |_: &Call| calls.all().iter().filter(|call| refused(call)).count() >= 3;
    assert!(house.aws.calls().until(PATIENCE, thrice).await.is_some());
    let log = house.bot.log();
    let lines: Vec<Value> = log
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let told = lines.iter().filter(|line| {
        line["message"]
            .as_str()
            .is_some_and(|m| m.contains("queue cannot be read"))
    });
    assert_eq!(told.count(), 1, "{log:?}");
}
