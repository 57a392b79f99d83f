//! In which language a person is answered, and how theirs is learned.

use std::time::Duration;

use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::Desk;
use crate::store::Store;
use domain::names::PersonId;
use domain::words::{Locale, Words};

/// How long an answer waits for the language of somebody who is not known yet.
const LEARNED: Duration = Duration::from_secs(1);

impl Desk {
    /// The language in which a person is answered: theirs where it is known, else the installation's.
    pub async fn words(&self, person: &PersonId) -> &'static Words {
        let people = &self.tools.people;
        let known = people.known_locale(person).await;
        known.unwrap_or(people.default_locale()).words()
    }

    /// The language of the installation, for those who are not known.
    pub fn default_words(&self) -> &'static Words {
        self.tools.people.default_locale().words()
    }

    /// The language of an answer that follows by itself: of somebody who is not known yet, Slack is asked first.
    pub(super) async fn words_soon(&self, person: &PersonId) -> &'static Words {
        let known = self.tools.people.known_locale(person).await;
        if let (None, Some(learning)) = (known, self.learn_locale(person)) {
            // What takes longer is learned for the next time.
            let _ = tokio::time::timeout(LEARNED, learning).await;
        }
        self.words(person).await
    }

    /// Looks a person's language up, unless Slack was asked lately.
    pub(super) fn learn_locale(&self, person: &PersonId) -> Option<JoinHandle<()>> {
        if self.tools.people.asked_lately(person) {
            return None;
        }
        let tools = self.tools.clone();
        let person = person.clone();
        Some(self.tasks.spawn(async move {
            match tools.people.look_up_locale(&person).await {
                Ok(Some(locale)) => keep(&tools.store, &person, locale).await,
                Ok(None) => {}
                Err(error) => tracing::info!(%error, "a person's language could not be looked up"),
            }
        }))
    }
}

async fn keep(store: &Store, person: &PersonId, locale: Locale) {
    let kept = store
        .keep_locale(person.as_str(), locale.tag(), Timestamp::now())
        .await;
    if let Err(error) = kept {
        tracing::warn!(
            error = format!("{error:#}"),
            "a person's language was not kept"
        );
    }
}
