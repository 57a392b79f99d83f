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
        };
        self.people.insert(person.id.clone(), person);
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
