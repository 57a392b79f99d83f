//! Triggers, modals and the Home tab.

use std::time::Duration;

use serde_json::{Value, json};

use super::{App, call, slack, with_button};
use crate::slack::SlackSim;

fn modal() -> Value {
    json!({
        "type": "modal", "callback_id": "reject", "notify_on_close": true,
        "title": {"type": "plain_text", "text": "Reject"},
        "submit": {"type": "plain_text", "text": "Reject"},
        "blocks": [{
            "type": "input", "block_id": "why", "label": {"type": "plain_text", "text": "Why"},
            "element": {"type": "plain_text_input", "action_id": "reason", "max_length": 10},
        }],
    })
}

async fn open(sim: &SlackSim, trigger: &str) -> Value {
    call(
        sim,
        "views.open",
        json!({"trigger_id": trigger, "view": modal()}),
    )
    .await
}

async fn clicked(sim: &SlackSim, app: &App) -> String {
    sim.connect(&app.url());
    let message = with_button(sim).await;
    sim.click("U0ANN", &message, "approve")
        .await
        .unwrap()
        .trigger_id
}

#[tokio::test]
async fn a_trigger_opens_one_modal_within_three_seconds() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    let trigger = clicked(&sim, &app).await;
    assert_eq!(open(&sim, "1.2.x").await["error"], "invalid_trigger_id");
    assert_eq!(open(&sim, &trigger).await["ok"], true);
    assert_eq!(open(&sim, &trigger).await["error"], "exchanged_trigger_id");
    let trigger = clicked(&sim, &app).await;
    sim.clock().advance(Duration::from_millis(3001));
    assert_eq!(open(&sim, &trigger).await["error"], "expired_trigger_id");
}

#[tokio::test]
async fn a_submission_carries_what_was_written_and_closes_the_modal() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    let trigger = clicked(&sim, &app).await;
    let id = open(&sim, &trigger).await["view"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(sim.submit("U0BOB", &id, &[("reason", "no")]).await.is_err());
    assert!(sim.submit("U0ANN", &id, &[]).await.is_err());
    assert!(
        sim.submit("U0ANN", &id, &[("reason", "much too long")])
            .await
            .is_err()
    );
    sim.submit("U0ANN", &id, &[("reason", "no")]).await.unwrap();
    let payload = app.payload();
    assert_eq!(payload["type"], "view_submission");
    assert_eq!(
        payload["view"]["state"]["values"]["why"]["reason"]["value"],
        "no"
    );
    assert!(sim.modal_of("U0ANN").is_none());
    let args = json!({"view_id": id, "view": modal()});
    assert_eq!(call(&sim, "views.update", args).await["error"], "not_found");
}

#[tokio::test]
async fn errors_are_shown_only_on_input_blocks() {
    let sim = slack().await;
    let body = r#"{"response_action":"errors","errors":{"why":"too vague"}}"#;
    let app = App::answering(200, "application/json", body).await;
    let trigger = clicked(&sim, &app).await;
    let id = open(&sim, &trigger).await["view"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let delivery = sim.submit("U0ANN", &id, &[("why", "no")]).await.unwrap();
    assert_eq!(delivery.notice, None);
    assert_eq!(sim.modal_of("U0ANN").unwrap().errors["why"], "too vague");
    sim.close("U0ANN", &id).await.unwrap().unwrap();
    assert_eq!(app.payload()["type"], "view_closed");
    let body = r#"{"response_action":"errors","errors":{"reason":"too vague"}}"#;
    let app = App::answering(200, "application/json", body).await;
    let trigger = clicked(&sim, &app).await;
    let id = open(&sim, &trigger).await["view"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let delivery = sim.submit("U0ANN", &id, &[("why", "no")]).await.unwrap();
    assert_eq!(delivery.notice, Some("invalid_response"));
}

#[tokio::test]
async fn an_old_hash_does_not_update() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    let trigger = clicked(&sim, &app).await;
    let view = open(&sim, &trigger).await["view"].clone();
    let args = json!({"view_id": view["id"], "hash": view["hash"], "view": modal()});
    assert_eq!(call(&sim, "views.update", args.clone()).await["ok"], true);
    assert_eq!(
        call(&sim, "views.update", args).await["error"],
        "hash_conflict"
    );
}

#[tokio::test]
async fn a_home_tab_is_published_and_refused() {
    let sim = slack().await;
    let home = json!({"type": "home", "blocks": [{"type": "divider"}]});
    let args = json!({"user_id": "U0ANN", "view": home});
    assert_eq!(call(&sim, "views.publish", args.clone()).await["ok"], true);
    let wrong = json!({"user_id": "U0ANN", "view": modal()});
    assert_eq!(
        call(&sim, "views.publish", wrong).await["error"],
        "invalid_arguments"
    );
    sim.with(|workspace| workspace.app.home_enabled = false);
    assert_eq!(
        call(&sim, "views.publish", args).await["error"],
        "not_enabled"
    );
}

#[tokio::test]
async fn three_modals_lie_on_each_other_and_no_more() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    let trigger = clicked(&sim, &app).await;
    let mut view = modal();
    view["blocks"].as_array_mut().unwrap().push(json!({
        "type": "actions", "elements": [{
            "type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"},
        }],
    }));
    let mut answer = call(
        &sim,
        "views.open",
        json!({"trigger_id": trigger, "view": view}),
    )
    .await;
    for expected in [Value::Null, Value::Null, json!("push_limit_reached")] {
        let top = sim.modal_of("U0ANN").unwrap().id;
        let click = sim
            .click_in_view("U0ANN", &top, "more", None)
            .await
            .unwrap();
        let args = json!({"trigger_id": click.trigger_id, "view": view});
        answer = call(&sim, "views.push", args).await;
        assert_eq!(answer["error"], expected, "{answer}");
    }
    assert_eq!(answer["ok"], false);
}
