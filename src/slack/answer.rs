//! Getting an answer to the person who asked, one way or another.

use std::future::Future;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use super::client::{Slack, SlackError};
use super::payload::Invocation;
use super::render::Rendered;
use super::reply::ReplyTo;

/// The longest that a `Retry-After` is waited for; a longer one is a failure.
const PATIENCE: Duration = Duration::from_secs(15);

impl Slack {
    /// Answers whoever invoked: by the response URL; where that is spent or fails, by an ephemeral message in the
    /// channel; where the bot is no member of it, in the app's own conversation with the person. A message that Slack
    /// will not show is said again as text alone: nobody is left without an answer because a limit has moved.
    ///
    /// # Errors
    /// The last error, when every way failed. Each way is tried at most three times.
    pub async fn answer(&self, to: &Invocation, message: &Rendered) -> Result<(), SlackError> {
        match self.answer_as_it_is(to, message).await {
            Err(error) if error.is_about_the_message() && !message.blocks.is_empty() => {
                tracing::error!(%error, "Slack would not show a message; it is said as text");
                self.answer_as_it_is(to, &message.without_blocks()).await
            }
            told => told,
        }
    }

    async fn answer_as_it_is(&self, to: &Invocation, message: &Rendered) -> Result<(), SlackError> {
        if let ReplyTo::Url(url) = &to.reply_to {
            match patiently(|| self.respond(url, message)).await {
                Ok(()) => return Ok(()),
                Err(error) => tracing::info!(%error, "a response URL did not take the answer"),
            }
        }
        let thread = to.thread.as_deref();
        let ephemeral =
            patiently(|| self.post_ephemeral(&to.channel, &to.person, thread, message)).await;
        match ephemeral {
            Err(SlackError::Refused(code)) if is_absent(&code) => {
                patiently(|| self.post_direct(&to.person, message)).await
            }
            other => other,
        }
    }
}

/// Whether an ephemeral message fails because the bot, or the person, is not where it would be shown.
fn is_absent(code: &str) -> bool {
    matches!(
        code,
        "not_in_channel" | "channel_not_found" | "user_not_in_channel" | "is_archived"
    )
}

/// Tries again where that may help soon. After silence it is not tried again: that would cost the person more time
/// than the next way does, and a shutdown more than it has.
pub(super) async fn patiently<F>(call: impl FnMut() -> F) -> Result<(), SlackError>
where
    F: Future<Output = Result<(), SlackError>>,
{
    let pace = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_max_delay(Duration::from_secs(2))
        .with_max_times(2)
        .with_jitter();
    call.retry(pace)
        .when(|error| error.is_passing() && *error != SlackError::Silent)
        .adjust(|error, delay| match error {
            SlackError::Throttled {
                retry_after: Some(wait),
            } => (*wait <= PATIENCE).then_some(*wait),
            _ => delay,
        })
        .await
}
