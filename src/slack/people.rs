//! Who people are: their names, the language they read, the groups they are in. Remembered, and never waited for by Slack.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use moka::future::Cache;

use super::client::{Slack, SlackError};
use domain::names::{GroupId, PersonId};
use domain::words::Locale;
use domain::workspace::Membership;

/// People who are remembered at once, and how long Slack is not asked about them again.
const PEOPLE: u64 = 10_000;
const KNOWN_FOR: Duration = Duration::from_secs(12 * 3_600);
/// How long a name, or a person's workspace, is waited for.
const NAME: Duration = Duration::from_secs(2);
/// How long a group's members are believed, by the contract.
const MEMBERS_FOR: Duration = Duration::from_secs(60);
const GROUPS: u64 = 1_000;

/// What is known of people.
#[derive(Debug, Clone)]
pub struct People {
    slack: Slack,
    /// What is spoken to those who read a language that is not spoken here, or one that is not known yet.
    default: Locale,
    /// What each person read when that was last known: believed until something newer is.
    locales: Cache<PersonId, Locale>,
    /// What Slack has said lately.
    fresh: Cache<PersonId, Known>,
    members: Cache<GroupId, Arc<[PersonId]>>,
}

/// What Slack has said of one person.
#[derive(Debug, Clone)]
struct Known {
    locale: Locale,
    name: Arc<str>,
    membership: Membership,
}

impl People {
    /// Knows nobody yet.
    pub fn new(slack: Slack, default: Locale) -> Self {
        Self {
            slack,
            default,
            locales: Cache::new(PEOPLE),
            fresh: Cache::builder()
                .max_capacity(PEOPLE)
                .time_to_live(KNOWN_FOR)
                .build(),
            members: Cache::builder()
                .max_capacity(GROUPS)
                .time_to_live(MEMBERS_FOR)
                .build(),
        }
    }

    /// The language to answer in, where it is known. Asks nobody.
    pub async fn known_locale(&self, person: &PersonId) -> Option<Locale> {
        self.locales.get(person).await
    }

    /// Whether Slack was asked about a person not long ago.
    pub fn asked_lately(&self, person: &PersonId) -> bool {
        self.fresh.contains_key(person)
    }

    /// The language of the installation.
    pub fn default_locale(&self) -> Locale {
        self.default
    }

    /// Remembers the language of a person.
    pub async fn remember_locale(&self, person: PersonId, locale: Locale) {
        self.locales.insert(person, locale).await;
    }

    /// Asks Slack for a person's language and remembers it; `None` where Slack was asked not long ago.
    pub async fn look_up_locale(&self, person: &PersonId) -> Result<Option<Locale>, SlackError> {
        let (known, is_new) = self.look_up(person).await?;
        Ok(is_new.then_some(known.locale))
    }

    /// What a person calls themselves, or their id where Slack does not say so within 2 s.
    pub async fn name(&self, person: &PersonId) -> String {
        match tokio::time::timeout(NAME, self.look_up(person)).await {
            Ok(Ok((known, _))) => known.name.to_string(),
            Ok(Err(error)) => {
                tracing::info!(%error, "a person's name could not be looked up");
                person.to_string()
            }
            Err(_) => {
                tracing::info!("a person's name was not told in time");
                person.to_string()
            }
        }
    }

    /// The workspace that a person belongs to.
    ///
    /// # Errors
    /// When Slack does not say so within 2 s.
    pub async fn membership(&self, person: &PersonId) -> Result<Membership, SlackError> {
        match tokio::time::timeout(NAME, self.look_up(person)).await {
            Ok(looked_up) => looked_up.map(|(known, _)| known.membership),
            Err(_) => Err(SlackError::Silent),
        }
    }

    /// What Slack says of a person, and whether it has only just said so. One call serves all who ask meanwhile.
    async fn look_up(&self, person: &PersonId) -> Result<(Known, bool), SlackError> {
        let look_up = async {
            let profile = self.slack.profile(person).await?;
            let spoken = profile.locale.as_deref().and_then(Locale::from_tag);
            Ok(Known {
                locale: spoken.unwrap_or(self.default),
                name: profile.name.unwrap_or_else(|| person.to_string()).into(),
                membership: profile.membership,
            })
        };
        let entry = self.fresh.entry_by_ref(person);
        let entry = entry.or_try_insert_with(look_up).await;
        let entry = entry.map_err(Arc::unwrap_or_clone)?;
        let is_new = entry.is_fresh();
        let known = entry.into_value();
        // Whoever waited for the same call goes on with it remembered, too.
        self.remember_locale(person.clone(), known.locale).await;
        Ok((known, is_new))
    }

    /// Which of `groups` a person is in, where the members of all are known. Asks nobody.
    pub async fn known_groups_of(
        &self,
        person: &PersonId,
        groups: impl Iterator<Item = &GroupId>,
    ) -> Option<Vec<GroupId>> {
        let mut theirs = Vec::new();
        for group in groups {
            if self.members.get(group).await?.contains(person) {
                theirs.push(group.clone());
            }
        }
        Some(theirs)
    }

    /// Which of `groups` a person is in. A group whose members cannot be learned counts as not theirs, and is named
    /// beside, so that a refusal can say so.
    pub async fn groups_of(
        &self,
        person: &PersonId,
        groups: impl IntoIterator<Item = &GroupId>,
    ) -> (Vec<GroupId>, Vec<GroupId>) {
        let looked = join_all(groups.into_iter().map(async |group| {
            let members = self
                .members
                .try_get_with(group.clone(), async {
                    self.slack.group_members(group).await.map(Arc::from)
                })
                .await;
            (group.clone(), members)
        }))
        .await;
        let (mut theirs, mut unknown) = (Vec::new(), Vec::new());
        for (group, members) in looked {
            match members {
                Ok(members) if members.contains(person) => theirs.push(group),
                Ok(_) => {}
                Err(_) => unknown.push(group),
            }
        }
        (theirs, unknown)
    }
}
