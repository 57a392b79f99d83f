//! One message on its way to Slack: posted, found, edited, put off or given up.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::{SignedDuration, Timestamp};

use super::Deliver;
use crate::slack::{Body, SlackError};
use crate::store::{Thread, Undelivered};

/// How far Slack's clock and ours may differ, where a message is looked for by when it was posted.
const SKEW: SignedDuration = SignedDuration::from_secs(120);
/// How long after it was noted a post may reach Slack: two calls of 10 s, the second with its text alone, and as long again
/// where the machine is busy.
const UNDER_WAY: SignedDuration = SignedDuration::from_secs(40);
/// The shortest and the longest time until a failed attempt is repeated.
const SOON: Duration = Duration::from_millis(500);
const LATE: Duration = Duration::from_secs(300);
/// The same for a channel that cannot be written to, until somebody has done something about it.
const CLOSED: Duration = Duration::from_secs(30);
const LONG_CLOSED: Duration = Duration::from_secs(600);
/// How long Slack is left alone where it does not say.
const PAUSE: Duration = Duration::from_secs(5);

impl Deliver {
    /// Sends one message. That Slack does not take it is no error.
    ///
    /// # Errors
    /// When the store cannot be written: what Slack did is then found out at the next attempt.
    pub(super) async fn send(&self, message: &Undelivered, now: Timestamp) -> anyhow::Result<()> {
        let begun = Instant::now();
        let at = || now + begun.elapsed();
        let body: Body = match serde_json::from_str(&message.body) {
            Ok(body) => body,
            Err(error) => {
                tracing::error!(%error, "a stored message cannot be read");
                return self.store.close_message(&message.id, false).await;
            }
        };
        if let Some(ts) = &message.ts {
            self.store.editing(&message.id).await?;
            let edited = self.edit(message, ts, &body).await;
            return match edited {
                Ok(()) => self.showing(message, ts, Some(&message.body), at()).await,
                Err(error) => self.not_edited(message, error, at()).await,
            };
        }
        let thread = match &message.thread {
            Thread::None => None,
            Thread::Of(ts) => Some(ts.as_str()),
            Thread::Gone => return self.store.close_message(&message.id, true).await,
        };
        if let Some(tried) = message.tried {
            match self.find(message, thread, tried).await {
                Ok(Some(ts)) => return self.showing(message, &ts, None, at()).await,
                Ok(None) => {}
                Err(error) => return self.not_posted(message, error, true, at()).await,
            }
        }
        if !self.store.posting(&message.id, at()).await? {
            return Ok(());
        }
        match self.post(message, thread, &body).await {
            Ok(ts) => self.showing(message, &ts, Some(&message.body), at()).await,
            Err(error) => self.not_posted(message, error, false, at()).await,
        }
    }

    /// Posts it, as text alone where Slack will not show its blocks: nobody is left without news because a limit has
    /// moved.
    async fn post(
        &self,
        message: &Undelivered,
        thread: Option<&str>,
        body: &Body,
    ) -> Result<String, SlackError> {
        let (channel, id) = (&message.channel, &message.id);
        let broadcast = !message.is_aside;
        let post = async |body| {
            let slack = &self.slack;
            slack
                .post_message(channel, thread, broadcast, id, body)
                .await
        };
        match post(body).await {
            Err(error) if error.is_about_the_message() && !body.blocks.is_empty() => {
                tracing::error!(%error, "Slack would not show a message; it is posted as text");
                post(&body.without_blocks()).await
            }
            posted => posted,
        }
    }

    async fn edit(&self, message: &Undelivered, ts: &str, body: &Body) -> Result<(), SlackError> {
        match self.slack.update_message(&message.channel, ts, body).await {
            Err(error) if error.is_about_the_message() && !body.blocks.is_empty() => {
                tracing::error!(%error, "Slack would not show a message; it shows its text");
                let text = body.without_blocks();
                self.slack.update_message(&message.channel, ts, &text).await
            }
            edited => edited,
        }
    }

    /// Looks for a message whose post may have been made. Where the app may not look, it has not been found.
    async fn find(
        &self,
        message: &Undelivered,
        thread: Option<&str>,
        tried: Timestamp,
    ) -> Result<Option<String>, SlackError> {
        let (channel, id) = (&message.channel, &message.id);
        let within = tried - SKEW..=tried + UNDER_WAY + SKEW;
        match self.slack.find_message(channel, thread, id, within).await {
            Err(SlackError::Refused(code)) if code == "missing_scope" => {
                if !std::mem::replace(&mut self.known().is_blind, true) {
                    tracing::warn!(
                        "the app has no scope channels:history (groups:history in private \
                         channels): a post whose answer is lost may appear twice"
                    );
                }
                Ok(None)
            }
            found => found,
        }
    }

    /// Slack shows it: as it should be, or as nobody knows.
    async fn showing(
        &self,
        message: &Undelivered,
        ts: &str,
        body: Option<&str>,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let result = match (&message.ts, body) {
            (Some(_), _) => "edited",
            (None, Some(_)) => "posted",
            (None, None) => "found",
        };
        self.metrics.messages(result, 1);
        self.store.shown(&message.id, ts, body, now).await?;
        let trouble = self.known().troubles.remove(&message.channel);
        if trouble.is_some() {
            let channel = message.channel.as_str();
            tracing::info!(channel, "the channel can be written to again");
            self.store.reopen(&message.channel, now).await?;
            self.telling.ring();
        }
        if body.is_none() {
            self.telling.ring();
        }
        Ok(())
    }

    async fn not_posted(
        &self,
        message: &Undelivered,
        error: SlackError,
        is_unknown: bool,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        // Of an attempt before this one it is still not known how it ended.
        if !is_unknown && !error.may_have_acted() {
            self.store.not_posted(&message.id).await?;
        }
        if let SlackError::Throttled { retry_after } = error {
            let until = now + retry_after.unwrap_or(PAUSE);
            self.metrics.messages("throttled", 1);
            self.known().limits.pause_posts(&message.channel, until);
            return Ok(());
        }
        if matches!(&error, SlackError::Refused(code) if is_about_the_thread(code)) {
            tracing::warn!(%error, "a reply has lost its thread");
            return self.store.close_message(&message.id, true).await;
        }
        self.failed(message, error, now).await
    }

    async fn not_edited(
        &self,
        message: &Undelivered,
        error: SlackError,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        match &error {
            SlackError::Throttled { retry_after } => {
                self.metrics.messages("throttled", 1);
                let until = now + retry_after.unwrap_or(PAUSE);
                self.known().limits.pause_edits(until);
                Ok(())
            }
            SlackError::Refused(code) if code == "message_not_found" => {
                self.metrics.messages("gone", 1);
                tracing::info!(
                    channel = message.channel.as_str(),
                    "somebody deleted a message; it is not posted again"
                );
                self.store.close_message(&message.id, true).await
            }
            SlackError::Refused(code)
                if matches!(
                    code.as_str(),
                    "cant_update_message" | "edit_window_closed" | "is_inactive"
                ) =>
            {
                self.give_up(message, &error).await
            }
            _ => self.failed(message, error, now).await,
        }
    }

    /// What posts and edits have in common when they fail.
    async fn failed(
        &self,
        message: &Undelivered,
        error: SlackError,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        if error.is_about_the_message() {
            return self.give_up(message, &error).await;
        }
        self.metrics.messages("failed", 1);
        match error {
            SlackError::Refused(word) if is_about_the_channel(&word) => {
                let channel = &message.channel;
                let known = self.known().troubles.insert(channel.clone(), word.clone());
                if known.as_ref() != Some(&word) {
                    tracing::error!(
                        channel = channel.as_str(),
                        why = word,
                        "the channel cannot be written to; its messages wait"
                    );
                }
                let until = now + growing(CLOSED, LONG_CLOSED, message.failures);
                self.store.trouble(channel, &word, until).await
            }
            error => {
                tracing::warn!(%error, "Slack did not take a message; it is tried again");
                let until = now + growing(SOON, LATE, message.failures);
                self.store.put_off(&message.id, until).await
            }
        }
    }

    async fn give_up(&self, message: &Undelivered, error: &SlackError) -> anyhow::Result<()> {
        self.metrics.messages("given_up", 1);
        let channel = message.channel.as_str();
        tracing::error!(%error, channel, "Slack will not take a message; it is given up");
        self.store.close_message(&message.id, false).await
    }
}

/// A wait that doubles with each failure, with jitter, so that not everything is tried again at once.
fn growing(shortest: Duration, longest: Duration, failures: u32) -> Duration {
    ExponentialBuilder::default()
        .with_min_delay(shortest)
        .with_max_delay(longest)
        .without_max_times()
        .with_jitter()
        .build()
        .nth(usize::try_from(failures.min(20)).unwrap_or_default())
        .unwrap_or(longest)
}

/// <https://docs.slack.dev/reference/methods/chat.postMessage#errors>
fn is_about_the_channel(code: &str) -> bool {
    code.starts_with("restricted_action")
        || matches!(
            code,
            "channel_not_found" | "not_in_channel" | "is_archived" | "messages_tab_disabled"
        )
}

fn is_about_the_thread(code: &str) -> bool {
    matches!(
        code,
        "thread_not_found" | "cannot_reply_to_message" | "restricted_action_thread_locked"
    )
}
