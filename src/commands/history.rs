//! `history [NAME] [--env ENV]`: what was done, by whom, and with what result, refusals too.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;

use super::acting::unstored;
use super::named::{self, release_here};
use super::{Asker, Command, Reply, Tools};
use domain::message::{Message, Part};
use domain::names::Globs;
use domain::quote::quoted;
use domain::refusal::Refusal;
use domain::release::{Release, Subject};
use domain::rich::{Rich, Span};
use domain::telling::short;
use domain::words::{Value, Words};
use crate::store::Entry;

/// Entries in one answer.
const SHOWN: usize = 15;
/// How long the store may take for an answer within the acknowledgement, which Slack awaits for three seconds.
const SOON: Duration = Duration::from_secs(1);

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct History {
    /// A service, application or pipeline; globs; none is all, or in a release's thread that release's.
    name: Option<String>,
    /// The environment to look at.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    env: Option<String>,
}

impl Command for History {
    const NAME: &'static str = "history";

    async fn answer_at_once(&self, tools: &Tools, asker: &Asker) -> Option<Reply> {
        let answer = tokio::time::timeout(SOON, self.answer(tools, asker));
        answer.await.ok()
    }

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        self.answer(tools, asker).await
    }
}

impl History {
    async fn answer(&self, tools: &Tools, asker: &Asker) -> Reply {
        asker.reply(self.told(tools, asker).await)
    }

    async fn told(&self, tools: &Tools, asker: &Asker) -> Result<Message, Refusal> {
        let words = asker.words;
        let environments = named::environments(tools, self.env.as_deref())?;
        let environment = self.env.as_ref().and(environments.first());
        let names = match &self.name {
            Some(name) => Globs::new([name]),
            None => match release_here(tools, asker).await? {
                Some(release) => Globs::new(names_in(&release)),
                None => Globs::any(),
            },
        };
        let entries = tools
            .store
            .history(environment.map(|one| &one.name), &names, SHOWN)
            .await
            .map_err(|error| unstored(&error))?;
        if entries.is_empty() {
            return Ok(Message::sentence(words.say("history-nothing", &[])));
        }
        let lines = entries.iter().map(|entry| line(entry, words)).collect();
        Ok(Message::sentence(words.say("history-headline", &[])).with(Part::Lines(lines)))
    }
}

fn names_in(release: &Release) -> Vec<String> {
    let pipelines = release.executions().filter_map(|run| match &run.subject {
        Subject::Execution { pipeline, .. } => Some(pipeline.clone()),
        _ => None,
    });
    let deployments = release
        .deployments()
        .flat_map(|one| one.names().map(str::to_owned).collect::<Vec<_>>());
    pipelines.chain(deployments).collect()
}

fn line(entry: &Entry, words: &Words) -> Rich {
    let is_done = entry.result == "done";
    let what = entry.names.first().map_or("", String::as_str);
    let args = [
        ("at", Value::from(entry.at)),
        ("who", Rich::from(Span::Person(entry.person.clone())).into()),
        ("verb", Value::Choice(entry.verb.as_str())),
        ("what", Rich::text(what).into()),
        ("where", entry.placement.say(words).into()),
    ];
    let mut line = match is_done {
        true => words.say("history-done", &args),
        false => words.say("history-not-done", &args),
    };
    let versions = match (&entry.version, &entry.to) {
        (Some(from), Some(to)) => Some(Rich::join([short(from), short(to)], " → ")),
        (Some(version), None) => Some(short(version)),
        _ => None,
    };
    if let Some(versions) = versions {
        line = Rich::join([line, versions], " · ");
    }
    if !is_done {
        let why = ("result", Value::Choice(result(&entry.result)));
        line = Rich::join([line, words.say("history-why", &[why])], " · ");
    }
    match &entry.comment {
        Some(comment) => line.then(words.say("release-quoted", &[("text", quoted(comment).into())])),
        None => line,
    }
}

/// A result that is known; a later version may know more.
fn result(word: &str) -> &'static str {
    const KNOWN: [&str; 10] = [
        "not-allowed",
        "already-taken",
        "already-answered",
        "not-waiting",
        "not-ours",
        "already-rolled-back",
        "in-motion",
        "nothing-to-roll-back",
        "not-known",
        "not-done",
    ];
    let known = KNOWN.into_iter().find(|known| *known == word);
    known.unwrap_or("not-current")
}
