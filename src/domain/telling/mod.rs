//! What each channel is told of a release: its message, kept true, and the replies that call somebody.

mod facts;
mod failure;
mod headline;
mod progress;
mod replies;
mod routes;
mod stages;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::environments::Environments;
use crate::domain::message::{Message, Part, Urgency};
use crate::domain::names::{ChannelId, Environment};
use crate::domain::release::{Deployment, Release, Stand, Standing};
use crate::domain::route::Route;
use crate::domain::words::{Locale, Words};

use self::routes::Audience;

/// What telling needs to know beside the release.
#[derive(Debug)]
pub struct Around {
    pub environments: Environments,
    pub routes: Vec<Route>,
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
    let view = View {
        release,
        around,
        words: around.locale.words(),
        stand: release.stand(now),
        now,
    };
    if view.environment().is_none() {
        return Vec::new();
    }
    let audience = Audience::of(&view);
    let mut posts: Vec<Post> = audience
        .channels(already)
        .into_iter()
        .map(|channel| view.post(channel.clone(), audience.is_calm(&channel)))
        .collect();
    posts.extend(replies::replies(&view, &audience, already));
    posts
}

/// What stays of a message, or of a reply in its thread, when its release turns out to be a part of another one.
pub fn absorbed(release: &Release, around: &Around, now: Timestamp) -> Message {
    let words = around.locale.words();
    let view = View {
        release,
        around,
        words,
        stand: release.stand(now),
        now,
    };
    Message::sentence(words.say("release-absorbed", &[("what", view.what().into())]))
}

impl View<'_> {
    fn post(&self, channel: ChannelId, is_calm: bool) -> Post {
        let standing = self.stand.standing;
        Post {
            channel,
            part: String::new(),
            urgency: match standing {
                Standing::Running | Standing::Stopping => Urgency::Progress,
                standing if calls(standing) => Urgency::NeedsPerson,
                _ => Urgency::Turn,
            },
            turn: standing.as_str().to_owned(),
            message: self.message(is_calm),
        }
    }

    fn message(&self, is_calm: bool) -> Message {
        let mut message = Message::sentence(self.headline());
        if let Some(why) = self.why() {
            message = message.with(Part::Paragraph(why));
        }
        let lines = self.lines(is_calm);
        if !lines.is_empty() {
            message = message.with(Part::Lines(lines));
        }
        let facts = self.facts();
        if !facts.is_empty() {
            message = message.with(Part::Facts(facts));
        }
        if self.stand.is_doubtful {
            message = message.with(Part::Note(self.words.say("release-doubtful", &[])));
        }
        match self.links() {
            Some(links) => message.with(Part::Note(links)),
            None => message,
        }
    }

    /// The environment that the release as a whole belongs to: its pipeline's, else that of its newest deployment.
    fn environment(&self) -> Option<&Environment> {
        let environments = &self.around.environments;
        match self.release.execution() {
            Some(execution) => environments.of_execution(execution),
            None => environments.of_deployment(self.newest()?),
        }
    }

    /// The deployment that was made last.
    fn newest(&self) -> Option<&Deployment> {
        self.release.roots().pop()
    }
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
