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
use super::reply::{Outcome, Reply, Trouble};
use crate::sim::Call;
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
    // In a task of its own: what Slack has begun it finishes, whether or not the app still listens.
    let work =
        tokio::spawn(async move { call(&shared, uri.path(), decode(&headers, &body)).await });
    match work.await {
        Ok(Outcome::Answer(response)) => response,
        Ok(Outcome::Hang) => std::future::pending().await,
        Err(_) => Reply::text(500, "internal_error").into_response(),
    }
}

async fn call(shared: &Shared, path: &str, body: Option<Map<String, Value>>) -> Outcome {
    let team = shared.workspace().team.id.clone();
    let arrived = shared.clock.now();
    let trouble = Trouble(shared.faults.take(OPERATION, &team));
    let (before, after) = trouble.delays();
    tokio::time::sleep(shared.latency() + before).await;
    let request = body.clone().map_or(Value::Null, Value::Object);
    let reply = if trouble.lets_act() {
        let now = shared.clock.now();
        let mut workspace = shared.workspace();
        match answer(&mut workspace, path, body, now) {
            Ok(()) => Reply::text(200, "ok"),
            Err((status, error)) => Reply::text(status, &error),
        }
    } else {
        Reply::text(200, "ok")
    };
    let reply = trouble.replace(reply, false);
    shared.calls.record(Call {
        at: arrived,
        operation: OPERATION.into(),
        scope: team,
        request,
        status: trouble.status(&reply),
        response: reply.for_log(),
    });
    shared.changed();
    tokio::time::sleep(after).await;
    trouble.outcome(reply)
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
