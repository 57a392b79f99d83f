//! `watches`: up to when each environment is known whole, so that what was missed is found.

use anyhow::Context;
use jiff::Timestamp;

use super::{Store, Tx};
use domain::names::EnvironmentName;

/// How far an environment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// When the bot first watched it: what ended before that is not told.
    pub begun: Timestamp,
    /// When it was last known whole.
    pub reconciled: Timestamp,
}

impl Store {
    /// How far an environment is known; from `now` on where it has not been watched before.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn watch(
        &self,
        environment: &EnvironmentName,
        now: Timestamp,
    ) -> anyhow::Result<Watch> {
        sqlx::query(
            "INSERT INTO watches (environment, begun_at, reconciled_at) VALUES ($1, $2, $2) \
             ON CONFLICT (environment) DO NOTHING",
        )
        .bind(environment.as_str())
        .bind(now.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the watches cannot be written")?;
        let (begun, reconciled): (i64, i64) =
            sqlx::query_as("SELECT begun_at, reconciled_at FROM watches WHERE environment = $1")
                .bind(environment.as_str())
                .fetch_one(&self.readers)
                .await
                .context("the watches cannot be read")?;
        Ok(Watch {
            begun: Timestamp::from_millisecond(begun)?,
            reconciled: Timestamp::from_millisecond(reconciled)?,
        })
    }

    /// Notes that an environment was known whole at this moment.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn reconciled(
        &self,
        environment: &EnvironmentName,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query("UPDATE watches SET reconciled_at = $1 WHERE environment = $2")
            .bind(at.as_millisecond())
            .bind(environment.as_str())
            .execute(&self.writer)
            .await
            .context("the watches cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Since when an environment has been watched; nothing where it has not been yet.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn watched_since(
        &mut self,
        environment: &EnvironmentName,
    ) -> anyhow::Result<Option<Timestamp>> {
        let row: Option<(i64,)> =
            sqlx::query_as("SELECT begun_at FROM watches WHERE environment = $1")
                .bind(environment.as_str())
                .fetch_optional(self.connection())
                .await
                .context("the watches cannot be read")?;
        let begun = row.map(|(begun,)| Timestamp::from_millisecond(begun));
        Ok(begun.transpose()?)
    }
}
