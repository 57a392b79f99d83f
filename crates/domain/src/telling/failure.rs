//! Why it did not go well, in a sentence or two; and who is asked what while it waits.

use super::View;
use super::deeds::person;
use super::headline::who;
use super::links::web;
use crate::quote::{quoted, reason};
use crate::release::{
    Action, ActionState, ApprovalAsk, Deed, DeedStage, Deployment, Execution, Standing,
};
use crate::rich::{Rich, Span};
use crate::words::{Value, Words};

impl View<'_> {
    /// What somebody who reads only the headline must know next.
    pub(super) fn why(&self) -> Option<Rich> {
        let execution = self.release.execution();
        match self.stand.standing {
            Standing::AwaitingApproval => {
                let attempts = execution.into_iter().flat_map(Execution::attempts);
                let asked = attempts
                    .map(|(_, action)| action)
                    .filter(|one| one.is_approval() && one.state() == Some(ActionState::Started))
                    .map(|action| self.asked(action));
                Some(Rich::join(asked, "\n"))
            }
            Standing::AwaitingPerson => {
                let mut roots = self.release.roots().into_iter();
                roots.find_map(|root| self.waits_until(root))
            }
            Standing::Rejected | Standing::Expired => {
                let (attempt, action) = execution?.failed_attempt()?;
                Some(self.answered(attempt, action))
            }
            Standing::Stopping if execution.is_some_and(|run| run.awaited().is_some()) => {
                let comment = execution.and_then(Execution::comment);
                let comment = comment.map(|comment| self.quote(comment));
                let all = [self.stop_waits()].into_iter().chain(comment);
                Some(Rich::join(all, "\n"))
            }
            Standing::Stopped | Standing::Stopping => {
                match execution.and_then(Execution::comment) {
                    Some(comment) => Some(self.quote(comment)),
                    None => self.why_of(self.newest()?),
                }
            }
            Standing::Failed
            | Standing::RollingBack
            | Standing::RolledBack
            | Standing::RollbackFailed => self.failed(),
            _ => None,
        }
    }

    /// That a stop without abandoning what is under way waits for an approval, as for every action.
    ///
    /// <https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html>
    pub(super) fn stop_waits(&self) -> Rich {
        self.words.say("release-stop-waits", &[])
    }

    /// Until when a deployment waits for somebody, where AWS says so.
    pub(super) fn waits_until(&self, deployment: &Deployment) -> Option<Rich> {
        if self.standing_of(deployment) != Standing::AwaitingPerson {
            return None;
        }
        let until = ("until", deployment.progress()?.until?.into());
        Some(self.words.say("release-waits-until", &[until]))
    }

    /// Why a deployment did not go well, and why its way back did not, in AWS's words.
    pub(super) fn why_of(&self, deployment: &Deployment) -> Option<Rich> {
        let went_wrong = matches!(
            self.standing_of(deployment),
            Standing::Failed
                | Standing::Stopped
                | Standing::RollingBack
                | Standing::RolledBack
                | Standing::RollbackFailed
        );
        let why = self.release.reason_of(deployment);
        let back = deployment
            .undone_by()
            .and_then(|back| self.release.deployment(back)?.reason())
            .filter(|_| self.standing_of(deployment) == Standing::RollbackFailed);
        let reasons: Vec<Rich> = why
            .into_iter()
            .chain(back)
            .map(|why| reason(why, self.words))
            .collect();
        (went_wrong && !reasons.is_empty()).then(|| Rich::join(reasons, " "))
    }

    /// What whoever approves is asked, and until when.
    pub(super) fn asked(&self, action: &Action) -> Rich {
        let ask = action.approval().cloned().unwrap_or_default();
        asked(&action.name, &ask, self.words)
    }

    /// How an approval was answered, by whom, and in which words.
    pub(super) fn answered(&self, attempt: &str, action: &Action) -> Rich {
        let words = self.words;
        let state = match (action.state(), action.by(), action.error()) {
            (Some(ActionState::Succeeded), ..) => "approved",
            (Some(ActionState::Failed), Some(_), _) => "rejected",
            (Some(ActionState::Failed), None, Some("Timeout")) => "expired",
            (Some(ActionState::Failed), ..) => "refused",
            _ => "ended",
        };
        let state = ("state", Value::Choice(state));
        let name = ("action", Rich::code(&action.name).into());
        // Who clicked says more than the role that the bot has at AWS.
        let by = match self.done_to(attempt) {
            Some(deed) => Some(person(&deed.person)),
            None => action.by().map(|by| who(by).into()),
        };
        let sentence = match by {
            Some(by) => words.say("release-answered-by", &[state, name, ("who", by)]),
            None => words.say("release-answered", &[state, name]),
        };
        match self.comment_on(attempt, action) {
            Some(comment) => sentence.then(self.quote(comment)),
            None => sentence,
        }
    }

    /// What whoever answered an approval wrote, here or in the console.
    pub(super) fn comment_on<'b>(&'b self, attempt: &str, action: &'b Action) -> Option<&'b str> {
        match self.done_to(attempt) {
            Some(deed) => deed.comment.as_deref(),
            None => action.summary().filter(|_| action.by().is_some()),
        }
    }

    /// The answer to this attempt of an approval that was given through the bot.
    fn done_to(&self, attempt: &str) -> Option<&Deed> {
        let deed = self.release.answer_to(attempt);
        deed.filter(|deed| deed.stage == DeedStage::Done)
    }

    /// Where a run failed.
    pub(super) fn failed_at(&self, action: &Action) -> Rich {
        let stage = ("stage", Rich::code(&action.stage).into());
        if action.name == action.stage {
            return self.words.say("release-failed-in", &[stage]);
        }
        let action = ("action", Rich::code(&action.name).into());
        self.words.say("release-failed-at", &[stage, action])
    }

    fn failed(&self) -> Option<Rich> {
        let execution = self.release.execution();
        let Some((attempt, action)) = execution.and_then(Execution::failed_attempt) else {
            return self.why_of(self.newest()?);
        };
        if action.is_approval() {
            return Some(self.answered(attempt, action));
        }
        let made = action.made().and_then(|made| self.release.deployment(made));
        let because = made
            .and_then(|made| self.why_of(made))
            .or_else(|| Some(reason(action.summary()?, self.words)))
            .or_else(|| {
                let error = Rich::code(action.error()?);
                Some(self.words.say("release-error", &[("error", error.into())]))
            });
        let at = self.failed_at(action);
        Some(match because {
            Some(because) => at.then(because),
            None => at,
        })
    }

    /// A person's own words.
    pub(super) fn quote(&self, text: &str) -> Rich {
        let text = ("text", quoted(text).into());
        self.words.say("release-quoted", &[text])
    }
}

/// What whoever approves is asked, and until when, by the name of the action.
pub(super) fn asked(action: &str, ask: &ApprovalAsk, words: &Words) -> Rich {
    let name = ("action", Rich::code(action).into());
    let mut sentence = match ask.until {
        Some(until) => words.say("release-asked-until", &[name, ("until", until.into())]),
        None => words.say("release-asked", &[name]),
    };
    if let Some(description) = &ask.description {
        let text = ("text", quoted(description).into());
        sentence = sentence.then(words.say("release-quoted", &[text]));
    }
    if let Some(url) = ask.review_url.clone().filter(|url| web(url)) {
        let label = words.plain("release-review", &[]);
        sentence = sentence.then(Span::Link { url, label }.into());
    }
    sentence
}
