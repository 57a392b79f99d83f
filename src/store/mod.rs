//! What must outlive a restart: the only SQL there is, one table to a file.
//!
//! The statements are those that SQLite and PostgreSQL have in common, with times as seconds or
//! milliseconds since 1970, so that the
//! other can follow.

mod audit;
mod claims;
mod inbox;
mod intake;
mod intents;
mod messages;
mod observations;
mod people;
mod releases;
mod subjects;
mod tx;
mod watches;

use std::time::Duration;

use anyhow::Context;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use audit::Entry;
pub use claims::{Claim, Claimed, Open};
pub use inbox::{DEEDS, Received, Waiting};
pub use intake::{AWS, Incoming, Intake};
pub use intents::KeptIntent;
pub use messages::{Thread, Undelivered, Wanted};
pub use releases::Kept;
pub use subjects::Due;
pub use tx::Tx;
pub use watches::Watch;

/// How long a statement waits for another writer.
const BUSY: Duration = Duration::from_secs(1);
/// How long a caller waits for a connection.
const ACQUIRE: Duration = Duration::from_secs(1);
const CONNECTIONS: u32 = 4;

/// The database. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database at a `sqlite:` address, making it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened or written, or was made by a newer Pilothouse.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let options: SqliteConnectOptions = url
            .parse()
            .with_context(|| format!("store {url:?} is not an address of a SQLite file"))?;
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        // Each connection to a database in memory would have one of its own.
        let connections = if url.contains(":memory:") {
            1
        } else {
            CONNECTIONS
        };
        // None is opened beside the first: while that one turns a new file's journal over, a second would be refused as
        // "locked" at once, whatever the timeout.
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(ACQUIRE)
            .connect_with(options)
            .await
            .with_context(|| {
                format!("store {url:?} cannot be opened: is its folder there and writable?")
            })?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .with_context(|| format!("the tables in store {url:?} cannot be brought up to date"))?;
        Ok(Self { pool })
    }

    /// Whether it answers and can be written.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> anyhow::Result<()> {
        // Deletes nothing, but needs the same lock and the same writable file as every change.
        sqlx::query("DELETE FROM people WHERE id = $1")
            .bind("")
            .execute(&self.pool)
            .await
            .context("the store cannot be written")?;
        Ok(())
    }

    /// Ends its connections, what is under way included.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
