//! People and the groups they are in.

use std::collections::BTreeSet;

use super::Workspace;

/// Somebody in the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// `U…` or, in an organisation, `W…`.
    pub id: String,
    /// The short name: `ann`.
    pub name: String,
    /// As shown: `Ann`.
    pub real_name: String,
    /// `en-US`, `ko-KR`.
    pub locale: String,
    /// A deactivated account.
    pub deleted: bool,
    /// Whether they may delete what others wrote.
    pub admin: bool,
    /// Where they are at home, if that is another workspace.
    pub home: Option<OtherHome>,
}

/// Another workspace, whose people meet those of this one in shared channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherHome {
    /// `T…`
    pub team: String,
    /// The Enterprise Grid organization of that workspace, `E…`.
    pub enterprise: Option<String>,
}

/// A user group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// `S…`
    pub id: String,
    pub name: String,
    /// What is typed after `@`.
    pub handle: String,
    pub members: BTreeSet<String>,
    /// A disabled group is still listed on request.
    pub disabled: bool,
}

impl Workspace {
    /// Adds a person, or replaces one with the same id.
    pub fn add_person(&mut self, id: &str, real_name: &str, locale: &str) {
        let person = Person {
            id: id.into(),
            name: real_name.to_lowercase(),
            real_name: real_name.into(),
            locale: locale.into(),
            deleted: false,
            admin: false,
            home: None,
        };
        self.people.insert(person.id.clone(), person);
    }

    /// Adds a person of another workspace, which may belong to an organization.
    pub fn add_visitor(&mut self, id: &str, real_name: &str, team: &str, enterprise: Option<&str>) {
        self.add_person(id, real_name, "en-US");
        if let Some(person) = self.people.get_mut(id) {
            person.home = Some(OtherHome {
                team: team.into(),
                enterprise: enterprise.map(ToOwned::to_owned),
            });
        }
    }

    /// The workspace that a person, or the bot, is at home in.
    pub fn team_of(&self, user: &str) -> &str {
        self.home_of_visitor(user)
            .map_or(&self.team.id, |home| &home.team)
    }

    /// The organization that a person, or the bot, belongs to.
    pub fn enterprise_of(&self, user: &str) -> Option<&str> {
        match self.home_of_visitor(user) {
            Some(home) => home.enterprise.as_deref(),
            None => self.team.enterprise.as_deref(),
        }
    }

    /// Whether a person is neither of this workspace nor of another one of its organization.
    pub fn is_external(&self, user: &str) -> bool {
        let enterprise = self.enterprise_of(user);
        let is_sister = enterprise.is_some() && enterprise == self.team.enterprise.as_deref();
        self.team_of(user) != self.team.id && !is_sister
    }

    fn home_of_visitor(&self, user: &str) -> Option<&OtherHome> {
        self.people.get(user)?.home.as_ref()
    }

    /// Adds a group, or replaces one with the same id.
    pub fn add_group(&mut self, id: &str, handle: &str, members: &[&str]) {
        let group = Group {
            id: id.into(),
            name: handle.into(),
            handle: handle.into(),
            members: members.iter().map(|id| (*id).to_owned()).collect(),
            disabled: false,
        };
        self.groups.insert(group.id.clone(), group);
    }
}
