//! What commands work with, and what several of them need of it.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use crate::aws::Fleet;
use crate::bell::Bell;
use crate::metrics::Metrics;
use crate::slack::{People, Slack};
use crate::store::Store;
use domain::environments::{Environments, Placement};
use domain::names::{GroupId, PersonId};
use domain::policy::{self, Action, Claimant, Grant};
use domain::refusal::Refusal;
use domain::release::{Observation, Subject};

/// What commands work with.
#[derive(Debug)]
pub struct Tools {
    pub fleet: Arc<Fleet>,
    pub environments: Environments,
    pub slack: Slack,
    pub people: People,
    pub store: Store,
    pub grants: Vec<Grant>,
    pub hands: Hands,
    /// Rung where something was stored that is to be folded.
    pub arrived: Bell,
    /// Rung where AWS is to be asked about something.
    pub due: Bell,
    pub metrics: Metrics,
}

impl Tools {
    /// Whether a person may do something to what goes by these names, in every environment where it may be.
    ///
    /// # Errors
    /// When no grant lets them, in one of these at least.
    pub async fn may(
        &self,
        person: &PersonId,
        action: Action,
        placement: &Placement,
        names: &[&str],
    ) -> Result<(), Refusal> {
        let environments = placement.environments().iter();
        let asked: HashSet<&GroupId> = environments
            .flat_map(|one| policy::grants_for(&self.grants, action, one, names))
            .filter(|grant| !grant.people.contains(person))
            .flat_map(|grant| &grant.groups)
            .collect();
        let (groups, unknown) = self.people.groups_of(person, asked).await;
        let claimant = Claimant {
            person,
            groups: &groups,
            unknown: &unknown,
        };
        policy::may_wherever(&self.grants, claimant, action, placement, names)
    }

    /// Has AWS asked about something at once, so that its message shows what is so; `seen` is what is known already.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mend(&self, subject: &Subject, seen: Option<Observation>) -> anyhow::Result<()> {
        let now = Timestamp::now();
        let mut tx = self.store.begin().await?;
        if let Some(seen) = seen {
            let id = format!("mended/{subject}/{}", now.as_millisecond());
            tx.note(&id, &[seen], now).await?;
        }
        tx.hurry_open(subject, now).await?;
        tx.commit().await?;
        self.arrived.ring();
        self.due.ring();
        Ok(())
    }
}

/// The claims that this process is working on: nobody settles them beside it.
#[derive(Debug, Clone, Default)]
pub struct Hands(Arc<Mutex<HashSet<String>>>);

/// A claim in hand; let go when dropped.
#[derive(Debug)]
pub struct Hand {
    hands: Hands,
    claim: String,
}

impl Hands {
    /// Takes a claim in hand.
    pub fn take(&self, claim: &str) -> Hand {
        self.held(|held| held.insert(claim.to_owned()));
        Hand {
            hands: self.clone(),
            claim: claim.to_owned(),
        }
    }

    /// Whether a claim is in hand.
    pub fn has(&self, claim: &str) -> bool {
        self.held(|held| held.contains(claim))
    }

    fn held<T>(&self, work: impl FnOnce(&mut HashSet<String>) -> T) -> T {
        work(&mut self.0.lock().expect("the lock of the hands"))
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.hands.held(|held| held.remove(&self.claim));
    }
}
