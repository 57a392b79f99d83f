//! What each channel is told of a release: its message, kept true, and the replies that call somebody.

mod actions;
mod calls;
mod deeds;
mod facts;
mod failure;
mod headline;
mod links;
mod notices;
mod progress;
mod replies;
mod routes;
mod stages;
#[cfg(test)]
mod tests;
mod unplaced;
mod unseen;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::environments::Environments;
use crate::message::{Message, Part, Urgency};
use crate::names::ChannelId;
use crate::policy::Grant;
use crate::release::{Deployment, Release, Stand, Standing};
use crate::rich::{Rich, Span};
use crate::route::Route;
use crate::words::{Locale, Words};

pub use self::headline::{full, short};
pub use self::notices::{tell_alone, tell_within};
use self::routes::Audience;

/// How the names of replies begin that are not shown to the whole channel.
pub const ASIDE: &str = "aside/";

/// What telling needs to know beside the release.
#[derive(Debug)]
pub struct Around {
    pub environments: Environments,
    pub routes: Vec<Route>,
    /// A button is shown only where anybody at all may use it.
    pub grants: Vec<Grant>,
    /// Told of what no route takes.
    pub channel: ChannelId,
    /// The language of shared messages.
    pub locale: Locale,
}

/// What one channel is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub channel: ChannelId,
    /// Empty for the release's own message; else which reply in its thread: the same for as long as there is one.
    pub part: String,
    pub urgency: Urgency,
    /// The state that it tells of: another one is told at once, all else when the pace allows.
    pub turn: String,
    pub message: Message,
}

/// A release as it is told at one moment.
struct View<'a> {
    release: &'a Release,
    around: &'a Around,
    words: &'static Words,
    stand: Stand,
    now: Timestamp,
}

/// What each channel is told of a release at `now`. `already` is what they were told before, channels and parts: that
/// is kept true from then on, whatever the routes say.
pub fn tell(
    release: &Release,
    already: &BTreeSet<(ChannelId, String)>,
    around: &Around,
    now: Timestamp,
) -> Vec<Post> {
    let view = View::of(release, around, now);
    let audience = Audience::of(&view);
    if audience.is_empty() {
        return Vec::new();
    }
    let calls = calls::calls(&view, already);
    let mut posts: Vec<Post> = calls
        .iter()
        .flat_map(|call| replies::replies(call, &audience, already))
        .collect();
    // Who hears of a part of it has the message that it is a reply to.
    let mut channels: BTreeSet<ChannelId> = audience.channels().into_iter().cloned().collect();
    channels.extend(already.iter().map(|(channel, _)| channel.clone()));
    channels.extend(posts.iter().map(|reply| reply.channel.clone()));
    for channel in channels {
        let is_first = !already.contains(&(channel.clone(), String::new()));
        let is_calm = audience.is_calm(&channel);
        posts.push(view.post(channel, is_first, is_calm));
    }
    posts.sort_by(|one, other| (&one.channel, &one.part).cmp(&(&other.channel, &other.part)));
    posts
}

/// What stays of a message, or of a reply in its thread, when its release turns out to be a part of another one, whose
/// message is at `link`, where that is known.
pub fn absorbed(
    release: &Release,
    link: Option<String>,
    around: &Around,
    now: Timestamp,
) -> Message {
    let view = View::of(release, around, now);
    let label = view.words.plain("release-absorbed-into", &[]);
    let message = match link {
        Some(url) => Rich::from(Span::Link { url, label }),
        None => Rich::text(label),
    };
    Message::sentence(view.words.say(
        "release-absorbed",
        &[("what", view.what().into()), ("message", message.into())],
    ))
}

impl<'a> View<'a> {
    fn of(release: &'a Release, around: &'a Around, now: Timestamp) -> Self {
        Self {
            release,
            around,
            words: around.locale.words(),
            stand: release.stand(now),
            now,
        }
    }

    fn post(&self, channel: ChannelId, is_first: bool, is_calm: bool) -> Post {
        let standing = self.stand.standing;
        Post {
            channel,
            part: String::new(),
            urgency: match standing {
                _ if calls(standing) => Urgency::NeedsPerson,
                _ if is_first || standing.is_final() => Urgency::Turn,
                _ => Urgency::Progress,
            },
            turn: format!("{}{}", turn(self.stand), self.deeds_so_far()),
            message: self.message(is_calm),
        }
    }

    fn message(&self, is_calm: bool) -> Message {
        let mut message = Message::sentence(self.headline());
        message
            .parts
            .extend(self.doubt(self.stand, self.is_unknown()));
        message.parts.extend(self.why().map(Part::Paragraph));
        message.parts.extend(self.deeds().map(Part::Paragraph));
        let lines = self.lines(is_calm);
        if !lines.is_empty() {
            message = message.with(Part::Lines(lines));
        }
        let facts = self.facts();
        if !facts.is_empty() {
            message = message.with(Part::Facts(facts));
        }
        message.parts.extend(self.unplaced());
        message.parts.extend(self.unseen());
        message.parts.extend(self.actions());
        message.parts.extend(self.links().map(Part::Note));
        message
    }

    /// That AWS's own word is missing, where it is, and why.
    fn doubt(&self, stand: Stand, is_unknown: bool) -> Option<Part> {
        let doubt = match is_unknown {
            true if self.release.is_replay() => "release-replayed",
            _ if !stand.is_doubtful => return None,
            true => "release-unknown",
            false if !self.release.missed().is_empty() => "release-unasked",
            false => "release-doubtful",
        };
        Some(Part::Paragraph(self.words.say(doubt, &[])))
    }

    /// Whether AWS, when asked, does not know of it.
    fn is_unknown(&self) -> bool {
        match self.release.execution() {
            Some(execution) => execution.is_unknown(),
            None => self.newest().is_some_and(Deployment::is_unknown),
        }
    }

    /// How one of its deployments stands.
    fn standing_of(&self, deployment: &Deployment) -> Standing {
        self.release.stand_of(deployment, self.now).standing
    }

    /// The deployment that was made last.
    fn newest(&self) -> Option<&'a Deployment> {
        self.release.roots().pop()
    }
}

/// A stand as a word. That AWS confirms an end is worth telling at once, too.
fn turn(stand: Stand) -> String {
    let doubt = if stand.is_doubtful { "?" } else { "" };
    format!("{}{doubt}", stand.standing.as_str())
}

/// Whether somebody must look.
fn calls(standing: Standing) -> bool {
    matches!(
        standing,
        Standing::AwaitingApproval
            | Standing::AwaitingPerson
            | Standing::RollingBack
            | Standing::Failed
            | Standing::Stopped
            | Standing::Rejected
            | Standing::Expired
            | Standing::RolledBack
            | Standing::RollbackFailed
    )
}
