//! Who is told: which states each part of a release has reached, and which channels want to hear of them.

use std::collections::BTreeSet;

use super::View;
use crate::domain::names::{ChannelId, EnvironmentName};
use crate::domain::release::{Deployment, Standing};
use crate::domain::route::{Mention, Milestone, Route};

/// Who hears of a release.
pub(super) struct Audience<'a> {
    parts: Vec<Part<'a>>,
    routes: &'a [Route],
    fallback: &'a ChannelId,
}

/// A part of a release that routes can name.
struct Part<'a> {
    environment: &'a EnvironmentName,
    names: Vec<&'a str>,
    milestones: Vec<Milestone>,
    /// Whether the release's own standing is this part's.
    is_whole: bool,
}

impl<'a> Audience<'a> {
    pub(super) fn of(view: &'a View<'a>) -> Self {
        let environments = &view.around.environments;
        let mut parts = Vec::new();
        for execution in view.release.executions() {
            if let Some(environment) = environments.of_execution(execution)
                && let crate::domain::release::Subject::Execution { pipeline, .. } =
                    &execution.subject
            {
                parts.push(Part {
                    environment: &environment.name,
                    names: vec![pipeline],
                    milestones: milestones(view.stand.standing),
                    is_whole: true,
                });
            }
        }
        let is_lone = parts.is_empty();
        for root in view.release.roots() {
            if let Some(environment) = environments.of_deployment(root) {
                parts.push(Part {
                    environment: &environment.name,
                    names: names(root),
                    milestones: milestones(view.release.stand_of(root, view.now).standing),
                    is_whole: is_lone,
                });
            }
        }
        Self {
            parts,
            routes: &view.around.routes,
            fallback: &view.around.channel,
        }
    }

    /// The routes that take a milestone which some part has reached.
    fn routes_for(&self, milestone: Milestone) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(move |route| {
            self.parts.iter().any(|part| {
                part.milestones.contains(&milestone)
                    && route.takes(part.environment, &part.names, milestone)
            })
        })
    }

    /// The channels that hear of a milestone: those whose routes take it, else the one that hears of all the rest.
    pub(super) fn hearing(&self, milestone: Milestone) -> BTreeSet<ChannelId> {
        let mut channels: BTreeSet<_> = self
            .routes_for(milestone)
            .map(|route| route.channel.clone())
            .collect();
        let is_reached = |part: &Part<'_>| part.is_whole && part.milestones.contains(&milestone);
        let untaken = self
            .parts
            .iter()
            .filter(|part| is_reached(part))
            .any(|part| {
                !self
                    .routes
                    .iter()
                    .any(|route| route.takes(part.environment, &part.names, milestone))
            });
        if untaken {
            channels.insert(self.fallback.clone());
        }
        channels
    }

    /// The channels that have the message: all that hear of anything it has reached, or were told before.
    pub(super) fn channels(&self, already: &BTreeSet<(ChannelId, String)>) -> BTreeSet<ChannelId> {
        let told = already
            .iter()
            .filter(|(_, part)| part.is_empty())
            .map(|(channel, _)| channel.clone());
        let hearing = Milestone::ALL
            .iter()
            .flat_map(|(_, milestone)| self.hearing(*milestone));
        told.chain(hearing).collect()
    }

    /// Whether a channel wants to hear of states alone, and not how far things are.
    pub(super) fn is_calm(&self, channel: &ChannelId) -> bool {
        let takes_progress =
            |route: &Route| route.only.is_empty() || route.only.contains(&Milestone::Progress);
        channel != self.fallback
            && !self
                .routes
                .iter()
                .filter(|route| route.channel == *channel)
                .any(takes_progress)
    }

    /// Who is mentioned in a channel when a milestone is told there.
    pub(super) fn mentions(&self, channel: &ChannelId, milestone: Milestone) -> Vec<Mention> {
        let mut mentions = Vec::new();
        for route in self.routes_for(milestone) {
            for mention in &route.mention {
                if route.channel == *channel && !mentions.contains(mention) {
                    mentions.push(mention.clone());
                }
            }
        }
        mentions
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
    let reached = match standing {
        Standing::Running | Standing::Stopping | Standing::Superseded | Standing::Canceled => {
            Milestone::Progress
        }
        Standing::AwaitingApproval | Standing::AwaitingPerson => Milestone::Approval,
        Standing::Succeeded => Milestone::Succeeded,
        Standing::RollingBack | Standing::RolledBack => Milestone::RolledBack,
        Standing::Failed
        | Standing::Stopped
        | Standing::Rejected
        | Standing::Expired
        | Standing::RollbackFailed => Milestone::Failed,
    };
    vec![Milestone::Started, reached]
}
