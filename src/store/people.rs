//! `people`: the language that each person reads.

use anyhow::Context;
use jiff::Timestamp;

use super::Store;

/// People whose language is read back at start.
const RECENT: i64 = 10_000;

impl Store {
    /// Keeps the language of a person.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_locale(
        &self,
        person: &str,
        locale: &str,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "INSERT INTO people (id, locale, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, seen_at = excluded.seen_at",
        )
        .bind(person)
        .bind(locale)
        .bind(now.as_second())
        .execute(&self.writer)
        .await
        .context("the people cannot be written")?;
        Ok(())
    }

    /// The languages kept, of those seen last.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn locales(&self) -> anyhow::Result<Vec<(String, String)>> {
        sqlx::query_as("SELECT id, locale FROM people ORDER BY seen_at DESC LIMIT $1")
            .bind(RECENT)
            .fetch_all(&self.readers)
            .await
            .context("the people cannot be read")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_language_stands() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        for locale in ["en", "ko"] {
            store
                .keep_locale("U0MINJI", locale, Timestamp::UNIX_EPOCH)
                .await
                .expect("kept");
        }
        let kept = store.locales().await.expect("read");
        assert_eq!(kept, [("U0MINJI".to_owned(), "ko".to_owned())]);
    }
}
