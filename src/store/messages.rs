//! `messages`: each Slack message as it should be, and what is known of the one that Slack shows.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{Store, Tx};
use crate::domain::message::Urgency;
use crate::domain::names::ChannelId;

/// How long a message that Slack does not take is tried.
const TRIED: SignedDuration = SignedDuration::from_hours(24);
/// How long a message is known after its last change.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Messages forgotten at a time.
const FORGOTTEN: i64 = 500;

/// A message as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'a> {
    pub release: &'a str,
    pub channel: &'a ChannelId,
    /// Empty for the release's own message, else which reply in its thread.
    pub part: &'a str,
    /// What to show, as the JSON that Slack is sent.
    pub body: &'a str,
    /// The state that it tells of: another one is told at once.
    pub turn: &'a str,
    pub urgency: Urgency,
    /// When it may be sent. One that waits to be posted may only become due earlier.
    pub due: Timestamp,
}

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
}

/// The thread that a message is a reply in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thread {
    /// It is no reply.
    None,
    /// The release's own message is not posted yet.
    Unposted,
    /// Of the message with this `ts`.
    Of(String),
    /// The release's own message is gone.
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

fn rank(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::NeedsPerson => 0,
        Urgency::Turn => 1,
        Urgency::Progress => 2,
    }
}

fn urgency(rank: i64) -> Urgency {
    match rank {
        0 => Urgency::NeedsPerson,
        1 => Urgency::Turn,
        _ => Urgency::Progress,
    }
}

impl Tx {
    /// Says how a message should be; returns whether there is anything to deliver. One that a person deleted, or that
    /// Slack would not have, stays as it is.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn want(&mut self, wanted: &Wanted<'_>, now: Timestamp) -> anyhow::Result<bool> {
        // The statement decides alone, so that a message is one row whatever happens beside it: another state is at
        // least a turn, what waits keeps the most urgent reason, and a first post never becomes due later.
        let changed = sqlx::query(
            "INSERT INTO messages (id, release, channel, part, wanted, turn, urgency, due_at, \
                                   edited_at, failures, state, wanted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 'open', $9) \
             ON CONFLICT (release, channel, part) DO UPDATE SET \
                 urgency = CASE \
                     WHEN messages.shown IS NULL OR messages.shown <> messages.wanted \
                          THEN MIN(messages.urgency, excluded.urgency) \
                     WHEN messages.turn <> excluded.turn THEN MIN(1, excluded.urgency) \
                     ELSE 2 END, \
                 due_at = CASE WHEN messages.ts IS NULL THEN MIN(messages.due_at, excluded.due_at) \
                               ELSE MAX(messages.due_at, excluded.wanted_at) END, \
                 wanted = excluded.wanted, turn = excluded.turn, wanted_at = excluded.wanted_at \
             WHERE messages.state = 'open' AND (messages.wanted <> excluded.wanted \
                 OR (messages.ts IS NULL AND messages.due_at > excluded.due_at))",
        )
        .bind(message_id(wanted))
        .bind(wanted.release)
        .bind(wanted.channel.as_str())
        .bind(wanted.part)
        .bind(wanted.body)
        .bind(wanted.turn)
        .bind(rank(wanted.urgency))
        .bind(wanted.due.as_millisecond())
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the messages cannot be written")?;
        Ok(changed.rows_affected() > 0)
    }

    /// What was told of a release, or is about to be: channels, and the parts in them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn told(&mut self, release: &str) -> anyhow::Result<Vec<(ChannelId, String)>> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT channel, part FROM messages WHERE release = $1 ORDER BY channel, part",
        )
        .bind(release)
        .fetch_all(self.connection())
        .await
        .context("the messages cannot be read")?;
        Ok(rows
            .into_iter()
            .map(|(channel, part)| (ChannelId::new(channel), part))
            .collect())
    }

    /// Whether Slack shows anything of a release, or may.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn is_shown(&mut self, release: &str) -> anyhow::Result<bool> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM messages \
             WHERE release = $1 AND (ts IS NOT NULL OR tried_at IS NOT NULL)",
        )
        .bind(release)
        .fetch_one(self.connection())
        .await
        .context("the messages cannot be read")?;
        Ok(count > 0)
    }

    /// Forgets what was to be told of a release and was never tried.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn drop_unposted(&mut self, release: &str) -> anyhow::Result<()> {
        sqlx::query("DELETE FROM messages WHERE release = $1 AND ts IS NULL AND tried_at IS NULL")
            .bind(release)
            .execute(self.connection())
            .await
            .context("the messages cannot be written")?;
        Ok(())
    }
}

/// One message has one id, whichever process wants it first; nobody can tell from it what it is of.
fn message_id(wanted: &Wanted<'_>) -> String {
    let mut hash = Sha256::new();
    for part in [wanted.release, wanted.channel.as_str(), wanted.part] {
        hash.update(part);
        hash.update([0]);
    }
    hex::encode(&hash.finalize()[..16])
}

impl Store {
    /// What Slack does not show as it should by `now`, the most urgent first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn undelivered(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> anyhow::Result<Vec<Undelivered>> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT messages.id, messages.channel, messages.part, messages.wanted, \
                    messages.urgency, messages.ts, messages.edited_at, messages.tried_at, \
                    messages.failures, parent.ts AS parent_ts, parent.state AS parent_state \
             FROM messages LEFT JOIN messages AS parent \
                 ON parent.release = messages.release AND parent.channel = messages.channel \
                 AND parent.part = '' AND messages.part <> '' \
             WHERE messages.state = 'open' \
                 AND (messages.shown IS NULL OR messages.shown <> messages.wanted) \
                 AND messages.due_at <= $1 \
             ORDER BY messages.urgency, messages.wanted_at, messages.part LIMIT $2",
        )
        .bind(now.as_millisecond())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
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
        .fetch_one(&self.pool)
        .await
        .context("the messages cannot be read")?;
        Ok(next.map(Timestamp::from_millisecond).transpose()?)
    }

    /// Notes that a post begins: should its answer be lost, it is looked for.
    ///
    /// # Errors
    /// When the store cannot be written: then it must not be posted.
    pub async fn posting(&self, id: &str, now: Timestamp) -> anyhow::Result<()> {
        self.set(
            "UPDATE messages SET tried_at = $2 WHERE id = $1",
            id,
            now.as_millisecond(),
        )
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
        .execute(&self.pool)
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
    /// Replies in the thread of one that is gone are gone with it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn close_message(&self, id: &str, is_gone: bool) -> anyhow::Result<()> {
        let state = if is_gone { "gone" } else { "given_up" };
        sqlx::query("UPDATE messages SET state = $2, tried_at = NULL WHERE id = $1")
            .bind(id)
            .bind(state)
            .execute(&self.pool)
            .await
            .context("the messages cannot be written")?;
        Ok(())
    }

    /// Notes why a channel cannot be written to, and when that is tried again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn trouble(
        &self,
        channel: &ChannelId,
        word: &str,
        until: Timestamp,
    ) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET trouble = $2, failures = failures + 1, due_at = $3 \
             WHERE channel = $1 AND state = 'open' AND (shown IS NULL OR shown <> wanted)",
        )
        .bind(channel.as_str())
        .bind(word)
        .bind(until.as_millisecond())
        .execute(&self.pool)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// Makes all that waits in a channel due, which can be written to again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn reopen(&self, channel: &ChannelId, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "UPDATE messages SET trouble = NULL, failures = 0, due_at = MIN(due_at, $2) \
             WHERE channel = $1 AND state = 'open' AND trouble IS NOT NULL",
        )
        .bind(channel.as_str())
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .context("the messages cannot be written")?;
        Ok(())
    }

    /// The channels that cannot be written to, each with Slack's word for why.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn troubles(&self) -> anyhow::Result<BTreeMap<String, String>> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT channel, MAX(trouble) FROM messages \
             WHERE trouble IS NOT NULL AND state = 'open' GROUP BY channel",
        )
        .fetch_all(&self.pool)
        .await
        .context("the messages cannot be read")?;
        Ok(rows.into_iter().collect())
    }

    /// How many messages Slack does not show as they should be.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn backlog(&self) -> anyhow::Result<u64> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM messages \
             WHERE state = 'open' AND (shown IS NULL OR shown <> wanted)",
        )
        .fetch_one(&self.pool)
        .await
        .context("the messages cannot be read")?;
        Ok(count.unsigned_abs())
    }

    /// Gives up what Slack has not taken for a day, and forgets what has long been delivered; returns how many were
    /// given up.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn give_up_old(&self, now: Timestamp) -> anyhow::Result<u64> {
        let given_up = sqlx::query(
            "UPDATE messages SET state = 'given_up', tried_at = NULL WHERE state = 'open' \
             AND (shown IS NULL OR shown <> wanted) AND failures > 0 AND wanted_at < $1",
        )
        .bind((now - TRIED).as_millisecond())
        .execute(&self.pool)
        .await
        .context("the messages cannot be written")?;
        sqlx::query(
            "DELETE FROM messages WHERE id IN \
             (SELECT id FROM messages WHERE wanted_at < $1 ORDER BY wanted_at LIMIT $2)",
        )
        .bind((now - KEPT).as_millisecond())
        .bind(FORGOTTEN)
        .execute(&self.pool)
        .await
        .context("the messages cannot be written")?;
        Ok(given_up.rows_affected())
    }

    async fn set<'q, V>(&self, statement: &'static str, id: &'q str, value: V) -> anyhow::Result<()>
    where
        V: sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + Send + 'q,
    {
        sqlx::query(statement)
            .bind(id)
            .bind(value)
            .execute(&self.pool)
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
                (_, Some("open"), Some(ts)) => Thread::Of(ts),
                (_, Some("open"), None) => Thread::Unposted,
                (_, _, Some(ts)) if row.ts.is_some() => Thread::Of(ts),
                _ => Thread::Gone,
            },
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
