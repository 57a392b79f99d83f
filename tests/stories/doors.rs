//! The table of the contract, door by door: what comes, and what is answered.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use sim::slack::Signing;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::door::{DOORS, Doors, FORM, JSON, command, interaction, signature};
use testkit::{DEPLOYS, House, read};

/// What was asked of AWS, and of Slack besides whose the token is and who reads the channels.
fn asked(house: &House) -> usize {
    let slack = house.slack.calls().all();
    // What the bot asks by itself once it has started.
    let at_start = ["auth.test", "conversations.info"];
    let slack = slack
        .iter()
        .filter(|call| !at_start.contains(&call.operation.as_str()));
    house.aws.calls().all().len() + slack.count()
}

fn kind(door: &str) -> &'static str {
    match door {
        "/slack/events" => JSON,
        _ => FORM,
    }
}

/// What Slack would send to this door, if it were Slack: it leads to AWS, to an answer, to something stored.
fn wanted(door: &str) -> String {
    match door {
        "/slack/commands" => command("status"),
        "/slack/interactions" => interaction(&json!({
            "type": "block_actions", "team": {"id": "T0001"}, "user": {"id": "U0ANN"},
            "channel": {"id": DEPLOYS},
        })),
        _ => json!({
            "type": "event_callback", "event_id": "Ev1", "team_id": "T0001",
            "event": {"type": "app_mention", "user": "U0ANN", "channel": DEPLOYS, "text": "<@U0PILOT> status"},
        })
        .to_string(),
    }
}

#[tokio::test]
async fn what_is_not_slacks_is_refused_and_nothing_happens() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    for door in DOORS {
        let body = wanted(door);
        let now = Timestamp::now().as_second();
        let good = |at| signature(doors.secret(), at, body.as_bytes());
        let mut twice = good(now);
        twice.push(("x-slack-signature", good(now)[1].1.clone()));
        for (what, headers) in [
            ("unsigned", vec![]),
            ("no signature", good(now)[..1].to_vec()),
            ("no timestamp", good(now)[1..].to_vec()),
            ("another secret", signature("another", now, body.as_bytes())),
            ("another body", signature(doors.secret(), now, b"x")),
            ("no secret", signature("", now, body.as_bytes())),
            ("stale", good(now - 310)),
            ("future", good(now + 310)),
            ("two signatures", twice),
            (
                "another time",
                vec![
                    ("x-slack-request-timestamp", (now + 1).to_string()),
                    good(now)[1].clone(),
                ],
            ),
        ] {
            let said = doors.post(door, kind(door), &headers, body.clone()).await;
            assert_eq!(
                (said.status, said.body.as_str()),
                (401, ""),
                "{door} {what}"
            );
        }
    }
    assert_eq!(asked(&house), 0, "nothing else happens");
    assert!(house.slack.messages(DEPLOYS).is_empty());
    // The same mention, signed, is new: none of the above was stored.
    let said = doors
        .signed("/slack/events", JSON, wanted("/slack/events"))
        .await;
    assert_eq!(said.status, 200);
    house.told("U0ANN", 1).await;
}

#[tokio::test]
async fn a_signature_holds_for_nearly_five_minutes_either_way() {
    let house = House::open().await;
    let now = Timestamp::now().as_second();
    for timestamp in [now - 290, now + 290] {
        let slack = house.slack.signing(Signing {
            timestamp: Some(timestamp),
            ..Signing::default()
        });
        let delivery = slack.command("U0ANN", DEPLOYS, "/deploy", "help").await;
        assert_eq!(delivery.expect("a command").status, 200);
    }
}

#[tokio::test]
async fn slacks_test_of_the_address_is_answered_unsigned_and_only_alone() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    let delivery = house.slack.ssl_check().await;
    assert_eq!((delivery.status, delivery.body.as_str()), (200, ""));
    let with_more = format!("ssl_check=1&{}", command("status"));
    for (door, body) in [
        ("/slack/commands", with_more.as_str()),
        ("/slack/commands", "ssl_check=1&text=status"),
        ("/slack/commands", "ssl_check=0"),
        ("/slack/commands", ""),
        ("/slack/interactions", "ssl_check=1"),
        ("/slack/events", "ssl_check=1"),
    ] {
        let said = doors.post(door, FORM, &[], body).await;
        assert_eq!(said.status, 401, "{door} {body}");
    }
    let signature = signature("another", Timestamp::now().as_second(), b"ssl_check=1");
    let said = doors
        .post("/slack/commands", FORM, &signature, "ssl_check=1")
        .await;
    assert_eq!(said.status, 401, "signed wrongly is not unsigned");
    let delivery = house.slack.url_verification("3eZbrw1aB").await;
    let answer: Value = serde_json::from_str(&delivery.body).expect("JSON");
    assert_eq!(
        (delivery.status, answer),
        (200, json!({"challenge": "3eZbrw1aB"}))
    );
    assert_eq!(asked(&house), 0);
}

#[tokio::test]
async fn a_signed_command_or_interaction_is_answered_with_a_sentence() {
    let house = House::open().await;
    let doors = Doors::of(&house);
    const UNREADABLE: &str = "Slack sent something that I cannot read, so nothing was done.";
    const NOT_CURRENT: &str = "This button is not current any more, so nothing was done.";
    const OTHER: &str = "This Pilothouse works for another Slack workspace";
    let other = |door: &str| wanted(door).replace("T0001", "T0002");
    for (door, body, sentence) in [
        ("/slack/commands", command("statsu"), "I don't know"),
        ("/slack/commands", String::new(), UNREADABLE),
        ("/slack/commands", "text=status".to_owned(), UNREADABLE),
        ("/slack/commands", other("/slack/commands"), OTHER),
        ("/slack/interactions", String::new(), UNREADABLE),
        ("/slack/interactions", "payload=%7B".to_owned(), UNREADABLE),
        (
            "/slack/interactions",
            wanted("/slack/interactions"),
            NOT_CURRENT,
        ),
        ("/slack/interactions", other("/slack/interactions"), OTHER),
    ] {
        let said = doors.signed(door, FORM, body).await;
        assert_eq!(said.status, 200);
        assert!(said.sentence().starts_with(sentence), "{}", said.body);
    }
    // A modal is answered by a modal, or its person sees an error of Slack's.
    let submitted =
        json!({"type": "view_submission", "team": {"id": "T0001"}, "user": {"id": "U0ANN"}});
    let said = doors
        .signed("/slack/interactions", FORM, interaction(&submitted))
        .await;
    let answer = said.json();
    assert_eq!(
        (said.status, &answer["response_action"]),
        (200, &json!("update"))
    );
    let shown = answer["view"]["blocks"][0]["text"]["text"].as_str();
    assert!(
        shown.is_some_and(|text| text.starts_with(NOT_CURRENT)),
        "{}",
        said.body
    );
    let said = doors
        .signed("/slack/events", JSON, other("/slack/events"))
        .await;
    assert_eq!((said.status, said.body.as_str()), (200, ""));
    // Slack shows nothing of a click's answer, so the one click of ours is told in the channel too.
    let told = house.told("U0ANN", 1).await;
    assert!(told.text().starts_with(NOT_CURRENT));
    assert!(house.aws.calls().all().is_empty());
    assert_eq!(answered_in_the_end(house).await, 1);
}

#[tokio::test]
async fn a_mention_that_cannot_be_stored_is_asked_for_again_and_answered_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pilothouse.db");
    let house = House::plan()
        .variable("PILOTHOUSE_STORE", &format!("sqlite:{}", file.display()))
        .open()
        .await;
    let mut other = SqliteConnectOptions::new()
        .filename(&file)
        .connect()
        .await
        .expect("the bot's own store");
    // Another process writes for long: nothing can be stored meanwhile.
    sqlx::query("BEGIN IMMEDIATE")
        .execute(&mut other)
        .await
        .expect("the lock");
    let delivery = house.slack.mention("U0ANN", DEPLOYS, "help", None).await;
    let delivery = delivery.expect("a mention that is heard");
    assert_eq!((delivery.status, delivery.attempts), (503, 2));
    let ready = Doors::of(&house).get("/readyz").await;
    assert_eq!(
        (ready.status, &ready.json()["store"]),
        (503, &json!("cannot be written"))
    );
    let command = house
        .slack
        .command("U0ANN", DEPLOYS, "/deploy", "help")
        .await;
    assert_eq!(
        command.expect("a command").status,
        200,
        "a person needs no store to read help"
    );
    assert_eq!(house.slack.calls().count("chat.postMessage"), 0);

    sqlx::query("COMMIT")
        .execute(&mut other)
        .await
        .expect("the lock back");
    house.clock.advance(Duration::from_secs(60));
    let again = house.slack.retry_due().await;
    assert_eq!(again.iter().map(|it| it.status).collect::<Vec<_>>(), [200]);
    house.answer_to(&delivery).await;
    assert_eq!(answered_in_the_end(house).await, 1);
}

#[tokio::test]
async fn an_event_that_comes_three_times_is_answered_once() {
    let house = House::open().await;
    let first = house.slack.mention("U0ANN", DEPLOYS, "help", None).await;
    let first = first.expect("a mention that is heard");
    let again = || house.slack.redeliver(&first.event_id);
    let (second, third) = tokio::join!(again(), again());
    for delivery in [second, third] {
        assert_eq!(delivery.expect("sent before").status, 200);
    }
    let answer = house.answer_to(&first).await;
    assert!(read(&answer).starts_with("Here is what you can ask"));
    assert_eq!(answered_in_the_end(house).await, 1);
}

/// Lets the bot finish all that it has begun; how often it has spoken in a channel then.
async fn answered_in_the_end(house: House) -> usize {
    let (status, _) = house.bot.stop().await.expect("an end");
    assert!(status.success());
    let calls = house.slack.calls();
    calls.count("chat.postEphemeral") + calls.count("chat.postMessage")
}
