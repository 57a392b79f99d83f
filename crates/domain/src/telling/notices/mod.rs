//! What each channel is told of news that is no release's own: a message by itself, or a reply in a release's thread.

mod alarm;
mod approval;
mod custom;
mod source;
mod tasks;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::headline::{mentioned, who};
use super::routes::mentioned_in;
use super::{Around, Post, View};
use crate::environments::Ownership;
use crate::message::{Message, Part, Urgency};
use crate::names::ChannelId;
use crate::notice::{About, Belonging, Story};
use crate::release::Release;
use crate::rich::{Rich, Span};
use crate::route::{Mention, Milestone, Route, agreed};
use crate::words::{Value, Words};

/// A story as it is told at one moment.
struct Told<'a> {
    story: &'a Story,
    /// The release that was in motion on the same service.
    beside: Option<View<'a>>,
    /// Whether it is told in a release's thread.
    is_within: bool,
    /// Whether it has a message of its own besides.
    is_brief: bool,
    around: &'a Around,
    words: &'static Words,
    owner: Ownership<'a>,
    now: Timestamp,
}

/// What each channel is told of a story by itself; nothing where it is not worth a message. `beside` is the release that was
/// in motion on the same service, `already` the channels that were told before.
pub fn tell_alone(
    story: &Story,
    beside: Option<&Release>,
    already: &BTreeSet<ChannelId>,
    around: &Around,
    now: Timestamp,
) -> Vec<Post> {
    let told = Told::of(story, beside, around, now);
    let mut channels = told.channels();
    channels.extend(already.iter().cloned());
    if let About::Custom(_) = &story.first().about {
        return told.customs(&channels);
    }
    let Some((message, turn)) = told.message() else {
        return Vec::new();
    };
    let post = |channel: ChannelId| {
        let mentions = told.mentions(&channel);
        let mut message = message.clone();
        if !mentions.is_empty() {
            message = message.with(Part::Paragraph(mentioned(mentions)));
        }
        Post {
            channel,
            part: String::new(),
            urgency: told.urgency(),
            turn: turn.clone(),
            message,
        }
    };
    channels.into_iter().map(post).collect()
}

/// The reply that tells of a story in the thread of the release that it has to do with, and the state that it tells of;
/// a line, where it has a message of its own besides.
pub fn tell_within(
    story: &Story,
    belonging: Belonging,
    around: &Around,
    now: Timestamp,
) -> Option<(Message, String)> {
    let told = Told {
        is_within: true,
        is_brief: belonging == Belonging::Beside,
        ..Told::of(story, None, around, now)
    };
    told.message()
}

impl<'a> Told<'a> {
    fn of(
        story: &'a Story,
        beside: Option<&'a Release>,
        around: &'a Around,
        now: Timestamp,
    ) -> Self {
        let beside = beside.map(|release| View::of(release, around, now));
        // What happens beside a release happens where that is.
        let owner = match beside.as_ref().map(View::owner) {
            None | Some(Ownership::Nobody) => story.owner(&around.environments),
            Some(owner) => owner,
        };
        Self {
            story,
            beside,
            is_within: false,
            is_brief: false,
            around,
            words: around.locale.words(),
            owner,
            now,
        }
    }

    /// What is told, and the state that it tells of.
    fn message(&self) -> Option<(Message, String)> {
        match &self.story.last().about {
            About::Alarm(alarm) => self.alarm(alarm),
            About::Death(death) => Some((self.deaths(death), self.how_often())),
            About::Trouble(trouble) => Some((self.trouble(trouble), self.how_often())),
            About::Approval(asked) => Some(self.approval(asked)),
            // Its pipeline says that it failed.
            About::Build(build) if build.is_of_pipeline && !self.is_within => None,
            About::Build(build) => Some((self.build(build), String::new())),
            About::Push(push) => Some((self.push(push), String::new())),
            About::Scan(scan) => Some((self.scan(scan), String::new())),
            About::Custom(custom) => Some((self.custom(custom), String::new())),
        }
    }

    /// A storm is told anew when it has grown tenfold; what happens in between waits for the pace.
    fn how_often(&self) -> String {
        self.story.count().ilog10().to_string()
    }

    fn urgency(&self) -> Urgency {
        match &self.story.last().about {
            About::Approval(_) | About::Alarm(_) | About::Death(_) | About::Trouble(_) => {
                Urgency::NeedsPerson
            }
            About::Build(_) | About::Push(_) | About::Scan(_) | About::Custom(_) => Urgency::Turn,
        }
    }

    /// Where it happened.
    fn place(&self) -> Value {
        let environments = self.owner.environments().iter();
        let names: Vec<&str> = environments.map(|one| one.name.as_str()).collect();
        match names.is_empty() {
            true => self.words.say("notice-somewhere", &[]).into(),
            false => Rich::text(names.join(" / ")).into(),
        }
    }

    /// The channels of the routes that take it, else the one that hears of the rest.
    fn channels(&self) -> BTreeSet<ChannelId> {
        let routes = self.routes().into_iter();
        let routed: BTreeSet<ChannelId> = routes.map(|route| route.channel.clone()).collect();
        match routed.is_empty() {
            true => BTreeSet::from([self.around.channel.clone()]),
            false => routed,
        }
    }

    /// Who is mentioned in a channel: whoever its routes name for a waiting approval, or for a failure in production.
    fn mentions(&self, channel: &ChannelId) -> Vec<Mention> {
        match self.milestone() {
            Some(Milestone::Approval) => mentioned_in(channel, self.routes().into_iter()),
            Some(Milestone::Failed) if self.owner.is_production() => {
                mentioned_in(channel, self.routes().into_iter())
            }
            _ => Vec::new(),
        }
    }

    fn routes(&self) -> Vec<&'a Route> {
        let Some(milestone) = self.milestone() else {
            return Vec::new();
        };
        let names = self.story.names();
        let environments = self.owner.environments();
        agreed(&self.around.routes, environments, &names, milestone).collect()
    }

    /// Which state of what it names this is; what people write themselves is none.
    fn milestone(&self) -> Option<Milestone> {
        match &self.story.last().about {
            About::Custom(_) => None,
            About::Push(_) => Some(Milestone::Started),
            About::Approval(_) => Some(Milestone::Approval),
            _ => Some(Milestone::Failed),
        }
    }

    /// The region that pages of the console are in.
    fn region(&self) -> Option<&str> {
        let place = self.story.last().place.as_ref()?;
        Some(&place.region)
    }

    /// Small print that leads to the exact page.
    fn open(&self, kind: &'static str, url: String) -> Part {
        let label = self
            .words
            .plain("notice-page", &[("kind", Value::Choice(kind))]);
        let open = self.words.say("release-open", &[]);
        Part::Note(open.then(Span::Link { url, label }.into()))
    }

    /// A label with its value.
    fn fact(&self, kind: &'static str, value: Rich) -> (Rich, Rich) {
        let label = self
            .words
            .say("notice-label", &[("kind", Value::Choice(kind))]);
        (label, value)
    }

    /// Who did it, in a fact.
    fn by(&self, kind: &'static str, name: &str) -> (Rich, Rich) {
        self.fact(kind, who(name))
    }
}
