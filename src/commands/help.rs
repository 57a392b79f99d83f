//! `help [COMMAND]`: what can be typed, as far as the asker may do it.

use super::{Asker, Command, Entry, NOT_BUILT, Reply, Tools, entries, grammar};
use domain::message::{Message, Part};
use domain::names::GroupId;
use domain::policy::may_somewhere;
use domain::refusal::Refusal;
use domain::rich::Rich;
use domain::words::{Value, Words};

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Help {
    /// The command to tell of.
    command: Option<String>,
}

impl Command for Help {
    const NAME: &'static str = "help";

    async fn answer_at_once(&self, tools: &Tools, asker: &Asker) -> Option<Reply> {
        match &self.command {
            Some(command) => Some(asker.reply(of_command(command, asker.words))),
            None => {
                let groups = tools.grants.iter().flat_map(|grant| &grant.groups);
                let theirs = tools.people.known_groups_of(&asker.person, groups).await?;
                Some(list(tools, asker, &theirs).into())
            }
        }
    }

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let groups = tools.grants.iter().flat_map(|grant| &grant.groups);
        let (theirs, _) = tools.people.groups_of(&asker.person, groups).await;
        match &self.command {
            Some(command) => asker.reply(of_command(command, asker.words)),
            None => list(tools, asker, &theirs).into(),
        }
    }
}

fn list(tools: &Tools, asker: &Asker, groups: &[GroupId]) -> Message {
    let words = asker.words;
    let allowed: Vec<_> = entries()
        .filter(|entry| {
            entry
                .needs
                .is_none_or(|action| may_somewhere(&tools.grants, &asker.person, groups, action))
        })
        .collect();
    let lines = allowed.into_iter().map(|entry| line(entry, words)).collect();
    let message = Message::sentence(words.say("help-headline", &[])).with(Part::Lines(lines));
    message.with(Part::Note(words.say("help-footer", &[])))
}

fn usage(entry: &Entry, words: &Words) -> Value {
    Rich::code(words.plain(&format!("usage-{}", entry.name), &[])).into()
}

fn line(entry: &Entry, words: &Words) -> Rich {
    let about = words.say(&format!("about-{}", entry.name), &[]);
    words.say(
        "help-line",
        &[("usage", usage(entry, words)), ("about", about.into())],
    )
}

fn of_command(typed: &str, words: &Words) -> Result<Message, Refusal> {
    let typed = typed.trim_start_matches('/').to_lowercase();
    if NOT_BUILT.contains(&typed.as_str()) {
        let what = format!("/deploy {typed}");
        return Err(Refusal::NotBuilt { what });
    }
    let Some(entry) = entries().find(|entry| entry.name == typed) else {
        return Err(Refusal::UnknownCommand {
            suggestion: grammar::nearest(&typed),
            typed,
        });
    };
    let usage = words.say("help-usage", &[("usage", usage(entry, words))]);
    let help = words.say(&format!("help-{}", entry.name), &[]);
    Ok(Message::sentence(usage).with(Part::Paragraph(help)))
}
