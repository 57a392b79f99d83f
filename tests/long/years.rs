//! The store over more than two years: nothing is lost before its time, and it grows no further once everything has its age.

mod release;

use std::path::PathBuf;

use fastrand::Rng;
use jiff::{SignedDuration, Timestamp};
use pilothouse::store::{AWS, Incoming, Store};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;
use tempfile::TempDir;

use self::release::One;

/// Days until the oldest of anything has gone, the audit's, and one year more.
const FULL: usize = 410;
const DAYS: usize = FULL + 365;
/// Every so many days there is much more to tell than otherwise.
const BUSY: usize = 45;
/// How much larger, in percent, the file may be a year after everything in it has its age.
const GROWTH: u64 = 10;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A table, by which column its rows are dated, in which part of a second, for how many days they are kept, and how many
/// are written for one release.
struct Table {
    name: &'static str,
    dated: &'static str,
    unit: i64,
    days: usize,
    rows: usize,
}

const SECOND: i64 = 1;
const MILLISECOND: i64 = 1_000;

const TABLES: [Table; 9] = [
    table("inbox", "received_at", SECOND, 1, 4),
    table("audit", "at", MILLISECOND, 400, 1),
    table("claims", "settled_at", MILLISECOND, 90, 1),
    table("intents", "kept_at", MILLISECOND, 90, 1),
    table("messages", "wanted_at", MILLISECOND, 90, 2),
    table("observations", "known_at", MILLISECOND, 90, 5),
    table("releases", "moved_at", MILLISECOND, 90, 1),
    table("stories", "moved_at", MILLISECOND, 90, 1),
    table("subjects", "heard_at", MILLISECOND, 90, 1),
];

const fn table(
    name: &'static str,
    dated: &'static str,
    unit: i64,
    days: usize,
    rows: usize,
) -> Table {
    Table {
        name,
        dated,
        unit,
        days,
        rows,
    }
}

/// Runs one round.
pub async fn round(seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mut years = Years::open().await;
    let mut full = 0;
    for day in 0..DAYS {
        let count = match day % BUSY {
            0 => rng.usize(50..60),
            _ => rng.usize(1..4),
        };
        years.passes(count, &mut rng).await;
        if day % 30 == 0 || day + 1 == DAYS {
            years.keeps_what_is_young().await;
            years.forgets_what_is_old().await;
        }
        if day == FULL {
            full = years.bytes();
        }
    }
    let bytes = years.bytes();
    assert!(
        bytes <= full + full * GROWTH / 100,
        "{full} bytes after {FULL} days, {bytes} a year later"
    );
    let releases: usize = years.releases.iter().sum();
    format!("{DAYS} days, {releases} releases; {full} bytes after {FULL} days, {bytes} in the end")
}

/// A store, and the clock that it goes by.
struct Years {
    store: Store,
    folder: TempDir,
    file: SqliteConnection,
    now: Timestamp,
    /// How many releases each day has told.
    releases: Vec<usize>,
    told: usize,
}

impl Years {
    async fn open() -> Self {
        let folder = crate::folder();
        let url = format!("sqlite:{}", file(&folder).display());
        let store = Store::open(&url).await.expect("a store");
        Self {
            store,
            file: SqliteConnection::connect(&url).await.expect("a file"),
            folder,
            now: "2026-01-01T00:00:00Z".parse().expect("a time"),
            releases: Vec::new(),
            told: 0,
        }
    }

    /// Lets a day pass with so many releases.
    async fn passes(&mut self, count: usize, rng: &mut Rng) {
        let begun = self.now;
        self.tells(count, rng).await.expect("told");
        self.forget().await.expect("forgotten");
        self.releases.push(count);
        self.now = begun + DAY;
    }

    /// Tells so many releases.
    async fn tells(&mut self, count: usize, rng: &mut Rng) -> anyhow::Result<()> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            self.now += SignedDuration::from_secs(rng.i64(1..60));
            self.told += 1;
            all.push(One::new(self.told, self.now));
        }
        let events: Vec<Incoming> = all.iter().flat_map(One::events).collect();
        self.store.receive_all(AWS, &events, self.now).await?;
        let mut tx = self.store.begin().await?;
        for one in &all {
            one.is_told(&mut tx).await?;
        }
        let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
        tx.all_done(&ids, self.now).await?;
        tx.commit().await?;
        for message in self.store.undelivered(self.now, 1_000).await? {
            let (shown, ts) = (Some(message.body.as_str()), "1767225600.000100");
            self.store.shown(&message.id, ts, shown, self.now).await?;
        }
        Ok(())
    }

    /// Forgets what is old, as looking, delivering and telling stories do; in truth far more often than once a day.
    async fn forget(&self) -> anyhow::Result<()> {
        self.store.forget_releases(self.now).await?;
        self.store.forget_intents(self.now).await?;
        self.store.forget_claims(self.now).await?;
        self.store.forget_audit(self.now).await?;
        self.store.forget_stories(self.now).await?;
        self.store.give_up_old(self.now).await?;
        Ok(())
    }

    /// Every row is there that is younger than its table keeps it.
    async fn keeps_what_is_young(&mut self) {
        for table in &TABLES {
            let young = self.releases.len().min(table.days);
            let told: usize = self.releases.iter().rev().take(young).sum();
            let there = self.rows(table, young).await;
            assert_eq!(there, told * table.rows, "{} of {young} days", table.name);
        }
    }

    /// Nothing is there that has been old for two days.
    async fn forgets_what_is_old(&mut self) {
        for table in &TABLES {
            let all = self.rows(table, DAYS).await;
            let young = self.rows(table, table.days + 2).await;
            assert_eq!(all, young, "{} on {}", table.name, self.now);
        }
    }

    /// How many rows of a table are dated within the last `days`.
    async fn rows(&mut self, table: &Table, days: usize) -> usize {
        let Table {
            name, dated, unit, ..
        } = table;
        let count = format!("SELECT COUNT(*) FROM {name} WHERE {dated} >= $1");
        let since = self.now - DAY * i32::try_from(days).expect("some days");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .bind(since.as_second() * unit)
            .fetch_one(&mut self.file)
            .await
            .expect("a count");
        usize::try_from(count).expect("a count")
    }

    /// What the store takes on the disk, its journal included.
    fn bytes(&self) -> u64 {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder");
        let sizes = files.map(|file| Ok(file?.metadata()?.len()));
        sizes.sum::<std::io::Result<u64>>().expect("a size")
    }
}

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("store.db")
}
