//! `stories`: news that is no release's own, until all is said.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{Store, Tx};
use domain::notice::Story;
use domain::release::Release;

/// How long a story is kept after it last moved.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Stories forgotten at a time.
const FORGOTTEN: i64 = 500;
/// Stories of one topic that a notice may go on with.
const LATEST: i64 = 5;
/// How long ago a release may have moved that a story may have to do with, and how many are looked through.
const LATELY: SignedDuration = SignedDuration::from_hours(24);
const LOOKED_THROUGH: i64 = 500;

/// A story as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStory {
    pub id: String,
    pub story: Story,
    /// The release in whose thread it is told, or that tells it.
    pub release: Option<String>,
    /// When it is looked at next.
    pub settle: Option<Timestamp>,
}

type Row = (String, String, Option<String>, Option<i64>);

fn kept((id, body, release, settle): Row) -> anyhow::Result<KeptStory> {
    Ok(KeptStory {
        id,
        story: serde_json::from_str(&body).context("a story cannot be read")?,
        release,
        settle: settle.map(Timestamp::from_millisecond).transpose()?,
    })
}

impl Store {
    /// When the next story is to be looked at.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_story(&self) -> anyhow::Result<Option<Timestamp>> {
        let (next,): (Option<i64>,) =
            sqlx::query_as("SELECT MIN(settle_at) FROM stories WHERE settle_at IS NOT NULL")
                .fetch_one(&self.readers)
                .await
                .context("the stories cannot be read")?;
        Ok(next.map(Timestamp::from_millisecond).transpose()?)
    }

    /// Forgets some of the stories that have not moved for 90 days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn forget_stories(&self, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM stories WHERE id IN \
             (SELECT id FROM stories WHERE moved_at < $1 ORDER BY moved_at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.writer)
        .await
        .context("the stories cannot be written")?;
        Ok(())
    }
}

impl Tx {
    /// The latest stories of a topic, the latest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn stories_of(&mut self, topic: &str) -> anyhow::Result<Vec<KeptStory>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, body, release, settle_at FROM stories \
             WHERE topic = $1 ORDER BY began_at DESC LIMIT $2",
        )
        .bind(topic)
        .bind(LATEST)
        .fetch_all(self.connection())
        .await
        .context("the stories cannot be read")?;
        rows.into_iter().map(kept).collect()
    }

    /// The stories that are to be looked at by `now`, the longest due first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn due_stories(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> anyhow::Result<Vec<KeptStory>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, body, release, settle_at FROM stories \
             WHERE settle_at <= $1 ORDER BY settle_at LIMIT $2",
        )
        .bind(now.as_millisecond())
        .bind(i64::from(limit))
        .fetch_all(self.connection())
        .await
        .context("the stories cannot be read")?;
        rows.into_iter().map(kept).collect()
    }

    /// Keeps a story as it is now.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn keep_story(&mut self, kept: &KeptStory, now: Timestamp) -> anyhow::Result<()> {
        let first = kept.story.first();
        sqlx::query(
            "INSERT INTO stories (id, topic, body, release, began_at, moved_at, settle_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (id) DO UPDATE SET body = excluded.body, release = excluded.release, \
                 began_at = excluded.began_at, moved_at = excluded.moved_at, \
                 settle_at = excluded.settle_at",
        )
        .bind(&kept.id)
        .bind(first.topic())
        .bind(serde_json::to_string(&kept.story)?)
        .bind(&kept.release)
        .bind(first.at.as_millisecond())
        .bind(now.as_millisecond())
        .bind(kept.settle.map(Timestamp::as_millisecond))
        .execute(self.connection())
        .await
        .context("the stories cannot be written")?;
        Ok(())
    }

    /// The releases that moved lately, the latest first, with their ids.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn recent_releases(
        &mut self,
        now: Timestamp,
    ) -> anyhow::Result<Vec<(String, Release)>> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, body FROM releases WHERE moved_at > $1 ORDER BY moved_at DESC LIMIT $2",
        )
        .bind((now - LATELY).as_millisecond())
        .bind(LOOKED_THROUGH)
        .fetch_all(self.connection())
        .await
        .context("the releases cannot be read")?;
        // One that another version has folded is folded anew when it moves next.
        let read = |(id, body): (String, String)| Some((id, serde_json::from_str(&body).ok()?));
        Ok(rows.into_iter().filter_map(read).collect())
    }
}
