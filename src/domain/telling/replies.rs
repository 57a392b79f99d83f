//! Replies in a message's thread, shown to the whole channel too: edits notify nobody, these do.

use std::collections::BTreeSet;

use super::headline::mentioned;
use super::routes::Audience;
use super::{Post, View};
use crate::domain::message::{Message, Part, Urgency};
use crate::domain::names::ChannelId;
use crate::domain::release::{Action, ActionState, RunState, Standing};
use crate::domain::rich::Rich;
use crate::domain::route::Milestone;
use crate::domain::words::Value;

/// Something that calls somebody.
struct Call {
    part: String,
    milestone: Milestone,
    /// Whether it is true now: only then does a reply begin.
    is_current: bool,
    turn: String,
    message: Message,
}

/// Every reply that there is, or is to be.
pub(super) fn replies(
    view: &View<'_>,
    audience: &Audience<'_>,
    already: &BTreeSet<(ChannelId, String)>,
) -> Vec<Post> {
    let mut posts = Vec::new();
    for call in calls(view, already) {
        let hearing = audience.hearing(call.milestone);
        let told = already.iter().filter(|(_, part)| *part == call.part);
        let mut channels: BTreeSet<ChannelId> = told.map(|(channel, _)| channel.clone()).collect();
        if call.is_current {
            channels.extend(hearing);
        }
        for channel in channels {
            let mentions = audience.mentions(&channel, call.milestone);
            let mut message = call.message.clone();
            if call.is_current && !mentions.is_empty() {
                message = message.with(Part::Paragraph(mentioned(mentions)));
            }
            posts.push(Post {
                channel,
                part: call.part.clone(),
                urgency: Urgency::NeedsPerson,
                turn: call.turn.clone(),
                message,
            });
        }
    }
    posts
}

fn calls(view: &View<'_>, already: &BTreeSet<(ChannelId, String)>) -> Vec<Call> {
    let was_told = |part: &str| already.iter().any(|(_, told)| told == part);
    let mut calls = Vec::new();
    if let Some(execution) = view.release.execution() {
        for (attempt, action) in execution.attempts().filter(|(_, one)| one.is_approval()) {
            let part = format!("approval/{attempt}");
            let is_current = view.stand.standing == Standing::AwaitingApproval
                && action.state() == Some(ActionState::Started);
            if is_current || was_told(&part) {
                calls.push(approval(view, action, part, is_current));
            }
        }
    }
    for root in view.release.roots() {
        let part = format!("waits/{}", root.subject);
        let standing = view.release.stand_of(root, view.now).standing;
        let is_current = standing == Standing::AwaitingPerson;
        if is_current || was_told(&part) {
            calls.push(waits(view, part, is_current));
        }
    }
    let resumed = view
        .release
        .execution()
        .and_then(|execution| execution.resumed())
        .unwrap_or_default();
    let back = format!("rolled-back/{resumed}");
    let failed = format!("failed/{resumed}");
    let standing = view.stand.standing;
    let is_back = matches!(standing, Standing::RollingBack | Standing::RolledBack);
    let is_failed = matches!(
        standing,
        Standing::Failed
            | Standing::Stopped
            | Standing::Rejected
            | Standing::Expired
            | Standing::RollbackFailed
    );
    for (part, milestone, is_current) in [
        (back, Milestone::RolledBack, is_back),
        (failed, Milestone::Failed, is_failed),
    ] {
        if is_current || was_told(&part) {
            calls.push(trouble(view, part, milestone, is_current));
        }
    }
    // What was told of an attempt before this one is kept true as well.
    for (_, part) in already {
        let is_old = (part.starts_with("failed/") || part.starts_with("rolled-back/"))
            && !calls.iter().any(|call| call.part == *part);
        if is_old {
            calls.push(trouble(view, part.clone(), Milestone::Failed, false));
        }
    }
    calls
}

fn approval(view: &View<'_>, action: &Action, part: String, is_current: bool) -> Call {
    let (message, turn) = if is_current {
        let headline = Message::sentence(view.headline());
        (headline.with(Part::Paragraph(view.asked(action))), "waits")
    } else if action.state().is_some_and(ActionState::is_final) {
        (about(view, view.answered(action)), "answered")
    } else {
        (
            about(view, view.words.say("release-no-longer-waits", &[])),
            "ended",
        )
    };
    Call {
        part,
        milestone: Milestone::Approval,
        is_current,
        turn: turn.to_owned(),
        message,
    }
}

fn waits(view: &View<'_>, part: String, is_current: bool) -> Call {
    let message = match is_current {
        true => Message::sentence(view.headline()),
        false => about(view, view.words.say("release-no-longer-waits", &[])),
    };
    Call {
        part,
        milestone: Milestone::Approval,
        is_current,
        turn: if is_current { "waits" } else { "ended" }.to_owned(),
        message,
    }
}

fn trouble(view: &View<'_>, part: String, milestone: Milestone, is_current: bool) -> Call {
    let standing = view.stand.standing;
    let message = match is_current {
        true => {
            let headline = Message::sentence(view.headline());
            match view.why() {
                Some(why) => headline.with(Part::Paragraph(why)),
                None => headline,
            }
        }
        false => {
            let execution = view.release.execution();
            let was_retried = execution.and_then(|execution| execution.state())
                == Some(RunState::Resumed)
                || execution.is_some_and(|execution| execution.resumed().is_some());
            let state = Value::Choice(if was_retried { "retried" } else { "changed" });
            let now = ("now", view.headline().into());
            Message::sentence(
                view.words
                    .say("release-since-then", &[("state", state), now]),
            )
        }
    };
    Call {
        part,
        milestone,
        is_current,
        turn: standing.as_str().to_owned(),
        message,
    }
}

/// A sentence under the name of its release.
fn about(view: &View<'_>, sentence: Rich) -> Message {
    Message::sentence(view.words.say(
        "release-about",
        &[("what", view.what().into()), ("sentence", sentence.into())],
    ))
}
