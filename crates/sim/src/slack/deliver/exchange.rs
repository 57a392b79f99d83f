//! One thing sent and answered: by a signed request to a URL, or in an envelope on a socket.

use jiff::Timestamp;
use serde_json::Value;

use super::Door;
use crate::slack::SlackSim;
use crate::slack::sockets::envelope;

/// What the app answered.
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: String,
    /// Whether it asked for no more retries.
    pub no_retry: bool,
}

impl SlackSim {
    /// Posts to the request URL. The error is what its person sees, as in [`SlackSim::through_socket`].
    pub(super) async fn over_http(
        &self,
        door: Door,
        body: &str,
        retry: Option<(u32, &str)>,
    ) -> Result<Answer, &'static str> {
        const UNREACHABLE: &str = "dispatch_failed";
        let url = self.shared.bot.url(door).ok_or(UNREACHABLE)?;
        let content_type = match door {
            Door::Events => "application/json",
            Door::Commands | Door::Interactions => "application/x-www-form-urlencoded",
        };
        let secret = self.shared.workspace().app.signing_secret.clone();
        let mut request = self
            .shared
            .bot
            .client()
            .post(url)
            .header("content-type", content_type)
            .header("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
        // The app compares with the wall clock, whatever the simulator's says.
        for (name, value) in self.signing.headers(&secret, body, Timestamp::now()) {
            request = request.header(name, value);
        }
        if let Some((number, reason)) = retry {
            request = request
                .header("x-slack-retry-num", number.to_string())
                .header("x-slack-retry-reason", reason);
        }
        let sent = request.body(body.to_owned()).send().await;
        let response = sent.map_err(|_| UNREACHABLE)?;
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = response.headers().get(name)?;
            Some(value.to_str().ok()?.to_owned())
        };
        let content_type = header("content-type").unwrap_or_default();
        let no_retry = header("x-slack-no-retry").is_some_and(|value| value == "1");
        let body = response.text().await.map_err(|_| UNREACHABLE)?;
        Ok(Answer {
            status,
            content_type,
            body,
            no_retry,
        })
    }

    /// Sends an envelope to the connection whose turn it is, and waits for its acknowledgement. Each sending has an
    /// envelope id of its own, so that a late acknowledgement of one is not taken for that of another.
    pub(super) async fn through_socket(
        &self,
        door: Door,
        body: &str,
        retry: Option<(u32, &str)>,
    ) -> Result<Answer, &'static str> {
        let sockets = &self.shared.sockets;
        let id = sockets.envelope_id();
        let number = retry.map_or(0, |(number, _)| number);
        let (envelope, answerable) = envelope(door, body, &id, number).ok_or("dispatch_failed")?;
        let acknowledged = sockets.send(&id, &envelope).ok_or("dispatch_failed")?;
        let payload = acknowledged.await.map_err(|_| "operation_timeout")?;
        let body = match payload {
            Value::Null => String::new(),
            // Slack passes over an answer that it did not ask for.
            _ if !answerable => String::new(),
            payload => payload.to_string(),
        };
        Ok(Answer {
            status: 200,
            content_type: "application/json".into(),
            body,
            no_retry: false,
        })
    }
}
