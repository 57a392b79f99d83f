//! Who is told: which milestones each part of a release has reached, and which channels want to hear of them.

use std::collections::BTreeSet;

use super::View;
use super::calls::Call;
use crate::domain::names::{ChannelId, EnvironmentName};
use crate::domain::release::{Deployment, Standing, Subject};
use crate::domain::route::{Mention, Milestone, Route};

/// Who hears of a release.
pub(super) struct Audience<'a> {
    parts: Vec<Part<'a>>,
    routes: &'a [Route],
    /// Hears of what no route takes.
    rest: &'a ChannelId,
}

/// A part of a release that routes can name.
struct Part<'a> {
    subject: &'a Subject,
    environment: &'a EnvironmentName,
    names: Vec<&'a str>,
    milestones: Vec<Milestone>,
    is_run: bool,
}

impl Part<'_> {
    fn goes_by(&self, route: &Route, milestone: Milestone) -> bool {
        route.takes(self.environment, &self.names, milestone)
    }
}

impl<'a> Audience<'a> {
    pub(super) fn of(view: &View<'a>) -> Self {
        let environments = &view.around.environments;
        let runs = view.release.executions().filter_map(|execution| {
            let Subject::Execution { pipeline, .. } = &execution.subject else {
                return None;
            };
            Some(Part {
                subject: &execution.subject,
                environment: &environments.of_execution(execution)?.name,
                names: vec![pipeline],
                milestones: milestones(view.stand.standing),
                is_run: true,
            })
        });
        let roots = view.release.roots().into_iter().filter_map(|root| {
            let standing = match view.is_overtaken(root) {
                true => Standing::Running,
                false => view.standing_of(root),
            };
            Some(Part {
                subject: &root.subject,
                environment: &environments.of_deployment(root)?.name,
                names: names(root),
                milestones: milestones(standing),
                is_run: false,
            })
        });
        Self {
            parts: runs.chain(roots).collect(),
            routes: &view.around.routes,
            rest: &view.around.channel,
        }
    }

    /// Whether nobody is told, because nothing of it lies where the settings say to look.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The part that stands as the release as a whole does: its run, else what was deployed last.
    fn whole(&self) -> Option<&Part<'a>> {
        let run = self.parts.iter().find(|part| part.is_run);
        run.or(self.parts.last())
    }

    /// The channels that hear of any milestone that has been reached.
    pub(super) fn channels(&self) -> BTreeSet<&ChannelId> {
        let hears = |route: &&Route| {
            self.parts.iter().any(|part| {
                let mut reached = part.milestones.iter();
                reached.any(|milestone| part.goes_by(route, *milestone))
            })
        };
        let routed = self.routes.iter().filter(hears).map(|route| &route.channel);
        let whole = self.whole().into_iter();
        let is_left = |part: &Part<'_>, milestone: Milestone| {
            !self
                .routes
                .iter()
                .any(|route| part.goes_by(route, milestone))
        };
        let left = whole
            .flat_map(|part| part.milestones.iter().map(move |one| (part, *one)))
            .filter(|(part, milestone)| is_left(part, *milestone))
            .map(|_| self.rest);
        routed.chain(left).collect()
    }

    /// The channels that hear of a call: those of the routes that take it, else the one that hears of the rest.
    pub(super) fn hearing(&self, call: &Call<'_>) -> BTreeSet<&ChannelId> {
        let routed: BTreeSet<_> = self.routes_of(call).map(|route| &route.channel).collect();
        match routed.is_empty() {
            true => BTreeSet::from([self.rest]),
            false => routed,
        }
    }

    /// Who is mentioned in a channel when a call is told there.
    pub(super) fn mentions(&self, channel: &ChannelId, call: &Call<'_>) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for route in self.routes_of(call) {
            for mention in &route.mention {
                if route.channel == *channel && !mentions.contains(mention) {
                    mentions.push(mention.clone());
                }
            }
        }
        mentions
    }

    /// The routes that take a call for what it is about, or for the run that this is a part of.
    fn routes_of(&self, call: &Call<'_>) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(move |route| {
            self.parts
                .iter()
                .filter(|part| part.is_run || call.about == Some(part.subject))
                .any(|part| part.goes_by(route, call.milestone))
        })
    }

    /// Whether a channel wants to hear of states alone, and not how far things are.
    pub(super) fn is_calm(&self, channel: &ChannelId) -> bool {
        let takes = |route: &&Route| {
            let mut parts = self.parts.iter();
            parts.any(|part| part.goes_by(route, Milestone::Progress))
        };
        let is_routed = self
            .routes
            .iter()
            .filter(takes)
            .any(|route| route.channel == *channel);
        let is_left = self.whole().is_some_and(|part| {
            let mut routes = self.routes.iter();
            !routes.any(|route| part.goes_by(route, Milestone::Progress))
        });
        let hears = is_routed || (is_left && channel == self.rest);
        !hears
    }
}

/// What people call a deployment by.
fn names(deployment: &Deployment) -> Vec<&str> {
    [
        deployment.service(),
        deployment.application(),
        deployment.cluster(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What something that stands so has reached. All that is there has begun.
fn milestones(standing: Standing) -> Vec<Milestone> {
    let reached: &[Milestone] = match standing {
        Standing::Running
        | Standing::Stopping
        | Standing::Superseded
        | Standing::Canceled
        | Standing::Lost => &[Milestone::Progress],
        Standing::AwaitingApproval | Standing::AwaitingPerson => {
            &[Milestone::Progress, Milestone::Approval]
        }
        Standing::RollingBack => &[Milestone::Progress, Milestone::RolledBack],
        Standing::RolledBack => &[Milestone::RolledBack],
        Standing::Succeeded => &[Milestone::Succeeded],
        Standing::Failed
        | Standing::Stopped
        | Standing::Rejected
        | Standing::Expired
        | Standing::RollbackFailed => &[Milestone::Failed],
    };
    [&[Milestone::Started], reached].concat()
}
