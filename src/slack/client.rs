//! Calls to Slack's Web API: each with a time limit, each error without a secret in it.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use anyhow::Context;
use hyper_util::client::legacy::connect::HttpConnector;
use serde::{Deserialize, Serialize};
use slack_morphism::errors::SlackClientError;
use slack_morphism::hyper_tokio::SlackClientHyperHttpsConnector;
use slack_morphism::prelude::*;

use super::render::Rendered;
use super::reply::ResponseUrl;
use domain::names::{ChannelId, PersonId, TeamId};

/// How long one call may take. The client itself has no limit at all.
const CALL: Duration = Duration::from_secs(10);

/// The bot's way to Slack. Clones share connections.
#[derive(Clone)]
pub struct Slack {
    client: std::sync::Arc<SlackHyperClient>,
    token: SlackApiToken,
}

/// A call that did not succeed. Its text never holds a body, a token or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SlackError {
    /// Slack said no, by this name: `invalid_auth`, `channel_not_found`.
    #[error("Slack refused: {0}")]
    Refused(String),
    #[error("Slack wants fewer calls")]
    Throttled { retry_after: Option<Duration> },
    #[error("Slack answered {0}")]
    Status(u16),
    #[error("Slack did not answer in time")]
    Silent,
    #[error("Slack cannot be reached")]
    Unreachable,
    /// Slack may well have acted.
    #[error("Slack's answer cannot be read")]
    Unreadable,
    /// What was asked for may stand on a page that was not read.
    #[error("Slack has more pages than are searched")]
    Endless,
}

impl SlackError {
    /// Whether asking again may help. A call that may have acted counts only where a double does no harm.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::Silent | Self::Unreachable => true,
            Self::Status(status) => *status >= 500,
            Self::Refused(code) => matches!(
                code.as_str(),
                "internal_error" | "fatal_error" | "service_unavailable" | "request_timeout"
            ),
            Self::Unreadable | Self::Endless => false,
        }
    }

    /// Whether Slack may have done all the same what was asked.
    pub fn may_have_acted(&self) -> bool {
        match self {
            // Whoever searches changes nothing.
            Self::Throttled { .. } | Self::Endless => false,
            Self::Silent | Self::Unreachable | Self::Unreadable => true,
            Self::Status(status) => *status >= 500,
            Self::Refused(code) => matches!(
                code.as_str(),
                "internal_error" | "fatal_error" | "service_unavailable" | "request_timeout"
            ),
        }
    }

    /// Whether it is the message that is refused, and not who sends it or where. A response URL says no more than 400.
    pub fn is_about_the_message(&self) -> bool {
        match self {
            Self::Status(status) => *status == 400,
            Self::Refused(code) => matches!(
                code.as_str(),
                "invalid_blocks" | "invalid_blocks_format" | "msg_blocks_too_long" | "msg_too_long"
            ),
            _ => false,
        }
    }
}

/// Whose token it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub team: TeamId,
    /// The Enterprise Grid organization of that workspace, where it belongs to one.
    pub organization: Option<TeamId>,
    /// The bot as a person.
    pub bot: PersonId,
    /// The workspace's address: `https://acme.slack.com/`.
    pub url: String,
}

/// The connector that Slack is called with in production and, over plain HTTP on loopback, in tests.
///
/// # Errors
/// When the machine has no root certificates.
pub fn production_connector() -> anyhow::Result<hyper_rustls::HttpsConnector<HttpConnector>> {
    let provider = rustls::crypto::ring::default_provider();
    Ok(hyper_rustls::HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .context("no root certificates on this machine: install its CA bundle (ca-certificates)")?
        .https_or_http()
        .enable_http1()
        .enable_http2()
        .build())
}

impl Slack {
    /// A client for the Web API at `api_url` (no slash at its end). Calls nothing.
    ///
    /// # Errors
    /// When the machine has no root certificates.
    pub fn new(api_url: &str, bot_token: &str) -> anyhow::Result<Self> {
        let connector = SlackClientHyperHttpsConnector::with_connector(production_connector()?)
            .with_slack_api_url(api_url);
        Ok(Self {
            client: std::sync::Arc::new(SlackClient::new(connector)),
            token: SlackApiToken::new(bot_token.into()),
        })
    }

    /// Whose token this is.
    pub async fn auth_test(&self) -> Result<Identity, SlackError> {
        // The client's own reading of it leaves the organization out.
        let answer: AuthTest = self.get("auth.test", &[]).await?;
        Ok(Identity {
            team: TeamId::new(answer.team_id),
            organization: answer.enterprise_id.map(TeamId::new),
            bot: PersonId::new(answer.user_id),
            url: answer.url,
        })
    }

    /// Uses a response URL once; the answer is seen by the person alone.
    pub async fn respond(&self, to: &ResponseUrl, message: &Rendered) -> Result<(), SlackError> {
        self.respond_with(to, message, false).await
    }

    /// Uses a response URL once, to show this in place of the message that was clicked: the only way to change one that
    /// one person alone sees.
    pub async fn replace(&self, to: &ResponseUrl, message: &Rendered) -> Result<(), SlackError> {
        self.respond_with(to, message, true).await
    }

    async fn respond_with(
        &self,
        to: &ResponseUrl,
        message: &Rendered,
        replace_original: bool,
    ) -> Result<(), SlackError> {
        let body = Response {
            response_type: "ephemeral",
            replace_original,
            message,
        };
        let span = tracing::Span::none();
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: None,
            tracing_span: &span,
            is_sensitive_url: true,
        };
        let connector = &self.client.http_api.connector;
        let call = connector.http_post_uri::<_, Anything>(to.url().clone(), &body, context);
        limited(call).await.map(drop)
    }

    /// Says something in a channel to one person alone.
    pub async fn post_ephemeral(
        &self,
        channel: &ChannelId,
        person: &PersonId,
        thread: Option<&str>,
        message: &Rendered,
    ) -> Result<(), SlackError> {
        let body = Post {
            channel: channel.as_str(),
            user: Some(person.as_str()),
            thread_ts: thread,
            message,
        };
        self.post("chat.postEphemeral", &body).await
    }

    /// Says something to one person in the app's own conversation with them.
    pub async fn post_direct(
        &self,
        person: &PersonId,
        message: &Rendered,
    ) -> Result<(), SlackError> {
        let body = Post {
            channel: person.as_str(),
            user: None,
            thread_ts: None,
            message,
        };
        self.post("chat.postMessage", &body).await
    }

    /// Calls a method of whose answer only the success matters.
    pub(super) async fn post<B: Serialize + Send + Sync>(
        &self,
        method: &str,
        body: &B,
    ) -> Result<(), SlackError> {
        self.call::<_, Anything>(method, body).await.map(drop)
    }

    /// Calls a method with a body.
    pub(super) async fn call<B, A>(&self, method: &str, body: &B) -> Result<A, SlackError>
    where
        B: Serialize + Send + Sync,
        A: for<'de> Deserialize<'de> + Send,
    {
        let session = self.session();
        limited(session.http_session_api.http_post(method, body, None)).await
    }

    /// Calls a method with parameters.
    pub(super) async fn get<A>(
        &self,
        method: &str,
        params: &[(&'static str, Option<String>)],
    ) -> Result<A, SlackError>
    where
        A: for<'de> Deserialize<'de> + Send,
    {
        let session = self.session();
        let params: Vec<(&str, Option<&String>)> = params
            .iter()
            .map(|(name, value)| (*name, value.as_ref()))
            .collect();
        limited(session.http_session_api.http_get(method, &params, None)).await
    }

    fn session(&self) -> SlackClientSession<'_, SlackClientHyperHttpsConnector> {
        self.client.open_session(&self.token)
    }
}

impl fmt::Debug for Slack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Slack(…)")
    }
}

#[derive(Serialize)]
struct Response<'a> {
    response_type: &'static str,
    /// A slash command's URL replaces nothing whatever is said here; a click's replaces the message.
    replace_original: bool,
    #[serde(flatten)]
    message: &'a Rendered,
}

#[derive(Serialize)]
struct Post<'a> {
    channel: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<&'a str>,
    #[serde(flatten)]
    message: &'a Rendered,
}

/// An answer of which only the success matters.
#[derive(Deserialize)]
struct Anything {}

#[derive(Deserialize)]
struct AuthTest {
    team_id: String,
    enterprise_id: Option<String>,
    user_id: String,
    url: String,
}

async fn limited<T>(
    call: impl Future<Output = Result<T, SlackClientError>>,
) -> Result<T, SlackError> {
    match tokio::time::timeout(CALL, call).await {
        Ok(answer) => answer.map_err(harmless),
        Err(_) => Err(SlackError::Silent),
    }
}

/// The client's errors print whole bodies, with tokens and response URLs in them; only what is harmless is kept.
fn harmless(error: SlackClientError) -> SlackError {
    match error {
        SlackClientError::ApiError(error) if error.code == "ratelimited" => {
            SlackError::Throttled { retry_after: None }
        }
        SlackClientError::ApiError(error) => SlackError::Refused(error.code),
        SlackClientError::RateLimitError(error) => SlackError::Throttled {
            retry_after: error.retry_after,
        },
        SlackClientError::HttpError(error) => SlackError::Status(error.status_code.as_u16()),
        SlackClientError::ProtocolError(_) | SlackClientError::EndOfStream(_) => {
            SlackError::Unreadable
        }
        _ => SlackError::Unreachable,
    }
}
