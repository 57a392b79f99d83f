//! What must outlive a restart: the only SQL there is, one table to a file.
//!
//! The statements are those that SQLite and PostgreSQL have in common, with times as seconds or
//! milliseconds since 1970, so that the
//! other can follow.

mod audit;
mod claims;
mod groups;
mod inbox;
mod intake;
mod intents;
mod messages;
mod observations;
mod people;
mod releases;
mod stories;
mod subjects;
mod tx;
mod watches;

use std::time::{Duration, Instant};

use anyhow::Context;
use backon::{ConstantBuilder, Retryable};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use audit::Entry;
pub use claims::{Claim, Claimed, Open};
pub use groups::{Deployed, Group};
pub use inbox::{DEEDS, Received, Waiting};
pub use intake::{AWS, Incoming, Intake};
pub use intents::KeptIntent;
pub use messages::{Absorbed, Thread, Undelivered, Wanted};
pub use releases::Kept;
pub use stories::KeptStory;
pub use subjects::Due;
pub use tx::Tx;
pub use watches::Watch;

/// How long a statement waits for a writer in another process.
const BUSY: Duration = Duration::from_secs(1);
/// How long a caller waits for a connection, and so for all who write before it.
const ACQUIRE: Duration = Duration::from_secs(1);
/// How long opening the database is tried for: a disk may be slow when a machine has just started.
const OPEN: Duration = Duration::from_secs(20);
/// How long between two tries of it.
const AGAIN: Duration = Duration::from_millis(100);
/// Connections that only read.
const READERS: u32 = 3;

/// The database. Clones share it.
#[derive(Debug, Clone)]
pub struct Store {
    /// One connection, for SQLite lets one write at a time: whoever comes waits for it in line and is woken at once. Two
    /// connections would find each other locked out, and sleep a while before each next try.
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the database at a `sqlite:` address, making it where there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be opened or written, or was made by a newer Pilothouse.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let options: SqliteConnectOptions = url
            .parse()
            .with_context(|| format!("store {url:?} is not an address of a SQLite file"))?;
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        let connect = async |connections| {
            let connected = async || {
                SqlitePoolOptions::new()
                    .max_connections(connections)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .acquire_timeout(ACQUIRE)
                    // A file does not hang up.
                    .test_before_acquire(false)
                    .connect_with(options.clone())
                    .await
            };
            connected
                .retry(
                    ConstantBuilder::default()
                        .with_delay(AGAIN)
                        .without_max_times(),
                )
                .when(|error| matches!(error, sqlx::Error::PoolTimedOut) && begun.elapsed() < OPEN)
                .await
                .with_context(|| {
                    format!("store {url:?} cannot be opened: is its folder there and writable?")
                })
        };
        // None is opened beside the first: while that one turns a new file's journal over, a second would be refused as
        // "locked" at once, whatever the timeout.
        let writer = connect(1).await?;
        sqlx::migrate!()
            .run(&writer)
            .await
            .with_context(|| format!("the tables in store {url:?} cannot be brought up to date"))?;
        // Each connection to a database in memory would have one of its own.
        let readers = match url.contains(":memory:") {
            true => writer.clone(),
            false => connect(READERS).await?,
        };
        Ok(Self { writer, readers })
    }

    /// Whether it answers and can be written.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> anyhow::Result<()> {
        // Deletes nothing, but needs the same lock and the same writable file as every change.
        sqlx::query("DELETE FROM people WHERE id = $1")
            .bind("")
            .execute(&self.writer)
            .await
            .context("the store cannot be written")?;
        Ok(())
    }

    /// Ends its connections, what is under way included.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
