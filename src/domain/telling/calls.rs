//! What calls for a person: approvals, waits, failures and rollbacks, those that are over included.

use std::collections::BTreeSet;

use super::{View, turn};
use crate::domain::message::{Message, Part};
use crate::domain::names::ChannelId;
use crate::domain::release::{
    Action, ActionState, Deployment, Execution, Release, Standing, Subject,
};
use crate::domain::rich::Rich;
use crate::domain::route::Milestone;

/// Something that calls for a person, or did.
pub(super) struct Call<'a> {
    /// Under which of these a reply may have told of it. What was first known by one name may turn out to be a part of
    /// something else; a new reply takes the first.
    pub parts: Vec<String>,
    pub milestone: Milestone,
    /// What of the release it is about, where it is not the run as a whole.
    pub about: Option<&'a Subject>,
    /// Whether it calls now: only then does a reply begin.
    pub is_current: bool,
    /// The state that it tells of.
    pub turn: String,
    pub message: Message,
}

/// Every call there is, and those in `already` of which nothing else is known.
pub(super) fn calls<'a>(view: &View<'a>, already: &BTreeSet<(ChannelId, String)>) -> Vec<Call<'a>> {
    let release = view.release;
    let mut calls: Vec<Call<'a>> = Vec::new();
    for root in release.roots() {
        calls.extend(of_deployment(view, root));
    }
    if let Some(execution) = release.execution() {
        calls.extend(approvals(view, execution));
        calls.extend(of_run(view, execution, &calls));
    }
    let told: BTreeSet<&String> = already.iter().map(|(_, part)| part).collect();
    for part in told {
        let is_known = calls.iter().any(|call| call.parts.contains(part));
        if part.starts_with(FAILED) && !is_known {
            calls.push(retried(view, part.clone(), None));
        }
    }
    // A reply tells of one thing, and first of what calls now.
    calls.sort_by_key(|call| !call.is_current);
    let mut taken = BTreeSet::new();
    for call in &mut calls {
        call.parts.retain(|part| taken.insert(part.clone()));
    }
    calls
}

const FAILED: &str = "failed/";

fn approvals<'a>(
    view: &View<'a>,
    execution: &'a Execution,
) -> impl Iterator<Item = Call<'a>> + use<'a> {
    let attempts = execution.attempts().filter(|(_, one)| one.is_approval());
    let calls: Vec<_> = attempts
        .map(|(attempt, action)| approval(view, attempt, action))
        .collect();
    calls.into_iter()
}

fn approval<'a>(view: &View<'a>, attempt: &str, action: &'a Action) -> Call<'a> {
    let waits = action.state() == Some(ActionState::Started);
    let is_current = waits && view.stand.standing == Standing::AwaitingApproval;
    let (message, turn) = if is_current {
        let headline = Message::sentence(view.headline());
        (headline.with(Part::Paragraph(view.asked(action))), "waits")
    } else if waits {
        (
            view.about(view.words.say("release-no-longer-waits", &[])),
            "ended",
        )
    } else {
        (view.about(view.answered(action)), "answered")
    };
    Call {
        parts: vec![format!("approval/{attempt}")],
        milestone: Milestone::Approval,
        about: None,
        is_current,
        turn: turn.to_owned(),
        message,
    }
}

/// The calls of a deployment that stands for itself: that it waits, that it failed, that it is or was rolled back, and
/// that this failed too, which is worth a call of its own.
fn of_deployment<'a>(view: &View<'a>, root: &'a Deployment) -> Vec<Call<'a>> {
    let stand = view.release.stand_of(root, view.now);
    let standing = stand.standing;
    let is_overtaken = view.is_overtaken(root);
    let calls = [
        (
            "approval/",
            Milestone::Approval,
            &[Standing::AwaitingPerson][..],
        ),
        (
            FAILED,
            Milestone::Failed,
            &[Standing::Failed, Standing::Stopped],
        ),
        (
            "rolled-back/",
            Milestone::RolledBack,
            &[Standing::RollingBack, Standing::RolledBack],
        ),
        (
            "rollback-failed/",
            Milestone::Failed,
            &[Standing::RollbackFailed],
        ),
    ];
    let call = |(kind, milestone, when): (&str, Milestone, &[Standing])| {
        let mut parts: Vec<String> = subjects(view.release, root)
            .map(|subject| format!("{kind}{subject}"))
            .collect();
        if kind == FAILED {
            parts.extend(attempts_of(view.release, root).map(|(id, _)| format!("{FAILED}{id}")));
            if view.failed_with(root) {
                parts.extend(view.release.execution().map(run_part));
            }
        }
        let no_longer_waits = kind == "approval/" && standing != Standing::AwaitingPerson;
        let mut message = match no_longer_waits {
            true => view.about(view.words.say("release-no-longer-waits", &[])),
            false => view.message_of(root),
        };
        if is_overtaken {
            message = message.with(Part::Paragraph(view.words.say("release-retried", &[])));
        }
        Call {
            parts,
            milestone,
            about: Some(&root.subject),
            is_current: when.contains(&standing) && !is_overtaken,
            turn: if is_overtaken {
                "retried".to_owned()
            } else {
                turn(stand)
            },
            message,
        }
    };
    calls.into_iter().map(call).collect()
}

/// All by which a deployment may have been known: itself, its sets of tasks, and what takes it back.
fn subjects<'a>(
    release: &'a Release,
    root: &'a Deployment,
) -> impl Iterator<Item = &'a Subject> + use<'a> {
    let parts = release.parts_of(&root.subject).map(|part| &part.subject);
    [&root.subject]
        .into_iter()
        .chain(parts)
        .chain(root.undone_by())
}

/// The attempts of actions that made a deployment.
pub(super) fn attempts_of<'a>(
    release: &'a Release,
    root: &'a Deployment,
) -> impl Iterator<Item = (&'a str, &'a Action)> + use<'a> {
    release
        .execution()
        .into_iter()
        .flat_map(Execution::attempts)
        .filter(|(_, action)| action.made() == Some(&root.subject))
}

/// What a failure of a run is called by while nobody knows which attempt it was.
fn run_part(execution: &Execution) -> String {
    match execution.resumed() {
        Some(second) => format!("{FAILED}run/{second}"),
        None => format!("{FAILED}run"),
    }
}

/// The failure of the run, unless that of a deployment in it is all there is to it; and those of earlier attempts.
fn of_run<'a>(view: &View<'a>, execution: &'a Execution, known: &[Call<'a>]) -> Vec<Call<'a>> {
    let mut calls = Vec::new();
    let is_failed = matches!(
        view.stand.standing,
        Standing::Failed | Standing::Stopped | Standing::Rejected | Standing::Expired
    );
    let is_told = view.release.roots().into_iter().any(|root| {
        let is_called = known.iter().any(|call| {
            call.is_current
                && call.milestone != Milestone::Approval
                && call.about == Some(&root.subject)
        });
        is_called && view.failed_with(root)
    });
    if is_failed && !is_told {
        // The one that failed it first, then those that failed beside it.
        let attempts = execution
            .failed_attempt()
            .into_iter()
            .chain(execution.failed_attempts())
            .map(|(id, _)| format!("{FAILED}{id}"));
        let mut message = Message::sentence(view.headline());
        message
            .parts
            .extend(view.doubt(view.stand, view.is_unknown()));
        message.parts.extend(view.why().map(Part::Paragraph));
        calls.push(Call {
            parts: attempts.chain([run_part(execution)]).collect(),
            milestone: Milestone::Failed,
            about: None,
            is_current: true,
            turn: turn(view.stand),
            message,
        });
    }
    for (id, action) in execution.attempts() {
        let part = format!("{FAILED}{id}");
        let is_known = calls
            .iter()
            .chain(known)
            .any(|call| call.parts.contains(&part));
        if action.state() == Some(ActionState::Failed) && !is_known {
            calls.push(retried(view, part, Some(action)));
        }
    }
    calls
}

/// A failure that is over; of which action, where that is known.
fn retried<'a>(view: &View<'a>, part: String, action: Option<&Action>) -> Call<'a> {
    let since = view.words.say("release-retried", &[]);
    let message = match action {
        Some(action) => view
            .about(view.failed_at(action))
            .with(Part::Paragraph(since)),
        None => view.about(since),
    };
    Call {
        parts: vec![part],
        milestone: Milestone::Failed,
        about: None,
        is_current: false,
        turn: "retried".to_owned(),
        message,
    }
}

impl<'a> View<'a> {
    /// Whether the run has gone on without a deployment: an attempt after the one that made it is under way, or through.
    pub(super) fn is_overtaken(&self, root: &Deployment) -> bool {
        let Some(execution) = self.release.execution() else {
            return false;
        };
        let made: Vec<&Action> = attempts_of(self.release, root)
            .map(|(_, action)| action)
            .collect();
        match made.is_empty() {
            true => self.stand.standing == Standing::Succeeded,
            false => !made.iter().any(|action| execution.is_latest(action)),
        }
    }

    /// Whether the run ended as it did because of this deployment, or with it.
    fn failed_with(&self, root: &Deployment) -> bool {
        let failed = self.release.execution().and_then(Execution::failed_action);
        match self.stand.standing {
            Standing::Stopped => self.standing_of(root) == Standing::Stopped,
            _ => failed.and_then(Action::made) == Some(&root.subject),
        }
    }

    /// A deployment as a reply tells of it.
    fn message_of(&self, deployment: &Deployment) -> Message {
        let mut message = Message::sentence(self.headline_of(deployment));
        let stand = self.release.stand_of(deployment, self.now);
        message
            .parts
            .extend(self.doubt(stand, deployment.is_unknown()));
        let runs_again = self
            .how_far(deployment, true)
            .filter(|_| stand.standing == Standing::RolledBack)
            .map(|far| self.alone(far));
        let more = [
            self.why_of(deployment),
            self.waits_until(deployment),
            runs_again,
        ];
        message
            .parts
            .extend(more.into_iter().flatten().map(Part::Paragraph));
        message
    }

    /// A sentence under the name of the release.
    fn about(&self, sentence: Rich) -> Message {
        Message::sentence(self.words.say(
            "release-about",
            &[("what", self.what().into()), ("sentence", sentence.into())],
        ))
    }
}
