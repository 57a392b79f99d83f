//! `audit`: what was done, by whom and with what result, what was refused included.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Store, Tx};
use domain::acting::Verb;
use domain::environments::Placement;
use domain::names::{EnvironmentName, Globs, PersonId};
use domain::release::Version;

/// How long it is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Entries forgotten at a time.
const FORGOTTEN: i64 = 1_000;
/// Entries read for one question, the newest first.
const READ: i64 = 2_000;

/// One thing that somebody did, or wanted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The claim that it was done under, or would have been.
    pub id: String,
    pub at: Timestamp,
    pub person: PersonId,
    pub verb: Verb,
    /// Where that is; an environment's name alone where it is known.
    #[serde(rename = "environment")]
    pub placement: Placement,
    /// What people call what it was done to, the best name first.
    pub names: Vec<String>,
    pub version: Option<Version>,
    pub to: Option<Version>,
    pub comment: Option<String>,
    /// `done`, or why not, in one word.
    pub result: String,
}

impl Store {
    /// Writes down what was refused, once.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn audit(&self, entry: &Entry) -> anyhow::Result<()> {
        let mut tx = self.begin().await?;
        tx.audit(entry).await?;
        tx.commit().await
    }

    /// The newest entries in an environment, or in all, those that may be in it included, of what goes by one of these names; at most `limit`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn history(
        &self,
        environment: Option<&EnvironmentName>,
        names: &Globs,
        limit: usize,
    ) -> anyhow::Result<Vec<Entry>> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT body FROM audit \
             WHERE $1 IS NULL OR '/' || environment || '/' LIKE '%/' || $1 || '/%' \
             ORDER BY at DESC, id LIMIT $2",
        )
        .bind(environment.map(EnvironmentName::as_str))
        .bind(READ)
        .fetch_all(&self.readers)
        .await
        .context("the history cannot be read")?;
        let mut entries = Vec::new();
        for (body,) in rows {
            let entry: Entry = serde_json::from_str(&body).context("an entry cannot be read")?;
            if entry.names.iter().any(|name| names.matches(name)) {
                entries.push(entry);
            }
            if entries.len() == limit {
                break;
            }
        }
        Ok(entries)
    }

    /// Forgets some of what is older than 400 days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_audit(&self, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < $1 ORDER BY at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.writer)
        .await
        .context("the history cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Writes down what was done, or was not; once.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn audit(&mut self, entry: &Entry) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO audit (id, at, person, verb, environment, names, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&entry.id)
        .bind(entry.at.as_millisecond())
        .bind(entry.person.as_str())
        .bind(entry.verb.as_str())
        .bind(joined(entry.placement.environments()))
        .bind(serde_json::to_string(&entry.names)?)
        .bind(serde_json::to_string(entry)?)
        .execute(self.connection())
        .await
        .context("the history cannot be written")?;
        Ok(())
    }
}

/// The environments that an entry may be in, as one text; no name has a slash in it.
fn joined(environments: &[EnvironmentName]) -> String {
    let names: Vec<&str> = environments.iter().map(EnvironmentName::as_str).collect();
    names.join("/")
}
