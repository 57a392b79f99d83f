//! From what was typed to an intent. clap parses; whatever it finds wrong becomes a refusal that Fluent speaks.

use std::cell::RefCell;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches, Subcommand};

use super::{Request, entries, text};
use crate::domain::refusal::Refusal;

thread_local! {
    /// Building the grammar costs more than a parse, and a parse needs it alone.
    static GRAMMAR: RefCell<Command> = RefCell::new(grammar());
}

fn grammar() -> Command {
    let root = Command::new("deploy")
        .no_binary_name(true)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true);
    Request::augment_subcommands(root).mut_subcommands(|command| command.disable_help_flag(true))
}

/// Reads what was typed after `/deploy` or after the mention.
///
/// # Errors
/// A refusal in which the person reads what was not understood.
pub fn parse(typed: &str) -> Result<Request, Refusal> {
    let cleaned = text::clean(typed);
    let mut words: Vec<String> = cleaned.split(' ').map(unquoted).collect();
    // `""` names nothing; with no word left at all, help is asked for.
    words.retain(|word| !word.is_empty());
    let is_help = |word: &String| matches!(word.as_str(), "--help" | "-h" | "-?");
    match words.as_mut_slice() {
        [first, ..] if is_help(first) => words = vec!["help".into()],
        [command, rest @ ..] => {
            // A phone capitalises the first word.
            *command = command.trim_start_matches('/').to_lowercase();
            if rest.first().is_some_and(is_help) {
                words = vec!["help".into(), std::mem::take(command)];
            }
        }
        [] => words = vec!["help".into()],
    }
    GRAMMAR.with_borrow_mut(|grammar| {
        grammar
            .try_get_matches_from_mut(&words)
            .and_then(|matches| Request::from_arg_matches(&matches))
            .map_err(|error| refusal(&error, &words))
    })
}

/// A word without the quotes around it, or around the value of its option.
fn unquoted(word: &str) -> String {
    if let Some((option, value)) = word.split_once('=')
        && option.starts_with("--")
    {
        return format!("{option}={}", unquoted(value));
    }
    let inner = |quote| word.strip_prefix(quote)?.strip_suffix(quote);
    inner('"')
        .or_else(|| inner('\''))
        .unwrap_or(word)
        .to_owned()
}

fn refusal(error: &clap::Error, words: &[String]) -> Refusal {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => texts.first().cloned(),
        _ => None,
    };
    let command = words[0].clone();
    let argument = || text(ContextKind::InvalidArg).unwrap_or_default();
    // clap names an option with its value: `--env <ENV>`.
    let option = || argument().split(' ').next().unwrap_or_default().to_owned();
    match error.kind() {
        ErrorKind::InvalidSubcommand => Refusal::UnknownCommand {
            suggestion: nearest(&command),
            typed: command,
        },
        ErrorKind::UnknownArgument if argument().starts_with('-') => Refusal::UnknownOption {
            suggestion: text(ContextKind::SuggestedArg),
            option: argument(),
            command,
        },
        ErrorKind::UnknownArgument | ErrorKind::TooManyValues => Refusal::TooMuch {
            word: argument(),
            command,
        },
        ErrorKind::InvalidValue | ErrorKind::TooFewValues | ErrorKind::NoEquals => {
            Refusal::MissingValue {
                option: option(),
                command,
            }
        }
        ErrorKind::ArgumentConflict => Refusal::Twice {
            option: option(),
            command,
        },
        _ => Refusal::Unclear { command },
    }
}

/// The command that was probably meant. clap's own guess is not taken: it misses a word's swapped letters.
pub(super) fn nearest(typed: &str) -> Option<String> {
    const NEAR: f64 = 0.75;
    entries()
        .map(|entry| (strsim::jaro_winkler(typed, entry.name), entry.name))
        .filter(|(near, _)| *near >= NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name.to_owned())
}
