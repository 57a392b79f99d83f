//! Several changes that are made together or not at all.

use anyhow::Context;
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::Store;

/// A transaction that has the store to itself. Dropped without [`Tx::commit`], it has changed nothing.
#[derive(Debug)]
pub struct Tx(Transaction<'static, Sqlite>);

impl Store {
    /// Begins a transaction, waiting for another one to end.
    ///
    /// # Errors
    /// When the store cannot be written, or another writer takes too long.
    pub async fn begin(&self) -> anyhow::Result<Tx> {
        // Taking the lock at once: one that is asked for in the middle may be refused whatever the timeout.
        let transaction = self
            .writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .context("the store cannot be written")?;
        Ok(Tx(transaction))
    }
}

impl Tx {
    /// Makes its changes last.
    ///
    /// # Errors
    /// When they could not be written; then nothing has changed.
    pub async fn commit(self) -> anyhow::Result<()> {
        self.0.commit().await.context("the store cannot be written")
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}
