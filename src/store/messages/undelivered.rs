//! What is not delivered: from the side of whoever makes Slack show it.

use anyhow::Context;
use jiff::Timestamp;

use crate::store::Store;
use domain::message::Urgency;
use domain::names::ChannelId;
use domain::telling::ASIDE;

/// A message that Slack does not show as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    pub id: String,
    pub channel: ChannelId,
    pub body: String,
    pub urgency: Urgency,
    /// Where Slack shows it, once it was posted.
    pub ts: Option<String>,
    /// When it was last edited, or posted.
    pub edited: Timestamp,
    /// When a post was begun of which it is not known how it ended.
    pub tried: Option<Timestamp>,
    /// Attempts that failed since the last that did not.
    pub failures: u32,
    pub thread: Thread,
    /// Whether it is a reply that the thread alone shows.
    pub is_aside: bool,
}

/// The thread that a message is a reply in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// It is no reply.
    None,
    /// Of the message with this `ts`.
    Of(String),
    /// The release's own message is gone, or was never posted.
    Gone,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    channel: String,
    part: String,
    wanted: String,
    urgency: i64,
    ts: Option<String>,
    edited_at: i64,
    tried_at: Option<i64>,
    failures: i64,
    parent_ts: Option<String>,
    parent_state: Option<String>,
}

fn urgency(rank: i64) -> Urgency {
    match rank {
        0 => Urgency::NeedsPerson,
        1 => Urgency::Turn,
        _ => Urgency::Progress,
    }
}

impl Store {
    /// What Slack does not show as it should by `now`, the most urgent first, then what has waited longest: of each
    /// channel at most `limit` to be posted and as many to be edited, so that none hides another. A reply waits until
    /// its release's own message is posted.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn undelivered(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> anyhow::Result<Vec<Undelivered>> {
        // What the messages say is read of those alone that are taken.
        let rows: Vec<Row> = sqlx::query_as(
            "WITH waiting AS ( \
                 SELECT messages.id, parent.ts AS parent_ts, parent.state AS parent_state, \
                     ROW_NUMBER() OVER (PARTITION BY messages.channel, messages.ts IS NULL \
                         ORDER BY messages.urgency, messages.wanted_at, messages.part) AS place \
                 FROM messages LEFT JOIN messages AS parent \
                     ON parent.release = messages.release AND parent.channel = messages.channel \
                     AND parent.part = '' AND messages.part <> '' \
                 WHERE messages.state = 'open' \
                     AND (messages.shown IS NULL OR messages.shown <> messages.wanted) \
                     AND messages.due_at <= $1 \
                     AND (messages.ts IS NOT NULL OR parent.id IS NULL \
                         OR parent.state <> 'open' OR parent.ts IS NOT NULL)) \
             SELECT messages.id, messages.channel, messages.part, messages.wanted, \
                    messages.urgency, messages.ts, messages.edited_at, messages.tried_at, \
                    messages.failures, waiting.parent_ts, waiting.parent_state \
             FROM waiting JOIN messages ON messages.id = waiting.id \
             WHERE waiting.place <= $2 \
             ORDER BY messages.urgency, messages.wanted_at, messages.part",
        )
        .bind(now.as_millisecond())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .context("the messages cannot be read")?;
        rows.into_iter().map(Undelivered::try_from).collect()
    }

    /// When the next message is due that is not due by `now`.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn next_delivery(&self, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
        let (next,): (Option<i64>,) = sqlx::query_as(
            "SELECT MIN(due_at) FROM messages WHERE state = 'open' \
             AND (shown IS NULL OR shown <> wanted) AND due_at > $1",
        )
        .bind(now.as_millisecond())
        .fetch_one(&self.readers)
        .await
        .context("the messages cannot be read")?;
        Ok(next.map(Timestamp::from_millisecond).transpose()?)
    }

    /// Notes that a post begins of what Slack does not show: should its answer be lost, it is looked for. Answers whether
    /// it is still wanted: its release may have become a part of another one meanwhile. Then there is nothing to lead
    /// there, and it is forgotten.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be posted.
    pub async fn posting(&self, id: &str, now: Timestamp) -> anyhow::Result<bool> {
        let noted =
            sqlx::query("UPDATE messages SET tried_at = $2 WHERE id = $1 AND leads_to IS NULL")
                .bind(id)
                .bind(now.as_millisecond())
                .execute(&self.writer)
                .await
                .context("the messages cannot be written")?;
        if noted.rows_affected() > 0 {
            return Ok(true);
        }
        sqlx::query("DELETE FROM messages WHERE id = $1 AND ts IS NULL AND leads_to IS NOT NULL")
            .bind(id)
            .execute(&self.writer)
            .await
            .context("the messages cannot be written")?;
        Ok(false)
    }

    /// Notes that an edit begins: until its answer is stored, nobody knows what Slack shows.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be edited.
    pub async fn editing(&self, id: &str) -> anyhow::Result<()> {
        self.set("UPDATE messages SET shown = $2 WHERE id = $1", id, "")
            .await
    }

    /// Notes that a post has certainly not been made.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn not_posted(&self, id: &str) -> anyhow::Result<()> {
        self.set(
            "UPDATE messages SET tried_at = $2 WHERE id = $1",
            id,
            None::<i64>,
        )
        .await
    }

    /// Notes where Slack shows a message and, where that is known, what it shows.
    ///
    /// # Errors
    /// When the store cannot be written: then it is looked for in Slack.
    pub async fn shown(
        &self,
        id: &str,
        ts: &str,
        body: Option<&str>,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET ts = $2, shown = COALESCE($3, ''), edited_at = $4, \
             tried_at = NULL, failures = 0, trouble = NULL WHERE id = $1",
        )
        .bind(id)
        .bind(ts)
        .bind(body)
        .bind(now.as_millisecond())
        .execute(&self.writer)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// Notes that an attempt has failed, and when the next may be made.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_off(&self, id: &str, until: Timestamp) -> anyhow::Result<()> {
        self.set(
            "UPDATE messages SET failures = failures + 1, due_at = $2 WHERE id = $1",
            id,
            until.as_millisecond(),
        )
        .await
    }

    /// Notes that a message is not tried any more: `gone` where a person deleted it, else Slack would not have it.
    /// Replies in the thread of one that is gone are gone with it; those of one that stands are posted.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn close_message(&self, id: &str, is_gone: bool) -> anyhow::Result<()> {
        let state = if is_gone { "gone" } else { "given_up" };
        sqlx::query("UPDATE messages SET state = $2, tried_at = NULL WHERE id = $1")
            .bind(id)
            .bind(state)
            .execute(&self.writer)
            .await
            .context("the messages cannot be written")?;
        Ok(())
    }

    async fn set<'q, V>(&self, statement: &'static str, id: &'q str, value: V) -> anyhow::Result<()>
    where
        V: sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send + 'q,
    {
        sqlx::query(statement)
            .bind(id)
            .bind(value)
            .execute(&self.writer)
            .await
            .context("the messages cannot be written")?;
        Ok(())
    }
}

impl TryFrom<Row> for Undelivered {
    type Error = anyhow::Error;

    fn try_from(row: Row) -> anyhow::Result<Self> {
        Ok(Self {
            thread: match (
                row.part.as_str(),
                row.parent_state.as_deref(),
                row.parent_ts,
            ) {
                ("", ..) => Thread::None,
                // One that Slack does not edit any more stands all the same, and so does its thread.
                (_, Some("open" | "given_up"), Some(ts)) => Thread::Of(ts),
                (_, _, Some(ts)) if row.ts.is_some() => Thread::Of(ts),
                _ => Thread::Gone,
            },
            is_aside: row.part.starts_with(ASIDE),
            id: row.id,
            channel: ChannelId::new(row.channel),
            body: row.wanted,
            urgency: urgency(row.urgency),
            ts: row.ts,
            edited: Timestamp::from_millisecond(row.edited_at)?,
            tried: row.tried_at.map(Timestamp::from_millisecond).transpose()?,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
        })
    }
}
