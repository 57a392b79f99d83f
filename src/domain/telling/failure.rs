//! Why it did not go well, in one sentence; and who is asked what while it waits.

use super::View;
use super::headline::who;
use crate::domain::release::{Action, Deployment, Standing};
use crate::domain::rich::{Rich, Span};
use crate::domain::words::{Value, Words};

/// Characters of somebody else's words that are repeated; the rest is in the console.
const REPEATED: usize = 300;

impl View<'_> {
    /// What somebody who reads only the headline must know next.
    pub(super) fn why(&self) -> Option<Rich> {
        match self.stand.standing {
            Standing::AwaitingApproval => {
                let (_, action) = self.release.execution()?.awaited()?;
                Some(self.asked(action))
            }
            Standing::Rejected | Standing::Expired => {
                let action = self.release.execution()?.failed_action()?;
                Some(self.answered(action))
            }
            Standing::Stopped | Standing::Stopping => self.stopped(),
            Standing::Failed
            | Standing::RollingBack
            | Standing::RolledBack
            | Standing::RollbackFailed => self.failed(),
            _ => None,
        }
    }

    /// What whoever approves is asked, and until when.
    pub(super) fn asked(&self, action: &Action) -> Rich {
        let words = self.words;
        let ask = action.approval().cloned().unwrap_or_default();
        let name = Rich::code(&action.name);
        let mut sentence = match ask.until {
            Some(until) => words.say(
                "release-asked-until",
                &[("action", name.into()), ("until", until.into())],
            ),
            None => words.say("release-asked", &[("action", name.into())]),
        };
        if let Some(description) = &ask.description {
            sentence = sentence.then(quoted(description, words));
        }
        if let Some(url) = ask.review_url {
            let label = words.plain("release-review", &[]);
            sentence = sentence.then(Span::Link { url, label }.into());
        }
        sentence
    }

    /// How an approval was answered, by whom, and in which words.
    pub(super) fn answered(&self, action: &Action) -> Rich {
        let words = self.words;
        let state = match (action.state(), action.by(), action.error()) {
            (Some(crate::domain::release::ActionState::Succeeded), ..) => "approved",
            (_, Some(_), _) => "rejected",
            (_, None, Some("Timeout")) => "expired",
            _ => "ended",
        };
        let name = ("action", Rich::code(&action.name).into());
        let sentence = match action.by() {
            Some(by) => words.say(
                "release-answered-by",
                &[
                    ("state", Value::Choice(state)),
                    name,
                    ("who", who(by).into()),
                ],
            ),
            None => words.say("release-answered", &[("state", Value::Choice(state)), name]),
        };
        match action.summary().filter(|_| action.by().is_some()) {
            Some(comment) => sentence.then(quoted(comment, words)),
            None => sentence,
        }
    }

    fn stopped(&self) -> Option<Rich> {
        let comment = self
            .release
            .execution()
            .and_then(|execution| execution.comment())
            .or_else(|| self.newest()?.reason())?;
        Some(quoted(comment, self.words))
    }

    fn failed(&self) -> Option<Rich> {
        let words = self.words;
        let action = self
            .release
            .execution()
            .and_then(|execution| execution.failed_action());
        let deployment = match action {
            Some(action) => action.made().and_then(|made| self.release.deployment(made)),
            None => self.newest(),
        };
        let reason = deployment
            .and_then(Deployment::reason)
            .or_else(|| action?.summary());
        let at = action.map(|action| {
            let (stage, action) = (Rich::code(&action.stage), Rich::code(&action.name));
            words.say(
                "release-failed-at",
                &[("stage", stage.into()), ("action", action.into())],
            )
        });
        let reason = reason.map(|reason| said(reason, words));
        match (at, reason) {
            (Some(at), Some(reason)) => Some(at.then(reason)),
            (at, reason) => at.or(reason),
        }
    }
}

/// AWS's own words.
pub(super) fn said(reason: &str, words: &Words) -> Rich {
    words.say("reason", &[("reason", cut(reason).into())])
}

/// A person's own words.
fn quoted(text: &str, words: &Words) -> Rich {
    words.say("release-quoted", &[("text", cut(text).into())])
}

fn cut(text: &str) -> Rich {
    let text = text.trim();
    let cut: String = text.chars().take(REPEATED).collect();
    let end = if cut.len() < text.len() { "…" } else { "" };
    // The sentence around it has a full stop of its own.
    Rich::text(format!("{}{end}", cut.trim_end().trim_end_matches('.')))
}
