//! What was told of releases that became a part of another one, and leads there.

use std::collections::HashMap;

use anyhow::Context;
use jiff::Timestamp;

use crate::store::{Store, Tx};
use domain::names::ChannelId;

/// A message, or a reply below one, of a release that became a part of another one.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Absorbed {
    pub release: String,
    pub channel: String,
    pub part: String,
}

impl Store {
    /// Lets the first messages of releases without an execution wait until `until` that nobody has tried to post: while
    /// nobody ran, nobody could ask AWS whose they are.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn wait_again(&self, until: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET due_at = $1 \
             WHERE state = 'open' AND part = '' AND ts IS NULL AND tried_at IS NULL AND due_at < $1 \
                 AND release IN (SELECT id FROM releases) AND NOT EXISTS ( \
                     SELECT 1 FROM subjects \
                     WHERE subjects.release = messages.release AND subjects.is_execution)",
        )
        .bind(until.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Lets all that was told of a release, and all that leads to it, lead to another one.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn lead(&mut self, from: &str, into: &str) -> anyhow::Result<()> {
        sqlx::query("UPDATE messages SET leads_to = $2 WHERE release = $1 OR leads_to = $1")
            .bind(from)
            .bind(into)
            .execute(self.connection())
            .await
            .context("the messages cannot be written")?;
        Ok(())
    }

    /// Lets what was told of a story lead to the release that tells it, in the channels where that is told; what waits
    /// there to be posted is not.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn lead_where_told(&mut self, story: &str, release: &str) -> anyhow::Result<()> {
        for statement in [
            "DELETE FROM messages WHERE release = $1 AND ts IS NULL AND tried_at IS NULL \
                 AND channel IN (SELECT channel FROM messages WHERE release = $2 AND part = '')",
            "UPDATE messages SET leads_to = $2 WHERE release = $1 \
                 AND channel IN (SELECT channel FROM messages WHERE release = $2 AND part = '')",
        ] {
            sqlx::query(statement)
                .bind(story)
                .bind(release)
                .execute(self.connection())
                .await
                .context("the messages cannot be written")?;
        }
        Ok(())
    }

    /// Lets what was told of a story lead nowhere: it tells something of its own again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn lead_nowhere(&mut self, story: &str) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET leads_to = NULL WHERE release = $1 AND leads_to IS NOT NULL",
        )
        .bind(story)
        .execute(self.connection())
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// What leads to a release.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn leading_to(&mut self, release: &str) -> anyhow::Result<Vec<Absorbed>> {
        sqlx::query_as(
            "SELECT release, channel, part FROM messages WHERE leads_to = $1 \
             ORDER BY release, channel, part",
        )
        .bind(release)
        .fetch_all(self.connection())
        .await
        .context("the messages cannot be read")
    }

    /// Where Slack shows a release's own message: its `ts` in each channel, nothing where it waits to be posted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn shown_at(
        &mut self,
        release: &str,
    ) -> anyhow::Result<HashMap<ChannelId, Option<String>>> {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(
            "SELECT channel, ts FROM messages WHERE release = $1 AND part = '' \
             AND state <> 'gone' AND (ts IS NOT NULL OR state = 'open')",
        )
        .bind(release)
        .fetch_all(self.connection())
        .await
        .context("the messages cannot be read")?;
        Ok(rows
            .into_iter()
            .map(|(channel, ts)| (ChannelId::new(channel), ts))
            .collect())
    }
}
