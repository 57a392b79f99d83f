//! The doors: what comes in over HTTP or through Slack's socket, checked, answered, and handed on.

mod aws;
mod body;
mod error;
mod health;
mod payloads;
mod said;
mod server;
mod slack;
mod sns;
mod socket;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::aws::sns::Topics;
use crate::commands::Desk;
use crate::metrics::Metrics;
use crate::store::Intake;
use domain::secret::Secret;

pub use error::Reject;
pub use health::{Health, SlackState};
pub use said::Said;
pub use server::serve;

/// What the doors need to know.
#[derive(Debug)]
pub struct Doors {
    pub desk: Desk,
    /// What Slack signs its requests with; without it there are no doors for them, and they come through a socket.
    pub signing_secret: Option<Secret>,
    /// Decides which response URLs are called.
    pub api_url: String,
    /// What an API destination must send; without it there is no door for events.
    pub events_token: Option<Secret>,
    /// Who may post notifications; without it there is no door for SNS.
    pub topics: Option<Topics>,
    pub intake: Intake,
    pub said: Said,
    pub health: Health,
    pub metrics: Metrics,
}

impl Doors {
    /// Counts what a door answers.
    fn answer(&self, door: &'static str, result: Result<Response, Reject>) -> Response {
        let response = result.unwrap_or_else(IntoResponse::into_response);
        self.metrics.request(door, response.status().as_u16());
        response
    }
}

/// Every route of the contract that is built, as far as the settings ask for it.
pub fn router(doors: Arc<Doors>) -> Router {
    let mut router = Router::new();
    if doors.events_token.is_some() {
        router = router.route("/aws/events", post(aws::events));
    }
    let mut router = router
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .with_state(doors.clone());
    if let Some(topics) = &doors.topics {
        router = router.merge(sns::routes(doors.clone(), topics.clone()));
    }
    match &doors.signing_secret {
        Some(secret) => router.merge(slack::routes(doors.clone(), secret.clone())),
        None => router,
    }
}
