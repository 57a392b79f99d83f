//! What people do, as envelopes, and what becomes of the acknowledgements.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, PATIENCE, socket_slack};
use crate::slack::tests::{App, call, with_button};
use crate::slack::{Door, SLACKBOT, SlackSim};

#[tokio::test]
async fn a_command_is_an_envelope_and_its_answer_a_message() {
    let sim = socket_slack().await;
    let app = App::answering(200, "text/plain", "over HTTP").await;
    sim.connect(&app.url());
    let mut client = Client::greeted(&sim).await;
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "status <x>");
    let answered = async {
        let envelope = client.frame().await;
        client.answer(&envelope, json!({"text": "Looking…"})).await;
        envelope
    };
    let (delivery, envelope) = tokio::join!(typed, answered);
    let delivery = delivery.unwrap();
    assert_eq!(envelope["type"], "slash_commands");
    assert_eq!(envelope["accepts_response_payload"], true);
    assert!(envelope.get("retry_attempt").is_none(), "{envelope}");
    let payload = &envelope["payload"];
    assert_eq!(payload["command"], "/deploy");
    assert_eq!(payload["text"], "status &lt;x&gt;");
    assert_eq!(payload["trigger_id"], delivery.trigger_id);
    assert_eq!(payload["response_url"], delivery.response_url);
    assert!(delivery.ok() && delivery.notice.is_none());
    assert_eq!(delivery.body, r#"{"text":"Looking…"}"#);
    assert_eq!(sim.ephemerals("U0ANN", "C0DEPLOYS")[0].text(), "Looking…");
    assert!(app.got().is_empty(), "nothing goes to a URL");
}

/// Types a command that the app acknowledges with `payload`: what its person was told by Slack.
async fn notice_for(sim: &SlackSim, client: &mut Client, payload: Value) -> Option<&'static str> {
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "");
    let answered = async {
        let envelope = client.frame().await;
        client.answer(&envelope, payload).await;
    };
    tokio::join!(typed, answered).0.unwrap().notice
}

#[tokio::test]
async fn an_answer_that_is_no_message_is_told_by_slackbot() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    for (payload, notice) in [
        (Value::Null, None),
        (json!([1]), Some("invalid_command_response")),
        (json!({"blocks": 7}), Some("invalid_command_response")),
    ] {
        assert_eq!(notice_for(&sim, &mut client, payload).await, notice);
    }
    let told = sim.ephemerals("U0ANN", "C0DEPLOYS");
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|notice| notice.author == SLACKBOT));
}

#[tokio::test]
async fn without_a_connection_a_command_fails_at_once_and_an_event_waits() {
    let sim = socket_slack().await;
    let command = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "").await;
    assert_eq!(command.unwrap().notice, Some("dispatch_failed"));
    let told = &sim.ephemerals("U0ANN", "C0DEPLOYS")[0];
    assert!(told.text().contains("dispatch_failed"), "{}", told.text());
    let mention = sim.mention("U0ANN", "C0DEPLOYS", "status", None).await;
    let mention = mention.unwrap();
    assert!(!mention.ok() && mention.attempts == 2);

    let mut client = Client::greeted(&sim).await;
    sim.clock().advance(Duration::from_secs(60));
    let heard = async {
        let envelope = client.frame().await;
        client.acknowledge(&envelope).await;
        envelope
    };
    let (retried, envelope) = tokio::join!(sim.retry_due(), heard);
    assert!(retried[0].ok());
    assert_eq!(envelope["type"], "events_api");
    assert_eq!(envelope["accepts_response_payload"], false);
    assert_eq!(envelope["retry_attempt"], 2);
    assert_eq!(envelope["retry_reason"], "timeout");
    assert_eq!(envelope["payload"]["event_id"], mention.event_id);
    assert_eq!(envelope["payload"]["event"]["type"], "app_mention");
}

#[tokio::test]
async fn an_acknowledgement_too_late_or_of_nothing_is_none() {
    let sim = socket_slack().await;
    sim.set_deadline(Duration::from_millis(100));
    let mut client = Client::greeted(&sim).await;
    let (delivery, late) = tokio::join!(
        sim.command("U0ANN", "C0DEPLOYS", "/deploy", ""),
        client.frame()
    );
    let delivery = delivery.unwrap();
    assert!(delivery.missed_deadline && delivery.status == 0);
    assert_eq!(delivery.notice, Some("operation_timeout"));

    sim.set_deadline(PATIENCE);
    client.acknowledge(&late).await;
    client.say(json!({"envelope_id": "never sent"})).await;
    client.say(json!({"hello": ["you"]})).await;
    client.write("no JSON").await;
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "");
    let answered = async {
        let envelope = client.frame().await;
        assert_ne!(envelope["envelope_id"], late["envelope_id"]);
        client.answer(&envelope, json!({"text": "In time"})).await;
    };
    let (delivery, ()) = tokio::join!(typed, answered);
    assert!(delivery.unwrap().body.contains("In time"));
}

#[tokio::test]
async fn connections_take_turns_and_acknowledge_only_their_own() {
    let sim = socket_slack().await;
    let mut clients = [Client::greeted(&sim).await, Client::greeted(&sim).await];
    for turn in [0, 1, 0, 1] {
        let event = sim.event(json!({"type": "app_mention"}));
        let heard = async {
            let envelope = clients[turn].frame().await;
            clients[turn].acknowledge(&envelope).await;
        };
        assert!(tokio::join!(event, heard).0.ok());
    }
    sim.set_deadline(Duration::from_millis(100));
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "");
    let stolen = async {
        let envelope = clients[0].frame().await;
        clients[1].acknowledge(&envelope).await;
    };
    assert!(tokio::join!(typed, stolen).0.unwrap().missed_deadline);
}

#[tokio::test]
async fn a_click_is_acknowledged_and_a_modal_answered() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    let message = with_button(&sim).await;
    let clicked = async {
        let envelope = client.frame().await;
        // Slack did not ask for an answer here, and passes over it.
        client.answer(&envelope, json!({"text": "Thanks"})).await;
        envelope
    };
    let (delivery, envelope) = tokio::join!(sim.click("U0ANN", &message, "approve"), clicked);
    let delivery = delivery.unwrap();
    assert!(delivery.ok() && delivery.body.is_empty());
    assert_eq!(envelope["type"], "interactive");
    assert_eq!(envelope["accepts_response_payload"], false);
    assert_eq!(envelope["payload"]["actions"][0]["value"], "abc");

    let view = json!({
        "type": "modal", "title": {"type": "plain_text", "text": "Why?"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "input", "block_id": "reason", "label": {"type": "plain_text", "text": "Reason"},
            "element": {"type": "plain_text_input", "action_id": "text"}}],
    });
    let args = json!({"trigger_id": delivery.trigger_id, "view": view});
    let opened = call(&sim, "views.open", args).await;
    assert_eq!(opened["ok"], true, "{opened}");
    let id = opened["view"]["id"].as_str().unwrap();
    let errors = json!({"response_action": "errors", "errors": {"reason": "Say more"}});
    for (payload, open) in [(errors, true), (Value::Null, false)] {
        let submitted = async {
            let envelope = client.frame().await;
            client.answer(&envelope, payload).await;
            envelope
        };
        let (delivery, envelope) =
            tokio::join!(sim.submit("U0ANN", id, &[("text", "No")]), submitted);
        assert_eq!(delivery.unwrap().notice, None);
        assert_eq!(envelope["accepts_response_payload"], true);
        assert_eq!(sim.modal_of("U0ANN").is_some(), open);
    }
}

#[tokio::test]
async fn slacks_tests_of_urls_and_what_is_no_body_are_never_sent() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    for delivery in [
        sim.ssl_check().await,
        sim.url_verification("abc").await,
        sim.deliver(Door::Interactions, "payload={".into()).await,
    ] {
        assert_eq!(delivery.notice, Some("dispatch_failed"));
    }
    let body = json!({"type": "event_callback", "event_id": "Ev1"}).to_string();
    let sent = sim.deliver(Door::Events, body);
    let first = async {
        let envelope = client.frame().await;
        client.acknowledge(&envelope).await;
        envelope
    };
    let (delivery, envelope) = tokio::join!(sent, first);
    assert!(delivery.ok());
    assert_eq!(envelope["payload"]["event_id"], "Ev1");
    assert_eq!(envelope["retry_attempt"], 0);
    assert_eq!(envelope["retry_reason"], "");
}
