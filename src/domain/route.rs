//! Which channel is told of which state of which part of AWS, and who is mentioned there.

use crate::domain::names::{ChannelId, EnvironmentName, Globs, GroupId, PersonId};

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
