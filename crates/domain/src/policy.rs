//! Who may do what: grants are read from the settings, and what no grant allows is not allowed.

use crate::environments::Placement;
use crate::names::{EnvironmentName, Globs, GroupId, PersonId};
use crate::refusal::Refusal;

/// Something that changes AWS and therefore needs a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Approve,
    Rollback,
    Continue,
    Finish,
    Stop,
    Retry,
    Start,
    Restart,
    Scale,
    Lock,
    Logs,
}

impl Action {
    /// Every action, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::Approve,
        Self::Rollback,
        Self::Continue,
        Self::Finish,
        Self::Stop,
        Self::Retry,
        Self::Start,
        Self::Restart,
        Self::Scale,
        Self::Lock,
        Self::Logs,
    ];

    /// Its word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Rollback => "rollback",
            Self::Continue => "continue",
            Self::Finish => "finish",
            Self::Stop => "stop",
            Self::Retry => "retry",
            Self::Start => "start",
            Self::Restart => "restart",
            Self::Scale => "scale",
            Self::Lock => "lock",
            Self::Logs => "logs",
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

/// Somebody who wants to do something, and the groups they are in as far as Slack said.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a> {
    pub person: &'a PersonId,
    /// Those of the grants' groups that they are in.
    pub groups: &'a [GroupId],
    /// Those of which Slack did not say who is in them: they count as not theirs.
    pub unknown: &'a [GroupId],
}

/// The grants that speak of `action` on something of these names in this environment.
pub fn grants_for<'a>(
    grants: &'a [Grant],
    action: Action,
    environment: &EnvironmentName,
    names: &[&str],
) -> impl Iterator<Item = &'a Grant> {
    grants.iter().filter(move |grant| {
        grant.actions.contains(&action)
            && grant
                .environment
                .as_ref()
                .is_none_or(|one| one == environment)
            && names.iter().any(|name| grant.names.matches(name))
    })
}

/// Whether any grant lets anybody at all do it.
pub fn anybody_may(
    grants: &[Grant],
    action: Action,
    environment: &EnvironmentName,
    names: &[&str],
) -> bool {
    grants_for(grants, action, environment, names)
        .next()
        .is_some()
}

/// Whether somebody may do `action` on something of these names in this environment.
///
/// # Errors
/// When no grant lets them: who may.
pub fn may(
    grants: &[Grant],
    claimant: Claimant<'_>,
    action: Action,
    environment: &EnvironmentName,
    names: &[&str],
) -> Result<(), Refusal> {
    let matching = || grants_for(grants, action, environment, names);
    if matching().any(|grant| grant.is_for(claimant.person, claimant.groups)) {
        return Ok(());
    }
    let mut people: Vec<PersonId> = matching().flat_map(|one| one.people.clone()).collect();
    let mut groups: Vec<GroupId> = matching().flat_map(|one| one.groups.clone()).collect();
    people.sort();
    people.dedup();
    groups.sort();
    groups.dedup();
    Err(Refusal::NotAllowed {
        action,
        people,
        unsure: claimant.unknown.iter().any(|group| groups.contains(group)),
        groups,
    })
}

/// Whether somebody may do `action` on something of these names in every environment where it may be.
///
/// # Errors
/// When no grant lets them in one of these: who may there, and what is missing so that its environment is known.
pub fn may_wherever(
    grants: &[Grant],
    claimant: Claimant<'_>,
    action: Action,
    placement: &Placement,
    names: &[&str],
) -> Result<(), Refusal> {
    placement.environments().iter().try_for_each(|environment| {
        let verdict = may(grants, claimant, action, environment, names);
        verdict.map_err(|refusal| match placement {
            Placement::Known(_) => refusal,
            Placement::Unknown(unplaced) => Refusal::Unplaced {
                refusal: Box::new(refusal),
                environment: environment.clone(),
                unplaced: unplaced.clone(),
            },
        })
    })
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

    #[test]
    fn a_grant_goes_as_far_as_its_words() {
        let (ann, bob) = (PersonId::new("U0ANN"), PersonId::new("U0BOB"));
        let release = GroupId::new("S0RELEASE");
        let (prod, staging) = (
            EnvironmentName::new("prod"),
            EnvironmentName::new("staging"),
        );
        let grants = [Grant {
            actions: vec![Action::Rollback],
            environment: Some(prod.clone()),
            names: Globs::new(["payments-*"]),
            people: vec![ann.clone()],
            groups: vec![release.clone()],
        }];
        let nobodys: &[GroupId] = &[];
        let theirs = std::slice::from_ref(&release);
        for (person, groups, unknown, action, environment, names, allowed, unsure) in [
            (
                &ann,
                nobodys,
                nobodys,
                Action::Rollback,
                &prod,
                vec!["payments-api"],
                true,
                false,
            ),
            (
                &ann,
                nobodys,
                nobodys,
                Action::Rollback,
                &prod,
                vec!["x", "payments-app"],
                true,
                false,
            ),
            (
                &ann,
                nobodys,
                nobodys,
                Action::Rollback,
                &staging,
                vec!["payments-api"],
                false,
                false,
            ),
            (
                &ann,
                nobodys,
                nobodys,
                Action::Rollback,
                &prod,
                vec!["orders"],
                false,
                false,
            ),
            (
                &ann,
                nobodys,
                nobodys,
                Action::Rollback,
                &prod,
                vec![],
                false,
                false,
            ),
            (
                &ann,
                nobodys,
                nobodys,
                Action::Approve,
                &prod,
                vec!["payments-api"],
                false,
                false,
            ),
            (
                &bob,
                nobodys,
                nobodys,
                Action::Rollback,
                &prod,
                vec!["payments-api"],
                false,
                false,
            ),
            (
                &bob,
                theirs,
                nobodys,
                Action::Rollback,
                &prod,
                vec!["payments-api"],
                true,
                false,
            ),
            (
                &bob,
                nobodys,
                theirs,
                Action::Rollback,
                &prod,
                vec!["payments-api"],
                false,
                true,
            ),
        ] {
            let claimant = Claimant {
                person,
                groups,
                unknown,
            };
            let verdict = may(&grants, claimant, action, environment, &names);
            assert_eq!(verdict.is_ok(), allowed, "{person} {action:?} {names:?}");
            if let Err(Refusal::NotAllowed {
                people,
                unsure: said,
                ..
            }) = verdict
            {
                assert_eq!(said, unsure, "{person}");
                let is_meant = action == Action::Rollback && *environment == prod;
                let named = is_meant && names.contains(&"payments-api");
                assert_eq!(people.contains(&ann), named, "{action:?} {names:?}");
            }
        }
    }
}
