//! What calls for a person: approvals, waits, failures and rollbacks, those that are over included.

mod deployment;
mod run;

use std::collections::BTreeSet;

use super::{ASIDE, View};
use crate::message::Message;
use crate::names::ChannelId;
use crate::release::Subject;
use crate::rich::Rich;
use crate::route::Milestone;

pub(super) use self::deployment::attempts_of;

/// Something that calls for a person, or did.
pub(super) struct Call<'a> {
    /// Under which of these a reply may have told of it. What was first known by one name may turn out to be a part of
    /// something else; a new reply takes the first, and one that calls nobody the one that begins with [`ASIDE`].
    pub parts: Vec<String>,
    pub milestone: Milestone,
    /// What of the release it is about, where it is not the run as a whole.
    pub about: Option<&'a Subject>,
    /// Whether it calls now: only then does a reply begin that the whole channel is shown.
    pub is_current: bool,
    /// The state that it tells of.
    pub turn: String,
    pub message: Message,
}

impl Call<'_> {
    /// The reply that begins where none has told of it yet.
    pub(super) fn begins(&self) -> Option<&str> {
        let mut parts = self.parts.iter();
        let part = match self.is_current {
            true => parts.next(),
            false => parts.find(|part| part.starts_with(ASIDE)),
        };
        part.map(String::as_str)
    }
}

/// Every call there is, and those in `already` of which nothing else is known.
pub(super) fn calls<'a>(view: &View<'a>, already: &BTreeSet<(ChannelId, String)>) -> Vec<Call<'a>> {
    let release = view.release;
    let mut calls: Vec<Call<'a>> = Vec::new();
    for root in release.roots() {
        calls.extend(deployment::calls(view, root));
    }
    if let Some(execution) = release.execution() {
        calls.extend(run::approvals(view, execution));
        calls.extend(run::failures(view, execution, &calls));
    }
    let told: BTreeSet<&String> = already.iter().map(|(_, part)| part).collect();
    for part in told {
        let is_known = calls.iter().any(|call| call.parts.contains(part));
        if part.starts_with(FAILED) && !is_known {
            calls.push(run::over(view, part.clone(), None));
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

/// How the names of replies that tell of a failure begin.
const FAILED: &str = "failed/";

impl View<'_> {
    /// A sentence under the name of the release.
    fn about(&self, sentence: Rich) -> Message {
        Message::sentence(self.words.say(
            "release-about",
            &[("what", self.what().into()), ("sentence", sentence.into())],
        ))
    }
}
