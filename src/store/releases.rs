//! `releases`, `subjects`, `observations`: what is on its way, what it is made of, and all that was learnt of it.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{Store, Tx};
use crate::domain::names::EnvironmentName;
use crate::domain::release::{Observation, Release, Subject};

/// How long a release is kept after it last moved.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Releases forgotten at a time.
const FORGOTTEN: i64 = 200;

/// A subject that AWS must be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub subject: Subject,
    /// The release that it belongs to.
    pub release: String,
    /// The time of its latest event, by AWS's clock.
    pub heard: Timestamp,
    /// Whether no execution of a pipeline is a part of its release.
    pub is_lone: bool,
}

/// A release as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub release: Release,
    /// When the bot first knew of it.
    pub begun: Timestamp,
}

impl Store {
    /// What of an environment is to be asked about by `now`, the longest due first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn due(
        &self,
        environment: &EnvironmentName,
        now: Timestamp,
        limit: u32,
    ) -> anyhow::Result<Vec<Due>> {
        let rows: Vec<(String, String, i64, bool)> = sqlx::query_as(
            "SELECT body, release, heard_at, NOT EXISTS ( \
                 SELECT 1 FROM subjects AS other \
                 WHERE other.release = subjects.release AND other.is_execution) \
             FROM subjects \
             WHERE environment = $1 AND look_at <= $2 ORDER BY look_at LIMIT $3",
        )
        .bind(environment.as_str())
        .bind(now.as_millisecond())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await
        .context("the subjects cannot be read")?;
        rows.into_iter()
            .map(|(body, release, heard, is_lone)| {
                Ok(Due {
                    subject: serde_json::from_str(&body).context("a subject cannot be read")?,
                    release,
                    heard: Timestamp::from_millisecond(heard)?,
                    is_lone,
                })
            })
            .collect()
    }

    /// When the next subject of an environment is due.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_due(
        &self,
        environment: &EnvironmentName,
    ) -> anyhow::Result<Option<Timestamp>> {
        let (next,): (Option<i64>,) =
            sqlx::query_as("SELECT MIN(look_at) FROM subjects WHERE environment = $1")
                .bind(environment.as_str())
                .fetch_one(&self.pool)
                .await
                .context("the subjects cannot be read")?;
        Ok(next.map(Timestamp::from_millisecond).transpose()?)
    }

    /// Makes every open subject of an environment due, as at a start.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn hurry(&self, environment: &EnvironmentName, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query("UPDATE subjects SET look_at = $2 WHERE environment = $1 AND look_at > $2")
            .bind(environment.as_str())
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await
            .context("the subjects cannot be written")?;
        Ok(())
    }

    /// Every observation of a release, in the order in which they became known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn observations(&self, release: &str) -> anyhow::Result<Vec<Observation>> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT body FROM observations WHERE release = $1 ORDER BY known_at, id",
        )
        .bind(release)
        .fetch_all(&self.pool)
        .await
        .context("the observations cannot be read")?;
        rows.into_iter()
            .map(|(body,)| serde_json::from_str(&body).context("an observation cannot be read"))
            .collect()
    }

    /// Every release that there is, by its id.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn releases(&self) -> anyhow::Result<Vec<(String, Release)>> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT id, body FROM releases ORDER BY begun_at, id")
                .fetch_all(&self.pool)
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
    /// The release that a subject belongs to.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn release_of(&mut self, subject: &Subject) -> anyhow::Result<Option<String>> {
        let row: Option<(String,)> = sqlx::query_as("SELECT release FROM subjects WHERE key = $1")
            .bind(subject.to_string())
            .fetch_optional(self.connection())
            .await
            .context("the subjects cannot be read")?;
        Ok(row.map(|(release,)| release))
    }

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
        row.map(|(body, begun)| {
            Ok(Kept {
                release: serde_json::from_str(&body).context("a release cannot be read")?,
                begun: Timestamp::from_millisecond(begun)?,
            })
        })
        .transpose()
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

    /// Makes a subject a part of a release, to be asked about at `look`.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn add_subject(
        &mut self,
        subject: &Subject,
        release: &str,
        environment: &EnvironmentName,
        look: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO subjects \
             (key, release, is_execution, body, environment, heard_at, look_at) \
             VALUES ($1, $2, $3, $4, $5, 0, $6) ON CONFLICT (key) DO NOTHING",
        )
        .bind(subject.to_string())
        .bind(release)
        .bind(matches!(subject, Subject::Execution { .. }))
        .bind(serde_json::to_string(subject)?)
        .bind(environment.as_str())
        .bind(look.as_millisecond())
        .execute(self.connection())
        .await
        .context("the subjects cannot be written")?;
        Ok(())
    }

    /// The subjects of a release, with the time of each one's latest event.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn subjects_of(&mut self, release: &str) -> anyhow::Result<Vec<Subject>> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT body FROM subjects WHERE release = $1 ORDER BY key")
                .bind(release)
                .fetch_all(self.connection())
                .await
                .context("the subjects cannot be read")?;
        rows.into_iter()
            .map(|(body,)| serde_json::from_str(&body).context("a subject cannot be read"))
            .collect()
    }

    /// Says when AWS is asked about a subject next; never, with nothing.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn look_at(
        &mut self,
        subject: &Subject,
        at: Option<Timestamp>,
    ) -> anyhow::Result<()> {
        sqlx::query("UPDATE subjects SET look_at = $1 WHERE key = $2")
            .bind(at.map(Timestamp::as_millisecond))
            .bind(subject.to_string())
            .execute(self.connection())
            .await
            .context("the subjects cannot be written")?;
        Ok(())
    }

    /// Notes that an event was heard of a subject.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn heard_of(&mut self, subject: &Subject, at: Timestamp) -> anyhow::Result<()> {
        sqlx::query("UPDATE subjects SET heard_at = $1 WHERE key = $2 AND heard_at < $1")
            .bind(at.as_millisecond())
            .bind(subject.to_string())
            .execute(self.connection())
            .await
            .context("the subjects cannot be written")?;
        Ok(())
    }

    /// Keeps an observation that said something new.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_observation(
        &mut self,
        release: &str,
        observation: &Observation,
    ) -> anyhow::Result<()> {
        let body = serde_json::to_string(observation)?;
        sqlx::query(
            "INSERT INTO observations (id, release, body, known_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(hex::encode(Sha256::digest(&body)))
        .bind(release)
        .bind(&body)
        .bind(observation.known.as_millisecond())
        .execute(self.connection())
        .await
        .context("the observations cannot be written")?;
        Ok(())
    }

    /// Makes all that one release was made of a part of another one, and forgets it. What is known of it is folded into
    /// the other by the caller.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn absorb(&mut self, from: &str, into: &str) -> anyhow::Result<Vec<Observation>> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT body FROM observations WHERE release = $1")
                .bind(from)
                .fetch_all(self.connection())
                .await
                .context("the observations cannot be read")?;
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
        rows.into_iter()
            .map(|(body,)| serde_json::from_str(&body).context("an observation cannot be read"))
            .collect()
    }
}
