//! Asks AWS about all that is on its way, environment by environment, and takes its answers for observations.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::record::Recorder;
use crate::aws::{Answer, Fleet, Question};
use crate::bell::Bell;
use crate::metrics::Metrics;
use crate::store::{Due, Store};
use domain::look::Why;
use domain::names::Environment;
use domain::release::{News, Observation, Source, Subject};

/// Subjects asked about in one look.
const AT_ONCE: u32 = 100;
/// How far back a reconcile looks before the last one: clocks differ, and AWS shows some things late.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);
/// How far back a reconcile looks at most.
const FARTHEST: SignedDuration = SignedDuration::from_hours(24);
/// How long a look that failed for reasons of our own waits.
const AGAIN: Duration = Duration::from_secs(5);

/// The look. Clones share everything.
#[derive(Debug, Clone)]
pub struct Look {
    pub store: Store,
    pub fleet: Arc<Fleet>,
    pub recorder: Arc<Recorder>,
    /// Rung where a subject became due.
    pub due: Bell,
    /// Rung where something waits that is not known yet: it is looked for at once, but no more often than looks are.
    pub called: Bell,
    /// Rung where something is to be told.
    pub telling: Bell,
    pub metrics: Metrics,
}

impl Look {
    /// Looks after one environment until told to stop. Each has a loop of its own, so that one that hangs holds up
    /// no other.
    pub async fn run(self, environment: Environment, stop: CancellationToken) {
        stop.run_until_cancelled(self.look_after(&environment))
            .await;
    }

    async fn look_after(&self, environment: &Environment) {
        let (mut due, mut called) = (self.due.listen(), self.called.listen());
        let (mut missed, mut unlisted) = (Missed::default(), Missed::default());
        let mut reconcile_at = Timestamp::now();
        let mut reconciled_at = Timestamp::MIN;
        let mut is_watched = false;
        loop {
            let now = Timestamp::now();
            let mut looked = match is_watched {
                true => Ok(()),
                // Nobody has looked while nothing ran.
                false => self.store.hurry(&environment.name, now).await,
            };
            // First what somebody waits to be told of: looking through everything may take long.
            if looked.is_ok() {
                looked = self.run_once(environment, now, &mut missed).await;
            }
            if looked.is_ok() && now >= reconcile_at {
                looked = self.reconcile(environment, now, &mut unlisted).await;
                reconciled_at = now;
                reconcile_at = now + self.recorder.looks.reconcile;
                if !std::mem::replace(&mut is_watched, true) {
                    let environment = environment.name.as_str();
                    tracing::info!(environment, "the environment is watched");
                }
            }
            if let Err(error) = looked {
                tracing::error!(
                    environment = environment.name.as_str(),
                    error = format!("{error:#}"),
                    "what AWS said could not be stored"
                );
                tokio::time::sleep(AGAIN).await;
                continue;
            }
            let next = self.store.next_due(&environment.name).await;
            let next = next
                .ok()
                .flatten()
                .unwrap_or(reconcile_at)
                .min(reconcile_at);
            let wait = Timestamp::now()
                .duration_until(next)
                .max(SignedDuration::ZERO);
            tokio::select! {
                () = due.heard() => {}
                () = called.heard() => {
                    reconcile_at = reconcile_at.min(self.recorder.looks.soon(reconciled_at));
                }
                () = tokio::time::sleep(wait.unsigned_abs()) => {}
            }
        }
    }

    /// Asks about what is due by `now`.
    ///
    /// # Errors
    /// When the store cannot be read or written. That AWS does not answer is no error.
    pub async fn run_once(
        &self,
        environment: &Environment,
        now: Timestamp,
        missed: &mut Missed,
    ) -> anyhow::Result<()> {
        let due = self.store.due(&environment.name, now, AT_ONCE).await?;
        if due.is_empty() {
            return Ok(());
        }
        let questions: Vec<Question> = due.iter().map(question).collect();
        let answer = self.fleet.ask(environment, &questions, now).await;
        self.metrics.looked(due.len(), answer.missed.len());
        let mut tx = self.store.begin().await?;
        // Whatever comes of it, nothing is asked again at once; what was answered finds its own time below.
        for Due { subject, .. } in &due {
            let why = answer.missed.iter().find(|(of, _)| of == subject);
            let again = self.again(why.map(|(_, why)| why), now);
            tx.look_at(subject, Some(again)).await?;
        }
        let observations = [answer.observations.clone(), missed_of(&answer, &due, now)].concat();
        let recorded = self.recorder.record(&mut tx, &observations, now).await?;
        // How the rest stands is told anew: time alone may change it.
        let answered: HashSet<&Subject> = answer.observations.iter().map(|one| &one.of).collect();
        let unanswered = due
            .iter()
            .filter(|due| !answered.contains(&due.subject))
            .map(|due| due.release.clone())
            .collect();
        let retold = self.recorder.retell(&mut tx, &unanswered, now).await?;
        tx.commit().await?;
        missed.tell(environment, answer.missed.iter().map(|(_, why)| why));
        if recorded.is_telling || retold.is_telling {
            self.telling.ring();
        }
        Ok(())
    }

    /// Finds what is in motion, and what began while nobody watched.
    ///
    /// # Errors
    /// When the store cannot be read or written. That AWS does not answer is no error.
    pub async fn reconcile(
        &self,
        environment: &Environment,
        now: Timestamp,
        missed: &mut Missed,
    ) -> anyhow::Result<()> {
        let watch = self.store.watch(&environment.name, now).await?;
        let known = missed.known_but_for_these.unwrap_or(watch.reconciled);
        let since = (known - OVERLAP).max(watch.begun).max(now - FARTHEST);
        let answer = self.fleet.discover(environment, since, now).await;
        let mut tx = self.store.begin().await?;
        let recorded = self
            .recorder
            .record(&mut tx, &answer.observations, now)
            .await?;
        tx.commit().await?;
        missed.tell(environment, &answer.gaps);
        if !answer.gaps.is_empty() {
            // What somebody must mend first would otherwise have a whole day asked about every time.
            if answer.gaps.iter().all(Why::lasts) {
                missed.known_but_for_these = Some(now);
            }
        } else if missed.known_but_for_these.take().is_none() {
            self.store.reconciled(&environment.name, now).await?;
        }
        self.store.forget_releases(now).await?;
        self.store.forget_intents(now).await?;
        self.store.forget_claims(now).await?;
        self.store.forget_audit(now).await?;
        if recorded.is_telling {
            self.telling.ring();
        }
        Ok(())
    }

    /// When what was not answered is asked again: what somebody must mend first, less often.
    fn again(&self, why: Option<&Why>, now: Timestamp) -> Timestamp {
        match why {
            Some(why) if why.lasts() => self.recorder.looks.later(now),
            _ => self.recorder.looks.soon(now),
        }
    }
}

/// What AWS did not show of an environment when it was last asked, so that each trouble is logged once.
#[derive(Debug, Default)]
pub struct Missed {
    these: Vec<Why>,
    /// Up to when all else is known, where all of these last: once they are mended, what they hid is looked for.
    known_but_for_these: Option<Timestamp>,
}

impl Missed {
    fn tell<'a>(&mut self, environment: &Environment, missed: impl IntoIterator<Item = &'a Why>) {
        let mut now: Vec<Why> = Vec::new();
        for why in missed {
            if !now.contains(why) {
                now.push(why.clone());
            }
        }
        for why in now.iter().filter(|why| !self.these.contains(why)) {
            tracing::warn!(
                environment = environment.name.as_str(),
                ?why,
                "AWS does not show everything"
            );
        }
        if now.is_empty() && !self.these.is_empty() {
            tracing::info!(
                environment = environment.name.as_str(),
                "AWS shows everything again"
            );
        }
        self.these = now;
    }
}

/// What AWS does not let the bot see of what was asked about, and of what turned out to belong to it; where it showed
/// everything, that too. A call that may go better at the next look says neither.
fn missed_of(answer: &Answer, due: &[Due], now: Timestamp) -> Vec<Observation> {
    let said = answer.observations.iter();
    let subjects: BTreeSet<&Subject> = said
        .flat_map(|one| one.joined().into_iter().chain([&one.of]))
        .chain(due.iter().map(|due| &due.subject))
        .collect();
    let missed = |subject: &Subject| {
        let missed = answer.missed.iter().filter(|(of, _)| of == subject);
        let all: BTreeSet<&Why> = missed.map(|(_, why)| why).collect();
        let lasting: Vec<Why> = all
            .iter()
            .filter(|why| why.lasts())
            .copied()
            .cloned()
            .collect();
        let is_known = !lasting.is_empty() || (all.is_empty() && answer.speaks_of(subject));
        is_known.then(|| Observation {
            of: subject.clone(),
            at: now,
            known: now,
            source: Source::Seen,
            news: News::Missed(lasting),
        })
    };
    subjects.into_iter().filter_map(missed).collect()
}

fn question(due: &Due) -> Question {
    Question {
        subject: due.subject.clone(),
        owner: due.is_lone,
        at: due.heard,
    }
}
