//! Slack's three doors over HTTP: the signature over the raw bytes, then whatever any door does.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;

use super::body::read;
use super::payloads::Reply;
use super::{Doors, Reject};
use crate::slack;
use domain::secret::Secret;

/// What a request is checked by, and who answers it.
#[derive(Debug, Clone)]
struct Signed {
    doors: Arc<Doors>,
    signing_secret: Secret,
}

/// The three routes, for requests that are signed with this secret.
pub fn routes(doors: Arc<Doors>, signing_secret: Secret) -> Router {
    Router::new()
        .route("/slack/commands", post(commands))
        .route("/slack/interactions", post(interactions))
        .route("/slack/events", post(events))
        .with_state(Signed {
            doors,
            signing_secret,
        })
}

async fn commands(State(signed): State<Signed>, request: Request) -> Response {
    let reply = command(&signed.doors, &signed.signing_secret, request).await;
    answer(&signed.doors, "commands", reply)
}

async fn interactions(State(signed): State<Signed>, request: Request) -> Response {
    let reply = interaction(&signed.doors, &signed.signing_secret, request).await;
    answer(&signed.doors, "interactions", reply)
}

async fn events(State(signed): State<Signed>, request: Request) -> Response {
    let reply = event(&signed.doors, &signed.signing_secret, request).await;
    answer(&signed.doors, "events", reply)
}

fn answer(doors: &Doors, door: &'static str, reply: Result<Reply, Reject>) -> Response {
    let json = HeaderValue::from_static("application/json");
    let response = reply.map(|reply| match reply {
        Some(body) => ([(CONTENT_TYPE, json)], body).into_response(),
        None => ().into_response(),
    });
    doors.answer(door, response)
}

async fn command(
    doors: &Doors,
    signing_secret: &Secret,
    request: Request,
) -> Result<Reply, Reject> {
    let (headers, body) = read(request).await?;
    if is_unsigned(&headers) && slack::is_ssl_check(&body) {
        return Ok(None);
    }
    verify(signing_secret, &headers, &body)?;
    Ok(doors.command(&body).await)
}

async fn interaction(
    doors: &Doors,
    signing_secret: &Secret,
    request: Request,
) -> Result<Reply, Reject> {
    let (headers, body) = read(request).await?;
    verify(signing_secret, &headers, &body)?;
    Ok(doors.interaction(&body).await)
}

async fn event(doors: &Doors, signing_secret: &Secret, request: Request) -> Result<Reply, Reject> {
    let (headers, body) = read(request).await?;
    verify(signing_secret, &headers, &body)?;
    doors.event(&body).await
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let only = all.next()?;
    // Two of them: which one was signed is anybody's guess.
    all.next().is_none().then(|| only.to_str().ok()).flatten()
}

fn is_unsigned(headers: &HeaderMap) -> bool {
    !headers.contains_key("x-slack-signature") && !headers.contains_key("x-slack-request-timestamp")
}

fn verify(signing_secret: &Secret, headers: &HeaderMap, body: &[u8]) -> Result<(), Reject> {
    slack::verify(
        signing_secret.expose(),
        header(headers, "x-slack-request-timestamp"),
        header(headers, "x-slack-signature"),
        body,
        Timestamp::now(),
    )
    .map_err(|error| {
        // Counted by `/metrics`; at a higher level any stranger could fill the log.
        tracing::debug!(%error, "a request that is not Slack's was refused");
        Reject::Unsigned
    })
}
