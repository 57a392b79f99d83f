//! Who did what to a release through the bot: in a sentence while it is under way, and for as long as it matters.

use super::View;
use super::headline::short;
use crate::acting::Verb;
use crate::names::PersonId;
use crate::release::{Deed, DeedStage, Deployment, Standing};
use crate::rich::{Rich, Span};
use crate::words::Value;

impl View<'_> {
    /// A sentence for each deed that is under way, or of which nothing else in the message tells.
    pub(super) fn deeds(&self) -> Option<Rich> {
        let deeds = self.release.deeds();
        let told = deeds.iter().filter(|deed| match deed.stage {
            DeedStage::Claimed | DeedStage::Unclear => true,
            DeedStage::Dropped => false,
            DeedStage::Done => self.is_worth_telling(deed),
        });
        let sentences: Vec<Rich> = told.map(|deed| self.deed(deed)).collect();
        (!sentences.is_empty()).then(|| Rich::join(sentences, "\n"))
    }

    /// An answered approval is told where it stands; that somebody ended a wait is of no interest once it is over.
    fn is_worth_telling(&self, deed: &Deed) -> bool {
        match deed.verb {
            Verb::Approve | Verb::Reject => {
                let answered = deed.attempt.as_deref().is_some_and(|attempt| {
                    let execution = self.release.execution_of(&deed.subject);
                    execution.is_some_and(|execution| {
                        execution.attempts().any(|(id, action)| {
                            id == attempt && action.state().is_some_and(|state| state.is_final())
                        })
                    })
                });
                !answered
            }
            // Once the run has gone on with another one, it is told in the thread alone.
            Verb::Rollback => {
                let deployment = self.release.deployment(&deed.subject);
                !deployment.is_some_and(|one| self.is_overtaken(one))
            }
            Verb::Continue => !self.stand.standing.is_final(),
            Verb::Refresh => false,
        }
    }

    fn deed(&self, deed: &Deed) -> Rich {
        let state = match deed.stage {
            DeedStage::Claimed => "claimed",
            DeedStage::Unclear => "unclear",
            DeedStage::Dropped => "dropped",
            DeedStage::Done => self.since(deed),
        };
        let to = match &deed.to {
            Some(version) => short(version),
            None => self.words.say("release-version-before", &[]),
        };
        let said = self.words.say(
            "release-deed",
            &[
                ("state", Value::Choice(state)),
                ("verb", Value::Choice(deed.verb.as_str())),
                ("who", person(&deed.person)),
                ("version", to.into()),
            ],
        );
        match &deed.comment {
            Some(comment) => said.then(self.quote(comment)),
            None => said,
        }
    }

    /// What has become of what was done: a rollback is told as one only once it is through.
    fn since(&self, deed: &Deed) -> &'static str {
        let deployment = self.release.deployment(&deed.subject);
        match deployment.map(|one| self.standing_of(one)) {
            Some(Standing::RolledBack) => "over",
            Some(standing) if standing.is_final() => "asked",
            _ => "done",
        }
    }

    /// Who takes this deployment back, or is about to.
    pub(super) fn deed_on(&self, deployment: &Deployment) -> Option<Rich> {
        let deed = self.release.rollback_of(&deployment.subject)?;
        Some(self.deed(deed))
    }

    /// Whether a person took a deployment back that had not failed by itself.
    pub(super) fn is_by_hand(&self, deployment: &Deployment) -> bool {
        let standing = self.standing_of(deployment);
        matches!(standing, Standing::RollingBack | Standing::RolledBack)
            && self
                .release
                .rollback_of(&deployment.subject)
                .is_some_and(|deed| deed.stage == DeedStage::Done)
    }

    /// What of the deeds a message tells, in few letters: a change of it is told at once.
    pub(super) fn deeds_so_far(&self) -> String {
        let deeds = self.release.deeds();
        deeds
            .iter()
            .map(|deed| match deed.stage {
                DeedStage::Claimed => 'c',
                DeedStage::Unclear => 'u',
                DeedStage::Dropped => '-',
                DeedStage::Done => '+',
            })
            .collect()
    }
}

/// A person, so that Slack shows their name.
pub(super) fn person(person: &PersonId) -> Value {
    Rich::from(Span::Person(person.clone())).into()
}
