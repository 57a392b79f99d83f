//! The door for events of AWS: what an API destination of EventBridge sends, stored before it is acknowledged.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::body::read;
use super::{Doors, Reject};
use crate::store::{Incoming, Received};
use domain::provenance::Provenance;
use events::{self, Around, Said};

/// The header that carries the token of the settings.
const TOKEN: &str = "x-pilothouse-token";
/// The header by which `pilothouse replay` says that what it sends is recorded.
const REPLAY: &str = "x-pilothouse-replay";
/// How long storing may take before AWS is asked to send it again; EventBridge waits 5 s, SNS 15 s.
const STORED: Duration = Duration::from_secs(1);

/// `POST /aws/events`: one event, or an array of them.
///
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html>
pub(super) async fn events(State(doors): State<Arc<Doors>>, request: Request) -> Response {
    let result = event(&doors, request).await;
    doors.answer("aws_events", result)
}

async fn event(doors: &Doors, request: Request) -> Result<Response, Reject> {
    let Some(expected) = &doors.events_token else {
        return Err(Reject::Unsigned);
    };
    let mut given = request.headers().get_all(TOKEN).iter();
    let is_right = match (given.next(), given.next()) {
        (Some(token), None) => bool::from(token.as_bytes().ct_eq(expected.expose().as_bytes())),
        _ => false,
    };
    if !is_right {
        return Err(Reject::Unsigned);
    }
    let provenance = match request.headers().contains_key(REPLAY) {
        true => Provenance::Replay,
        false => Provenance::Token,
    };
    let (_, body) = read(request).await?;
    let Some(incoming) = incoming(&body, &provenance) else {
        tracing::warn!("what came to /aws/events is no event; EventBridge will not repeat it");
        return Err(Reject::NoEvent);
    };
    store(doors, incoming).await?;
    Ok(().into_response())
}

/// Stores events, and counts those that had come before.
///
/// # Errors
/// [`Reject::NotStored`], also when it takes more than 1 s.
pub(super) async fn store(doors: &Doors, incoming: Vec<Incoming>) -> Result<(), Reject> {
    let stored = tokio::time::timeout(STORED, doors.intake.put(incoming)).await;
    match stored {
        Ok(Ok(received)) => {
            let again = received.iter().filter(|one| **one == Received::Again);
            doors.metrics.repeated(again.count() as u64);
            Ok(())
        }
        Ok(Err(error)) => {
            let error = format!("{error:#}");
            tracing::error!(error, "events could not be stored");
            Err(Reject::NotStored)
        }
        Err(_) => {
            tracing::error!("events could not be stored in time");
            Err(Reject::NotStored)
        }
    }
}

/// An event to be stored, and the way by which it came.
pub(super) fn came(said: &Said, provenance: &Provenance) -> Incoming {
    Incoming {
        id: said.id_by(provenance),
        body: said.event.to_string(),
        provenance: provenance.clone(),
    }
}

/// The events of a body, however they are wrapped; `None` where it is not one or several JSON objects.
fn incoming(body: &[u8], provenance: &Provenance) -> Option<Vec<Incoming>> {
    let events = match serde_json::from_slice(body).ok()? {
        Value::Array(events) => events,
        event => vec![event],
    };
    let mut incoming = Vec::with_capacity(events.len());
    for event in events {
        if !event.is_object() {
            return None;
        }
        let said = events::said_in(event, Around::default());
        incoming.extend(said.iter().map(|said| came(said, provenance)));
    }
    Some(incoming)
}
