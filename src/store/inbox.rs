//! `inbox`: what came in, once each, until it has been dealt with.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{Incoming, Store, Tx};
use domain::provenance::Provenance;
use domain::release::Observation;

/// How long a repetition is recognised; Slack repeats for some six minutes.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Events forgotten at a time, with each batch that is dealt with.
const FORGOTTEN: i64 = 1_000;

/// The inbox's name for what people did, in the words of `domain`.
pub const DEEDS: &str = "deed";

/// Whether something came for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    First,
    Again,
}

/// Something that came and has not been dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: String,
    pub body: String,
    pub received: Timestamp,
    pub provenance: Provenance,
}

/// A row as it is read.
type Row = (String, String, i64, Option<String>);

fn waiting(rows: Vec<Row>) -> anyhow::Result<Vec<Waiting>> {
    rows.into_iter()
        .map(|(id, body, received, provenance)| {
            Ok(Waiting {
                id,
                body,
                received: Timestamp::from_second(received)?,
                provenance: Provenance::of_text(provenance.as_deref()),
            })
        })
        .collect()
}

impl Store {
    /// Writes down what came, unless it came before.
    ///
    /// # Errors
    /// When it could not be stored: then it must not be acknowledged.
    pub async fn receive(
        &self,
        id: &str,
        source: &str,
        body: &str,
        now: Timestamp,
    ) -> anyhow::Result<Received> {
        let stored = sqlx::query(
            "INSERT INTO inbox (id, source, body, received_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(source)
        .bind(body)
        .bind(now.as_second())
        .execute(&self.writer)
        .await
        .context("the inbox cannot be written")?;
        Ok(match stored.rows_affected() {
            0 => Received::Again,
            _ => Received::First,
        })
    }

    /// Writes down all that came, in one transaction, unless it came before.
    ///
    /// # Errors
    /// When it could not be stored: then none of it must be acknowledged.
    pub async fn receive_all(
        &self,
        source: &str,
        events: &[Incoming],
        now: Timestamp,
    ) -> anyhow::Result<Vec<Received>> {
        let mut tx = self.begin().await?;
        let mut received = Vec::with_capacity(events.len());
        for event in events {
            let stored = sqlx::query(
                "INSERT INTO inbox (id, source, body, received_at, provenance) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
            )
            .bind(&event.id)
            .bind(source)
            .bind(&event.body)
            .bind(now.as_second())
            .bind(event.provenance.to_string())
            .execute(tx.connection())
            .await
            .context("the inbox cannot be written")?;
            received.push(match stored.rows_affected() {
                0 => Received::Again,
                _ => Received::First,
            });
        }
        tx.commit().await?;
        Ok(received)
    }

    /// Some of what came from `source` and has not been dealt with, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn batch(&self, source: &str, limit: u32) -> anyhow::Result<Vec<Waiting>> {
        let rows = sqlx::query_as(
            "SELECT id, body, received_at, provenance FROM inbox WHERE source = $1 AND done_at IS NULL \
             ORDER BY received_at LIMIT $2",
        )
        .bind(source)
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .context("the inbox cannot be read")?;
        waiting(rows)
    }

    /// What came from `source` since `since` and has not been dealt with, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn waiting(&self, source: &str, since: Timestamp) -> anyhow::Result<Vec<Waiting>> {
        let rows = sqlx::query_as(
            "SELECT id, body, received_at, provenance FROM inbox \
             WHERE source = $1 AND done_at IS NULL AND received_at >= $2 \
             ORDER BY received_at LIMIT 1000",
        )
        .bind(source)
        .bind(since.as_second())
        .fetch_all(&self.readers)
        .await
        .context("the inbox cannot be read")?;
        waiting(rows)
    }

    /// Marks it as dealt with, and forgets what is older than a day.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn done(&self, id: &str, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query("UPDATE inbox SET done_at = $1 WHERE id = $2")
            .bind(now.as_second())
            .bind(id)
            .execute(&self.writer)
            .await
            .context("the inbox cannot be written")?;
        sqlx::query("DELETE FROM inbox WHERE received_at < $1 AND done_at IS NOT NULL")
            .bind((now - KEPT).as_second())
            .execute(&self.writer)
            .await
            .context("the inbox cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// Writes down observations of the bot's own, to be folded like any other; once under one id.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn note(
        &mut self,
        id: &str,
        observations: &[Observation],
        now: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO inbox (id, source, body, received_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(DEEDS)
        .bind(serde_json::to_string(observations)?)
        .bind(now.as_second())
        .execute(self.connection())
        .await
        .context("the inbox cannot be written")?;
        Ok(())
    }

    /// Marks all of it as dealt with, and forgets some of what is older than a day.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn all_done(&mut self, ids: &[&str], now: Timestamp) -> anyhow::Result<()> {
        for id in ids {
            sqlx::query("UPDATE inbox SET done_at = $1 WHERE id = $2")
                .bind(now.as_second())
                .bind(*id)
                .execute(self.connection())
                .await
                .context("the inbox cannot be written")?;
        }
        sqlx::query(
            "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox \
             WHERE received_at < $1 AND done_at IS NOT NULL ORDER BY received_at LIMIT $2)",
        )
        .bind((now - KEPT).as_second())
        .bind(FORGOTTEN)
        .execute(self.connection())
        .await
        .context("the inbox cannot be written")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_came_is_kept_once_and_until_it_is_done() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000);
        let receive = async |id: &str| store.receive(id, "slack", "{}", now).await.expect("stored");
        assert_eq!(receive("Ev1").await, Received::First);
        assert_eq!(receive("Ev1").await, Received::Again);
        assert_eq!(receive("Ev2").await, Received::First);
        store.done("Ev1", now).await.expect("done");
        let waiting = async |since| store.waiting("slack", since).await.expect("read");
        let ids: Vec<_> = waiting(now).await.into_iter().map(|w| w.id).collect();
        assert_eq!(ids, ["Ev2"]);
        assert!(waiting(now + SignedDuration::from_secs(1)).await.is_empty());

        let tomorrow = now + SignedDuration::from_hours(25);
        store.done("Ev2", tomorrow).await.expect("done");
        assert_eq!(
            receive("Ev1").await,
            Received::First,
            "a day later it is forgotten"
        );
    }
}
