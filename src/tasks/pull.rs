//! Pulls events from a queue: stored first, then deleted there.

use std::collections::VecDeque;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio_util::sync::CancellationToken;

use crate::aws::{Queue, Received};
use crate::domain::look::Why;
use crate::events;
use crate::metrics::Metrics;
use crate::store::{self, Incoming, Intake};

/// The shortest and the longest time until a poll that failed is repeated.
const SOON: Duration = Duration::from_millis(500);
const LATE: Duration = Duration::from_secs(60);
/// Poison messages that are remembered, so that each is logged once.
const REMEMBERED: usize = 1_000;

/// The puller.
#[derive(Debug)]
pub struct Pull {
    queue: Queue,
    intake: Intake,
    metrics: Metrics,
    poison: VecDeque<String>,
}

impl Pull {
    /// A puller from this queue. Calls nothing.
    pub fn new(queue: Queue, intake: Intake, metrics: Metrics) -> Self {
        Self {
            queue,
            intake,
            metrics,
            poison: VecDeque::new(),
        }
    }

    /// Pulls until told to stop; a poll that waits then is given up.
    pub async fn run(mut self, stop: CancellationToken) {
        let pull = async {
            let mut trouble: Option<Why> = None;
            let mut waits = waits();
            loop {
                match self.run_once().await {
                    Ok(()) => {
                        if trouble.take().is_some() {
                            tracing::info!("the queue can be read again");
                        }
                        waits = self::waits();
                    }
                    Err(why) => {
                        if trouble.as_ref() != Some(&why) {
                            tracing::error!(?why, "the queue cannot be read; it is tried again");
                        }
                        trouble = Some(why);
                        tokio::time::sleep(waits.next().unwrap_or(LATE)).await;
                    }
                }
            }
        };
        stop.run_until_cancelled(pull).await;
    }

    /// Waits for what comes next, stores it, and deletes it in the queue. What cannot be stored now comes again, once
    /// its visibility timeout is over; what is no event is left to the queue's redrive.
    ///
    /// # Errors
    /// Why AWS did not show it, or did not delete it.
    pub async fn run_once(&mut self) -> Result<(), Why> {
        let received = self.queue.receive().await?;
        let mut good = Vec::with_capacity(received.len());
        let mut incoming = Vec::with_capacity(received.len());
        for message in received {
            match event(&message.body) {
                Some(event) => {
                    incoming.push(event);
                    good.push(message);
                }
                None => self.is_poison(message),
            }
        }
        if good.is_empty() {
            return Ok(());
        }
        match self.intake.put(incoming).await {
            Ok(stored) => {
                let again = stored.iter().filter(|one| **one == store::Received::Again);
                self.metrics.repeated(again.count() as u64);
                self.queue.delete(&good).await
            }
            Err(error) => {
                let error = format!("{error:#}");
                tracing::error!(error, "what came from the queue could not be stored");
                Err(Why::Failed("not stored".to_owned()))
            }
        }
    }

    fn is_poison(&mut self, message: Received) {
        if self.poison.contains(&message.id) {
            return;
        }
        self.metrics.event("unknown", "poison");
        tracing::warn!(
            id = message.id,
            "a message in the queue is no event; it is left to the queue's redrive"
        );
        if self.poison.len() == REMEMBERED {
            self.poison.pop_front();
        }
        self.poison.push_back(message.id);
    }
}

/// The event in a message's body, raw or within a notification of SNS.
fn event(body: &str) -> Option<Incoming> {
    let event = events::event(body).ok()?;
    Some(Incoming {
        id: events::id(&event),
        body: event.to_string(),
    })
}

fn waits() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(SOON)
        .with_max_delay(LATE)
        .without_max_times()
        .with_jitter()
        .build()
}
