//! How an answer gets to its person: at once acknowledged, by the response URL, else in the channel, else directly.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use sim::aws::World;
use sim::slack::Origin;
use sim::{Fault, Kind};

use crate::door::{Doors, FORM, form};
use testkit::{DEPLOYS, House, PATIENCE, read};

/// Within what time a command is acknowledged, whatever AWS does.
const ACKNOWLEDGED: Duration = Duration::from_millis(50);

/// Lets the bot finish, and counts its answers by the three ways: response URL, ephemeral message, direct message.
async fn ways(house: House) -> (usize, usize, usize) {
    let (status, _) = house.bot.stop().await.expect("an end");
    assert!(status.success());
    let calls = house.slack.calls();
    (
        calls.count("response_url"),
        calls.count("chat.postEphemeral"),
        calls.count("chat.postMessage"),
    )
}

#[tokio::test]
async fn a_command_is_acknowledged_at_once_while_aws_hangs() {
    let house = House::open().await;
    house.aws.faults().inject(Fault::on("*", Kind::Hang));
    let mut took = Vec::new();
    for _ in 0..5 {
        let delivery = house
            .slack
            .command("U0ANN", DEPLOYS, "/deploy", "status")
            .await;
        let delivery = delivery.expect("a command");
        assert!(
            delivery.ok() && delivery.body.contains("🔎"),
            "{}",
            delivery.body
        );
        took.push(delivery.took);
    }
    // The best of five: a machine that compiles meanwhile may hold any one of them up, but AWS holds up all or none.
    let best = took.iter().min().expect("five");
    assert!(*best < ACKNOWLEDGED, "{took:?}");
    let answer = house.told("U0ANN", 10).await;
    assert!(
        read(&answer).contains("AWS did not answer in time"),
        "{}",
        read(&answer)
    );
    assert_eq!(ways(house).await, (5, 0, 0));
}

#[tokio::test]
async fn there_is_one_answer_where_nothing_fails() {
    let house = House::open().await;
    house.ask("U0ANN", "status").await;
    assert_eq!(ways(house).await, (1, 0, 0));
    let house = House::plan().world(World::empty).open().await;
    let answer = house.ask("U0ANN", "status").await;
    assert!(read(&answer).starts_with("There is nothing to show."));
    assert_eq!(ways(house).await, (1, 0, 0), "nothing is an answer too");
    let house = House::open().await;
    house.ask("U0ANN", "help").await;
    assert_eq!(
        ways(house).await,
        (0, 0, 0),
        "the acknowledgement is the answer"
    );
}

/// Asks while the response URL has this trouble; how often each way was taken in the end.
async fn in_trouble(kind: Kind) -> (usize, usize, usize) {
    let house = House::open().await;
    house.slack.faults().inject(Fault::on("response_url", kind));
    let answer = house.ask("U0ANN", "status").await;
    assert!(read(&answer).contains("services"), "{}", read(&answer));
    ways(house).await
}

#[tokio::test]
async fn where_the_response_url_fails_the_channel_is_used() {
    let in_time = Duration::from_secs(60);
    let all = join_all([
        in_trouble(Kind::Error("expired_url".into())),
        in_trouble(Kind::Status(404)),
        in_trouble(Kind::Status(503)),
        in_trouble(Kind::Drop),
        in_trouble(Kind::Throttle { retry_after: 60 }),
        in_trouble(Kind::Hang),
    ]);
    let all = tokio::time::timeout(in_time, all).await.expect("answers");
    // What may pass is tried three times; a wait of a minute, or silence, costs the person more than the other way.
    let tried: Vec<usize> = all.iter().map(|(url, _, _)| *url).collect();
    assert_eq!(tried, [1, 1, 3, 3, 1, 1]);
    assert!(
        all.iter()
            .all(|(_, ephemeral, direct)| (*ephemeral, *direct) == (1, 0)),
        "{all:?}"
    );
}

/// The form of a command of Ann's that is to be answered at this response URL.
fn answered_at(url: &str) -> String {
    form(&[
        ("team_id", "T0001"),
        ("user_id", "U0ANN"),
        ("channel_id", DEPLOYS),
        ("text", "status"),
        ("response_url", url),
    ])
}

#[tokio::test]
async fn a_spent_response_url_is_tried_once() {
    let house = House::open().await;
    let now = house.clock.now();
    let path = house.slack.with(|workspace| {
        let path = workspace.issue_response_url("U0ANN", DEPLOYS, Origin::Command, now);
        (0..5).for_each(|_| workspace.count_use(&path));
        path
    });
    let url = house.slack.api_url().replace("/api", &path);
    let said = Doors::of(&house)
        .signed("/slack/commands", FORM, answered_at(&url))
        .await;
    assert_eq!(said.status, 200);
    house.told("U0ANN", 1).await;
    assert_eq!(ways(house).await, (1, 1, 0));
}

#[tokio::test]
async fn an_address_that_is_not_slacks_is_never_called() {
    let house = House::open().await;
    // On Linux this address leads here as well as loopback does, but it is not one of loopback's.
    let stranger = std::net::TcpListener::bind("0.0.0.0:0").expect("a port");
    stranger.set_nonblocking(true).expect("a listener");
    let port = stranger.local_addr().expect("its address").port();
    let doors = Doors::of(&house);
    for (count, url) in [
        format!("http://0.0.0.0:{port}/commands/T0001/1/x"),
        format!("http://ann@127.0.0.1:{port}/commands/T0001/1/x"),
    ]
    .iter()
    .enumerate()
    {
        let said = doors
            .signed("/slack/commands", FORM, answered_at(url))
            .await;
        assert_eq!(said.status, 200);
        house.told("U0ANN", count + 1).await;
    }
    let called = stranger.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(called, Err(std::io::ErrorKind::WouldBlock));
    assert_eq!(ways(house).await, (0, 2, 0));
}

#[tokio::test]
async fn where_the_bot_is_not_in_the_channel_it_answers_directly() {
    let house = House::open().await;
    let fault = Fault::on("response_url", Kind::Error("expired_url".into()));
    house.slack.faults().inject(fault);
    let delivery = house
        .slack
        .command("U0ANN", "C0RANDOM", "/deploy", "status")
        .await;
    assert!(delivery.expect("a command").ok());
    let direct = house.slack.until(PATIENCE, |workspace| {
        workspace
            .messages("D0ANN")
            .next()
            .map(|message| message.text().to_owned())
    });
    let direct = direct.await.expect("a direct message");
    assert!(direct.contains("services"), "{direct}");
    assert_eq!(ways(house).await, (1, 1, 1));
}

#[tokio::test]
async fn a_wait_that_slack_asks_for_is_kept() {
    let house = House::open().await;
    for operation in ["response_url", "chat.postMessage"] {
        let fault = Fault::on(operation, Kind::Throttle { retry_after: 1 });
        house.slack.faults().inject(fault.times(1));
    }
    let started = Instant::now();
    house.ask("U0ANN", "status").await;
    assert!(started.elapsed() >= Duration::from_secs(1));
    let started = Instant::now();
    house.mention("U0ANN", "help", None).await;
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(ways(house).await, (2, 0, 2));
}

#[tokio::test]
async fn no_way_is_tried_for_ever() {
    let house = House::open().await;
    for operation in ["response_url", "chat.postEphemeral"] {
        let fault = Fault::on(operation, Kind::Status(500));
        house.slack.faults().inject(fault);
    }
    let delivery = house
        .slack
        .command("U0ANN", DEPLOYS, "/deploy", "status")
        .await;
    assert!(delivery.expect("a command").ok());
    let lost = house.bot.logged("an answer could not be delivered").await;
    assert_eq!(lost.expect("a line of the log")["channel"], DEPLOYS);
    assert_eq!(ways(house).await, (3, 3, 0));
}

#[tokio::test]
async fn a_message_that_slack_will_not_show_is_said_as_text() {
    let house = House::open().await;
    let faults = house.slack.faults();
    faults.inject(Fault::on("response_url", Kind::Status(400)).times(1));
    let refused = Kind::Error("invalid_blocks".to_owned());
    faults.inject(Fault::on("chat.postEphemeral", refused).times(1));
    let answer = house.ask("U0ANN", "status").await;
    assert!(answer.blocks().is_empty());
    let text = answer.text().replace('\u{200B}', "");
    assert!(
        text.contains("services* in partner, prod, staging"),
        "{text}"
    );
    assert!(
        text.contains("payments-api · prod / prod-main · 🟢 Steady · 4/4 · v41 (:3)"),
        "{text}"
    );
    assert_eq!(ways(house).await, (2, 1, 0));
}
