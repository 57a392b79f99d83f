//! One round of questions: of whom it is asked, by when, and what has been answered so far.

use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, timeout_at};

use super::Answer;
use crate::aws::ecs;
use crate::aws::fleet::{Clients, Fleet};
use crate::aws::why::is_unknown;
use domain::look::Why;
use domain::names::{Environment, Revision};
use domain::release::{News, Observation, Place, Source, Subject, Version};

/// What is kept of the time for giving the answer, and for what a slow adornment must not cost.
const RESERVE: Duration = Duration::from_millis(500);

/// A round under way. What is answered is kept at once, so that a call that hangs costs only what was to follow it.
pub(super) struct Asking<'a> {
    pub fleet: &'a Fleet,
    pub environment: &'a Environment,
    pub clients: Clients,
    pub place: Place,
    pub now: Timestamp,
    until: Instant,
    answer: Mutex<Answer>,
}

impl<'a> Asking<'a> {
    /// Begins a round that takes at most `whole`.
    ///
    /// # Errors
    /// When the clients are not there by then.
    pub async fn begin(
        fleet: &'a Fleet,
        environment: &'a Environment,
        now: Timestamp,
        whole: Duration,
    ) -> Result<Self, Why> {
        let until = Instant::now() + whole;
        let clients = timeout_at(until, fleet.clients(environment)).await;
        Ok(Self {
            fleet,
            environment,
            clients: clients.map_err(|_| Why::Silent)?,
            place: Place {
                account: environment.account.clone(),
                region: environment.region.clone(),
            },
            now,
            until,
            answer: Mutex::default(),
        })
    }

    /// The clients of an account and region; none where no environment lies there.
    pub async fn clients_at(&self, place: &Place) -> Option<Clients> {
        if *place == self.place {
            return Some(self.clients.clone());
        }
        let mut environments = self.fleet.environments().iter();
        let there = environments
            .find(|one| (&one.account, &one.region) == (&place.account, &place.region))?;
        Some(self.fleet.clients(there).await)
    }

    /// What `work` brings within the time of the round.
    pub async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        timeout_at(self.until, work).await.ok()
    }

    /// What `work` brings early enough to adorn an answer.
    pub async fn soon<T>(&self, work: impl Future<Output = Result<T, Why>>) -> Result<T, Why> {
        let adorned = timeout_at(self.until - RESERVE, work).await;
        adorned.unwrap_or(Err(Why::Silent))
    }

    /// Keeps an answer, once; `at` is AWS's own time, where it says one.
    pub fn see(&self, of: &Subject, at: Option<Timestamp>, news: News) {
        let observation = Observation {
            of: of.clone(),
            at: at.unwrap_or(self.now),
            known: self.now,
            source: Source::Seen,
            news,
        };
        let mut answer = self.answer.lock().expect("the lock of the answer");
        if !answer.observations.contains(&observation) {
            answer.observations.push(observation);
        }
    }

    /// Keeps the error that a question about this very thing was answered with. That AWS does not know it is an answer.
    pub fn fail(&self, of: &Subject, why: Why) {
        if is_unknown(&why) {
            self.see(of, None, News::Unknown);
        } else {
            self.miss(of, why);
        }
    }

    /// Keeps why nothing, or not everything, was said of a subject.
    pub fn miss(&self, of: &Subject, why: Why) {
        let mut answer = self.answer.lock().expect("the lock of the answer");
        let missed = (of.clone(), why);
        if !answer.missed.contains(&missed) {
            answer.missed.push(missed);
        }
    }

    /// Keeps why something could not be listed.
    pub fn gap(&self, why: Why) {
        let mut answer = self.answer.lock().expect("the lock of the answer");
        answer.gap(why);
    }

    /// Keeps what another round has answered, but not what it missed, which is its own affair.
    pub fn also(&self, other: Answer) {
        let mut answer = self.answer.lock().expect("the lock of the answer");
        answer.observations.extend(other.observations);
    }

    /// The value of what adorns the answer about `of`, where it came.
    pub fn or_miss<T>(&self, of: &Subject, value: Result<T, Why>) -> Option<T> {
        value.map_err(|why| self.miss(of, why)).ok()
    }

    /// These revisions with the tags of their images, where those can be had.
    pub async fn versions(
        &self,
        of: &Subject,
        from: Option<Revision>,
        to: Option<Revision>,
    ) -> (Option<Version>, Option<Version>) {
        let version = async |revision: Option<Revision>| {
            let revision = revision?;
            let tag = self.fleet.image_tag(self.environment, &revision);
            let tag = self.or_miss(of, self.soon(tag).await);
            Some(Version { revision, tag })
        };
        tokio::join!(version(from), version(to))
    }

    /// Whose the credentials are, where AWS knew something not, and that is because they are another account's.
    pub async fn other_account_of_unknown(&self) -> Option<Why> {
        if !self.has_unknown() {
            return None;
        }
        let listed = self.in_time(ecs::clusters(&self.clients)).await;
        let (clusters, _) = listed.unwrap_or_default();
        let theirs = ecs::other_account(&clusters, &self.place.account)?;
        Some(Why::OtherAccount(theirs))
    }

    fn has_unknown(&self) -> bool {
        let answer = self.answer.lock().expect("the lock of the answer");
        let mut observations = answer.observations.iter();
        observations.any(|one| one.news == News::Unknown)
    }

    /// Everything that was answered.
    pub fn end(self) -> Answer {
        self.answer.into_inner().expect("the lock of the answer")
    }
}
