//! Who belongs to the workspace that Pilothouse works for, and who only meets its people in a shared channel.

use super::names::TeamId;

/// The workspace that Pilothouse works for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    pub team: TeamId,
    pub organization: Organization,
}

/// The Enterprise Grid organization of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Organization {
    /// Slack has not said yet whether there is one.
    NotKnown,
    None,
    Named(TeamId),
}

/// What a payload says about where its sender comes from. An id is a workspace's (`T…`) or an organization's (`E…`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Where the app that the payload was sent to is installed.
    pub installed_in: Vec<TeamId>,
    /// Where the person who acts is at home. This alone decides who they are: the installation is ours whoever clicks.
    pub person_of: Vec<TeamId>,
    /// Whether people of other organizations can act there, where the payload says so.
    pub is_shared: Option<bool>,
}

/// What Slack says about a person when the bot asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Membership {
    pub team: Option<TeamId>,
    pub organization: Option<TeamId>,
    /// True only for people who share no channel with the app, so that false proves nothing.
    pub is_stranger: bool,
}

/// Whose a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Affiliation {
    Ours,
    Foreign,
    /// The payload does not say enough.
    Unclear,
}

impl Home {
    fn is(&self, id: &TeamId) -> bool {
        *id == self.team || matches!(&self.organization, Organization::Named(ours) if ours == id)
    }
}

impl Origin {
    /// Whose the person is, as far as the payload says so.
    pub fn affiliation(&self, home: &Home) -> Affiliation {
        let is_installed =
            self.installed_in.is_empty() || self.installed_in.iter().any(|id| home.is(id));
        let is_elsewhere = self.person_of.iter().any(|id| !home.is(id));
        match &home.organization {
            // What does not match the workspace may match its organization.
            Organization::NotKnown if !is_installed || is_elsewhere => Affiliation::Unclear,
            _ if !is_installed => Affiliation::Foreign,
            // Their workspace may belong to the same organization.
            Organization::Named(_) if is_elsewhere => Affiliation::Unclear,
            _ if is_elsewhere => Affiliation::Foreign,
            _ if self.person_of.is_empty() && self.is_shared != Some(false) => Affiliation::Unclear,
            _ => Affiliation::Ours,
        }
    }
}

impl Membership {
    /// Whether the person belongs to this workspace or to another one of its organization.
    pub fn is_of(&self, home: &Home) -> bool {
        let named = self.team.iter().chain(&self.organization);
        !self.is_stranger && named.into_iter().any(|id| home.is(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<TeamId> {
        ids.iter().map(|id| TeamId::new(*id)).collect()
    }

    fn home(organization: Organization) -> Home {
        Home {
            team: TeamId::new("T1"),
            organization,
        }
    }

    fn grid() -> Organization {
        Organization::Named(TeamId::new("E1"))
    }

    #[test]
    fn the_payload_decides_as_far_as_it_says_whose_the_person_is() {
        use Affiliation::{Foreign, Ours, Unclear};
        use Organization::{None as Alone, NotKnown};
        type Row<'a> = (&'a [&'a str], &'a [&'a str], Option<bool>, [Affiliation; 3]);
        let table: [Row; 18] = [
            (&["T1"], &["T1"], None, [Ours, Ours, Ours]),
            (&["T1"], &["T1"], Some(true), [Ours, Ours, Ours]),
            (&["T1"], &[], Some(false), [Ours, Ours, Ours]),
            (&["T1"], &[], Some(true), [Unclear, Unclear, Unclear]),
            (&["T1"], &[], None, [Unclear, Unclear, Unclear]),
            // The app is ours; the person who acts is not.
            (&["T1"], &["T2"], None, [Foreign, Unclear, Unclear]),
            (&["T1"], &["T2"], Some(true), [Foreign, Unclear, Unclear]),
            (&["T1"], &["T1", "T2"], None, [Foreign, Unclear, Unclear]),
            (&["T1", "E1"], &["T2"], None, [Foreign, Unclear, Unclear]),
            // Installed in the whole organization: no workspace of the app is named.
            (&["E1"], &["T1"], None, [Foreign, Ours, Unclear]),
            (&["E1"], &["E1"], None, [Foreign, Ours, Unclear]),
            (&["E1"], &["T3"], None, [Foreign, Unclear, Unclear]),
            (&["E1"], &[], Some(false), [Foreign, Ours, Unclear]),
            (&[], &["T1"], None, [Ours, Ours, Ours]),
            (&[], &[], None, [Unclear, Unclear, Unclear]),
            // Sent to another installation.
            (&["T2"], &["T1"], None, [Foreign, Foreign, Unclear]),
            (&["T2", "E2"], &["T2"], None, [Foreign, Foreign, Unclear]),
            (&["T2"], &[], Some(false), [Foreign, Foreign, Unclear]),
        ];
        for (installed_in, person_of, is_shared, expected) in table {
            let origin = Origin {
                installed_in: ids(installed_in),
                person_of: ids(person_of),
                is_shared,
            };
            for (organization, expected) in [Alone, grid(), NotKnown].into_iter().zip(expected) {
                let home = home(organization);
                assert_eq!(origin.affiliation(&home), expected, "{origin:?} {home:?}");
            }
        }
    }

    #[test]
    fn what_slack_says_of_a_person_decides_and_silence_is_no_yes() {
        for (team, organization, is_stranger, alone, on_grid) in [
            (Some("T1"), None, false, true, true),
            (Some("T1"), None, true, false, false),
            (Some("T2"), None, false, false, false),
            (Some("T3"), Some("E1"), false, false, true),
            (Some("E1"), Some("E1"), false, false, true),
            (Some("T2"), Some("E2"), false, false, false),
            (Some("T3"), Some("E1"), true, false, false),
            (None, None, false, false, false),
        ] {
            let membership = Membership {
                team: team.map(TeamId::new),
                organization: organization.map(TeamId::new),
                is_stranger,
            };
            let is_of = |organization| membership.is_of(&home(organization));
            assert_eq!(is_of(Organization::None), alone, "{membership:?}");
            assert_eq!(is_of(grid()), on_grid, "{membership:?}");
        }
    }
}
