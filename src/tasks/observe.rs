//! Folds what came in: from the inbox to releases, and on to what is told and what AWS is asked.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::record::Recorder;
use crate::bell::Bell;
use crate::metrics::Metrics;
use crate::store::{AWS, DEEDS, Store, Waiting};
use domain::notice::{About, AlarmState, Notice};
use domain::release::Observation;
use events::{Decoded, Means, Silence, Undecodable, decode};

/// Events folded in one transaction.
const BATCH: u32 = 256;
/// How long folding waits after the store has failed.
const AGAIN: Duration = Duration::from_secs(1);
/// Kinds of events that nobody reads of which it is remembered that they were logged.
const REMEMBERED: usize = 1_000;

/// The observer.
#[derive(Debug, Clone)]
pub struct Observe {
    pub store: Store,
    pub recorder: Arc<Recorder>,
    /// Rung where an event was stored.
    pub arrived: Bell,
    /// Rung where a subject became due.
    pub due: Bell,
    /// Rung where something is to be told.
    pub telling: Bell,
    /// Rung where something happened that is no release's own.
    pub noted: Bell,
    /// Rung where an approval waits in an execution that was not named.
    pub called: Bell,
    pub metrics: Metrics,
    pub unread: Unread,
}

/// The kinds of events that came and are dropped, so that each is logged once. Clones share everything.
#[derive(Debug, Clone, Default)]
pub struct Unread(Arc<Mutex<HashSet<Silence>>>);

impl Unread {
    fn tell(&self, silence: &Silence) {
        if !silence.is_logged() {
            return;
        }
        let mut known = self.0.lock().expect("the lock of the kinds that are known");
        if known.len() < REMEMBERED && known.insert(silence.clone()) {
            match silence {
                Silence::Unread { .. } => {
                    tracing::info!("{silence}; they are counted and not told");
                }
                _ => tracing::warn!("an event is dropped and counted: {silence}"),
            }
        }
    }
}

impl Observe {
    /// Folds what comes until told to stop. What was stored and not folded before the last end comes first.
    pub async fn run(self, stop: CancellationToken) {
        let mut arrived = self.arrived.listen();
        let fold = async {
            loop {
                match self.run_once(Timestamp::now()).await {
                    Ok(0) => arrived.heard().await,
                    Ok(_) => {}
                    Err(error) => {
                        tracing::error!(error = format!("{error:#}"), "events could not be folded");
                        tokio::time::sleep(AGAIN).await;
                    }
                }
            }
        };
        stop.run_until_cancelled(fold).await;
    }

    /// Folds a batch of what waits; returns how many events that were.
    ///
    /// # Errors
    /// When the store cannot be read or written: then the batch still waits.
    pub async fn run_once(&self, now: Timestamp) -> anyhow::Result<usize> {
        // What somebody has just clicked goes first: everybody's buttons wait for it.
        let deeds = self.store.batch(DEEDS, BATCH).await?;
        if !deeds.is_empty() {
            let mut observations: Vec<Observation> = Vec::new();
            for deed in &deeds {
                match serde_json::from_str::<Vec<Observation>>(&deed.body) {
                    Ok(noted) => observations.extend(noted),
                    Err(error) => tracing::error!(id = deed.id, %error, "a deed cannot be read"),
                }
            }
            return self.record(&deeds, &observations, Vec::new(), now).await;
        }
        let waiting = self.store.batch(AWS, BATCH).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut observations = Vec::with_capacity(waiting.len());
        let mut notices = Vec::new();
        for event in &waiting {
            match read(&event.body, now) {
                Ok(Decoded { family, means }) => {
                    let means = means.said_by(&event.provenance);
                    let result = match &means {
                        means if means.is_hint() => "hint",
                        Means::Release(_) => "release",
                        Means::Alone(_) => "alone",
                        Means::Nothing(silence) => silence.word(),
                    };
                    self.metrics.event(family, result);
                    match means {
                        Means::Release(said) => observations.extend(said),
                        Means::Alone(said) => notices.extend(said),
                        Means::Nothing(silence) => self.unread.tell(&silence),
                    }
                }
                Err(error) => {
                    self.metrics.event("unknown", "undecodable");
                    tracing::warn!(id = event.id, %error, "an event was set aside");
                }
            }
        }
        self.record(&waiting, &observations, notices, now).await
    }

    async fn record(
        &self,
        waiting: &[Waiting],
        observations: &[Observation],
        notices: Vec<Notice>,
        now: Timestamp,
    ) -> anyhow::Result<usize> {
        let calls = notices.iter().any(|notice| match &notice.about {
            About::Approval(_) => true,
            About::Alarm(alarm) => alarm.state == AlarmState::Alarm,
            _ => false,
        });
        let mut tx = self.store.begin().await?;
        let recorded = self.recorder.record(&mut tx, observations, now).await?;
        let noted = self.recorder.note(&mut tx, notices, now).await?;
        let ids: Vec<&str> = waiting.iter().map(|event| event.id.as_str()).collect();
        tx.all_done(&ids, now).await?;
        tx.commit().await?;
        self.metrics
            .foreign((recorded.foreign + noted.foreign) as u64);
        if noted.is_noted {
            self.noted.ring();
            if calls {
                self.called.ring();
            }
        }
        if !observations.is_empty() {
            self.due.ring();
        }
        if recorded.is_telling {
            self.telling.ring();
        }
        Ok(waiting.len())
    }
}

fn read(body: &str, known: Timestamp) -> Result<Decoded, Undecodable> {
    let event = serde_json::from_str(body).map_err(|_| Undecodable::NoJson)?;
    decode(&event, known)
}
