//! How a release stands: the one word that its headline is made of, and how sure it is.

use jiff::{SignedDuration, Timestamp};

use super::observation::{DeploymentState, RunState};
use super::{DeedStage, Deployment, Execution, Release};
use crate::service::Phase;

/// How long AWS's word is waited for before what only an event has told is told on.
pub const DOUBT: SignedDuration = SignedDuration::from_secs(30);

/// How something on its way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Running,
    /// A manual approval of a pipeline waits.
    AwaitingApproval,
    /// A deployment waits for somebody to continue it.
    AwaitingPerson,
    Stopping,
    RollingBack,
    Succeeded,
    Failed,
    Stopped,
    /// Somebody said no.
    Rejected,
    /// Nobody said yes in time.
    Expired,
    /// A newer execution, or a newer deployment of the same service, took its place.
    Superseded,
    Canceled,
    RolledBack,
    RollbackFailed,
    /// AWS does not show it any more, and nobody has said how it ended.
    Lost,
}

/// How something stands, and whether AWS itself has said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    pub standing: Standing,
    /// Whether an event alone says so, and AWS, asked, has not answered.
    pub is_doubtful: bool,
}

/// A stand, and what is told meanwhile where events alone tell of it.
#[derive(Clone, Copy)]
struct Raw {
    standing: Standing,
    unconfirmed: Option<Unconfirmed>,
}

/// What is told instead of what AWS has not confirmed, and until when.
#[derive(Clone, Copy)]
struct Unconfirmed {
    meanwhile: Standing,
    until: Timestamp,
}

impl Raw {
    fn sure(standing: Standing) -> Self {
        Self {
            standing,
            unconfirmed: None,
        }
    }

    /// One of which only events have told, the first at `known`, of something that stands so as far as AWS says.
    fn hinted(standing: Standing, meanwhile: Standing, known: Option<Timestamp>) -> Self {
        Self {
            standing,
            unconfirmed: known.map(|known| Unconfirmed {
                meanwhile,
                until: known + DOUBT,
            }),
        }
    }

    /// How it stands as long as AWS may still answer.
    fn meanwhile(self) -> Standing {
        let unconfirmed = self.unconfirmed;
        unconfirmed.map_or(self.standing, |unconfirmed| unconfirmed.meanwhile)
    }

    /// No end is told, and nobody is called, on the word of an event alone, unless AWS has been silent for [`DOUBT`].
    fn at(self, now: Timestamp) -> Stand {
        match self.unconfirmed {
            Some(Unconfirmed { meanwhile, until }) if now < until => Stand {
                standing: meanwhile,
                is_doubtful: false,
            },
            unconfirmed => Stand {
                standing: self.standing,
                is_doubtful: unconfirmed.is_some(),
            },
        }
    }
}

impl Standing {
    /// Whether nothing follows, unless somebody retries.
    pub fn is_final(self) -> bool {
        self >= Self::Succeeded
    }

    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::AwaitingApproval => "awaiting-approval",
            Self::AwaitingPerson => "awaiting-person",
            Self::Stopping => "stopping",
            Self::RollingBack => "rolling-back",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
            Self::Canceled => "canceled",
            Self::RolledBack => "rolled-back",
            Self::RollbackFailed => "rollback-failed",
            Self::Lost => "lost",
        }
    }
}

impl Release {
    /// How it stands as a whole, at `now` by the bot's clock.
    pub fn stand(&self, now: Timestamp) -> Stand {
        let raw = match self.execution() {
            Some(execution) => self.of_execution(execution),
            None => self
                .roots()
                .last()
                .map_or(Raw::sure(Standing::Running), |root| {
                    self.of_deployment(root)
                }),
        };
        raw.at(now)
    }

    /// How one of its deployments stands, its way back included.
    pub fn stand_of(&self, deployment: &Deployment, now: Timestamp) -> Stand {
        self.of_deployment(deployment).at(now)
    }

    /// Whether AWS itself has said of everything in it that it has ended.
    pub fn is_settled(&self) -> bool {
        let ended = |raw: Raw| raw.standing.is_final() && raw.unconfirmed.is_none();
        self.executions
            .values()
            .all(|one| ended(self.of_execution(one)))
            && self
                .roots()
                .into_iter()
                .all(|one| ended(self.of_deployment(one)))
    }

    fn of_execution(&self, execution: &Execution) -> Raw {
        let state = execution.state().unwrap_or(RunState::Started);
        let standing = match state {
            state if !state.is_final() && execution.is_lost() => return Raw::sure(Standing::Lost),
            RunState::Started | RunState::Resumed => return self.under_way(execution),
            RunState::Stopping => return Raw::sure(Standing::Stopping),
            RunState::Failed => self.failed(execution),
            RunState::Stopped => Standing::Stopped,
            RunState::Canceled => Standing::Canceled,
            RunState::Superseded => Standing::Superseded,
            RunState::Succeeded => Standing::Succeeded,
        };
        let known = execution.known().filter(|_| !execution.is_confirmed());
        Raw::hinted(standing, self.under_way(execution).meanwhile(), known)
    }

    fn under_way(&self, execution: &Execution) -> Raw {
        if let Some((_, approval)) = execution.awaited() {
            let (waits, meanwhile) = (Standing::AwaitingApproval, Standing::Running);
            return Raw::hinted(waits, meanwhile, approval.unconfirmed());
        }
        let stands = self
            .roots()
            .into_iter()
            .map(|root| self.of_deployment(root));
        let calls = |raw: &Raw| {
            matches!(
                raw.standing,
                Standing::AwaitingPerson | Standing::RollingBack
            )
        };
        let called = stands.filter(calls).max_by_key(|raw| raw.standing);
        called.unwrap_or(Raw::sure(Standing::Running))
    }

    /// What it means that an execution failed: an approval that was not given, or a deployment that did not hold.
    fn failed(&self, execution: &Execution) -> Standing {
        let Some(action) = execution.failed_action() else {
            return Standing::Failed;
        };
        if action.is_approval() {
            return match (action.by(), action.error()) {
                (Some(_), _) => Standing::Rejected,
                (None, Some("Timeout")) => Standing::Expired,
                (None, _) => Standing::Failed,
            };
        }
        let made = action.made().and_then(|made| self.deployment(made));
        match made.map(|made| self.of_deployment(made).standing) {
            Some(
                standing
                @ (Standing::RollingBack | Standing::RolledBack | Standing::RollbackFailed),
            ) => standing,
            _ => Standing::Failed,
        }
    }

    fn of_deployment(&self, deployment: &Deployment) -> Raw {
        let seen = deployment.seen();
        let mut raw = match seen.filter(|state| state.is_final()) {
            Some(state) => self.with_way_back(deployment, state),
            None if deployment.is_lost() && deployment.heard().is_none_or(|it| !it.is_final()) => {
                Raw::sure(Standing::Lost)
            }
            None => self.by_events(deployment).unwrap_or_else(|| {
                let heard = deployment.heard().map_or(Standing::Running, of_state);
                match seen {
                    Some(state) => Raw::sure(of_state(state)),
                    None if heard == Standing::Running => Raw::sure(heard),
                    None => Raw::hinted(heard, Standing::Running, deployment.hinted()),
                }
            }),
        };
        // AWS has taken a person's word to take it back: whatever it shows meanwhile, it is on its way.
        let is_taken_back = self
            .rollback_of(&deployment.subject)
            .is_some_and(|deed| deed.stage == DeedStage::Done);
        if is_taken_back && matches!(raw.standing, Standing::Running | Standing::AwaitingPerson) {
            raw = Raw::sure(Standing::RollingBack);
        }
        // Going back is no success, however well it goes.
        if deployment.is_way_back() {
            raw.standing = match raw.standing {
                Standing::Succeeded => Standing::RolledBack,
                Standing::Failed | Standing::Stopped => Standing::RollbackFailed,
                standing => standing,
            };
        }
        if raw.standing == Standing::Stopped && deployment.is_overtaken() {
            raw.standing = Standing::Superseded;
        }
        raw
    }

    /// An end that AWS has confirmed, with what became of the deployment that takes this one back.
    fn with_way_back(&self, deployment: &Deployment, state: DeploymentState) -> Raw {
        let Some(back) = deployment.undone_by() else {
            return Raw::sure(of_state(state));
        };
        let back = match self.deployment(back) {
            // Two that say of each other that they take the other back are none of AWS's.
            Some(back) if self.comes_back(back) => return Raw::sure(of_state(state)),
            Some(back) => self.of_deployment(back),
            None => Raw::sure(Standing::RollingBack),
        };
        let standing = match back.standing {
            Standing::Succeeded | Standing::RolledBack => Standing::RolledBack,
            standing if standing.is_final() => Standing::RollbackFailed,
            _ => return Raw::sure(Standing::RollingBack),
        };
        let unconfirmed = back.unconfirmed.map(|unconfirmed| Unconfirmed {
            meanwhile: Standing::RollingBack,
            ..unconfirmed
        });
        Raw {
            standing,
            unconfirmed,
        }
    }

    /// Whether the ways back from a deployment lead to one of themselves.
    fn comes_back(&self, deployment: &Deployment) -> bool {
        let back = |one: &&Deployment| self.deployment(one.undone_by()?);
        let ways = std::iter::successors(Some(deployment), back);
        ways.take(self.deployments.len() + 1).count() > self.deployments.len()
    }

    /// What only events have told since AWS last answered: an end, or that a set of tasks within it has ended.
    fn by_events(&self, deployment: &Deployment) -> Option<Raw> {
        let all: Vec<&Deployment> = std::iter::once(deployment)
            .chain(self.parts_of(&deployment.subject))
            .collect();
        let ends: Vec<_> = all
            .iter()
            .filter_map(|one| {
                let end = one.heard().filter(|state| state.is_final())?;
                let known = one.end_known()?;
                (Some(known) > deployment.answered()).then_some((*one, end, known))
            })
            .collect();
        let known = ends.iter().map(|(_, _, known)| *known).max()?;
        let any = |state| ends.iter().any(|(_, end, _)| *end == state);
        let failed = any(DeploymentState::Failed);
        let succeeded = any(DeploymentState::Succeeded);
        let turned_back = all.iter().any(|one| one.is_way_back());
        let is_back_at_an_end = ends.iter().any(|(one, ..)| one.is_way_back());
        let standing = match (failed, succeeded) {
            // What completes after a failure is the way back.
            (true, true) => Standing::RolledBack,
            (false, true) if turned_back => Standing::RolledBack,
            (true, false) if is_back_at_an_end => Standing::RollbackFailed,
            // The new tasks have failed, and the old ones are on their way.
            (true, false) if turned_back => Standing::RollingBack,
            (true, false) => Standing::Failed,
            (false, _) if any(DeploymentState::Stopped) => Standing::Stopped,
            _ => Standing::Succeeded,
        };
        let meanwhile = deployment.seen().map_or(Standing::Running, of_state);
        Some(Raw::hinted(standing, meanwhile, Some(known)))
    }
}

fn of_state(state: DeploymentState) -> Standing {
    match state {
        DeploymentState::InMotion(Phase::AwaitingPerson) => Standing::AwaitingPerson,
        DeploymentState::InMotion(Phase::Stopping) => Standing::Stopping,
        DeploymentState::InMotion(Phase::RollingBack) => Standing::RollingBack,
        DeploymentState::InMotion(_) => Standing::Running,
        DeploymentState::Succeeded => Standing::Succeeded,
        DeploymentState::Failed => Standing::Failed,
        DeploymentState::Stopped => Standing::Stopped,
        DeploymentState::RolledBack => Standing::RolledBack,
        DeploymentState::RollbackFailed => Standing::RollbackFailed,
    }
}
