//! Who people are: the language they read, the groups they are in. Remembered, and never waited for by Slack.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use moka::future::Cache;

use super::client::{Slack, SlackError};
use crate::domain::names::{GroupId, PersonId};
use crate::domain::words::Locale;

/// People whose language is remembered at once, and how long Slack is not asked about it again.
const LOCALES: u64 = 10_000;
const LOCALE_FOR: Duration = Duration::from_secs(12 * 3_600);
/// How long a group's members are believed, by the contract.
const MEMBERS_FOR: Duration = Duration::from_secs(60);
const GROUPS: u64 = 1_000;
/// How long a name is waited for: AWS is told the id where it does not come.
const NAMED_IN: Duration = Duration::from_secs(2);

/// What is known of people.
#[derive(Debug, Clone)]
pub struct People {
    slack: Slack,
    /// What is spoken to those who read a language that is not spoken here, or one that is not known yet.
    default: Locale,
    /// What each person read when that was last known: believed until something newer is.
    locales: Cache<PersonId, Locale>,
    /// What Slack has said lately.
    fresh: Cache<PersonId, Locale>,
    names: Cache<PersonId, String>,
    members: Cache<GroupId, Arc<[PersonId]>>,
}

impl People {
    /// Knows nobody yet.
    pub fn new(slack: Slack, default: Locale) -> Self {
        Self {
            slack,
            default,
            locales: Cache::new(LOCALES),
            fresh: Cache::builder()
                .max_capacity(LOCALES)
                .time_to_live(LOCALE_FOR)
                .build(),
            names: Cache::builder()
                .max_capacity(LOCALES)
                .time_to_live(LOCALE_FOR)
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

    /// Whether Slack was asked about a person's language not long ago.
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
        let look_up = async {
            let profile = self.slack.profile(person).await?;
            if let Some(name) = profile.name {
                self.names.insert(person.clone(), name).await;
            }
            let spoken = profile.locale.as_deref().and_then(Locale::from_tag);
            Ok(spoken.unwrap_or(self.default))
        };
        let entry = self.fresh.entry_by_ref(person);
        let entry = entry.or_try_insert_with(look_up).await;
        let entry = entry.map_err(Arc::unwrap_or_clone)?;
        if !entry.is_fresh() {
            return Ok(None);
        }
        let locale = entry.into_value();
        self.remember_locale(person.clone(), locale).await;
        Ok(Some(locale))
    }

    /// What a person is called; their id where Slack does not say so at once.
    pub async fn name(&self, person: &PersonId) -> String {
        let ask = async {
            let profile = self.slack.profile(person).await;
            profile.ok().and_then(|profile| profile.name).ok_or(())
        };
        let name = self.names.try_get_with_by_ref(person, ask);
        match tokio::time::timeout(NAMED_IN, name).await {
            Ok(Ok(name)) => name,
            _ => person.to_string(),
        }
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
