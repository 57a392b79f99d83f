//! Getting an answer to the person who asked, one way or another, or to everyone in their thread.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::{SignedDuration, Timestamp};

use super::client::{Slack, SlackError};
use super::payload::Invocation;
use super::render::Rendered;
use super::reply::ReplyTo;
use domain::names::ChannelId;

/// The longest that a `Retry-After` is waited for; a longer one is a failure.
const PATIENCE: Duration = Duration::from_secs(15);

/// How far Slack's clock and ours may differ, where a post is looked for by when it was made.
const SKEW: SignedDuration = SignedDuration::from_secs(120);
/// How long a post whose response was lost is looked for, before the person is answered in another way.
const SEARCH: Duration = Duration::from_secs(3);

/// By what a shared answer is found again, so that it is not posted twice.
#[derive(Debug, Clone)]
pub struct AnswerKey {
    /// Carried in the message's metadata.
    pub id: String,
    /// When the request came: the answer cannot be older.
    pub since: Timestamp,
    /// Whether it may have been posted before the bot was last started.
    pub may_exist: bool,
}

impl Slack {
    /// Answers a mention for everyone who reads its thread. Where that fails, or there is no thread, the person is answered
    /// alone.
    ///
    /// # Errors
    /// The last error, when every way failed.
    pub async fn answer_everyone(
        &self,
        to: &Invocation,
        message: &Rendered,
        key: &AnswerKey,
    ) -> Result<(), SlackError> {
        let ReplyTo::Thread(parent) = &to.reply_to else {
            return self.answer(to, message).await;
        };
        let posted = match self.post_once(&to.channel, parent, message, key).await {
            Err(error) if error.is_about_the_message() && !message.blocks.is_empty() => {
                tracing::error!(%error, "Slack would not show a message; it is said as text");
                let text = message.without_blocks();
                self.post_once(&to.channel, parent, &text, key).await
            }
            posted => posted,
        };
        match posted {
            Ok(()) => Ok(()),
            Err(error) => {
                tracing::info!(%error, "could not post an answer in a thread; answering privately");
                self.answer(to, message).await
            }
        }
    }

    /// Posts an answer in a thread. After a response was lost, it looks for the post before it posts again.
    async fn post_once(
        &self,
        channel: &ChannelId,
        parent: &str,
        message: &Rendered,
        key: &AnswerKey,
    ) -> Result<(), SlackError> {
        let may_exist = AtomicBool::new(key.may_exist);
        let posted = patiently(|| async {
            if may_exist.load(Ordering::Relaxed) && self.has_posted(channel, parent, key).await? {
                return Ok(());
            }
            let posted = self
                .post_message(channel, Some(parent), false, &key.id, message)
                .await;
            let is_lost = posted.as_ref().is_err_and(SlackError::may_have_acted);
            may_exist.store(is_lost, Ordering::Relaxed);
            posted.map(drop)
        })
        .await;
        match posted {
            Err(_) if may_exist.load(Ordering::Relaxed) => {
                let search = self.has_posted(channel, parent, key);
                match tokio::time::timeout(SEARCH, search).await {
                    Ok(Ok(true)) => Ok(()),
                    _ => posted,
                }
            }
            posted => posted,
        }
    }

    async fn has_posted(
        &self,
        channel: &ChannelId,
        parent: &str,
        key: &AnswerKey,
    ) -> Result<bool, SlackError> {
        let within = key.since - SKEW..=Timestamp::now() + SKEW;
        let found = self.find_message(channel, Some(parent), &key.id, within);
        Ok(found.await?.is_some())
    }

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
pub(super) async fn patiently<F, T>(call: impl FnMut() -> F) -> Result<T, SlackError>
where
    F: Future<Output = Result<T, SlackError>>,
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
