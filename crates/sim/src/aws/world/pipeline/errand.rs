//! Deploy actions of a pipeline that act in another account or region, by a role of the one and the region of the other.

use super::{Action, Change};
use crate::aws::world::place::Place;
use crate::aws::world::{Region, World};

/// What becomes of a deployment that was begun elsewhere: how it ended, once it has.
pub(super) type Outcome = Result<String, String>;

/// A deploy action at work elsewhere.
#[derive(Debug, Clone)]
pub(in crate::aws::world) struct Errand {
    /// The attempt that it is run for.
    pub(super) attempt: String,
    to: Place,
    action: Action,
    change: Change,
    /// The deployment that it began, or why it could not.
    pub(super) begun: Option<Result<String, String>>,
    pub(super) outcome: Option<Outcome>,
}

impl Action {
    /// Where it acts, where that is not where its pipeline is.
    fn abroad(&self, home: &Place) -> Option<Place> {
        let account = self.role.as_ref().and_then(|role| role.split(':').nth(4));
        let to = Place {
            account: account.unwrap_or(&home.account).to_owned(),
            region: self.region.as_ref().unwrap_or(&home.region).clone(),
        };
        (to != *home).then_some(to)
    }
}

impl Region {
    /// The errand of this attempt, begun where there is none; none for an action that acts here.
    pub(super) fn errand(
        &mut self,
        action: &Action,
        attempt: &str,
        change: &Change,
    ) -> Option<&Errand> {
        let to = action.abroad(&self.place)?;
        let known = self.errands.iter().position(|one| one.attempt == attempt);
        let index = known.unwrap_or_else(|| {
            self.errands.push(Errand {
                attempt: attempt.to_owned(),
                to,
                action: action.clone(),
                change: change.clone(),
                begun: None,
                outcome: None,
            });
            self.errands.len() - 1
        });
        self.errands.get(index)
    }
}

impl World {
    /// Takes every errand a step further: begins its deployment, or looks how that has ended.
    pub(in crate::aws::world) fn run_errands(&mut self) {
        for Sent { home, mut errand } in self.take_errands() {
            self.run(&home, &mut errand);
            if let Some(region) = self.region_mut(&home.account, &home.region) {
                region.errands.push(errand);
            }
        }
    }

    fn take_errands(&mut self) -> Vec<Sent> {
        let accounts = self.accounts.values_mut();
        let regions = accounts.flat_map(|account| account.regions.values_mut());
        regions
            .flat_map(|region| {
                let home = region.place.clone();
                let errands = std::mem::take(&mut region.errands).into_iter();
                errands.map(move |errand| Sent {
                    home: home.clone(),
                    errand,
                })
            })
            .collect()
    }

    fn run(&mut self, home: &Place, errand: &mut Errand) {
        let is_trusted = errand.to.account == home.account || {
            let role = errand.action.role.as_deref().unwrap_or_default();
            let name = role.rsplit_once('/').map_or(role, |(_, name)| name);
            let account = self.accounts.get(&errand.to.account);
            let role = account.and_then(|account| account.roles.get(name));
            role.is_some_and(|role| role.trusts == home.account)
        };
        let there = self.region_mut(&errand.to.account, &errand.to.region);
        let Some(there) = there.filter(|_| is_trusted) else {
            let message = "The role of the action cannot be assumed.";
            errand.begun = Some(Err(message.to_owned()));
            return;
        };
        match &errand.begun {
            None => {
                let begun = there.start_deploy(&errand.action, &errand.change);
                errand.begun = Some(begun.map_err(|refused| refused.message));
            }
            Some(Ok(id)) => errand.outcome = there.outcome(&errand.action, id),
            Some(Err(_)) => {}
        }
    }
}

/// An errand, and whose it is.
struct Sent {
    home: Place,
    errand: Errand,
}
