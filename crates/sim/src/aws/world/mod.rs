//! The model: accounts and their regions, and how everything in them moves by the clock. No IO, no wire.

mod build;
pub mod codedeploy;
pub mod ecs;
pub mod events;
mod ids;
pub mod pipeline;
mod place;
mod reference;
mod region;
mod shift;
mod ship;
pub mod sns;
pub mod sqs;
#[cfg(test)]
mod timelines;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use build::NewService;
pub use events::Event;
pub use ids::Ids;
pub use place::{Place, Refused};
pub use reference::{HOME, OTHER, REGION, ROLE};
pub use region::Region;
pub use shift::Shift;
pub use ship::Ship;

/// A role that another account may assume.
#[derive(Debug, Clone)]
pub struct Role {
    pub name: String,
    /// The account whose principals it trusts.
    pub trusts: String,
    /// The external id it demands.
    pub external_id: Option<String>,
    /// `MaxSessionDuration`.
    pub max_seconds: i64,
}

/// An account.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// By name.
    pub roles: BTreeMap<String, Role>,
    /// Actions that no policy allows: `ecs:DescribeServices`, `codepipeline:*`.
    pub denied: Vec<String>,
    /// By name.
    pub regions: BTreeMap<String, Region>,
}

/// Everything there is.
#[derive(Debug, Clone)]
pub struct World {
    now: Timestamp,
    /// By id.
    pub accounts: BTreeMap<String, Account>,
    /// How many items a page has where the client does not say.
    pub page: usize,
}

impl World {
    /// A world without accounts.
    pub fn empty(now: Timestamp) -> Self {
        Self {
            now,
            accounts: BTreeMap::new(),
            page: 3,
        }
    }

    /// The simulated time of the last tick.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves everything to `now`, each step at its own time. Time never goes back.
    pub fn tick(&mut self, now: Timestamp) {
        self.now = self.now.max(now);
        for account in self.accounts.values_mut() {
            for region in account.regions.values_mut() {
                region.tick(self.now);
            }
        }
        self.run_errands();
    }

    /// The events of everything that happened anywhere since they were last taken, in the order of time.
    pub fn take_events(&mut self) -> Vec<Event> {
        let accounts = self.accounts.values_mut();
        let regions = accounts.flat_map(|account| account.regions.values_mut());
        let mut events: Vec<Event> = regions.flat_map(Region::take_events).collect();
        events.sort_by_key(|event| event.at);
        events
    }

    /// A region of an account.
    pub fn region(&self, account: &str, region: &str) -> Option<&Region> {
        self.accounts.get(account)?.regions.get(region)
    }

    /// The same, to act in.
    pub fn region_mut(&mut self, account: &str, region: &str) -> Option<&mut Region> {
        self.accounts.get_mut(account)?.regions.get_mut(region)
    }

    /// The region of the reference worlds' first account.
    ///
    /// # Panics
    /// In a world that was not made by [`World::reference`] or [`World::crowd`].
    pub fn home(&mut self) -> &mut Region {
        self.region_mut(HOME, REGION)
            .expect("a reference world has a home")
    }

    /// Lets no policy of `account` allow `action` (`service:Operation`, or `service:*`).
    pub fn deny(&mut self, account: &str, action: &str) {
        self.accounts
            .entry(account.to_owned())
            .or_default()
            .denied
            .push(action.to_owned());
    }

    /// Takes [`World::deny`] back.
    pub fn allow(&mut self, account: &str, action: &str) {
        if let Some(account) = self.accounts.get_mut(account) {
            account.denied.retain(|denied| denied != action);
        }
    }

    /// Whether no policy of `account` allows `action`.
    pub fn is_denied(&self, account: &str, action: &str) -> bool {
        let denied = self
            .accounts
            .get(account)
            .map(|account| account.denied.as_slice());
        denied
            .unwrap_or_default()
            .iter()
            .any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => action.starts_with(prefix),
                None => pattern == action,
            })
    }
}
