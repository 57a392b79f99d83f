//! What channels are told, read as people read it.

mod acting;
mod deployments;
mod kit;
mod order;
mod routes;
mod runs;
mod unplaced;

use std::collections::BTreeSet;
use std::fmt::Write;

use self::kit::{at, folded, place};
use super::{Around, Post, tell};
use crate::environments::Environments;
use crate::message::{Message, Part};
use crate::names::{ChannelId, Environment, EnvironmentName, Globs};
use crate::release::Observation;
use crate::rich::{Rich, Span};
use crate::route::Route;
use crate::words::Locale;

/// Production, and beside it staging in the same account and region, which pipelines do not belong to.
pub(super) fn around(routes: Vec<Route>) -> Around {
    let environment = |name: &str, clusters: &str, pipelines: &str| Environment {
        name: EnvironmentName::new(name),
        account: place().account,
        region: place().region,
        clusters: Globs::new([clusters]),
        pipelines: Globs::new([pipelines]),
        applications: None,
        role_arn: None,
        production: name == "prod",
    };
    Around {
        environments: Environments::new(vec![
            environment("staging", "staging-*", "nothing"),
            environment("prod", "prod-*", "*"),
        ]),
        routes,
        grants: Vec::new(),
        channel: ChannelId::new("C0DEPLOYS"),
        locale: Locale::En,
    }
}

/// A channel that follows a release: what it was told is kept true.
pub(super) struct Told {
    pub around: Around,
    pub already: BTreeSet<(ChannelId, String)>,
    /// What was told at each step so far.
    pub story: String,
}

impl Told {
    pub fn new(around: Around) -> Self {
        Self {
            around,
            already: BTreeSet::new(),
            story: String::new(),
        }
    }

    /// Goes on with the story.
    pub fn step(&mut self, name: &str, second: i64, observations: &[Observation]) -> Vec<Post> {
        let posts = self.at(second, observations);
        write!(self.story, "== {name}\n{}", shown(&posts)).expect("a text");
        posts
    }

    /// What is told of `observations` so many seconds into the story.
    pub fn at(&mut self, second: i64, observations: &[Observation]) -> Vec<Post> {
        let posts = tell(
            &folded(observations),
            &self.already,
            &self.around,
            at(second),
        );
        let told = posts
            .iter()
            .map(|post| (post.channel.clone(), post.part.clone()));
        self.already.extend(told);
        posts
    }
}

/// What `slack.channel` is told of `observations` alone.
pub(super) fn told(second: i64, observations: &[Observation]) -> String {
    shown(&Told::new(around(Vec::new())).at(second, observations))
}

/// What `slack.channel` is told of several stories, each alone.
pub(super) fn each(second: i64, stories: &[(&str, Vec<Observation>)]) -> String {
    let tell = |(name, story): &(&str, Vec<_>)| format!("== {name}\n{}", told(second, story));
    stories.iter().map(tell).collect()
}

pub(super) fn shown(posts: &[Post]) -> String {
    let mut text = String::new();
    for post in posts {
        let Post {
            channel,
            part,
            urgency,
            turn,
            message,
        } = post;
        let part = match part.as_str() {
            "" => "message",
            part => part,
        };
        let lines = read(message).replace('\n', "\n  ");
        writeln!(
            text,
            "[{channel} · {part} · {urgency:?} · {turn}]\n  {lines}"
        )
        .expect("a text");
    }
    text
}

fn read(message: &Message) -> String {
    let mut lines = vec![rich(&message.headline)];
    for part in &message.parts {
        match part {
            Part::Paragraph(text) => lines.push(rich(text)),
            Part::Lines(more) => lines.extend(more.iter().map(rich)),
            Part::Facts(facts) => lines.extend(
                facts
                    .iter()
                    .map(|(label, value)| format!("{} = {}", rich(label), rich(value))),
            ),
            Part::Note(text) => lines.push(format!("({})", rich(text))),
            Part::Table { .. } => lines.push("a table".to_owned()),
            Part::Actions(actions) => {
                let labels: Vec<_> = actions
                    .all()
                    .map(|one| format!("[{}]", one.label))
                    .collect();
                lines.push(labels.join(" "));
            }
        }
    }
    let text = lines.join("\n");
    assert!(text.chars().count() < 2_500, "{text}");
    text
}

fn rich(rich: &Rich) -> String {
    let span = |span: &Span| match span {
        Span::Words(text) | Span::Text(text) => text.clone(),
        Span::Code(name) => format!("`{name}`"),
        Span::Link { url, label } => format!("[{label}]({url})"),
        Span::Person(person) => format!("<@{person}>"),
        Span::Group(group) => format!("<@{group}>"),
        Span::Time(at) => at.strftime("{%d %H:%M:%S}").to_string(),
    };
    rich.0.iter().map(span).collect()
}
