//! Response URLs over HTTP: what an app answers to a command or a click.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::Response;
use serde_json::{Map, Value};

use super::Shared;
use super::methods::hook_content;
use super::model::{Draft, Origin, ResponseUrl, Workspace};
use super::reply::Reply;
use super::work::{self, Work, agent};
use jiff::Timestamp;

/// The operation's name in the call log and for faults.
const OPERATION: &str = "response_url";

/// Serves a response URL.
pub async fn serve(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = decode(&headers, &body);
    let work = Work {
        operation: OPERATION.into(),
        agent: agent(&headers),
        request: body.clone().map_or(Value::Null, Value::Object),
        web_api: false,
    };
    work::answer(shared, work, move |shared| {
        let now = shared.clock.now();
        match answer(&mut shared.workspace(), uri.path(), body, now) {
            Ok(()) => Reply::text(200, "ok"),
            Err((status, error)) => Reply::text(status, &error),
        }
    })
    .await
}

fn decode(headers: &HeaderMap, body: &[u8]) -> Option<Map<String, Value>> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(body).ok()?;
        let (_, payload) = pairs.into_iter().find(|(name, _)| name == "payload")?;
        return serde_json::from_str(&payload).ok();
    }
    serde_json::from_slice(body).ok()
}

/// Does what the body says. The error is a status and a plain name: Slack gives no detail here.
fn answer(
    workspace: &mut Workspace,
    path: &str,
    body: Option<Map<String, Value>>,
    now: Timestamp,
) -> Result<(), (u16, String)> {
    let gone = |name: &str| (404, name.to_owned());
    let bad = |name: &str| (400, name.to_owned());
    let url = workspace.live_response_url(path, now).map_err(gone)?;
    let body = body.ok_or_else(|| bad("invalid_payload"))?;
    let sent = hook_content(&body).map_err(|failure| (400, failure.error.into_owned()))?;
    let is = |name: &str| {
        body.get(name)
            .is_some_and(|value| *value == true || *value == "true")
    };
    let original = match &url.origin {
        Origin::Click { ts } => Some(ts.clone()),
        Origin::Command => None,
    };
    if is("delete_original")
        && let Some(ts) = &original
    {
        if !workspace.delete(&url.channel, ts) {
            return Err(gone("message_not_found"));
        }
    } else if sent.is_empty() {
        return Err(bad("no_text"));
    } else if is("replace_original")
        && let Some(ts) = &original
    {
        // Whatever response_type says: what was ephemeral stays so.
        if !workspace.edit(&url.channel, ts, sent.into_content(), now) {
            return Err(gone("message_not_found"));
        }
    } else {
        let draft = draft(workspace, &url, &body, sent.into_content());
        workspace.post(draft, now);
    }
    workspace.count_use(path);
    Ok(())
}

fn draft(
    workspace: &Workspace,
    url: &ResponseUrl,
    body: &Map<String, Value>,
    content: super::Content,
) -> Draft {
    let in_channel = body
        .get("response_type")
        .is_some_and(|kind| kind == "in_channel");
    let thread_ts = body
        .get("thread_ts")
        .and_then(Value::as_str)
        .filter(|ts| in_channel && workspace.message(&url.channel, ts).is_some());
    Draft {
        channel: url.channel.clone(),
        author: workspace.app.bot_user.clone(),
        thread_ts: thread_ts.map(ToOwned::to_owned),
        broadcast: false,
        ephemeral_to: (!in_channel).then(|| url.person.clone()),
        content,
    }
}
