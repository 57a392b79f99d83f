//! What people did to a release through the bot: who, what, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::Version;
use super::subject::Subject;
use crate::acting::Verb;
use crate::names::PersonId;

/// News of a deed, by the bot's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeedNews {
    /// The id of the claim that it is done under.
    pub claim: String,
    pub verb: Verb,
    pub person: PersonId,
    /// What they wrote.
    pub comment: Option<String>,
    /// The attempt of an approval, where it answers one.
    pub attempt: Option<String>,
    /// What a rollback goes back to.
    pub to: Option<Version>,
    pub stage: DeedStage,
}

/// How far a deed is. Each follows those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeedStage {
    /// Nobody else can do it meanwhile.
    Claimed,
    /// AWS was asked to do it, and did not answer: nobody knows yet.
    Unclear,
    /// It was not done, and may be tried again.
    Dropped,
    Done,
}

/// Something that a person did, or wanted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// What it was done to.
    pub subject: Subject,
    pub verb: Verb,
    pub person: PersonId,
    /// What they wrote.
    pub comment: Option<String>,
    /// The attempt of an approval, where it answers one.
    pub attempt: Option<String>,
    /// What a rollback goes back to.
    pub to: Option<Version>,
    pub stage: DeedStage,
    /// When it was first heard of.
    pub at: Timestamp,
}

/// All that was done, by claim.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Deeds(BTreeMap<String, Deed>);

impl Deed {
    /// Whether it is under way, so that nobody else can do the same.
    pub fn is_under_way(&self) -> bool {
        matches!(self.stage, DeedStage::Claimed | DeedStage::Unclear)
    }
}

impl Deeds {
    /// Takes news; returns whether they say anything new.
    pub(super) fn fold(&mut self, news: &DeedNews, subject: &Subject, at: Timestamp) -> bool {
        let Some(deed) = self.0.get_mut(&news.claim) else {
            let deed = Deed {
                subject: subject.clone(),
                verb: news.verb,
                person: news.person.clone(),
                comment: news.comment.clone(),
                attempt: news.attempt.clone(),
                to: news.to.clone(),
                stage: news.stage,
                at,
            };
            self.0.insert(news.claim.clone(), deed);
            return true;
        };
        let before = deed.clone();
        deed.stage = deed.stage.max(news.stage);
        deed.at = deed.at.min(at);
        if deed.to.is_none() {
            deed.to.clone_from(&news.to);
        }
        *deed != before
    }

    /// All of them, the first first.
    pub(super) fn all(&self) -> Vec<&Deed> {
        let mut all: Vec<&Deed> = self.0.values().collect();
        all.sort_by_key(|deed| deed.at);
        all
    }
}
