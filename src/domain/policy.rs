//! Who may do what: grants are read from the settings, and what no grant allows is not allowed.

use crate::domain::names::{EnvironmentName, Globs, GroupId, PersonId};

/// Something that changes AWS and therefore needs a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Approve,
    Rollback,
    Continue,
    Stop,
    Retry,
    Start,
    Restart,
    Scale,
    Lock,
}

impl Action {
    /// Every action, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::Approve,
        Self::Rollback,
        Self::Continue,
        Self::Stop,
        Self::Retry,
        Self::Start,
        Self::Restart,
        Self::Scale,
        Self::Lock,
    ];

    /// Its word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Rollback => "rollback",
            Self::Continue => "continue",
            Self::Stop => "stop",
            Self::Retry => "retry",
            Self::Start => "start",
            Self::Restart => "restart",
            Self::Scale => "scale",
            Self::Lock => "lock",
        }
    }
}

/// One permission: these people may do these things to these names.
#[derive(Debug, Clone, PartialEq)]
pub struct Grant {
    pub actions: Vec<Action>,
    /// `None` is every environment.
    pub environment: Option<EnvironmentName>,
    /// Services, applications or pipelines.
    pub names: Globs,
    pub people: Vec<PersonId>,
    pub groups: Vec<GroupId>,
}

impl Grant {
    /// Whether this grant is given to `person`, who is in `groups`.
    pub fn is_for(&self, person: &PersonId, groups: &[GroupId]) -> bool {
        self.people.contains(person) || self.groups.iter().any(|group| groups.contains(group))
    }
}

/// Whether any grant lets `person`, who is in `groups`, do `action` somewhere: what `help` lists.
pub fn may_somewhere(
    grants: &[Grant],
    person: &PersonId,
    groups: &[GroupId],
    action: Action,
) -> bool {
    grants
        .iter()
        .any(|grant| grant.actions.contains(&action) && grant.is_for(person, groups))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_grant_allows_is_not_allowed() {
        let ann = PersonId::new("U0ANN");
        let bob = PersonId::new("U0BOB");
        let release = GroupId::new("S0RELEASE");
        let grants = [Grant {
            actions: vec![Action::Approve],
            environment: None,
            names: Globs::any(),
            people: vec![ann.clone()],
            groups: vec![release.clone()],
        }];
        for (person, groups, action, allowed) in [
            (&ann, vec![], Action::Approve, true),
            (&ann, vec![], Action::Rollback, false),
            (&bob, vec![], Action::Approve, false),
            (&bob, vec![release], Action::Approve, true),
        ] {
            assert_eq!(
                may_somewhere(&grants, person, &groups, action),
                allowed,
                "{person} {action:?}"
            );
        }
        assert!(!may_somewhere(&[], &ann, &[], Action::Approve));
    }
}
