//! The doors: what comes in over HTTP, checked, answered, and handed on.

mod aws;
mod body;
mod error;
mod health;
mod said;
mod server;
mod slack;

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::commands::Desk;
use crate::domain::secret::Secret;
use crate::metrics::Metrics;
use crate::store::Intake;

pub use error::Reject;
pub use health::{Health, SlackState};
pub use said::Said;
pub use server::serve;

/// What the doors need to know.
#[derive(Debug)]
pub struct Doors {
    pub desk: Desk,
    pub signing_secret: Secret,
    /// Decides which response URLs are called.
    pub api_url: String,
    /// What an API destination must send; without it there is no door for events.
    pub events_token: Option<Secret>,
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

/// Every route of the contract that is built.
pub fn router(doors: Arc<Doors>) -> Router {
    let events = match doors.events_token {
        Some(_) => Router::new().route("/aws/events", post(aws::events)),
        None => Router::new(),
    };
    events
        .route("/slack/commands", post(slack::commands))
        .route("/slack/interactions", post(slack::interactions))
        .route("/slack/events", post(slack::events))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .with_state(doors)
}
