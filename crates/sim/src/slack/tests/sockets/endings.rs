//! How connections end, and what becomes of what was in flight on them.

use std::time::Duration;

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::{Client, PATIENCE, open, socket_slack};
use crate::slack::{Delivery, Reason, SlackSim, SocketTimes};

/// Types a command that is acknowledged.
async fn type_to(sim: &SlackSim, client: &mut Client) -> Delivery {
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "");
    let answered = async {
        let envelope = client.frame().await;
        client.acknowledge(&envelope).await;
    };
    tokio::join!(typed, answered).0.unwrap()
}

async fn closed(client: &mut Client) {
    let message = client.next().await;
    assert!(matches!(message, Some(Message::Close(_))), "{message:?}");
}

#[tokio::test]
async fn a_warning_leaves_the_connection_in_use() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    sim.disconnect(Reason::Warning);
    let frame = client.frame().await;
    assert_eq!(frame["type"], "disconnect");
    assert_eq!(frame["reason"], "warning");
    assert!(frame["debug_info"]["host"].is_string(), "{frame}");
    assert!(type_to(&sim, &mut client).await.ok());
    assert_eq!(sim.sockets(), 1);
}

#[tokio::test]
async fn a_while_after_a_warning_comes_the_end() {
    let sim = socket_slack().await;
    sim.set_socket_times(SocketTimes {
        warning: Duration::from_millis(50),
        ..SocketTimes::default()
    });
    let mut client = Client::greeted(&sim).await;
    sim.disconnect(Reason::Warning);
    assert_eq!(client.frame().await["reason"], "warning");
    assert_eq!(client.frame().await["reason"], "refresh_requested");
    closed(&mut client).await;
    assert!(sim.sockets_until(0, PATIENCE).await);
}

#[tokio::test]
async fn a_connection_does_not_live_for_ever() {
    let sim = socket_slack().await;
    sim.set_socket_times(SocketTimes {
        life: Duration::from_millis(100),
        warning: Duration::from_millis(50),
        ..SocketTimes::default()
    });
    let mut client = Client::greeted(&sim).await;
    assert_eq!(client.frame().await["reason"], "warning");
    assert_eq!(client.frame().await["reason"], "refresh_requested");
    closed(&mut client).await;
}

#[tokio::test]
async fn after_a_refresh_only_the_new_connection_is_used_and_the_old_may_acknowledge() {
    let sim = socket_slack().await;
    let mut old = Client::greeted(&sim).await;
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "slow");
    let refreshed = async {
        let envelope = old.frame().await;
        sim.disconnect(Reason::RefreshRequested);
        assert_eq!(sim.sockets(), 0);
        assert_eq!(old.frame().await["reason"], "refresh_requested");
        // Not having read Slack's close yet, the app goes on.
        old.answer(&envelope, json!({"text": "Still here"})).await;
    };
    let (delivery, ()) = tokio::join!(typed, refreshed);
    assert!(delivery.unwrap().body.contains("Still here"));
    let mut new = Client::greeted(&sim).await;
    for _ in 0..2 {
        assert!(type_to(&sim, &mut new).await.ok());
    }
    closed(&mut old).await;
}

#[tokio::test]
async fn turning_socket_mode_off_disables_the_link() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    sim.disconnect(Reason::LinkDisabled);
    assert_eq!(client.frame().await["reason"], "link_disabled");
    closed(&mut client).await;
    assert_eq!(sim.sockets(), 0);
    assert_eq!(open(&sim).await["ok"], true);
    sim.use_sockets(true);
    Client::greeted(&sim).await;
}

#[tokio::test]
async fn a_cut_is_without_a_word_and_an_event_in_flight_goes_elsewhere() {
    let sim = socket_slack().await;
    let mut first = Client::greeted(&sim).await;
    let event = sim.event(json!({"type": "app_mention"}));
    let moved = async {
        let lost = first.frame().await;
        sim.drop_sockets();
        assert_eq!(sim.sockets(), 0);
        assert!(first.ends().await);
        lost
    };
    let (delivery, lost) = tokio::join!(event, moved);
    // It was tried at once, and there was nobody.
    assert!(!delivery.ok() && delivery.attempts == 2);
    assert!(!delivery.missed_deadline, "nobody waits for a dead one");
    let mut second = Client::greeted(&sim).await;
    sim.clock().advance(Duration::from_secs(60));
    let (retried, again) = tokio::join!(sim.retry_due(), async {
        let envelope = second.frame().await;
        second.acknowledge(&envelope).await;
        envelope
    });
    assert!(retried[0].ok());
    assert_eq!(again["payload"], lost["payload"]);
    assert_ne!(again["envelope_id"], lost["envelope_id"]);
}

#[tokio::test]
async fn an_event_in_flight_on_one_that_dies_is_sent_at_once_on_another() {
    let sim = socket_slack().await;
    let mut dying = Client::greeted(&sim).await;
    let mut living = Client::greeted(&sim).await;
    let event = sim.event(json!({"type": "app_mention"}));
    let moved = async {
        let lost = dying.frame().await;
        drop(dying);
        let envelope = living.frame().await;
        assert_eq!(envelope["payload"], lost["payload"]);
        assert_eq!(envelope["retry_attempt"], 1);
        living.acknowledge(&envelope).await;
    };
    let (delivery, ()) = tokio::join!(event, moved);
    assert!(delivery.ok() && delivery.attempts == 2);
    assert_eq!(sim.sockets(), 1);
}

#[tokio::test]
async fn a_command_in_flight_on_one_that_dies_is_told_as_timed_out_and_never_sent_again() {
    let sim = socket_slack().await;
    let mut dying = Client::greeted(&sim).await;
    let mut living = Client::greeted(&sim).await;
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "once");
    let died = async {
        let envelope = dying.frame().await;
        drop(dying);
        envelope
    };
    let (delivery, lost) = tokio::join!(typed, died);
    assert_eq!(delivery.unwrap().notice, Some("operation_timeout"));
    assert_eq!(lost["payload"]["text"], "once");
    let typed = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "twice");
    let answered = async {
        let envelope: Value = living.frame().await;
        living.acknowledge(&envelope).await;
        envelope
    };
    let (delivery, next) = tokio::join!(typed, answered);
    assert!(delivery.unwrap().ok());
    assert_eq!(next["payload"]["text"], "twice");
}

#[tokio::test]
async fn slack_answers_a_close_and_leaves_the_rest_to_the_app() {
    let sim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    client.0.send(Message::Close(None)).await.unwrap();
    assert!(sim.sockets_until(0, PATIENCE).await);
    loop {
        match client.next().await {
            Some(Message::Ping(_)) => {}
            Some(Message::Close(_)) => break,
            other => panic!("{other:?} instead of a close"),
        }
    }
}
