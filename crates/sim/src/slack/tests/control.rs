//! The control door: another language's client acts for people, and options are supplied as a person types.

use serde_json::{Value, json};

use super::{App, LOCAL, call, slack};
use crate::Clock;
use crate::slack::SlackSim;

async fn ask(sim: &SlackSim, path: &str, body: Value) -> (u16, Value) {
    let base = sim.api_url().replace("/api", "/sim");
    let client = reqwest::Client::new();
    let request = match body {
        Value::Null => client.get(format!("{base}/{path}")),
        body => client.post(format!("{base}/{path}")).json(&body),
    };
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let said = response.text().await.unwrap();
    (status, serde_json::from_str(&said).unwrap_or(said.into()))
}

#[tokio::test]
async fn whoever_has_the_door_types_looks_and_reads_the_calls() {
    let clock = Clock::running(1.0);
    let sim = SlackSim::start_with_control(LOCAL, clock).await.unwrap();
    let app = App::answering(200, "text/plain", "Looking…").await;
    assert_eq!(ask(&sim, "connect", json!({"url": app.url()})).await.0, 200);
    let command = json!({
        "do": "command", "person": "U0ANN", "channel": "C0DEPLOYS", "command": "/deploy", "text": "status",
    });
    let (status, delivery) = ask(&sim, "act", command).await;
    assert_eq!((status, &delivery["status"]), (200, &json!(200)));
    assert!(delivery["trigger_id"].is_string() && delivery["response_url"].is_string());

    call(&sim, "auth.test", json!({})).await;
    let (_, calls) = ask(&sim, "calls", Value::Null).await;
    assert_eq!(calls[0]["operation"], "auth.test");
    let (_, seen) = ask(&sim, "seen?person=U0ANN&channel=C0DEPLOYS", Value::Null).await;
    assert_eq!(
        seen["messages"][0]["versions"][0]["content"]["text"],
        "Looking…"
    );
    let (_, methods) = ask(&sim, "methods", Value::Null).await;
    assert!(
        methods
            .as_array()
            .unwrap()
            .contains(&json!("chat.postMessage"))
    );
}

#[tokio::test]
async fn the_door_refuses_what_a_person_cannot_do_and_what_it_does_not_know() {
    let clock = Clock::running(1.0);
    let sim = SlackSim::start_with_control(LOCAL, clock).await.unwrap();
    let stranger = json!({
        "do": "mention", "person": "U0NOBODY", "channel": "C0DEPLOYS", "text": "status",
    });
    let (status, refused) = ask(&sim, "act", stranger).await;
    assert_eq!(
        (status, refused["refused"].as_str()),
        (409, Some("nobody is U0NOBODY"))
    );
    for unknown in [
        json!({"do": "dance", "person": "U0ANN"}),
        json!({"do": "home", "person": "U0ANN", "loudly": true}),
        json!({}),
    ] {
        assert_eq!(ask(&sim, "act", unknown).await.0, 422);
    }
    assert_eq!(ask(&sim, "rules", json!({"gravity": false})).await.0, 422);
}

#[tokio::test]
async fn there_is_no_door_where_nobody_opened_it() {
    let sim = slack().await;
    assert_eq!(ask(&sim, "calls", Value::Null).await.0, 404);
    assert_eq!(ask(&sim, "act", json!({"do": "ssl_check"})).await.0, 404);
}

/// A modal with a select whose options the app supplies, before Ann.
async fn with_select(sim: &SlackSim, app: &App) -> String {
    sim.connect(&app.url());
    let delivery = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "").await;
    let view = json!({
        "type": "modal", "title": {"type": "plain_text", "text": "Ask"},
        "submit": {"type": "plain_text", "text": "Go"},
        "blocks": [{
            "type": "input", "block_id": "what", "label": {"type": "plain_text", "text": "What"},
            "element": {"type": "external_select", "action_id": "service"},
        }],
    });
    let args = json!({"trigger_id": delivery.unwrap().trigger_id, "view": view});
    let answer = call(sim, "views.open", args).await;
    assert_eq!(answer["ok"], true, "{answer}");
    answer["view"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_the_app_suggests_can_be_chosen_and_nothing_else() {
    let sim = slack().await;
    let app = App::answering(
        200,
        "application/json",
        r#"{"options":[{"text":{"type":"plain_text","text":"Worker"},"value":"worker"}]}"#,
    )
    .await;
    let view = with_select(&sim, &app).await;
    let choose = |option: &'static str| {
        let (sim, view) = (sim.clone(), view.clone());
        async move { sim.submit("U0ANN", &view, &[("what", option)]).await }
    };
    assert!(choose("worker").await.is_err(), "before it was suggested");
    // Slack asks from three characters on, where the select does not say.
    assert!(sim.suggest("U0ANN", &view, "service", "wo").await.is_err());
    assert!(sim.suggest("U0BOB", &view, "service", "wor").await.is_err());
    let delivery = sim.suggest("U0ANN", &view, "service", "wor").await.unwrap();
    assert_eq!(delivery.notice, None);
    let payload = app.payload();
    assert_eq!(payload["type"], "block_suggestion");
    assert_eq!(
        (&payload["value"], &payload["block_id"]),
        (&json!("wor"), &json!("what"))
    );
    assert!(payload.get("trigger_id").is_none());
    assert!(choose("other").await.is_err());
    assert!(choose("worker").await.is_ok());
    let chosen = &app.payload()["view"]["state"]["values"]["what"]["service"];
    assert_eq!(chosen["selected_option"]["value"], "worker");
}

#[tokio::test]
async fn a_suggestion_that_slack_cannot_show_is_none() {
    for answer in [
        "not json",
        "{}",
        r#"{"options":[{"text":{"type":"mrkdwn","text":"a"},"value":"a"}]}"#,
        r#"{"options":[],"option_groups":[]}"#,
    ] {
        let sim = slack().await;
        let app = App::answering(200, "application/json", answer).await;
        let view = with_select(&sim, &app).await;
        let delivery = sim.suggest("U0ANN", &view, "service", "wor").await.unwrap();
        assert_eq!(delivery.notice, Some("invalid_response"), "{answer}");
    }
}
