//! One Web API call: token, scopes, pace, the method.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method as HttpMethod};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Shared;
use super::methods::{self, Method, TokenKind};
use super::model::Workspace;
use super::paces::{Limit, POST_IN_CHANNEL, Tier};
use super::reply::Reply;
use super::scopes::{joined, missing_scope};
use super::wire::{Args, Failure};
use super::work::{self, Work, agent};

/// Serves `/api/{method}`.
pub async fn serve(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    http: HttpMethod,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let method = methods::find(&name);
    let reads_json = method.is_none_or(|method| method.json);
    let query = query.unwrap_or_default();
    let args = Args::decode(&http, &headers, &query, &body, reads_json);
    let work = Work {
        operation: name.clone(),
        agent: agent(&headers),
        request: args.as_ref().map_or(Value::Null, Args::for_log),
        web_api: true,
    };
    work::answer(shared, work, move |shared| match method {
        None => unknown(&name),
        Some(method) => act(shared, method, &http, args),
    })
    .await
}

fn unknown(name: &str) -> Reply {
    let mut body = Failure::from("unknown_method").body();
    body.insert("req_method".into(), name.into());
    Reply::json(body)
}

fn act(shared: &Shared, method: &Method, http: &HttpMethod, args: Result<Args, Failure>) -> Reply {
    if method.token == TokenKind::AppLevel && http != HttpMethod::POST {
        return Reply::json(Failure::from("insecure_request").body());
    }
    let args = match args {
        Ok(args) => args,
        Err(failure) => return Reply::json(failure.body()),
    };
    let mut workspace = shared.workspace();
    let now = shared.clock.now();
    if let Err(failure) = authorise(&workspace, method, &args) {
        return Reply::json(with_warnings(failure.body(), &args.warnings));
    }
    if shared.paced.load(Ordering::Relaxed)
        && let Err(seconds) = shared.paces.admit(&limits(method, &args), now)
    {
        return Reply::throttled(seconds.unsigned_abs());
    }
    let body = match (method.run)(&mut workspace, &args, now) {
        Ok(mut answer) => {
            answer.insert("ok".into(), true.into());
            answer
        }
        Err(failure) => failure.body(),
    };
    let mut reply = Reply::json(with_warnings(body, &args.warnings));
    let (_, scopes) = credential(&workspace, method.token);
    reply.headers.push(("x-oauth-scopes", joined(scopes)));
    reply
        .headers
        .push(("x-accepted-oauth-scopes", method.scopes.join(",")));
    reply
}

/// The one right token of a kind, and what it may do.
fn credential(workspace: &Workspace, kind: TokenKind) -> (&str, &BTreeSet<String>) {
    let app = &workspace.app;
    match kind {
        TokenKind::Bot => (&app.token, &app.scopes),
        TokenKind::AppLevel => (&app.app_token, &app.app_token_scopes),
    }
}

fn authorise(workspace: &Workspace, method: &Method, args: &Args) -> Result<(), Failure> {
    // Slack documents a name of its own for the lack of an app-level token.
    let (missing, other) = match method.token {
        TokenKind::Bot => ("not_authed", "xapp-"),
        TokenKind::AppLevel => ("missing_args", "xox"),
    };
    let token = args.token.as_deref().ok_or(missing)?;
    if token.starts_with(other) {
        return Err("not_allowed_token_type".into());
    }
    let (right, scopes) = credential(workspace, method.token);
    if token != right {
        return Err("invalid_auth".into());
    }
    if method.scopes.is_empty() || method.scopes.iter().any(|scope| scopes.contains(*scope)) {
        return Ok(());
    }
    Err(missing_scope(scopes, &method.scopes.join(",")))
}

fn limits(method: &Method, args: &Args) -> Vec<(String, Limit)> {
    let unpaginated = method.paged && !args.has("limit");
    let mut limits = vec![(method.name.to_owned(), method.tier.limit(unpaginated))];
    if method.tier == Tier::Post {
        let channel = args.text("channel").ok().flatten().unwrap_or_default();
        limits.push((format!("{}:{channel}", method.name), POST_IN_CHANNEL));
    }
    limits
}

fn with_warnings(mut body: Map<String, Value>, warnings: &[&str]) -> Map<String, Value> {
    if warnings.is_empty() {
        return body;
    }
    let mut all: Vec<Value> = warnings.iter().map(|name| json!(name)).collect();
    if let Some(Value::String(own)) = body.get("warning") {
        all.insert(0, json!(own));
    }
    let names: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
    body.insert("warning".into(), names.join(",").into());
    let metadata = body.entry("response_metadata").or_insert_with(|| json!({}));
    metadata["warnings"] = json!(all);
    body
}
