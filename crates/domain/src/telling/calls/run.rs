//! What calls for a person in a run: its approvals, and that it failed.

use super::super::{ASIDE, View, turn};
use super::{Call, FAILED};
use crate::message::{Message, Part};
use crate::release::{Action, ActionState, DOUBT, Execution, Standing};
use crate::route::Milestone;

/// The calls of every approval there was.
pub(super) fn approvals<'a>(view: &View<'a>, execution: &Execution) -> Vec<Call<'a>> {
    execution
        .attempts()
        .filter(|(_, action)| action.is_approval())
        .map(|(attempt, action)| approval(view, attempt, action))
        .collect()
}

fn approval<'a>(view: &View<'a>, attempt: &str, action: &Action) -> Call<'a> {
    let waits = action.state() == Some(ActionState::Started);
    let is_current = waits && view.stand.standing == Standing::AwaitingApproval;
    let (message, turn) = if is_current {
        let mut message = Message::sentence(view.headline());
        message.parts.push(Part::Paragraph(view.asked(action)));
        message.parts.extend(view.deeds().map(Part::Paragraph));
        message.parts.extend(view.actions());
        (message, format!("waits{}", view.deeds_so_far()))
    } else if waits && view.stand.standing == Standing::Stopping {
        (view.about(view.stop_waits()), "stopping".to_owned())
    } else if waits {
        (
            view.about(view.words.say("release-no-longer-waits", &[])),
            "ended".to_owned(),
        )
    } else {
        (
            view.about(view.answered(attempt, action)),
            "answered".to_owned(),
        )
    };
    let mut parts = vec![format!("approval/{attempt}")];
    // Where nobody was called, the words of whoever said yes stand in the thread all the same.
    let is_given = action.state() == Some(ActionState::Succeeded);
    if is_given && view.comment_on(attempt, action).is_some() {
        parts.push(format!("{ASIDE}approval/{attempt}"));
    }
    Call {
        parts,
        milestone: Milestone::Approval,
        about: None,
        is_current,
        turn,
        message,
    }
}

/// What a failure of a run is called by while nobody knows which attempt it was.
pub(super) fn part_of_run(execution: &Execution) -> String {
    match execution.resumed() {
        Some(second) => format!("{FAILED}run/{second}"),
        None => format!("{FAILED}run"),
    }
}

/// The failure of the run, unless that of a deployment in it is all there is to it; and those of earlier attempts.
pub(super) fn failures<'a>(
    view: &View<'a>,
    execution: &Execution,
    known: &[Call<'a>],
) -> Vec<Call<'a>> {
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
    if is_failed && !is_told && !view.awaits_word(execution) {
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
            parts: attempts.chain([part_of_run(execution)]).collect(),
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
            calls.push(over(view, part, Some(action)));
        }
    }
    calls
}

impl View<'_> {
    /// Whether what becomes of the deployment that failed the run is about to be known, so that one reply tells both.
    fn awaits_word(&self, execution: &Execution) -> bool {
        let made = execution.failed_action().and_then(Action::made);
        let is_open = made
            .and_then(|made| self.release.deployment(made))
            .is_some_and(|one| !self.standing_of(one).is_final());
        is_open
            && execution
                .known()
                .is_some_and(|known| self.now < known + DOUBT)
    }
}

/// A failure that is over; of which action, where that is known.
pub(super) fn over<'a>(view: &View<'a>, part: String, action: Option<&Action>) -> Call<'a> {
    let execution = view.release.execution();
    let is_retried = execution.is_some_and(|execution| {
        execution.resumed().is_some() || action.is_some_and(|action| !execution.is_latest(action))
    });
    let since = match is_retried {
        true => view.words.say("release-retried", &[]),
        false => view.words.say("release-changed", &[]),
    };
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
        turn: "over".to_owned(),
        message,
    }
}
