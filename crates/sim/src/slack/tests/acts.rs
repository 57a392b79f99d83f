//! What people do and the app gets: signatures, deadlines, notices, retries.

use std::time::Duration;

use serde_json::{Value, json};

use super::{App, call, slack, with_button};
use crate::slack::{SLACKBOT, Signing};

#[tokio::test]
async fn a_command_is_signed_escaped_and_answered_privately() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "Looking…").await;
    sim.connect(&app.url());
    sim.command("U0ANN", "C0INCIDENT", "/deploy", "status @bob <x>")
        .await
        .unwrap();
    let (headers, body) = app.got().pop().unwrap();
    assert!(
        headers["x-slack-signature"]
            .to_str()
            .unwrap()
            .starts_with("v0=")
    );
    let form: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(field("text"), Some("status <@U0BOB|bob> &lt;x&gt;"));
    assert_eq!(field("channel_name"), Some("privategroup"));
    assert_eq!(field("is_enterprise_install"), Some("false"));
    assert_eq!(sim.ephemerals("U0ANN", "C0INCIDENT")[0].text(), "Looking…");
    assert!(
        sim.command("U0BOB", "C0INCIDENT", "/deploy", "")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_answer_for_all_shows_what_was_typed() {
    let sim = slack().await;
    let body = r#"{"response_type":"in_channel","text":"All good"}"#;
    let app = App::answering(200, "application/json", body).await;
    sim.connect(&app.url());
    sim.command("U0ANN", "C0DEPLOYS", "/deploy", "status")
        .await
        .unwrap();
    let seen = sim.seen_by("U0BOB", "C0DEPLOYS");
    let texts: Vec<&str> = seen.iter().map(|message| message.text()).collect();
    assert_eq!(texts, ["/deploy status", "All good"]);
}

#[tokio::test]
async fn a_failed_command_is_told_by_slackbot() {
    let sim = slack().await;
    for (status, body, notice) in [
        (500, "oops", "dispatch_failed"),
        (200, "{", "invalid_command_response"),
    ] {
        let app = App::answering(status, "application/json", body).await;
        sim.connect(&app.url());
        let delivery = sim
            .command("U0ANN", "C0DEPLOYS", "/deploy", "")
            .await
            .unwrap();
        assert_eq!(delivery.notice, Some(notice));
        let told = sim.ephemerals("U0ANN", "C0DEPLOYS").pop().unwrap();
        assert_eq!(told.author, SLACKBOT);
        assert!(told.text().contains(notice));
    }
}

#[tokio::test]
async fn a_missed_deadline_is_told_too() {
    let sim = slack().await;
    // A listener that never accepts: the connection opens and nothing answers.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    sim.connect(&format!("http://{}", silent.local_addr().unwrap()));
    sim.set_deadline(Duration::from_millis(50));
    let delivery = sim
        .command("U0ANN", "C0DEPLOYS", "/deploy", "")
        .await
        .unwrap();
    assert!(delivery.missed_deadline && delivery.status == 0);
    assert!(
        sim.ephemerals("U0ANN", "C0DEPLOYS")[0]
            .text()
            .contains("operation_timeout")
    );
}

#[tokio::test]
async fn signatures_can_be_spoiled() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let old = sim.signing(Signing {
        timestamp: Some(1),
        ..Signing::default()
    });
    old.url_verification("abc").await;
    assert_eq!(app.got()[0].0["x-slack-request-timestamp"], "1");
    sim.ssl_check().await;
    assert!(!app.got()[1].0.contains_key("x-slack-signature"));
}

#[tokio::test]
async fn a_mention_is_retried_with_the_headers_that_say_so() {
    let sim = slack().await;
    let app = App::answering(503, "text/plain", "").await;
    sim.connect(&app.url());
    let delivery = sim
        .mention("U0ANN", "C0DEPLOYS", "status api.io", None)
        .await
        .unwrap();
    assert_eq!(delivery.attempts, 2);
    let second = &app.got()[1];
    assert_eq!(second.0["x-slack-retry-num"], "1");
    assert_eq!(second.0["x-slack-retry-reason"], "http_error");
    let event: Value = serde_json::from_str(&second.1).unwrap();
    assert_eq!(
        event["event"]["text"],
        "<@U0PILOT> status <http://api.io|api.io>"
    );
    assert!(sim.retry_due().await.is_empty());
    sim.clock().advance(Duration::from_secs(60));
    assert_eq!(sim.retry_due().await[0].attempts, 3);
    sim.clock().advance(Duration::from_secs(300));
    assert_eq!(sim.retry_due().await[0].attempts, 4);
    sim.clock().advance(Duration::from_secs(3600));
    assert!(sim.retry_due().await.is_empty());
    let again = sim.redeliver(&delivery.event_id).await.unwrap();
    assert_eq!(again.event_id, delivery.event_id);
    assert!(
        sim.mention("U0ANN", "C0RANDOM", "status", None)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn talk_that_does_not_mention_the_app_is_not_heard() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let quiet = sim.say("U0ANN", "C0DEPLOYS", "hi @bob", None).await;
    assert!(quiet.unwrap().is_none());
    let parent = sim.messages("C0DEPLOYS")[0].ts.clone();
    let heard = sim
        .say("U0ANN", "C0DEPLOYS", "@Pilothouse status", Some(&parent))
        .await;
    assert!(heard.unwrap().unwrap().ok());
    let event: Value = serde_json::from_str(&app.got()[0].1).unwrap();
    assert_eq!(event["event"]["thread_ts"], json!(parent));
    assert_eq!(sim.seen_by("U0BOB", "C0DEPLOYS").len(), 1);
    assert!(
        sim.say("U0ANN", "C0DEPLOYS", "x", Some("1.0"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn clicks_and_choices_say_what_was_clicked() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let message = with_button(&sim).await;
    sim.click("U0ANN", &message, "approve").await.unwrap();
    let payload = app.payload();
    assert_eq!(payload["actions"][0]["value"], "abc");
    assert_eq!(payload["state"]["values"], json!([]));
    assert_eq!(payload["message"]["ts"], message.ts);
    let option = json!({"text": {"type": "plain_text", "text": "Later"}, "value": "later"});
    let menu = json!([{
        "type": "section", "text": {"type": "mrkdwn", "text": "x"},
        "accessory": {"type": "overflow", "action_id": "more", "options": [option]},
    }]);
    let args = json!({"channel": "C0DEPLOYS", "user": "U0ANN", "text": "x", "blocks": menu});
    call(&sim, "chat.postEphemeral", args).await;
    let private = sim.ephemerals("U0ANN", "C0DEPLOYS").pop().unwrap();
    assert!(
        sim.choose("U0BOB", &private, "more", "later")
            .await
            .is_err()
    );
    assert!(
        sim.choose("U0ANN", &private, "more", "never")
            .await
            .is_err()
    );
    sim.choose("U0ANN", &private, "more", "later")
        .await
        .unwrap();
    let payload = app.payload();
    assert_eq!(payload["actions"][0]["selected_option"], option);
    assert_eq!(payload["container"]["is_ephemeral"], true);
    assert_eq!(payload["message"], Value::Null);
}

#[tokio::test]
async fn the_home_tab_tells_the_app() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    sim.app_home_opened("U0MINJI", "home").await.unwrap();
    let event: Value = serde_json::from_str(&app.got()[0].1).unwrap();
    assert_eq!(event["event"]["channel"], "D0MINJI");
    assert_eq!(event["type"], "event_callback");
}
