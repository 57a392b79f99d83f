//! One delivery to the bot's door: what EventBridge would send, and what the door's answers mean.

use std::time::Duration;

use anyhow::Context;
use backon::{ExponentialBuilder, Retryable};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::config::EventsDoor;
use crate::slack::production_connector;

/// The header that carries the token.
const TOKEN: &str = "x-pilothouse-token";
/// The header that says that what comes is recorded.
const REPLAY: &str = "x-pilothouse-replay";
/// How long an answer may take: the bot stores an event within a second.
const ANSWER: Duration = Duration::from_secs(5);
/// How often a delivery is repeated, and how long is waited before, at first and at most: some seconds in all, in which
/// a bot that starts gets ready.
const REPEATED: usize = 5;
const PAUSES: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(2));

/// What sends to one door.
pub(super) struct Sender {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    uri: Uri,
    token: HeaderValue,
}

/// Why the door has not taken an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NotTaken {
    #[error("it is larger than the 1 MiB that the bot takes")]
    TooLarge,
    #[error("the bot takes it for no event")]
    NoEvent,
    #[error("PILOTHOUSE_EVENTS_TOKEN is not the one that the bot was started with")]
    Token,
    #[error(
        "there is no such door: start the bot with PILOTHOUSE_EVENTS_TOKEN, or correct the address"
    )]
    NoDoor,
    #[error(
        "it leads elsewhere, with status {0}, where the token is not sent; correct the address"
    )]
    Elsewhere(u16),
    #[error("the bot could not store it, with status {0}; try again later, and see its log")]
    Busy(u16),
    #[error("the answer was status {0}, which is none of the bot's; correct the address")]
    Status(u16),
    #[error("nobody answered within 5 s")]
    Silent,
    #[error("nobody listens there")]
    Unreachable,
}

impl NotTaken {
    /// Whether it is about this event; every other one fares no better.
    pub(super) fn is_of_the_event(&self) -> bool {
        matches!(self, Self::TooLarge | Self::NoEvent)
    }

    fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Silent | Self::Unreachable)
    }

    fn of(status: StatusCode) -> Result<(), Self> {
        Err(match status.as_u16() {
            200..=299 => return Ok(()),
            300..=399 => Self::Elsewhere(status.as_u16()),
            400 => Self::NoEvent,
            401 => Self::Token,
            404 => Self::NoDoor,
            413 => Self::TooLarge,
            408 | 429 | 500.. => Self::Busy(status.as_u16()),
            status => Self::Status(status),
        })
    }
}

impl Sender {
    /// Calls nobody yet.
    ///
    /// # Errors
    /// When the machine has no root certificates, or the door is none that HTTP could name.
    pub(super) fn new(door: &EventsDoor) -> anyhow::Result<Self> {
        let uri = door.url.as_str().parse().context("the address")?;
        let mut token = HeaderValue::from_str(door.token.expose()).context("the token")?;
        token.set_sensitive(true);
        let client = Client::builder(TokioExecutor::new()).build(production_connector()?);
        Ok(Self { client, uri, token })
    }

    /// Delivers an event, repeatedly where that may help: to the bot a repetition is none.
    ///
    /// # Errors
    /// When the door has not taken it in the end.
    pub(super) async fn deliver(&self, event: &Value) -> Result<(), NotTaken> {
        let body = Bytes::from(event.to_string());
        let (first, longest) = PAUSES;
        let pace = ExponentialBuilder::default()
            .with_min_delay(first)
            .with_max_delay(longest)
            .with_max_times(REPEATED)
            .with_jitter();
        (|| self.attempt(body.clone()))
            .retry(pace)
            .when(NotTaken::is_passing)
            .await
    }

    async fn attempt(&self, body: Bytes) -> Result<(), NotTaken> {
        let request = Request::post(self.uri.clone())
            .header(TOKEN, self.token.clone())
            .header(REPLAY, "1")
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .body(Full::new(body))
            .map_err(|_| NotTaken::Unreachable)?;
        let answer = tokio::time::timeout(ANSWER, self.client.request(request)).await;
        let answer = answer.map_err(|_| NotTaken::Silent)?;
        NotTaken::of(answer.map_err(|_| NotTaken::Unreachable)?.status())
    }
}
