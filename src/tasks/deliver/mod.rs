//! Makes Slack show what is stored: each message posted once, then edited in place, whatever happens on the way.

mod limits;
mod send;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::limits::Limits;
pub use self::limits::Rates;
use super::record::ANSWER;
use crate::bell::Bell;
use crate::metrics::Metrics;
use crate::slack::Slack;
use crate::store::{Store, Undelivered};
use domain::names::ChannelId;

/// Channels that are written to at the same moment.
const CHANNELS: usize = 8;
/// Undelivered messages of each channel looked through at a time: so many to post, and so many to edit.
const LOOKED_THROUGH: u32 = 100;
/// How long delivering waits after the store has failed.
const AGAIN: Duration = Duration::from_secs(5);
/// How often the store is asked though nobody rang.
const IDLE: SignedDuration = SignedDuration::from_secs(60);

/// The deliverer. Clones share everything.
#[derive(Debug, Clone)]
pub struct Deliver {
    store: Store,
    slack: Slack,
    rates: Rates,
    metrics: Metrics,
    /// Rung where something is to be told.
    telling: Bell,
    known: Arc<Mutex<Known>>,
}

/// What is known of Slack beside the store, and may be forgotten.
#[derive(Debug, Default)]
struct Known {
    limits: Limits,
    /// Why each channel cannot be written to, so that it is logged once.
    troubles: HashMap<ChannelId, String>,
    /// Whether it was logged that the history cannot be read.
    is_blind: bool,
}

/// What can be sent now, one message of each channel, and when to look again.
struct Picked {
    ready: BTreeMap<ChannelId, Undelivered>,
    next: Option<Timestamp>,
}

impl Deliver {
    /// A deliverer at these rates. Calls nothing.
    pub fn new(store: Store, slack: Slack, rates: Rates, telling: Bell, metrics: Metrics) -> Self {
        Self {
            store,
            slack,
            rates,
            metrics,
            telling,
            known: Arc::default(),
        }
    }

    /// Delivers until told to stop; then it finishes the calls under way and begins no other.
    pub async fn run(self, stop: CancellationToken) {
        let mut telling = self.telling.listen();
        if let Err(error) = self.resume(Timestamp::now()).await {
            let error = format!("{error:#}");
            tracing::error!(
                error,
                "what was to be told before the start cannot be put off"
            );
        }
        let mut busy = HashSet::new();
        let mut calls: JoinSet<ChannelId> = JoinSet::new();
        while !stop.is_cancelled() {
            let now = Timestamp::now();
            let next = match self.pick(now, &busy, CHANNELS).await {
                Ok(picked) => {
                    for (channel, message) in picked.ready {
                        busy.insert(channel.clone());
                        let deliver = self.clone();
                        calls.spawn(async move {
                            deliver.try_send(&message, Timestamp::now()).await;
                            channel
                        });
                    }
                    picked.next.unwrap_or(now + IDLE)
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::error!(error, "what is to be told cannot be read");
                    now + AGAIN
                }
            };
            let wait = Timestamp::now()
                .duration_until(next)
                .max(SignedDuration::ZERO);
            tokio::select! {
                () = stop.cancelled() => {}
                () = telling.heard() => {}
                Some(done) = calls.join_next() => busy = still_busy(busy, done),
                () = tokio::time::sleep(wait.unsigned_abs()) => {}
            }
        }
        while calls.join_next().await.is_some() {}
    }

    /// Lets what was not posted before the last end wait once more for AWS, which nobody has asked meanwhile.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn resume(&self, now: Timestamp) -> anyhow::Result<()> {
        self.store.wait_again(now + ANSWER).await
    }

    /// Sends all that may be sent at `now`; returns when to look again, where something waits.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn run_once(&self, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
        loop {
            let picked = self.pick(now, &HashSet::new(), usize::MAX).await?;
            if picked.ready.is_empty() {
                return Ok(picked.next);
            }
            let sent = picked.ready.values();
            futures_util::future::join_all(sent.map(|message| self.try_send(message, now))).await;
        }
    }

    /// What is sent next: to channels that are not `busy`, and to no more than `channels` with those. One message of
    /// each, so that what becomes urgent meanwhile, or a pause that Slack asks for, waits for one call and not for many.
    /// What is not picked costs nothing of what Slack allows.
    async fn pick(
        &self,
        now: Timestamp,
        busy: &HashSet<ChannelId>,
        channels: usize,
    ) -> anyhow::Result<Picked> {
        let given_up = self.store.give_up_old(now).await?;
        if given_up > 0 {
            self.metrics.messages("given_up", given_up);
            tracing::error!(given_up, "Slack did not take messages for a day");
        }
        let waiting = self.store.undelivered(now, LOOKED_THROUGH).await?;
        let mut next = self.store.next_delivery(now).await?;
        let mut ready = BTreeMap::new();
        let troubles = self.store.troubles().await?;
        let backlog = self.store.backlog().await?;
        self.metrics.in_trouble(troubles.len());
        let mut known = self.known();
        known.limits.tidy(now);
        self.metrics.waiting(backlog);
        let free = channels.saturating_sub(busy.len());
        for message in waiting {
            // The most urgent come first, and so do their channels; one that is busy is looked at when it is not.
            let is_taken = ready.contains_key(&message.channel) || busy.contains(&message.channel);
            if is_taken || ready.len() == free {
                continue;
            }
            match known.limits.admit(&message, &self.rates, now) {
                Ok(()) => {
                    ready.insert(message.channel.clone(), message);
                }
                Err(at) => next = Some(next.map_or(at, |next| next.min(at))),
            }
        }
        Ok(Picked { ready, next })
    }

    /// Sends one message at `now`. That what came of it cannot be stored is logged, and found out at the next attempt.
    async fn try_send(&self, message: &Undelivered, now: Timestamp) {
        if let Err(error) = self.send(message, now).await {
            let error = format!("{error:#}");
            tracing::error!(error, "what Slack was told could not be stored");
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known
            .lock()
            .expect("the lock of what is known of Slack")
    }
}

/// A channel whose task has ended is free; one that panicked frees them all, since it cannot say which it was.
fn still_busy(
    mut busy: HashSet<ChannelId>,
    done: Result<ChannelId, tokio::task::JoinError>,
) -> HashSet<ChannelId> {
    match done {
        Ok(channel) => {
            busy.remove(&channel);
            busy
        }
        Err(error) => {
            tracing::error!(%error, "delivering ended badly");
            HashSet::new()
        }
    }
}
