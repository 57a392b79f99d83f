//! Answers on their way out, and the faults that befall them.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::{Fault, Kind, When, drop_connection};

/// What is to be answered.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Payload,
}

/// The two kinds of body that Slack answers.
#[derive(Debug, Clone)]
pub enum Payload {
    Json(Map<String, Value>),
    Text(String),
}

impl Reply {
    /// A JSON answer with status 200.
    pub fn json(body: Map<String, Value>) -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: Payload::Json(body),
        }
    }

    /// A plain text answer.
    pub fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Payload::Text(body.into()),
        }
    }

    /// An error as the Web API names it.
    fn error(status: u16, name: &str) -> Self {
        let mut body = Map::new();
        body.insert("ok".into(), false.into());
        body.insert("error".into(), name.into());
        Self {
            status,
            ..Self::json(body)
        }
    }

    /// Too fast: come back in so many seconds.
    pub fn throttled(seconds: u64) -> Self {
        let mut reply = Self::error(429, "ratelimited");
        reply.headers.push(("retry-after", seconds.to_string()));
        reply
    }

    /// What is written into the call log.
    pub fn for_log(&self) -> Value {
        match &self.body {
            Payload::Json(map) => Value::Object(map.clone()),
            Payload::Text(text) => json!(text),
        }
    }

    /// The HTTP response.
    pub fn into_response(self) -> Response {
        let (content_type, body) = match self.body {
            Payload::Json(map) => (
                "application/json; charset=utf-8",
                Value::Object(map).to_string(),
            ),
            Payload::Text(text) => ("text/plain; charset=utf-8", text),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// A fault that befalls one call.
#[derive(Debug, Clone, Default)]
pub struct Trouble(pub Option<Fault>);

impl Trouble {
    fn is(&self, kind: &Kind) -> bool {
        self.0.as_ref().is_some_and(|fault| fault.kind == *kind)
    }

    /// Whether the model may act. Only what changes the answer can keep it from acting.
    pub fn lets_act(&self) -> bool {
        self.0.as_ref().is_none_or(|fault| {
            fault.when == When::After
                || matches!(
                    fault.kind,
                    Kind::Delay(_) | Kind::NoContentType | Kind::Hold
                )
        })
    }

    /// How long to wait before or after acting.
    pub fn delay(&self, when: When) -> Duration {
        self.0
            .as_ref()
            .map_or(Duration::ZERO, |fault| fault.delay(when))
    }

    /// The answer instead of `reply`, as far as a status and a body can tell it.
    pub fn replace(&self, reply: Reply, web_api: bool) -> Reply {
        let Some(fault) = &self.0 else { return reply };
        match &fault.kind {
            Kind::Status(status) if web_api => Reply::error(*status, "internal_error"),
            Kind::Status(status) => Reply::text(*status, "internal_error"),
            Kind::Error(name) if web_api => Reply::error(200, name),
            Kind::Error(name) => Reply::text(404, name),
            Kind::Throttle { retry_after } => Reply::throttled(*retry_after),
            Kind::Garbage => Reply {
                body: Payload::Text("<!DOCTYPE html><html><body>Sorry!</body>".into()),
                ..Reply::text(200, "")
            },
            Kind::Delay(_) | Kind::Hang | Kind::Drop | Kind::NoContentType | Kind::Hold => reply,
        }
    }

    /// The status for the call log: 0 where nothing is answered.
    pub fn status(&self, reply: &Reply) -> u16 {
        if self.is(&Kind::Hang) || self.is(&Kind::Drop) {
            0
        } else {
            reply.status
        }
    }

    /// What goes out on the connection.
    pub async fn send(&self, reply: Reply) -> Response {
        if self.is(&Kind::Hang) {
            return std::future::pending().await;
        }
        if self.is(&Kind::Drop) {
            return drop_connection();
        }
        let mut response = reply.into_response();
        if self.is(&Kind::Garbage) {
            // It promises JSON and holds none.
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json; charset=utf-8"),
            );
        }
        if self.is(&Kind::NoContentType) {
            response.headers_mut().remove(header::CONTENT_TYPE);
        }
        response
    }
}
