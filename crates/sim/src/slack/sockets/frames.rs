//! What Slack says on a connection: hello, disconnect, and the envelopes around what people did.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::SocketTimes;
use crate::slack::Door;

/// The machine that Slack claims to be.
const HOST: &str = "applink-simulated";

/// Why a connection is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It ends in about ten seconds.
    Warning,
    /// It ends now, and a new one should be opened.
    RefreshRequested,
    /// Socket Mode was turned off.
    LinkDisabled,
    /// The app has ten already. Slack's own issue trackers show this one, sent in place of a hello.
    TooManyWebsockets,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Reason::Warning => "warning",
            Reason::RefreshRequested => "refresh_requested",
            Reason::LinkDisabled => "link_disabled",
            Reason::TooManyWebsockets => "too_many_websockets",
        }
    }
}

/// The first frame of a connection, the `count`th that is open.
pub fn hello(app: &str, count: usize, times: SocketTimes) -> String {
    json!({
        "type": "hello", "num_connections": count,
        "connection_info": {"app_id": app},
        "debug_info": {
            "host": HOST, "started": "2026-01-01 00:00:00.000", "build_number": 1,
            "approximate_connection_time": times.life.as_secs(),
        },
    })
    .to_string()
}

/// The frame that announces the end of a connection.
pub fn disconnect(reason: Reason) -> String {
    json!({"type": "disconnect", "reason": reason.name(), "debug_info": {"host": HOST}}).to_string()
}

/// An envelope around the body that would go to a request URL, and whether the app may answer in its acknowledgement;
/// `None` where Slack sends such a body to a URL only, as its tests of one. `retry` is how often it was sent before.
pub fn envelope(door: Door, body: &str, id: &str, retry: u32) -> Option<(Value, bool)> {
    let payload = match door {
        Door::Commands => Value::Object(form(body)?),
        Door::Interactions => serde_json::from_str(form(body)?.get("payload")?.as_str()?).ok()?,
        Door::Events => serde_json::from_str(body).ok()?,
    };
    if payload.get("ssl_check").is_some() || payload["type"] == "url_verification" {
        return None;
    }
    let (kind, answerable) = match door {
        Door::Commands => ("slash_commands", true),
        Door::Interactions => {
            let kinds = ["view_submission", "block_suggestion"];
            let answerable = payload["type"]
                .as_str()
                .is_some_and(|kind| kinds.contains(&kind));
            ("interactive", answerable)
        }
        Door::Events => ("events_api", false),
    };
    let mut envelope = json!({
        "type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": answerable,
    });
    if door == Door::Events {
        envelope["retry_attempt"] = json!(retry);
        envelope["retry_reason"] = json!(if retry == 0 { "" } else { "timeout" });
    }
    Some((envelope, answerable))
}

fn form(body: &str) -> Option<Map<String, Value>> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(body).ok()?;
    let members = pairs
        .into_iter()
        .map(|(name, value)| (name, Value::String(value)));
    Some(members.collect())
}
