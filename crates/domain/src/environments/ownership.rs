//! Whose something of AWS is, and what follows from that where nobody knows.

use super::{GroupName, Placement, Unplaced};
use crate::names::Environment;

/// Whose something of AWS is.
#[derive(Debug, Clone, PartialEq)]
pub enum Ownership<'a> {
    /// This environment's.
    Known(&'a Environment),
    /// That of one of these, and nobody knows of which; never fewer than two.
    Unknown {
        /// In the order of the settings.
        possible: Vec<&'a Environment>,
        /// What `applications` would have to name: an application of CodeDeploy, or `application/group`.
        application: Option<String>,
    },
    /// It lies where the settings have no environment for it.
    Nobody,
}

impl<'a> Ownership<'a> {
    /// That of one of these environments, whichever.
    pub fn any_of(possible: Vec<&'a Environment>) -> Self {
        match possible.as_slice() {
            [] => Self::Nobody,
            [alone] => Self::Known(alone),
            _ => Self::Unknown {
                possible,
                application: None,
            },
        }
    }

    /// With the name that is missing in the settings, where it is not known.
    pub(super) fn of_application(self, group: Option<GroupName<'_>>) -> Self {
        match self {
            Self::Unknown { possible, .. } => Self::Unknown {
                possible,
                application: group.map(|GroupName { application, group }| match group {
                    Some(group) => format!("{application}/{group}"),
                    None => application.to_owned(),
                }),
            },
            known => known,
        }
    }

    /// Every environment that may have it: what is allowed there, or told there, must be so in each of them.
    pub fn environments(&self) -> &[&'a Environment] {
        match self {
            Self::Known(environment) => std::slice::from_ref(environment),
            Self::Unknown { possible, .. } => possible,
            Self::Nobody => &[],
        }
    }

    /// Whether it may be in production.
    pub fn is_production(&self) -> bool {
        self.environments().iter().any(|one| one.production)
    }

    /// Whose credentials ask AWS about it: the first that may have it. That decides nothing else.
    pub fn asked_by(&self) -> Option<&'a Environment> {
        self.environments().first().copied()
    }

    /// How it is written down and said; nothing where it is nobody's.
    pub fn placement(&self) -> Option<Placement> {
        match self {
            Self::Known(environment) => Some(Placement::Known(environment.name.clone())),
            Self::Unknown {
                possible,
                application,
            } => Some(Placement::Unknown(Unplaced {
                possible: possible.iter().map(|one| one.name.clone()).collect(),
                application: application.clone(),
            })),
            Self::Nobody => None,
        }
    }
}
