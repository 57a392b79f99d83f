//! Opening connections: tokens, tickets, the hello, and who is turned away.

use std::time::Duration;

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Client, PATIENCE, link_url, open, socket_slack};
use crate::slack::{SlackSim, SocketTimes};
use crate::{Fault, Kind};

async fn refused(url: &str) -> u16 {
    match connect_async(url).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("{other:?} instead of a refusal"),
    }
}

async fn error_of(request: reqwest::RequestBuilder) -> Value {
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["ok"], false, "{answer}");
    answer["error"].clone()
}

#[tokio::test]
async fn only_the_apps_own_app_level_token_opens_and_only_by_post() {
    let sim = socket_slack().await;
    let client = reqwest::Client::new();
    let url = format!("{}/apps.connections.open", sim.api_url());
    let (bot, app) = sim.read(|workspace| {
        let app = &workspace.app;
        (app.token.clone(), app.app_token.clone())
    });
    assert!(app.starts_with("xapp-"), "{app}");
    for (token, error) in [
        (bot.as_str(), "not_allowed_token_type"),
        ("xapp-1-A0PILOT-9-another", "invalid_auth"),
        ("nonsense", "invalid_auth"),
    ] {
        assert_eq!(error_of(client.post(&url).bearer_auth(token)).await, error);
    }
    assert_eq!(error_of(client.post(&url)).await, "missing_args");
    let get = client.get(&url).bearer_auth(&app);
    assert_eq!(error_of(get).await, "insecure_request");
    sim.with(|workspace| workspace.app.app_token_scopes.clear());
    let without_scope = client.post(&url).bearer_auth(&app);
    assert_eq!(error_of(without_scope).await, "missing_scope");
}

#[tokio::test]
async fn a_ticket_opens_one_connection_and_not_for_long() {
    let sim = socket_slack().await;
    let answer = open(&sim).await;
    assert_eq!(answer["ok"], true, "{answer}");
    let url = answer["url"].as_str().unwrap();
    let host = sim.api_url().replace("http://", "ws://");
    let link = format!("{}/link/?ticket=", host.trim_end_matches("/api"));
    assert!(url.starts_with(&link), "{url}");

    let _open = Client::at(url).await;
    assert_eq!(refused(url).await, 403);
    assert_eq!(refused(&format!("{link}guessed")).await, 403);
    let late = link_url(&sim).await;
    sim.clock().advance(Duration::from_secs(31));
    assert_eq!(refused(&late).await, 403);
    let statuses: Vec<u16> = sim
        .calls()
        .of("link")
        .iter()
        .map(|call| call.status)
        .collect();
    assert_eq!(statuses, [101, 403, 403, 403]);
}

#[tokio::test]
async fn what_is_no_handshake_does_not_use_the_ticket_up() {
    let sim = socket_slack().await;
    let url = link_url(&sim).await;
    let plain = reqwest::Client::new().get(url.replace("ws://", "http://"));
    assert_eq!(plain.send().await.unwrap().status(), 400);
    let mut client = Client::at(&url).await;
    assert_eq!(client.frame().await["type"], "hello");
}

#[tokio::test]
async fn the_hello_says_how_many_are_open_and_for_how_long() {
    let sim = socket_slack().await;
    let mut first = Client::at(&link_url(&sim).await).await;
    let hello = first.frame().await;
    assert_eq!(hello["type"], "hello");
    assert_eq!(hello["num_connections"], 1);
    assert_eq!(hello["connection_info"], json!({"app_id": "A0PILOT"}));
    assert_eq!(hello["debug_info"]["approximate_connection_time"], 18_060);
    let short = format!("{}&debug_reconnects=true", link_url(&sim).await);
    let mut second = Client::at(&short).await;
    let hello = second.frame().await;
    assert_eq!(hello["num_connections"], 2);
    assert_eq!(hello["debug_info"]["approximate_connection_time"], 360);
    assert_eq!(sim.sockets(), 2);
}

#[tokio::test]
async fn the_eleventh_is_sent_away_in_place_of_a_hello() {
    let sim = socket_slack().await;
    let mut ten = Vec::new();
    for _ in 0..10 {
        ten.push(Client::greeted(&sim).await);
    }
    let mut eleventh = Client::at(&link_url(&sim).await).await;
    let frame = eleventh.frame().await;
    assert_eq!(frame["type"], "disconnect");
    assert_eq!(frame["reason"], "too_many_websockets");
    assert!(frame["debug_info"]["host"].is_string(), "{frame}");
    assert!(eleventh.ends().await);
    assert_eq!(sim.sockets(), 10);
    drop(ten.pop());
    assert!(sim.sockets_until(9, PATIENCE).await);
    Client::greeted(&sim).await;
}

#[tokio::test]
async fn without_socket_mode_a_connection_is_told_that_the_link_is_disabled() {
    let sim = super::slack().await;
    let mut client = Client::at(&link_url(&sim).await).await;
    assert_eq!(client.frame().await["reason"], "link_disabled");
    assert!(client.ends().await);
}

#[tokio::test]
async fn opening_is_paced_and_can_go_wrong_at_both_steps() {
    let sim = socket_slack().await;
    let error = Kind::Error("internal_error".into());
    let fault = Fault::on("apps.connections.open", error).times(1);
    sim.faults().inject(fault);
    assert_eq!(open(&sim).await["error"], "internal_error");
    let url = link_url(&sim).await;
    sim.faults()
        .inject(Fault::on("link", Kind::Status(503)).times(1));
    assert_eq!(refused(&url).await, 503);
    sim.faults().inject(Fault::on("link", Kind::Drop).times(1));
    assert!(connect_async(&url).await.is_err());
    for _ in 1..50 {
        assert_eq!(open(&sim).await["ok"], true);
    }
    assert_eq!(open(&sim).await["error"], "ratelimited");
}

#[tokio::test]
async fn both_sides_ping_and_who_answers_nothing_is_taken_for_dead() {
    let sim = socket_slack().await;
    sim.set_socket_times(SocketTimes {
        ping: Duration::from_millis(20),
        ..SocketTimes::default()
    });
    let mut talking = Client::greeted(&sim).await;
    for _ in 0..5 {
        let ping = talking.next().await;
        assert!(matches!(ping, Some(Message::Ping(_))), "{ping:?}");
    }
    pinged_back(&mut talking).await;
    assert_eq!(sim.sockets(), 1);
    // It reads nothing from now on, and so it never says pong.
    assert!(sim.sockets_until(0, PATIENCE).await);
}

async fn pinged_back(client: &mut Client) {
    client.0.send(Message::Ping("mine".into())).await.unwrap();
    loop {
        match client.next().await.expect("an open connection") {
            Message::Pong(echo) if echo == "mine" => return,
            Message::Ping(_) => {}
            other => panic!("{other:?} instead of a pong"),
        }
    }
}

#[tokio::test]
async fn a_slack_that_is_gone_holds_no_connection() {
    let sim: SlackSim = socket_slack().await;
    let mut client = Client::greeted(&sim).await;
    drop(sim);
    assert!(client.ends().await);
}
