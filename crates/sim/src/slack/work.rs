//! One call from its arrival to its answer: latency, faults, the call log; what it does is its caller's.

use std::sync::Arc;
use std::time::Instant;

use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde_json::Value;

use super::Shared;
use super::reply::{Reply, Trouble};
use crate::{Call, When};

/// A call that has arrived.
pub struct Work {
    /// By its name in the call log and for faults.
    pub operation: String,
    /// The client, as its `User-Agent` says.
    pub agent: String,
    /// The arguments as the call log keeps them.
    pub request: Value,
    /// Whether errors are told as the Web API does, and not as response URLs do.
    pub web_api: bool,
}

/// The client that sent these headers, by its own word.
pub fn agent(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().to_owned()
}

/// Answers a call. `act` is what it does to the workspace, unless a fault keeps it from that.
pub async fn answer(
    shared: Arc<Shared>,
    work: Work,
    act: impl FnOnce(&Shared) -> Reply + Send + 'static,
) -> Response {
    let arrived = Instant::now();
    let team = shared.workspace().team.id.clone();
    let trouble = Trouble(shared.faults.take(&work.operation, &team));
    let hold = async |when| {
        let fault = trouble.0.as_ref();
        shared.faults.hold(&work.operation, fault, when).await;
    };
    let mut call = Call {
        at: shared.clock.now(),
        operation: work.operation.clone(),
        scope: team,
        agent: work.agent,
        request: work.request,
        status: 0,
        spoilt: trouble.0.as_ref().is_some_and(|it| it.kind.spoils()),
        response: Value::Null,
        worked: arrived..arrived,
    };
    hold(When::Before).await;
    // In a task of its own: what Slack has begun it finishes, whether or not the app still listens.
    let begun = tokio::spawn({
        let (shared, trouble) = (shared.clone(), trouble.clone());
        async move {
            tokio::time::sleep(shared.latency() + trouble.delay(When::Before)).await;
            let reply = match trouble.lets_act() {
                true => act(&shared),
                false => Reply::text(200, ""),
            };
            let reply = trouble.replace(reply, work.web_api);
            call.status = trouble.status(&reply);
            call.response = reply.for_log();
            call.worked.end = Instant::now();
            shared.calls.record(call);
            shared.changed();
            tokio::time::sleep(trouble.delay(When::After)).await;
            reply
        }
    });
    let Ok(reply) = begun.await else {
        return Reply::text(500, "internal_error").into_response();
    };
    hold(When::After).await;
    trouble.send(reply).await
}
