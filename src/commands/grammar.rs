//! From what was typed to an intent. clap parses; whatever it finds wrong becomes a refusal that Fluent speaks.

use std::cell::RefCell;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches, Subcommand};

use super::{NOT_BUILT, Request, entries, text};
use domain::acting::selection::unquoted;
use domain::refusal::Refusal;

/// After it, no word is an option.
const END_OF_OPTIONS: &str = "--";

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
    let mut words: Vec<String> = cleaned.split(' ').map(str::to_owned).collect();
    let is_help = |word: &String| matches!(word.as_str(), "--help" | "-h" | "-?");
    // `""` names nothing; with no word left at all, help is asked for.
    let first = words.iter().position(|word| !unquoted(word).is_empty());
    words.drain(..first.unwrap_or(words.len()));
    match words.as_mut_slice() {
        [first, ..] if is_help(first) => words = vec!["help".into()],
        [command, rest @ ..] => {
            // A phone capitalises the first word.
            *command = unquoted(command).trim_start_matches('/').to_lowercase();
            let mut options = rest.iter().take_while(|word| *word != END_OF_OPTIONS);
            if rest.first().is_some_and(is_help) || options.any(|word| word == "--help") {
                words = vec!["help".into(), std::mem::take(command)];
            }
        }
        [] => words = vec!["help".into()],
    }
    if let Some(what) = not_built(&words) {
        return Err(Refusal::NotBuilt { what });
    }
    GRAMMAR.with_borrow_mut(|grammar| {
        if let Some(command) = grammar.find_subcommand(&words[0]) {
            words = match takes_text(command) {
                true => text_last(command, &words),
                false => place_as_option(command, &words),
            };
        }
        grammar
            .try_get_matches_from_mut(&words)
            .and_then(|matches| Request::from_arg_matches(&matches))
            .map_err(|error| refusal(&error, &words))
    })
}

/// The command, or its option, that is promised and not there yet.
fn not_built(words: &[String]) -> Option<String> {
    let (command, rest) = words.split_first()?;
    if NOT_BUILT.contains(&command.as_str()) {
        return Some(format!("/deploy {command}"));
    }
    let entry = entries().find(|entry| entry.name == command)?;
    let options = rest.iter().take_while(|word| *word != END_OF_OPTIONS);
    let mut options = options.filter_map(|word| option_in(word, entry.not_built.iter().copied()));
    let (option, _) = options.next()?;
    Some(format!("{command} --{option}"))
}

/// Which of these options a word is, and the value in it.
fn option_in<'a>(
    word: &'a str,
    mut options: impl Iterator<Item = &'a str>,
) -> Option<(&'a str, Option<&'a str>)> {
    let word = word.strip_prefix("--")?;
    let (typed, value) = match word.split_once('=') {
        Some((typed, value)) => (typed, Some(value)),
        None => (word, None),
    };
    let option = options.find(|option| option.eq_ignore_ascii_case(typed))?;
    Some((option, value))
}

/// Whether all that follows a command, but for its own options, is text.
fn takes_text(command: &Command) -> bool {
    command
        .get_positionals()
        .any(|one| one.is_trailing_var_arg_set())
}

/// The words with the command's own options first, wherever they stood, and the text after `--` as it was typed.
fn text_last(command: &Command, words: &[String]) -> Vec<String> {
    let mut arranged = vec![words[0].clone()];
    let mut text = vec![END_OF_OPTIONS.to_owned()];
    let mut rest = words[1..].iter();
    while let Some(word) = rest.next() {
        if word == END_OF_OPTIONS {
            text.extend(rest.cloned());
            break;
        }
        match option_in(
            word,
            command.get_opts().filter_map(|option| option.get_long()),
        ) {
            None => text.push(word.clone()),
            Some((option, value)) => {
                let mut ahead = rest.clone();
                let next = ahead.next().filter(|next| !next.starts_with("--"));
                let value = value.or_else(|| {
                    let next = next?;
                    rest = ahead;
                    Some(next.as_str())
                });
                let value = value.map(|value| format!("={}", unquoted(value)));
                arranged.push(format!("--{option}{}", value.unwrap_or_default()));
            }
        }
    }
    arranged.extend(text);
    arranged
}

/// The words without the quotes around them, with `NAME in ENV` as `NAME --env=ENV`.
fn place_as_option(command: &Command, words: &[String]) -> Vec<String> {
    let mut words: Vec<String> = words.iter().map(|word| without_quotes(word)).collect();
    words.retain(|word| !word.is_empty());
    let is_name = |word: &String| !word.starts_with('-');
    let has_place = command
        .get_opts()
        .any(|option| option.get_long() == Some("env"));
    let at = words.windows(3).skip(1).position(|three| {
        is_name(&three[0]) && three[1].eq_ignore_ascii_case("in") && is_name(&three[2])
    });
    if let Some(at) = at.filter(|_| has_place) {
        let place = words.remove(at + 3);
        words[at + 2] = format!("--env={place}");
    }
    words
}

/// A word without the quotes around it, or around the value of its option.
fn without_quotes(word: &str) -> String {
    match word.split_once('=') {
        Some((option, value)) if option.starts_with("--") => {
            format!("{option}={}", unquoted(value))
        }
        _ => unquoted(word).to_owned(),
    }
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
