//! Which channel is told of which state of which part of AWS, and who is mentioned there.

use crate::names::{ChannelId, Environment, EnvironmentName, Globs, GroupId, PersonId};

/// A way to a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// `None` is every environment.
    pub environment: Option<EnvironmentName>,
    /// Of services, applications and pipelines.
    pub names: Globs,
    /// Empty is every state.
    pub only: Vec<Milestone>,
    pub channel: ChannelId,
    /// Mentioned where somebody must look: a waiting approval, a failure, a rollback.
    pub mention: Vec<Mention>,
}

/// Who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Mention {
    Group(GroupId),
    Person(PersonId),
}

/// A state of a part of AWS that people want to hear of, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    Started,
    Progress,
    Approval,
    Succeeded,
    Failed,
    RolledBack,
}

impl Milestone {
    /// Every one, with the word that the settings use for it.
    pub const ALL: [(&'static str, Self); 6] = [
        ("started", Self::Started),
        ("progress", Self::Progress),
        ("approval", Self::Approval),
        ("succeeded", Self::Succeeded),
        ("failed", Self::Failed),
        ("rolled_back", Self::RolledBack),
    ];
}

impl Route {
    /// Whether this state of a part called by any of `names` goes this way.
    pub fn takes(
        &self,
        environment: &EnvironmentName,
        names: &[&str],
        milestone: Milestone,
    ) -> bool {
        self.environment
            .as_ref()
            .is_none_or(|only| only == environment)
            && names.iter().any(|name| self.names.matches(name))
            && (self.only.is_empty() || self.only.contains(&milestone))
    }
}

/// The routes by which this state of a part goes that may belong to any of these environments: those that one of them has,
/// into a channel to which each of them has one.
pub fn agreed<'r>(
    routes: &'r [Route],
    environments: &[&Environment],
    names: &[&str],
    milestone: Milestone,
) -> impl Iterator<Item = &'r Route> {
    let takes = move |route: &Route, environment: &Environment| {
        route.takes(&environment.name, names, milestone)
    };
    let leads = move |channel: &ChannelId, environment: &Environment| {
        let mut routes = routes.iter();
        routes.any(|route| route.channel == *channel && takes(route, environment))
    };
    routes.iter().filter(move |route| {
        let mut possible = environments.iter();
        possible.clone().any(|one| takes(route, one))
            && possible.all(|one| leads(&route.channel, one))
    })
}
