//! `/healthz`, `/readyz`, `/metrics`: for load balancers and Prometheus; no secret, no name of a person.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::sync::watch;

use super::{Doors, Reject};
use crate::slack::Standing;

/// How long the store may take to show that it works.
const STORE: Duration = Duration::from_secs(2);

/// What is known of the Slack token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlackState {
    Unknown,
    Good,
    /// Why it is not good, or why that is not known.
    Bad(String),
}

/// Whether the bot can work. Clones share it.
#[derive(Debug, Clone)]
pub struct Health {
    slack: watch::Sender<SlackState>,
    /// Where Slack's requests come through a socket.
    socket: Option<watch::Receiver<Standing>>,
    draining: Arc<AtomicBool>,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            slack: watch::Sender::new(SlackState::Unknown),
            socket: None,
            draining: Arc::default(),
        }
    }
}

impl Health {
    /// For a bot whose requests come through a socket that stands like this.
    pub fn through(socket: watch::Receiver<Standing>) -> Self {
        Self {
            socket: Some(socket),
            ..Self::default()
        }
    }

    /// Says what is known of the Slack token; returns whether that is news.
    pub fn slack_is(&self, state: SlackState) -> bool {
        self.slack.send_if_modified(|known| {
            let news = *known != state;
            *known = state;
            news
        })
    }

    /// Waits until the Slack token has been found good.
    pub async fn good(&self) {
        let mut slack = self.slack.subscribe();
        // The sender lives in here.
        let _ = slack.wait_for(|state| *state == SlackState::Good).await;
    }

    /// Says that no more work is taken.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}

pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

pub(super) async fn readyz(State(doors): State<Arc<Doors>>) -> Response {
    let health = &doors.health;
    let draining = health.draining.load(Ordering::Relaxed);
    let slack = health.slack.borrow().clone();
    let store = doors.desk.store();
    let troubles = tokio::time::timeout(STORE, store.troubles()).await;
    let store = tokio::time::timeout(STORE, store.check()).await;
    let store = match store {
        Ok(Ok(())) => "ok",
        Ok(Err(_)) => "cannot be written",
        Err(_) => "does not answer",
    };
    let socket = health.socket.as_ref().map(|socket| socket.borrow().clone());
    let is_reached = socket
        .as_ref()
        .is_none_or(|socket| *socket == Standing::Open);
    let ready = !draining && slack == SlackState::Good && is_reached && store == "ok";
    let mut body = json!({
        "ready": ready,
        // Settings that are wrong never get as far as a server.
        "settings": "ok",
        "store": store,
        "slack": match &slack {
            SlackState::Unknown => "not asked yet",
            SlackState::Good => "ok",
            SlackState::Bad(why) => why,
        },
        // Somebody must invite the bot, or change a route; until then the messages wait.
        "channels": troubles.ok().and_then(Result::ok).unwrap_or_default(),
        "draining": draining,
    });
    if let Some(socket) = socket {
        body["socket"] = match socket {
            Standing::Connecting => "not connected yet".into(),
            Standing::Open => "ok".into(),
            Standing::Closed(why) => why.into(),
        };
    }
    match ready {
        true => Json(body).into_response(),
        false => (Reject::NotReady.status(), Json(body)).into_response(),
    }
}

pub(super) async fn metrics(State(doors): State<Arc<Doors>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], doors.metrics.text()).into_response()
}
