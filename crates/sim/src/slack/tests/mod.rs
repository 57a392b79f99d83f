//! The simulated Slack over real HTTP.

mod acts;
mod api;
mod blocks;
mod control;
mod holds;
mod hooks;
mod house;
mod refused;
mod sockets;
mod threads;
mod troubles;
mod views;
mod visitors;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::any;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Message, SlackSim};
use crate::{Clock, Server};

const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A Slack whose clock stands still at a round time.
async fn slack() -> SlackSim {
    let start = Timestamp::from_second(1_700_000_000).unwrap();
    SlackSim::start(LOCAL, Clock::stepped(start)).await.unwrap()
}

/// Calls a method with JSON and the right token.
async fn call(sim: &SlackSim, method: &str, args: Value) -> Value {
    let token = sim.with(|workspace| workspace.app.token.clone());
    let response = reqwest::Client::new()
        .post(format!("{}/{method}", sim.api_url()))
        .bearer_auth(token)
        .header("content-type", "application/json; charset=utf-8")
        .body(args.to_string())
        .send()
        .await
        .unwrap();
    response.json().await.unwrap()
}

/// Calls a reading method with a query and the right token.
async fn query(sim: &SlackSim, method: &str, args: &[(&str, &str)]) -> Value {
    let token = sim.with(|workspace| workspace.app.token.clone());
    let query = serde_urlencoded::to_string(args).unwrap();
    let response = reqwest::Client::new()
        .get(format!("{}/{method}?{query}", sim.api_url()))
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    response.json().await.unwrap()
}

/// Posts JSON to a response URL: the status and the body.
async fn respond(url: &str, body: Value) -> (u16, String) {
    let response = reqwest::Client::new()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// Posts a message with one button and returns it.
async fn with_button(sim: &SlackSim) -> Message {
    let blocks = json!([
        {"type": "section", "text": {"type": "mrkdwn", "text": "Approve?"}},
        {"type": "actions", "elements": [{
            "type": "button", "action_id": "approve", "value": "abc",
            "text": {"type": "plain_text", "text": "Approve"},
        }]},
    ]);
    let args = json!({"channel": "C0DEPLOYS", "text": "Approve?", "blocks": blocks});
    let answer = call(sim, "chat.postMessage", args).await;
    assert_eq!(answer["ok"], true, "{answer}");
    sim.messages("C0DEPLOYS").pop().unwrap()
}

/// An app that answers everything in the same way and remembers what it got.
struct App {
    server: Server,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl App {
    async fn answering(status: u16, content_type: &'static str, body: &'static str) -> Self {
        let got: Arc<Mutex<Vec<(HeaderMap, String)>>> = Arc::default();
        let log = got.clone();
        let answer = any(move |headers: HeaderMap, request: String| async move {
            log.lock().unwrap().push((headers, request));
            (
                StatusCode::from_u16(status).unwrap(),
                [(header::CONTENT_TYPE, content_type)],
                body,
            )
                .into_response()
        });
        let router = Router::new().fallback(answer);
        let server = Server::start(LOCAL, router).await.unwrap();
        Self { server, got }
    }

    fn url(&self) -> String {
        format!("http://{}", self.server.addr())
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.got.lock().unwrap().clone()
    }

    /// The last interaction's payload.
    fn payload(&self) -> Value {
        let (_, body) = self.got().pop().unwrap();
        let form: Vec<(String, String)> = serde_urlencoded::from_str(&body).unwrap();
        serde_json::from_str(&form[0].1).unwrap()
    }
}
