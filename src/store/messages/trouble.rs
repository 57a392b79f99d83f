//! What cannot be delivered: channels in trouble, what waits, and what is given up.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use crate::store::Store;
use domain::names::ChannelId;

/// How long a message that Slack does not take is tried.
const TRIED: SignedDuration = SignedDuration::from_hours(24);
/// How long a message is known after its last change.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Messages forgotten at a time.
const FORGOTTEN: i64 = 500;

impl Store {
    /// Notes why a channel cannot be written to, and when that is tried again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn trouble(
        &self,
        channel: &ChannelId,
        word: &str,
        until: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET trouble = $2, failures = failures + 1, due_at = $3 \
             WHERE channel = $1 AND state = 'open' AND (shown IS NULL OR shown <> wanted)",
        )
        .bind(channel.as_str())
        .bind(word)
        .bind(until.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// Makes all that waits in a channel due, which can be written to again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn reopen(&self, channel: &ChannelId, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET trouble = NULL, failures = 0, due_at = MIN(due_at, $2) \
             WHERE channel = $1 AND state = 'open' AND trouble IS NOT NULL",
        )
        .bind(channel.as_str())
        .bind(now.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// The channels that cannot be written to, each with Slack's word for why.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn troubles(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT channel, MAX(trouble) FROM messages \
             WHERE trouble IS NOT NULL AND state = 'open' GROUP BY channel",
        )
        .fetch_all(&self.readers)
        .await
        .context("the messages cannot be read")?;
        Ok(rows.into_iter().collect())
    }

    /// How many messages Slack does not show as they should be.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn backlog(&self) -> anyhow::Result<u64> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM messages \
             WHERE state = 'open' AND (shown IS NULL OR shown <> wanted)",
        )
        .fetch_one(&self.readers)
        .await
        .context("the messages cannot be read")?;
        Ok(count.unsigned_abs())
    }

    /// Gives up what Slack has not taken for a day, and forgets what has long been delivered; returns how many were
    /// given up.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn give_up_old(&self, now: Timestamp) -> anyhow::Result<u64> {
        let given_up = sqlx::query(
            "UPDATE messages SET state = 'given_up', tried_at = NULL WHERE state = 'open' \
             AND (shown IS NULL OR shown <> wanted) AND failures > 0 AND wanted_at < $1",
        )
        .bind((now - TRIED).as_millisecond())
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        sqlx::query(
            "DELETE FROM messages WHERE id IN \
             (SELECT id FROM messages WHERE wanted_at < $1 ORDER BY wanted_at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        Ok(given_up.rows_affected())
    }
}
