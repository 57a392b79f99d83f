//! The door for events of AWS: its token, its limits, and that nothing is acknowledged before it is stored.

use serde_json::{Value, json};
use sim::aws::World;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::door::{Doors, Said};
use testkit::House;

const JSON: &str = "application/json; charset=utf-8";
const DOOR: &str = "/aws/events";
const TOKEN: &str = "a-token-of-at-least-sixteen";

async fn house() -> House {
    House::plan()
        .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
        .open()
        .await
}

/// An event as AWS would tell it, which belongs to no release.
fn event(id: &str) -> Value {
    json!({
        "version": "0", "id": id, "detail-type": "ECR Image Action", "source": "aws.ecr",
        "account": "111122223333", "region": "ap-northeast-2", "time": "2026-03-02T09:00:00Z",
        "resources": [], "detail": {"action-type": "PUSH"},
    })
}

/// Posts as an API destination does.
async fn posted(doors: &Doors, headers: &[(&'static str, &str)], body: &str) -> Said {
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    doors.post(DOOR, JSON, &headers, body).await
}

async fn counted(doors: &Doors, line: &str) -> bool {
    let metrics = doors.get("/metrics").await.body;
    metrics.lines().any(|counted| counted == line)
}

#[tokio::test]
async fn only_the_right_token_opens_it() {
    let house = house().await;
    let doors = Doors::of(&house);
    let body = event("e-1").to_string();
    for (headers, status) in [
        (vec![("X-Pilothouse-Token", TOKEN)], 200),
        (vec![], 401),
        (vec![("X-Pilothouse-Token", "")], 401),
        (
            vec![("X-Pilothouse-Token", "a-token-of-at-least-sixteem")],
            401,
        ),
        (
            vec![("X-Pilothouse-Token", TOKEN), ("X-Pilothouse-Token", TOKEN)],
            401,
        ),
        (vec![("Authorization", TOKEN)], 401),
    ] {
        let said = posted(&doors, &headers, &body).await;
        assert_eq!(said.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn what_is_no_event_is_told_in_a_sentence_and_what_is_too_large_is_not_read() {
    let house = house().await;
    let doors = Doors::of(&house);
    let token = [("X-Pilothouse-Token", TOKEN)];
    for body in ["", "nonsense", "1", "[1]", "[[]]", "\"text\"", "{"] {
        let said = posted(&doors, &token, body).await;
        assert_eq!(said.status, 400, "{body:?}");
        assert!(
            said.body.starts_with("This is no event: send one"),
            "{}",
            said.body
        );
    }
    let large = format!("{{\"id\": \"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(posted(&doors, &token, &large).await.status, 413);
}

#[tokio::test]
async fn an_array_is_taken_whole_and_a_repetition_is_known() {
    let house = house().await;
    let doors = Doors::of(&house);
    let token = [("X-Pilothouse-Token", TOKEN)];
    let both = json!([event("e-1"), event("e-2")]).to_string();
    assert_eq!(posted(&doors, &token, &both).await.status, 200);
    let again = json!([event("e-2"), event("e-3")]).to_string();
    assert_eq!(posted(&doors, &token, &again).await.status, 200);
    let repeated = "pilothouse_events_total{family=\"any\",result=\"again\"} 1";
    assert!(counted(&doors, repeated).await);
    assert_eq!(posted(&doors, &token, "[]").await.status, 200);
}

#[tokio::test]
async fn an_event_of_no_environment_is_counted_and_not_told() {
    let house = House::plan()
        .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
        .world(World::reference)
        .open()
        .await;
    let doors = Doors::of(&house);
    let mut foreign = event("e-1");
    foreign["source"] = "aws.codedeploy".into();
    foreign["detail-type"] = "CodeDeploy Deployment State-change Notification".into();
    foreign["account"] = "999988887777".into();
    foreign["detail"] = json!({"deploymentId": "d-1", "state": "START"});
    let token = [("X-Pilothouse-Token", TOKEN)];
    let said = posted(&doors, &token, &foreign.to_string()).await;
    assert_eq!(said.status, 200);
    let foreign = "pilothouse_events_total{family=\"any\",result=\"of_no_environment\"} 1";
    let mut is_counted = false;
    for _ in 0..1_000 {
        is_counted = is_counted || counted(&doors, foreign).await;
    }
    assert!(is_counted);
    assert!(house.slack.messages("C0DEPLOYS").is_empty());
}

#[tokio::test]
async fn what_cannot_be_stored_is_asked_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pilothouse.db");
    let house = House::plan()
        .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
        .variable("PILOTHOUSE_STORE", &format!("sqlite:{}", file.display()))
        .open()
        .await;
    let doors = Doors::of(&house);
    let other = SqliteConnectOptions::new().filename(&file).connect().await;
    let mut other = other.expect("the bot's own store");
    // Another process writes for long: nothing can be stored meanwhile.
    let locked = sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await;
    locked.expect("the lock");
    let token = [("X-Pilothouse-Token", TOKEN)];
    let body = event("e-1").to_string();
    assert_eq!(posted(&doors, &token, &body).await.status, 503);
    let unlocked = sqlx::query("ROLLBACK").execute(&mut other).await;
    unlocked.expect("the lock given back");
    assert_eq!(posted(&doors, &token, &body).await.status, 200);
}
