//! Slack's door through a socket that the bot opened itself: no signature, the same answers.

use axum::body::Bytes;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::payloads::Reply;
use super::{Doors, Reject};
use crate::slack::{Envelope, Taken, Taker};

impl Taker for Doors {
    async fn take(&self, envelope: Envelope) -> Taken {
        let payload = &envelope.payload;
        let (door, reply) = match envelope.kind.as_str() {
            "slash_commands" => ("commands", Ok(self.command(&form(payload)).await)),
            "interactive" => {
                let form = Serializer::new(String::new())
                    .append_pair("payload", &payload.to_string())
                    .finish();
                let reply = self.interaction(form.as_bytes()).await;
                ("interactions", Ok(reply))
            }
            "events_api" => ("events", self.event(payload.to_string().as_bytes()).await),
            // Sent again it would be no better known.
            _ => ("socket", Ok(None)),
        };
        self.metrics.request(door, status(&reply));
        taken(reply)
    }
}

/// What the same request would be answered over HTTP, so that one metric counts both.
fn status(reply: &Result<Reply, Reject>) -> u16 {
    match reply {
        Ok(_) => 200,
        Err(reject) => reject.status().as_u16(),
    }
}

fn taken(reply: Result<Reply, Reject>) -> Taken {
    match reply {
        Ok(None) => Taken::Acknowledged(None),
        Ok(Some(json)) => Taken::Acknowledged(text(&json)),
        Err(_) => Taken::SendAgain,
    }
}

fn text(json: &Bytes) -> Option<String> {
    String::from_utf8(json.to_vec()).ok()
}

/// The form that a slash command would have been over HTTP, for whoever stores it and reads it after a restart.
fn form(payload: &Value) -> Vec<u8> {
    let mut form = Serializer::new(String::new());
    for (name, value) in payload.as_object().into_iter().flatten() {
        if let Some(value) = value.as_str() {
            form.append_pair(name, value);
        }
    }
    form.finish().into_bytes()
}
