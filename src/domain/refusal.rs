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
    /// The sentence, what was probably meant, and where to read more.
    pub fn say(&self, words: &Words) -> Rich {
        let suggestion = self
            .suggestion()
            .map(|meant| words.say("did-you-mean", &[("suggestion", Rich::code(meant).into())]));
        [suggestion, self.pointer(words)]
            .into_iter()
            .flatten()
            .fold(self.reason(words), Rich::then)
    }

    /// The sentence as a message.
    pub fn message(&self, words: &Words) -> Message {
        Message::sentence(self.say(words))
    }

    /// What was wrong.
    fn reason(&self, words: &Words) -> Rich {
        let code = |text: &str| Value::from(Rich::code(text));
        let (name, args) = match self {
            Self::UnknownCommand { typed, .. } => {
                ("refusal-unknown-command", vec![("typed", code(typed))])
            }
            Self::NotBuilt { command } => ("refusal-not-built", vec![("command", code(command))]),
            Self::UnknownOption {
                option, command, ..
            } => (
                "refusal-unknown-option",
                vec![("option", code(option)), ("command", code(command))],
            ),
            Self::MissingValue { option, .. } => {
                ("refusal-missing-value", vec![("option", code(option))])
            }
            Self::TooMuch { word, .. } => ("refusal-too-much", vec![("word", code(word))]),
            Self::Twice { option, .. } => ("refusal-twice", vec![("option", code(option))]),
            Self::Unclear { .. } => ("refusal-unclear", vec![]),
            Self::UnknownEnvironment { typed, known, .. } => {
                let known = Rich::join(known.iter().map(Rich::code), ", ");
                (
                    "refusal-unknown-environment",
                    vec![("typed", code(typed)), ("known", known.into())],
                )
            }
            Self::NoEnvironments => ("refusal-no-environments", vec![]),
            Self::NothingNamed {
                typed,
                unsure: true,
                ..
            } => ("refusal-nothing-named-unsure", vec![("typed", code(typed))]),
            Self::NothingNamed { typed, .. } => {
                ("refusal-nothing-named", vec![("typed", code(typed))])
            }
            Self::OtherTeam => ("refusal-other-team", vec![]),
            Self::UnreadablePayload => ("refusal-unreadable-payload", vec![]),
            Self::NotCurrent => ("refusal-not-current", vec![]),
            Self::Busy => ("refusal-busy", vec![]),
        };
        words.say(name, &args)
    }

    /// What was probably meant.
    fn suggestion(&self) -> Option<&str> {
        match self {
            Self::UnknownCommand { suggestion, .. }
            | Self::UnknownOption { suggestion, .. }
            | Self::UnknownEnvironment { suggestion, .. }
            | Self::NothingNamed { suggestion, .. } => suggestion.as_deref(),
            _ => None,
        }
    }

    /// Where to read how it is asked rightly.
    fn pointer(&self, words: &Words) -> Option<Rich> {
        match self {
            Self::UnknownCommand { .. } => Some(words.say("see-help", &[])),
            Self::UnknownOption { command, .. }
            | Self::MissingValue { command, .. }
            | Self::TooMuch { command, .. }
            | Self::Twice { command, .. }
            | Self::Unclear { command } => {
                let help = Rich::code(format!("/deploy help {command}"));
                Some(words.say("see-help-for", &[("help", help.into())]))
            }
            _ => None,
        }
    }
}
