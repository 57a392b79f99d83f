//! `subjects`: what of AWS each release is made of, and when AWS is asked about it next.

use anyhow::Context;
use jiff::Timestamp;

use super::{Store, Tx};
use domain::names::EnvironmentName;
use domain::release::Subject;

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
        .fetch_all(&self.readers)
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
                .fetch_one(&self.readers)
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
            .execute(&self.writer)
            .await
            .context("the subjects cannot be written")?;
        Ok(())
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

    /// Makes every open subject of a subject's release due.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn hurry_open(&mut self, subject: &Subject, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE subjects SET look_at = $2 WHERE look_at > $2 \
             AND release = (SELECT release FROM subjects WHERE key = $1)",
        )
        .bind(subject.to_string())
        .bind(now.as_millisecond())
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
}
