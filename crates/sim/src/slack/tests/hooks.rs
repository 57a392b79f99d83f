//! Response URLs: how often, how long, and what they replace.

use std::time::Duration;

use serde_json::json;

use super::{App, respond, slack, with_button};

#[tokio::test]
async fn five_uses_and_no_more() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let typed = sim
        .command("U0ANN", "C0DEPLOYS", "/deploy", "status")
        .await
        .unwrap();
    for _ in 0..5 {
        let answer = respond(
            &typed.response_url,
            json!({"text": "hi", "replace_original": true}),
        )
        .await;
        assert_eq!(answer, (200, "ok".into()));
    }
    // There is nothing that a command's answer could replace.
    assert_eq!(sim.ephemerals("U0ANN", "C0DEPLOYS").len(), 5);
    let sixth = respond(&typed.response_url, json!({"text": "hi"})).await;
    assert_eq!(sixth, (404, "used_url".into()));
    assert_eq!(sim.calls().count("response_url"), 6);
}

#[tokio::test]
async fn thirty_minutes_and_no_longer() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let typed = sim
        .command("U0ANN", "C0DEPLOYS", "/deploy", "status")
        .await
        .unwrap();
    sim.clock().advance(Duration::from_secs(30 * 60 + 1));
    let late = respond(&typed.response_url, json!({"text": "hi"})).await;
    assert_eq!(late, (404, "expired_url".into()));
}

#[tokio::test]
async fn a_clicks_url_replaces_what_was_clicked() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let message = with_button(&sim).await;
    let click = sim.click("U0ANN", &message, "approve").await.unwrap();
    let url = &click.response_url;
    respond(url, json!({"text": "Approved", "replace_original": true})).await;
    let stands = sim.messages("C0DEPLOYS").pop().unwrap();
    assert_eq!((stands.text(), stands.blocks().len()), ("Approved", 0));
    assert!(sim.click("U0BOB", &message, "approve").await.is_err());
    respond(url, json!({"text": "Only for you"})).await;
    assert_eq!(sim.ephemerals("U0ANN", "C0DEPLOYS").len(), 1);
    respond(url, json!({"text": "All", "response_type": "in_channel"})).await;
    assert_eq!(sim.messages("C0DEPLOYS").len(), 2);
    respond(url, json!({"delete_original": true})).await;
    assert_eq!(sim.messages("C0DEPLOYS").len(), 1);
    let gone = respond(url, json!({"text": "x", "replace_original": true})).await;
    assert_eq!(gone.0, 404);
}

#[tokio::test]
async fn bad_bodies_are_refused_without_detail() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let typed = sim
        .command("U0ANN", "C0DEPLOYS", "/deploy", "status")
        .await
        .unwrap();
    let url = &typed.response_url;
    let blocks = json!([{"type": "header", "text": {"type": "mrkdwn", "text": "no"}}]);
    let bad = respond(url, json!({"blocks": blocks})).await;
    assert_eq!(bad, (400, "invalid_blocks".into()));
    assert_eq!(respond(url, json!({})).await, (400, "no_text".into()));
    assert_eq!(
        respond(url, json!([])).await,
        (400, "invalid_payload".into())
    );
    let unknown = url.replace("/T0001/", "/T0002/");
    assert_eq!(respond(&unknown, json!({"text": "x"})).await.0, 404);
}
