//! One Web API call: token, scopes, pace, the method.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method as HttpMethod};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::Shared;
use super::methods::{self, Method};
use super::model::Workspace;
use super::paces::{Limit, POST_IN_CHANNEL, Tier};
use super::reply::Reply;
use super::scopes::{missing_scope, provided};
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
        Some(method) => act(shared, method, args),
    })
    .await
}

fn unknown(name: &str) -> Reply {
    let mut body = Failure::from("unknown_method").body();
    body.insert("req_method".into(), name.into());
    Reply::json(body)
}

fn act(shared: &Shared, method: &Method, args: Result<Args, Failure>) -> Reply {
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
    reply.headers.push(("x-oauth-scopes", provided(&workspace)));
    reply
        .headers
        .push(("x-accepted-oauth-scopes", method.scopes.join(",")));
    reply
}

fn authorise(workspace: &Workspace, method: &Method, args: &Args) -> Result<(), Failure> {
    let token = args.token.as_deref().ok_or("not_authed")?;
    if token.starts_with("xapp-") {
        return Err("not_allowed_token_type".into());
    }
    if token != workspace.app.token {
        return Err("invalid_auth".into());
    }
    let scopes = &workspace.app.scopes;
    if method.scopes.is_empty() || method.scopes.iter().any(|scope| scopes.contains(*scope)) {
        return Ok(());
    }
    Err(missing_scope(workspace, &method.scopes.join(",")))
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
