//! `intents`: what a click stands for, under the id that Slack holds.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{Store, Tx};
use domain::acting::{Intent, IntentId};
use domain::names::PersonId;

/// How long a click may come after its button was last shown.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Intents forgotten at a time.
const FORGOTTEN: i64 = 1_000;

/// An intent, and the only person who may use it, where it is not for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIntent {
    pub intent: Intent,
    pub only: Option<PersonId>,
}

impl Store {
    /// What an id stands for; nothing where it was never given out, or too long ago.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn intent(&self, id: &IntentId) -> anyhow::Result<Option<KeptIntent>> {
        let row: Option<(String, Option<String>)> =
            sqlx::query_as("SELECT body, person FROM intents WHERE id = $1")
                .bind(id.as_str())
                .fetch_optional(&self.readers)
                .await
                .context("the intents cannot be read")?;
        let Some((body, person)) = row else {
            return Ok(None);
        };
        Ok(Some(KeptIntent {
            intent: serde_json::from_str(&body).context("an intent cannot be read")?,
            only: person.map(PersonId::new),
        }))
    }

    /// Keeps an intent for one person, or for whoever may; returns its id.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be shown.
    pub async fn keep_intent(
        &self,
        intent: &Intent,
        only: Option<&PersonId>,
        now: Timestamp,
    ) -> anyhow::Result<IntentId> {
        let mut tx = self.begin().await?;
        let id = tx.keep_intent(intent, only, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Forgets some of the intents that were not shown for 90 days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_intents(&self, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM intents WHERE id IN \
             (SELECT id FROM intents WHERE kept_at < $1 ORDER BY kept_at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.writer)
        .await
        .context("the intents cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Keeps an intent for one person, or for whoever may; returns its id.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_intent(
        &mut self,
        intent: &Intent,
        only: Option<&PersonId>,
        now: Timestamp,
    ) -> anyhow::Result<IntentId> {
        let id = intent.id(only);
        sqlx::query(
            "INSERT INTO intents (id, body, person, kept_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO UPDATE SET kept_at = excluded.kept_at",
        )
        .bind(id.as_str())
        .bind(serde_json::to_string(intent)?)
        .bind(only.map(PersonId::as_str))
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the intents cannot be written")?;
        Ok(id)
    }
}
