//! From observations to releases, to what is to be told, and to what AWS is to be asked: in one transaction.

mod groups;
mod schedule;
mod telling;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use jiff::Timestamp;

pub(super) use self::telling::ANSWER;
use super::archive::Archive;
use super::pace::Looks;
use super::wants::is_beside;
use crate::store::{Kept, Tx};
use domain::names::EnvironmentName;
use domain::release::{News, Observation, Release, Source, Subject};
use domain::telling::Around;

/// What observing and looking have in common: the rules of this installation.
#[derive(Debug)]
pub struct Recorder {
    pub around: Around,
    pub looks: Looks,
    pub archive: Archive,
    /// Since when this process asks AWS.
    since: OnceLock<Timestamp>,
}

/// What came of a batch of observations.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Observations of what belongs to no environment.
    pub foreign: usize,
    /// Whether something is to be told.
    pub is_telling: bool,
    /// Whether something happened that is no release's own.
    pub is_noted: bool,
}

impl Recorder {
    /// One of a process that does not ask AWS yet.
    pub fn new(around: Around, looks: Looks) -> Self {
        Self {
            around,
            looks,
            archive: Archive::default(),
            since: OnceLock::new(),
        }
    }

    /// Says that from now on AWS is asked. The first time counts.
    pub fn begins(&self, now: Timestamp) {
        let _ = self.since.set(now);
    }

    /// Folds observations into their releases; returns what came of it. The caller commits.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing of it must be committed.
    pub async fn record(
        &self,
        tx: &mut Tx,
        observations: &[Observation],
        now: Timestamp,
    ) -> anyhow::Result<Recorded> {
        let mut open = Open::new(self, now);
        let mut recorded = Recorded::default();
        for observation in observations {
            let owner = self.around.environments.of_subject(&observation.of);
            let Some(environment) = owner.asked_by() else {
                recorded.foreign += 1;
                continue;
            };
            let observation = groups::completed(tx, observation, now).await?;
            open.take(tx, &observation, &environment.name).await?;
        }
        recorded.is_telling = open.close(tx).await?;
        Ok(recorded)
    }

    /// Tells anew how releases stand, of which nothing new is known but the time.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing of it must be committed.
    pub async fn retell(
        &self,
        tx: &mut Tx,
        releases: &BTreeSet<String>,
        now: Timestamp,
    ) -> anyhow::Result<Recorded> {
        let mut open = Open::new(self, now);
        for id in releases {
            open.load(tx, id).await?;
        }
        let is_telling = open.close(tx).await?;
        Ok(Recorded {
            is_telling,
            ..Recorded::default()
        })
    }
}

/// The releases that a transaction has in hand.
struct Open<'a> {
    recorder: &'a Recorder,
    now: Timestamp,
    releases: BTreeMap<String, Held>,
    /// The release of each subject that was looked up.
    of: HashMap<String, String>,
}

/// A release in hand.
struct Held {
    kept: Kept,
    /// Whether anything was folded into it. That AWS still says the same changes nothing that is told now, but what an
    /// event may mean that comes later.
    is_changed: bool,
    /// The subjects of which an event was heard, and when; AWS is asked about them at once.
    heard: BTreeMap<Subject, Timestamp>,
    /// The subjects of which AWS has just told.
    seen: BTreeSet<Subject>,
    /// The subjects that an event has named of which nothing is believed: AWS is asked, however they stand.
    hinted: BTreeSet<Subject>,
}

impl<'a> Open<'a> {
    fn new(recorder: &'a Recorder, now: Timestamp) -> Self {
        Self {
            recorder,
            now,
            releases: BTreeMap::new(),
            of: HashMap::new(),
        }
    }

    async fn take(
        &mut self,
        tx: &mut Tx,
        observation: &Observation,
        environment: &EnvironmentName,
    ) -> anyhow::Result<()> {
        let mut id = self.release_of(tx, &observation.of, environment).await?;
        for joined in observation.joined() {
            // What is joined may lie where nothing is watched; then it is known by name alone.
            let owner = self.recorder.around.environments.of_subject(joined);
            let Some(theirs) = owner.asked_by() else {
                continue;
            };
            let other = match self.find(tx, joined).await? {
                Some(other) => other,
                None => {
                    self.add(tx, joined, &id, &theirs.name).await?;
                    id.clone()
                }
            };
            if other != id {
                id = self.join(tx, id, other).await?;
            }
        }
        let held = self.load(tx, &id).await?;
        let observation = &*observation.by_now();
        match observation.source {
            // Nothing has happened at AWS yet.
            _ if is_beside(observation) => {}
            Source::Heard => {
                let at = held
                    .heard
                    .entry(observation.of.clone())
                    .or_insert(observation.at);
                *at = (*at).max(observation.at);
            }
            Source::Seen => {
                held.seen.insert(observation.of.clone());
            }
        }
        if observation.news == News::Hint {
            held.hinted.insert(observation.of.clone());
            return Ok(());
        }
        held.is_changed = true;
        if held.kept.release.fold(observation) {
            tx.keep_observation(&id, observation).await?;
        }
        Ok(())
    }

    /// The release of a subject, begun where there is none.
    async fn release_of(
        &mut self,
        tx: &mut Tx,
        subject: &Subject,
        environment: &EnvironmentName,
    ) -> anyhow::Result<String> {
        if let Some(id) = self.find(tx, subject).await? {
            return Ok(id);
        }
        // A subject is new once; so is a release that is called by it.
        let id = subject.to_string();
        let kept = Kept {
            release: Release::default(),
            begun: self.now,
        };
        tx.keep_release(&id, &kept, self.now).await?;
        self.releases.insert(id.clone(), Held::new(kept));
        self.add(tx, subject, &id, environment).await?;
        Ok(id)
    }

    async fn find(&mut self, tx: &mut Tx, subject: &Subject) -> anyhow::Result<Option<String>> {
        let key = subject.to_string();
        if let Some(id) = self.of.get(&key) {
            return Ok(Some(id.clone()));
        }
        let id = tx.release_of(subject).await?;
        if let Some(id) = &id {
            self.of.insert(key, id.clone());
        }
        Ok(id)
    }

    async fn add(
        &mut self,
        tx: &mut Tx,
        subject: &Subject,
        release: &str,
        environment: &EnvironmentName,
    ) -> anyhow::Result<()> {
        tx.add_subject(subject, release, environment, self.now)
            .await?;
        self.of.insert(subject.to_string(), release.to_owned());
        Ok(())
    }

    async fn load(&mut self, tx: &mut Tx, id: &str) -> anyhow::Result<&mut Held> {
        if !self.releases.contains_key(id) {
            let kept = tx.release(id).await?.unwrap_or(Kept {
                release: Release::default(),
                begun: self.now,
            });
            self.releases.insert(id.to_owned(), Held::new(kept));
        }
        Ok(self.releases.get_mut(id).expect("a release just loaded"))
    }

    /// How good a reason a release has to be the one that stays: that Slack shows it, then that it knows its execution,
    /// then that it was there first.
    async fn rank(&self, tx: &mut Tx, id: &str) -> anyhow::Result<impl Ord + use<>> {
        let kept = &self.releases[id].kept;
        let is_shown = tx.is_shown(id).await?;
        let has_execution = kept.release.execution().is_some();
        Ok((is_shown, has_execution, Reverse(kept.begun)))
    }

    /// Makes two releases one; returns the one that stays.
    async fn join(&mut self, tx: &mut Tx, one: String, other: String) -> anyhow::Result<String> {
        self.load(tx, &one).await?;
        self.load(tx, &other).await?;
        let (stays, goes) = match self.rank(tx, &one).await? >= self.rank(tx, &other).await? {
            true => (one, other),
            false => (other, one),
        };
        let gone = self.releases.remove(&goes).expect("a release just loaded");
        let observations = tx.absorb(&goes, &stays).await?;
        tx.drop_unposted(&goes).await?;
        tx.lead(&goes, &stays).await?;
        for release in self.of.values_mut().filter(|id| **id == goes) {
            release.clone_from(&stays);
        }
        let held = self
            .releases
            .get_mut(&stays)
            .expect("a release just loaded");
        for observation in &observations {
            held.kept.release.fold(observation);
        }
        held.kept.begun = held.kept.begun.min(gone.kept.begun);
        held.is_changed = true;
        held.heard.extend(gone.heard);
        held.seen.extend(gone.seen);
        held.hinted.extend(gone.hinted);
        Ok(stays)
    }

    /// Keeps every release in hand, and says what is to be told of it and when AWS is asked about it next.
    async fn close(self, tx: &mut Tx) -> anyhow::Result<bool> {
        let mut is_telling = false;
        for (id, held) in &self.releases {
            if held.is_changed {
                tx.keep_release(id, &held.kept, self.now).await?;
            }
            let led = self.tell(tx, id, held).await?;
            self.schedule(tx, id, held, led.waits).await?;
            is_telling |= led.is_telling;
        }
        Ok(is_telling)
    }
}

impl Held {
    fn new(kept: Kept) -> Self {
        Self {
            kept,
            is_changed: false,
            heard: BTreeMap::new(),
            seen: BTreeSet::new(),
            hinted: BTreeSet::new(),
        }
    }
}
