//! A no that a person reads: what was not done, why, and what to do.

use crate::domain::message::Message;
use crate::domain::rich::Rich;
use crate::domain::words::{Value, Words};

/// Why somebody does not get what they asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    UnknownCommand {
        typed: String,
        suggestion: Option<String>,
    },
    /// A command of the contract that is not there yet.
    NotBuilt {
        command: String,
    },
    UnknownOption {
        option: String,
        command: String,
        suggestion: Option<String>,
    },
    MissingValue {
        option: String,
        command: String,
    },
    /// More words than the command takes.
    TooMuch {
        word: String,
        command: String,
    },
    /// The same option twice.
    Twice {
        option: String,
        command: String,
    },
    /// Anything else that clap finds wrong.
    Unclear {
        command: String,
    },
    UnknownEnvironment {
        typed: String,
        known: Vec<String>,
        suggestion: Option<String>,
    },
    NoEnvironments,
    /// Nothing of this name was seen; `unsure` where not everything could be seen.
    NothingNamed {
        typed: String,
        suggestion: Option<String>,
        unsure: bool,
    },
    OtherTeam,
    UnreadablePayload,
    /// A button or modal that stands for nothing any more.
    NotCurrent,
    Busy,
}

impl Refusal {
    /// The sentence.
    pub fn say(&self, words: &Words) -> Rich {
        let code = |text: &str| Value::from(Rich::code(text));
        let (name, args, suggestion) = match self {
            Self::UnknownCommand { typed, suggestion } => (
                "refusal-unknown-command",
                vec![("typed", code(typed))],
                suggestion,
            ),
            Self::NotBuilt { command } => {
                ("refusal-not-built", vec![("command", code(command))], &None)
            }
            Self::UnknownOption {
                option,
                command,
                suggestion,
            } => (
                "refusal-unknown-option",
                vec![
                    ("option", code(option)),
                    ("command", code(command)),
                    help_for(command),
                ],
                suggestion,
            ),
            Self::MissingValue { option, command } => (
                "refusal-missing-value",
                vec![
                    ("option", code(option)),
                    ("command", code(command)),
                    help_for(command),
                ],
                &None,
            ),
            Self::TooMuch { word, command } => (
                "refusal-too-much",
                vec![
                    ("word", code(word)),
                    ("command", code(command)),
                    help_for(command),
                ],
                &None,
            ),
            Self::Twice { option, command } => (
                "refusal-twice",
                vec![
                    ("option", code(option)),
                    ("command", code(command)),
                    help_for(command),
                ],
                &None,
            ),
            Self::Unclear { command } => ("refusal-unclear", vec![help_for(command)], &None),
            Self::UnknownEnvironment {
                typed,
                known,
                suggestion,
            } => {
                let known = Rich::join(known.iter().map(Rich::code), ", ");
                (
                    "refusal-unknown-environment",
                    vec![("typed", code(typed)), ("known", known.into())],
                    suggestion,
                )
            }
            Self::NoEnvironments => ("refusal-no-environments", vec![], &None),
            Self::NothingNamed {
                typed,
                suggestion,
                unsure,
            } => (
                match unsure {
                    true => "refusal-nothing-named-unsure",
                    false => "refusal-nothing-named",
                },
                vec![("typed", code(typed))],
                suggestion,
            ),
            Self::OtherTeam => ("refusal-other-team", vec![], &None),
            Self::UnreadablePayload => ("refusal-unreadable-payload", vec![], &None),
            Self::NotCurrent => ("refusal-not-current", vec![], &None),
            Self::Busy => ("refusal-busy", vec![], &None),
        };
        let sentence = words.say(name, &args);
        match suggestion {
            Some(suggestion) => {
                sentence.then(words.say("did-you-mean", &[("suggestion", code(suggestion))]))
            }
            None => sentence,
        }
    }

    /// The sentence as a message.
    pub fn message(&self, words: &Words) -> Message {
        Message::sentence(self.say(words))
    }
}

/// What to type to read how a command is asked.
fn help_for(command: &str) -> (&'static str, Value) {
    ("help", Rich::code(format!("/deploy help {command}")).into())
}
