//! What is wanted: each message as it should be, from the side of whoever tells.

use anyhow::Context;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::store::Tx;
use domain::message::Urgency;
use domain::names::ChannelId;

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

fn rank(urgency: Urgency) -> i64 {
    match urgency {
        Urgency::NeedsPerson => 0,
        Urgency::Turn => 1,
        Urgency::Progress => 2,
    }
}

impl Tx {
    /// Says how a message should be; returns whether there is anything to deliver. One that a person deleted stays as it
    /// is; so does one that Slack would not have, but where it stands another state is worth one more try.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn want(&mut self, wanted: &Wanted<'_>, now: Timestamp) -> anyhow::Result<bool> {
        // The statement decides alone, so that a message is one row whatever happens beside it: another state is at
        // least a turn, what waits keeps the most urgent reason and its place, and a first post never becomes due later.
        let changed = sqlx::query(
            "INSERT INTO messages (id, release, channel, part, wanted, turn, urgency, due_at, \
                                   edited_at, failures, state, wanted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 'open', $9) \
             ON CONFLICT (release, channel, part) DO UPDATE SET \
                 urgency = CASE \
                     WHEN messages.turn <> excluded.turn THEN MIN(1, excluded.urgency) \
                     WHEN messages.shown IS NULL OR messages.shown <> messages.wanted \
                          THEN MIN(messages.urgency, excluded.urgency) \
                     ELSE 2 END, \
                 due_at = CASE WHEN messages.ts IS NULL THEN MIN(messages.due_at, excluded.due_at) \
                               ELSE MAX(messages.due_at, excluded.wanted_at) END, \
                 wanted_at = CASE \
                     WHEN messages.state = 'open' \
                          AND (messages.shown IS NULL OR messages.shown <> messages.wanted) \
                          THEN messages.wanted_at \
                     ELSE excluded.wanted_at END, \
                 failures = CASE messages.state WHEN 'open' THEN messages.failures ELSE 0 END, \
                 trouble = CASE messages.state WHEN 'open' THEN messages.trouble END, \
                 state = 'open', wanted = excluded.wanted, turn = excluded.turn \
             WHERE (messages.state = 'open' AND (messages.wanted <> excluded.wanted \
                     OR (messages.ts IS NULL AND messages.due_at > excluded.due_at))) \
                 OR (messages.state = 'given_up' AND messages.ts IS NOT NULL \
                     AND messages.turn <> excluded.turn)",
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

    /// Forgets what was to be told of a release later than `now` and was never tried: by then it may be known that it
    /// belongs elsewhere.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn drop_early(&mut self, release: &str, now: Timestamp) -> anyhow::Result<()> {
        sqlx::query(
            "DELETE FROM messages \
             WHERE release = $1 AND ts IS NULL AND tried_at IS NULL AND due_at > $2",
        )
        .bind(release)
        .bind(now.as_millisecond())
        .execute(self.connection())
        .await
        .context("the messages cannot be written")?;
        Ok(())
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

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::store::Store;

    async fn want(store: &Store, body: &str, turn: &str, urgency: Urgency, due: Timestamp) -> bool {
        let wanted = Wanted {
            release: "r1",
            channel: &ChannelId::new("C1"),
            part: "",
            body,
            turn,
            urgency,
            due,
        };
        let mut tx = store.begin().await.expect("a transaction");
        let is_news = tx.want(&wanted, now()).await.expect("wanted");
        tx.commit().await.expect("kept");
        is_news
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000)
    }

    #[tokio::test]
    async fn a_first_post_is_due_when_the_first_of_its_reasons_is() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let later = now() + SignedDuration::from_secs(2);
        assert!(want(&store, "a", "running", Urgency::Progress, later).await);
        assert!(store.undelivered(now(), 9).await.expect("read").is_empty());
        assert!(!want(&store, "a", "running", Urgency::Progress, later).await);
        assert!(want(&store, "a", "running", Urgency::Progress, now()).await);
        assert_eq!(store.undelivered(now(), 9).await.expect("read").len(), 1);
        assert!(want(&store, "b", "running", Urgency::Progress, later).await);
        let waiting = store.undelivered(now(), 9).await.expect("read");
        assert_eq!(waiting[0].body, "b");
    }

    #[tokio::test]
    async fn another_state_is_urgent_and_stays_so_until_it_is_shown() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let urgency = async || store.undelivered(now(), 9).await.expect("read")[0].urgency;
        want(&store, "a", "running", Urgency::Progress, now()).await;
        let id = store.undelivered(now(), 9).await.expect("read")[0]
            .id
            .clone();
        store
            .shown(&id, "1.1", Some("a"), now())
            .await
            .expect("noted");
        want(&store, "b", "running", Urgency::Progress, now()).await;
        assert_eq!(urgency().await, Urgency::Progress);
        want(&store, "c", "awaiting", Urgency::NeedsPerson, now()).await;
        assert_eq!(urgency().await, Urgency::NeedsPerson);
        want(&store, "d", "going on", Urgency::Progress, now()).await;
        assert_eq!(urgency().await, Urgency::Turn);
        store
            .shown(&id, "1.1", Some("d"), now())
            .await
            .expect("noted");
        assert!(store.undelivered(now(), 9).await.expect("read").is_empty());
    }

    #[tokio::test]
    async fn what_is_not_wanted_any_more_is_not_posted() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        want(&store, "a", "running", Urgency::Progress, now()).await;
        let waiting = store.undelivered(now(), 9).await.expect("read");
        let mut tx = store.begin().await.expect("a transaction");
        tx.drop_unposted("r1").await.expect("dropped");
        tx.commit().await.expect("kept");
        let is_wanted = store.posting(&waiting[0].id, now()).await.expect("noted");
        assert!(!is_wanted);
    }

    #[tokio::test]
    async fn what_turns_out_not_to_be_posted_is_forgotten_where_it_leads_elsewhere() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        want(&store, "a", "running", Urgency::Progress, now()).await;
        let id = store.undelivered(now(), 9).await.expect("read")[0]
            .id
            .clone();
        assert!(store.posting(&id, now()).await.expect("noted"));
        // It becomes a part of another one while Slack is called, which then refuses it.
        let mut tx = store.begin().await.expect("a transaction");
        tx.drop_unposted("r1").await.expect("dropped");
        tx.lead("r1", "r2").await.expect("led");
        tx.commit().await.expect("kept");
        store.not_posted(&id).await.expect("noted");
        assert_eq!(store.backlog().await.expect("a count"), 1);
        assert!(!store.posting(&id, now()).await.expect("noted"));
        assert_eq!(store.backlog().await.expect("a count"), 0);
    }

    #[tokio::test]
    async fn what_slack_would_not_edit_is_tried_again_once_a_state_and_for_a_day_again() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        let progress = Urgency::Progress;
        want(&store, "a", "running", progress, now()).await;
        let id = store.undelivered(now(), 9).await.expect("read")[0]
            .id
            .clone();
        let shown = store.shown(&id, "1.1", Some("a"), now());
        shown.await.expect("noted");
        store.put_off(&id, now()).await.expect("noted");
        store.close_message(&id, false).await.expect("noted");
        assert!(!want(&store, "b", "running", progress, now()).await);
        // Long after; it counts from then.
        let later = now() + SignedDuration::from_hours(48);
        let mut tx = store.begin().await.expect("a transaction");
        let wanted = Wanted {
            release: "r1",
            channel: &ChannelId::new("C1"),
            part: "",
            body: "c",
            turn: "failed",
            urgency: progress,
            due: later,
        };
        assert!(tx.want(&wanted, later).await.expect("wanted"));
        tx.commit().await.expect("kept");
        assert_eq!(store.give_up_old(later).await.expect("given up"), 0);
        let waiting = store.undelivered(later, 9).await.expect("read");
        assert_eq!((waiting[0].body.as_str(), waiting[0].failures), ("c", 0));
    }

    #[tokio::test]
    async fn what_slack_would_not_post_stays_given_up() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        want(&store, "a", "running", Urgency::Progress, now()).await;
        let id = store.undelivered(now(), 9).await.expect("read")[0]
            .id
            .clone();
        store.close_message(&id, false).await.expect("noted");
        assert!(!want(&store, "b", "failed", Urgency::NeedsPerson, now()).await);
        assert_eq!(store.backlog().await.expect("a count"), 0);
    }

    #[tokio::test]
    async fn what_a_person_deleted_stays_deleted() {
        let store = Store::open("sqlite::memory:").await.expect("a store");
        want(&store, "a", "running", Urgency::Progress, now()).await;
        let id = store.undelivered(now(), 9).await.expect("read")[0]
            .id
            .clone();
        store.close_message(&id, true).await.expect("noted");
        assert!(!want(&store, "b", "failed", Urgency::NeedsPerson, now()).await);
        assert_eq!(store.backlog().await.expect("a count"), 0);
    }
}
