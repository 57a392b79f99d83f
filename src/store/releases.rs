//! `releases`: what is on its way, folded.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{Store, Tx};
use domain::names::ChannelId;
use domain::release::{Observation, Release, Subject};

/// How long a release is kept after it last moved.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Releases forgotten at a time.
const FORGOTTEN: i64 = 200;

/// A release as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub release: Release,
    /// When the bot first knew of it.
    pub begun: Timestamp,
}

impl Store {
    /// Every release that there is, by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn releases(&self) -> anyhow::Result<Vec<(String, Release)>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, body FROM releases ORDER BY begun_at, id")
                .fetch_all(&self.readers)
                .await
                .context("the releases cannot be read")?;
        rows.into_iter()
            .map(|(id, body)| {
                Ok((
                    id,
                    serde_json::from_str(&body).context("a release cannot be read")?,
                ))
            })
            .collect()
    }

    /// The release that a subject belongs to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn release_with(&self, subject: &Subject) -> anyhow::Result<Option<Release>> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT releases.body FROM releases JOIN subjects ON subjects.release = releases.id \
             WHERE subjects.key = $1",
        )
        .bind(subject.to_string())
        .fetch_optional(&self.readers)
        .await
        .context("the releases cannot be read")?;
        // One that another version has folded is folded anew when it moves next.
        Ok(row.and_then(|(body,)| serde_json::from_str(&body).ok()))
    }

    /// The release whose message, or a reply below it, is at `ts` in a channel; of one that leads to another, that one.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn release_at(
        &self,
        channel: &ChannelId,
        ts: &str,
    ) -> anyhow::Result<Option<Release>> {
        let row: Option<(String,)> = sqlx::query_as(
            "SELECT releases.body FROM releases JOIN messages \
                 ON releases.id = COALESCE(messages.leads_to, messages.release) \
             WHERE messages.channel = $1 AND messages.ts = $2",
        )
        .bind(channel.as_str())
        .bind(ts)
        .fetch_optional(&self.readers)
        .await
        .context("the releases cannot be read")?;
        Ok(row.and_then(|(body,)| serde_json::from_str(&body).ok()))
    }

    /// Forgets some of the releases that have not moved for 90 days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_releases(&self, now: Timestamp) -> anyhow::Result<()> {
        let mut tx = self.begin().await?;
        for table in ["observations", "subjects", "releases"] {
            let column = if table == "releases" { "id" } else { "release" };
            // The table's name is one of ours; nothing from outside is in the statement.
            let statement = format!(
                "DELETE FROM {table} WHERE {column} IN \
                 (SELECT id FROM releases WHERE moved_at < $1 ORDER BY moved_at LIMIT $2)"
            );
            sqlx::query(sqlx::AssertSqlSafe(statement))
                .bind((now - KEPT).as_millisecond())
                .bind(FORGOTTEN)
                .execute(tx.connection())
                .await
                .context("the releases cannot be written")?;
        }
        tx.commit().await
    }
}

impl Tx {
    /// A release by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn release(&mut self, id: &str) -> anyhow::Result<Option<Kept>> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT body, begun_at FROM releases WHERE id = $1")
                .bind(id)
                .fetch_optional(self.connection())
                .await
                .context("the releases cannot be read")?;
        let Some((body, begun)) = row else {
            return Ok(None);
        };
        let release = match serde_json::from_str(&body) {
            Ok(release) => release,
            // Another version has folded it in another form; what it was folded from is still there.
            Err(_) => self.folded_anew(id).await?,
        };
        Ok(Some(Kept {
            release,
            begun: Timestamp::from_millisecond(begun)?,
        }))
    }

    /// A release as its observations make it.
    async fn folded_anew(&mut self, id: &str) -> anyhow::Result<Release> {
        let mut release = Release::default();
        for observation in self.observations(id).await? {
            release.fold(&observation);
        }
        Ok(release)
    }

    /// Keeps a release as it is now.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_release(
        &mut self,
        id: &str,
        kept: &Kept,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO releases (id, body, begun_at, moved_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, moved_at = excluded.moved_at",
        )
        .bind(id)
        .bind(serde_json::to_string(&kept.release)?)
        .bind(kept.begun.as_millisecond())
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the releases cannot be written")?;
        Ok(())
    }

    /// Makes all that one release was made of a part of another one, and forgets it. What is known of it is folded into
    /// the other by the caller.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn absorb(&mut self, from: &str, into: &str) -> anyhow::Result<Vec<Observation>> {
        let observations = self.observations(from).await?;
        for statement in [
            "UPDATE observations SET release = $1 WHERE release = $2",
            "UPDATE subjects SET release = $1 WHERE release = $2",
            "DELETE FROM releases WHERE id <> $1 AND id = $2",
        ] {
            sqlx::query(statement)
                .bind(into)
                .bind(from)
                .execute(self.connection())
                .await
                .context("the releases cannot be written")?;
        }
        Ok(observations)
    }
}
