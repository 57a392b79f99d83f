//! `observations`: all that was learnt of each release, so that a better fold can be made of it.

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::{Store, Tx};
use domain::release::Observation;

impl Store {
    /// Every observation of a release, in the order in which they became known.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn observations(&self, release: &str) -> anyhow::Result<Vec<Observation>> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT body FROM observations WHERE release = $1 ORDER BY known_at, id",
        )
        .bind(release)
        .fetch_all(&self.readers)
        .await
        .context("the observations cannot be read")?;
        rows.into_iter()
            .map(|(body,)| serde_json::from_str(&body).context("an observation cannot be read"))
            .collect()
    }
}

impl Tx {
    /// Every observation of a release.
    pub(super) async fn observations(&mut self, release: &str) -> anyhow::Result<Vec<Observation>> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT body FROM observations WHERE release = $1")
                .bind(release)
                .fetch_all(self.connection())
                .await
                .context("the observations cannot be read")?;
        rows.into_iter()
            .map(|(body,)| serde_json::from_str(&body).context("an observation cannot be read"))
            .collect()
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
}
