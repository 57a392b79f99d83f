//! What Slack says of people and their groups.

use serde::Deserialize;

use super::client::{Slack, SlackError};
use domain::names::{GroupId, PersonId, TeamId};
use domain::workspace::Membership;

/// What Slack knows of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The language tag that they have set, `ko-KR`.
    pub locale: Option<String>,
    /// What they call themselves: the real name, else the display name, else the handle.
    pub name: Option<String>,
    /// The workspace that they belong to.
    pub membership: Membership,
}

impl Slack {
    /// Who a person is.
    ///
    /// <https://docs.slack.dev/reference/methods/users.info>
    pub async fn profile(&self, person: &PersonId) -> Result<Profile, SlackError> {
        let params = [
            ("user", Some(person.to_string())),
            ("include_locale", Some("true".to_owned())),
        ];
        let info: UserInfo = self.get("users.info", &params).await?;
        let User {
            locale,
            real_name,
            name,
            profile,
            team_id,
            is_stranger,
            enterprise_user,
        } = info.user;
        let display_name = profile.and_then(|profile| profile.display_name);
        let names = [real_name, display_name, name];
        Ok(Profile {
            locale,
            name: names.into_iter().flatten().find(|name| !name.is_empty()),
            membership: Membership {
                team: team_id.map(TeamId::new),
                organization: enterprise_user
                    .and_then(|user| user.enterprise_id)
                    .map(TeamId::new),
                is_stranger: is_stranger.unwrap_or(false),
            },
        })
    }

    /// The members of a user group.
    ///
    /// <https://docs.slack.dev/reference/methods/usergroups.users.list>
    pub async fn group_members(&self, group: &GroupId) -> Result<Vec<PersonId>, SlackError> {
        let params = [("usergroup", Some(group.to_string()))];
        let group: GroupMembers = self.get("usergroups.users.list", &params).await?;
        Ok(group.users.into_iter().map(PersonId::new).collect())
    }
}

#[derive(Deserialize)]
struct UserInfo {
    user: User,
}

#[derive(Deserialize)]
struct User {
    locale: Option<String>,
    real_name: Option<String>,
    name: Option<String>,
    profile: Option<UserProfile>,
    team_id: Option<String>,
    is_stranger: Option<bool>,
    enterprise_user: Option<EnterpriseUser>,
}

#[derive(Deserialize)]
struct EnterpriseUser {
    enterprise_id: Option<String>,
}

#[derive(Deserialize)]
struct UserProfile {
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct GroupMembers {
    users: Vec<String>,
}
