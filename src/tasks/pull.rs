//! Pulls events from a queue: what is received is stored, and deleted only then.

use std::collections::VecDeque;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::aws::{Message, Queue};
use crate::metrics::Metrics;
use crate::store::{Incoming, Intake, Received};
use domain::look::Why;
use domain::provenance::Provenance;
use events::{self, Around};

/// How long storing may take; no queue should hide a message for less.
const STORED: Duration = Duration::from_secs(5);
/// The least time between two rounds that brought nothing: not every stand-in for SQS waits for messages as it should.
const IDLE: Duration = Duration::from_millis(500);
/// How long the first round after one that failed waits, and, however often it has failed, each later one at most.
const SOONEST: Duration = Duration::from_millis(500);
const LATEST: Duration = Duration::from_secs(60);
/// Poison messages that are remembered, so that each is logged once.
const REMEMBERED: usize = 1_000;

/// Who pulls.
#[derive(Debug, Clone)]
pub struct Pull {
    pub queue: Queue,
    pub intake: Intake,
    pub metrics: Metrics,
}

/// The messages that hold no event, by their ids, the latest last.
#[derive(Debug, Default)]
pub struct Poison(VecDeque<String>);

/// Why a round did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    #[error("the queue cannot be received from: {0:?}")]
    Receive(Why),
    #[error("events of the queue cannot be stored: {0}")]
    Store(String),
    #[error("what was received and stored cannot be deleted from the queue: {0:?}")]
    Delete(Why),
}

impl Pull {
    /// Pulls until told to stop. A wait for messages is given up then; what was received before is dealt with.
    pub async fn run(self, stop: CancellationToken) {
        let mut poison = Poison::default();
        let mut stuck: Option<Stuck> = None;
        let mut waits = between_rounds();
        loop {
            let begun = Instant::now();
            let Some(received) = stop.run_until_cancelled(self.queue.receive()).await else {
                return;
            };
            let until = match self.take(received, &mut poison).await {
                Ok(deleted) => {
                    self.metrics.pulled("done");
                    // A round without a message does not show that one could be stored and deleted again.
                    if deleted > 0 || matches!(stuck, Some(Stuck::Receive(_))) {
                        if stuck.take().is_some() {
                            tracing::info!(queue = self.queue.url(), "the queue is pulled again");
                        }
                        waits = between_rounds();
                    }
                    match deleted {
                        0 => begun + IDLE,
                        _ => begun,
                    }
                }
                Err(why) => {
                    self.metrics.pulled("failed");
                    if stuck.as_ref() != Some(&why) {
                        tracing::error!(queue = self.queue.url(), %why, "the queue is not pulled");
                        stuck = Some(why);
                    }
                    Instant::now() + waits.next().unwrap_or(LATEST)
                }
            };
            let wait = tokio::time::sleep_until(until);
            if stop.run_until_cancelled(wait).await.is_none() {
                return;
            }
        }
    }

    /// One round: waits up to 20 s for messages and deals with what comes. Returns how many were stored and deleted,
    /// those that were known already among them.
    ///
    /// # Errors
    /// When AWS or the store does not take part: what was not deleted comes again.
    pub async fn run_once(&self, poison: &mut Poison) -> Result<usize, Stuck> {
        self.take(self.queue.receive().await, poison).await
    }

    async fn take(
        &self,
        received: Result<Vec<Message>, Why>,
        poison: &mut Poison,
    ) -> Result<usize, Stuck> {
        // Whatever is wrapped in its messages is not proven: the queue speaks.
        let provenance = Provenance::of_queue(self.queue.url());
        let (mut messages, mut incoming) = (Vec::new(), Vec::new());
        for message in received.map_err(Stuck::Receive)? {
            let around = Around {
                message: Some(&message.id),
                topic: None,
            };
            match events::said(&message.body, around) {
                Ok(said) => {
                    incoming.extend(said.into_iter().map(|said| Incoming {
                        id: said.id_by(&provenance),
                        body: said.event.to_string(),
                        provenance: provenance.clone(),
                    }));
                    messages.push(message);
                }
                Err(error) if poison.is_new(&message.id) => {
                    self.metrics.event("unknown", "poison");
                    tracing::warn!(
                        id = message.id,
                        %error,
                        "a message of the queue holds no event; it is left to the queue's redrive policy"
                    );
                }
                Err(_) => {}
            }
        }
        if messages.is_empty() {
            return Ok(0);
        }
        self.store(incoming).await.map_err(Stuck::Store)?;
        self.queue.delete(&messages).await.map_err(Stuck::Delete)?;
        Ok(messages.len())
    }

    async fn store(&self, incoming: Vec<Incoming>) -> Result<(), String> {
        let received = tokio::time::timeout(STORED, self.intake.put(incoming))
            .await
            .map_err(|_| "not in time".to_owned())?
            .map_err(|error| format!("{error:#}"))?;
        let again = received.iter().filter(|one| **one == Received::Again);
        self.metrics.repeated(again.count() as u64);
        Ok(())
    }
}

impl Poison {
    /// Whether a message is met for the first time, as far back as is remembered.
    fn is_new(&mut self, id: &str) -> bool {
        if self.0.iter().any(|known| known == id) {
            return false;
        }
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(id.to_owned());
        true
    }
}

/// How long rounds wait after one has failed: each twice as long as the one before, and not all copies together.
fn between_rounds() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(SOONEST)
        .with_max_delay(LATEST)
        .without_max_times()
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poison_is_new_once_and_forgotten_in_the_end() {
        let mut poison = Poison::default();
        assert!(poison.is_new("first"));
        assert!(!poison.is_new("first"));
        let others = (1..REMEMBERED).map(|count| count.to_string());
        assert!(others.into_iter().all(|id| poison.is_new(&id)));
        assert!(!poison.is_new("first"), "the last that is remembered");
        assert!(poison.is_new("one more"));
        assert!(poison.is_new("first"));
        assert_eq!(poison.0.len(), REMEMBERED);
    }
}
