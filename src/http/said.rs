//! What is said within an acknowledgement: the same message is rendered once, however many ask for it.

use axum::body::Bytes;
use moka::future::Cache;
use serde::Serialize;

use crate::slack::{self, Rendered};
use domain::message::Message;

/// Messages that are remembered: help in each language, "I am looking", the commonest mistakes.
const REMEMBERED: u64 = 128;

/// The messages that were rendered, with their bytes. Rendering is pure, so none of them is ever out of date.
#[derive(Debug)]
pub struct Said(Cache<Message, Bytes>);

impl Default for Said {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// A message within an answer, seen by the person alone.
#[derive(Serialize)]
struct Ephemeral {
    response_type: &'static str,
    #[serde(flatten)]
    message: Rendered,
}

impl Said {
    /// The message as the answer to a request, in JSON.
    pub async fn say(&self, message: &Message) -> Bytes {
        self.0
            .get_with_by_ref(message, async { render(message) })
            .await
    }
}

fn render(message: &Message) -> Bytes {
    let ephemeral = Ephemeral {
        response_type: "ephemeral",
        message: slack::render(message),
    };
    serde_json::to_vec(&ephemeral)
        .expect("blocks are JSON: their keys are strings")
        .into()
}
