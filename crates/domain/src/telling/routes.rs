//! Who is told: which milestones each part of a release has reached, and which channels want to hear of them.

use std::collections::BTreeSet;

use super::View;
use super::calls::Call;
use crate::environments::Ownership;
use crate::names::ChannelId;
use crate::release::{Deployment, Standing, Subject};
use crate::route::{Mention, Milestone, Route, agreed};

/// Who hears of a release.
pub(super) struct Audience<'a> {
    parts: Vec<Part<'a>>,
    routes: &'a [Route],
    /// Hears of what no route takes.
    rest: &'a ChannelId,
    /// Nobody is called for what is only tried out.
    is_replay: bool,
}

/// A part of a release that routes can name.
struct Part<'a> {
    subject: &'a Subject,
    owner: Ownership<'a>,
    names: Vec<&'a str>,
    milestones: Vec<Milestone>,
    is_run: bool,
}

impl Part<'_> {
    /// The routes by which a milestone of it goes.
    fn routes<'r>(
        &self,
        all: &'r [Route],
        milestone: Milestone,
    ) -> impl Iterator<Item = &'r Route> {
        agreed(all, self.owner.environments(), &self.names, milestone)
    }

    /// Whether no route takes a milestone of it.
    fn is_left(&self, all: &[Route], milestone: Milestone) -> bool {
        self.routes(all, milestone).next().is_none()
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
                owner: somebodys(environments.of_execution(execution))?,
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
                owner: somebodys(environments.of_deployment(root))?,
                names: names(root),
                milestones: milestones(standing),
                is_run: false,
            })
        });
        Self {
            parts: runs.chain(roots).collect(),
            routes: &view.around.routes,
            rest: &view.around.channel,
            is_replay: view.release.is_replay(),
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
        let reached = self.parts.iter().flat_map(|part| {
            let milestones = part.milestones.iter();
            milestones.flat_map(|milestone| part.routes(self.routes, *milestone))
        });
        let is_left = self.whole().is_some_and(|part| {
            let mut milestones = part.milestones.iter();
            milestones.any(|milestone| part.is_left(self.routes, *milestone))
        });
        let left = is_left.then_some(self.rest);
        reached.map(|route| &route.channel).chain(left).collect()
    }

    /// The channels that hear of a call: those of the routes that take it, else the one that hears of the rest.
    pub(super) fn hearing(&self, call: &Call<'_>) -> BTreeSet<&ChannelId> {
        let routed: BTreeSet<_> = self.routes_of(call).map(|route| &route.channel).collect();
        match routed.is_empty() {
            true => BTreeSet::from([self.rest]),
            false => routed,
        }
    }

    /// Who is mentioned in a channel when a call is told there: of a failure, only where that is in production.
    pub(super) fn mentions(&self, channel: &ChannelId, call: &Call<'_>) -> Vec<Mention> {
        if self.is_replay {
            return Vec::new();
        }
        let parts = self
            .concerned(call)
            .filter(|part| call.milestone == Milestone::Approval || part.owner.is_production());
        let routes = parts.flat_map(|part| part.routes(self.routes, call.milestone));
        mentioned_in(channel, routes)
    }

    /// The routes that take a call.
    fn routes_of(&self, call: &Call<'_>) -> impl Iterator<Item = &Route> {
        let parts = self.concerned(call);
        parts.flat_map(move |part| part.routes(self.routes, call.milestone))
    }

    /// What a call is about, and the run that this is a part of.
    fn concerned(&self, call: &Call<'_>) -> impl Iterator<Item = &Part<'a>> {
        let parts = self.parts.iter();
        parts.filter(move |part| part.is_run || call.about == Some(part.subject))
    }

    /// Whether a channel wants to hear of states alone, and not how far things are.
    pub(super) fn is_calm(&self, channel: &ChannelId) -> bool {
        let is_routed = self.parts.iter().any(|part| {
            let mut routes = part.routes(self.routes, Milestone::Progress);
            routes.any(|route| route.channel == *channel)
        });
        let whole = self.whole();
        let is_left = whole.is_some_and(|part| part.is_left(self.routes, Milestone::Progress));
        let hears = is_routed || (is_left && channel == self.rest);
        !hears
    }
}

/// Whom these routes mention in a channel, each once.
pub(super) fn mentioned_in<'r>(
    channel: &ChannelId,
    routes: impl Iterator<Item = &'r Route>,
) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for mention in routes
        .filter(|route| route.channel == *channel)
        .flat_map(|route| &route.mention)
    {
        if !mentions.contains(mention) {
            mentions.push(mention.clone());
        }
    }
    mentions
}

/// Leaves out what lies where the settings do not say to look.
fn somebodys(owner: Ownership<'_>) -> Option<Ownership<'_>> {
    (owner != Ownership::Nobody).then_some(owner)
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
