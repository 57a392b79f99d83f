//! A no that a person reads: what was not done, why, and what to do.

use jiff::Timestamp;

use crate::domain::acting::{Plan, Verb};
use crate::domain::look::Why;
use crate::domain::message::Message;
use crate::domain::names::{GroupId, PersonId, last_part};
use crate::domain::policy::Action;
use crate::domain::rich::{Rich, Span};
use crate::domain::words::{Value, Words};

/// Why somebody does not get what they asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    UnknownCommand {
        typed: String,
        suggestion: Option<String>,
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
    /// A command outside a release's thread says nothing of what it means.
    MissingName {
        command: String,
    },
    MissingReason {
        command: String,
    },
    /// More than one thing goes by this name.
    SeveralNamed {
        typed: String,
        /// What to type for each.
        named: Vec<String>,
    },
    /// No approval waits; `unsure` where not everything could be seen.
    NothingWaits {
        pipeline: Option<String>,
        unsure: bool,
    },
    OtherTeam,
    UnreadablePayload,
    /// A button or modal that stands for nothing any more.
    NotCurrent,
    /// No grant lets them; who may, as the grants name them.
    NotAllowed {
        action: Action,
        people: Vec<PersonId>,
        groups: Vec<GroupId>,
        /// Whether Slack did not say who is in a group that may.
        unsure: bool,
    },
    /// Somebody else was first.
    AlreadyTaken {
        by: PersonId,
        verb: Verb,
        at: Timestamp,
        is_over: bool,
    },
    AlreadyAnswered {
        approved: bool,
        /// As AWS names them.
        by: Option<String>,
    },
    ApprovalExpired,
    ApprovalGone,
    NotWaiting,
    RollbackExternal,
    RollbackInCloudFormation,
    AlreadyRollingBack,
    RollbackWhileStopping,
    AlreadyRolledBack {
        /// What runs now.
        runs: Option<String>,
    },
    RollbackFailedBefore,
    NothingToRollBack,
    AnotherInMotion {
        id: String,
    },
    NoEarlierVersion,
    /// What would be done now is not what the person was shown.
    PlanChanged(Box<Plan>),
    /// AWS was asked to do it, and did not.
    NotDone(Why),
    /// AWS did not say what must be known before anything is done.
    NotKnown(Why),
    /// It could not be written down, so that nothing was done.
    NotStored,
    /// It was asked for before a restart, and too long ago to be done unasked now.
    TooLate,
    Busy,
    /// It is still being worked on, longer than anybody should be kept waiting.
    Slow,
    /// Slack did not open a modal.
    NoModal,
}

impl Refusal {
    /// Its word in the history, which tells it shortly.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "not-allowed",
            Self::AlreadyTaken { .. } => "already-taken",
            Self::AlreadyAnswered { .. } => "already-answered",
            Self::ApprovalExpired | Self::ApprovalGone | Self::NotWaiting => "not-waiting",
            Self::RollbackExternal | Self::RollbackInCloudFormation => "not-ours",
            Self::AlreadyRollingBack | Self::AlreadyRolledBack { .. } => "already-rolled-back",
            Self::RollbackWhileStopping | Self::AnotherInMotion { .. } => "in-motion",
            Self::RollbackFailedBefore | Self::NothingToRollBack | Self::NoEarlierVersion => {
                "nothing-to-roll-back"
            }
            Self::NotDone(_) => "not-done",
            Self::NotKnown(_) => "not-known",
            _ => "not-current",
        }
    }

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
            Self::MissingName { .. } => ("refusal-missing-name", vec![]),
            Self::MissingReason { .. } => ("refusal-missing-reason", vec![]),
            Self::SeveralNamed { typed, named } => {
                let named = Rich::join(named.iter().map(Rich::code), ", ");
                (
                    "refusal-several-named",
                    vec![("typed", code(typed)), ("named", named.into())],
                )
            }
            Self::NothingWaits { pipeline, unsure } => (
                match unsure {
                    true => "refusal-nothing-waits-unsure",
                    false => "refusal-nothing-waits",
                },
                vec![
                    (
                        "can",
                        Value::Choice(if pipeline.is_some() { "one" } else { "any" }),
                    ),
                    ("pipeline", code(pipeline.as_deref().unwrap_or_default())),
                ],
            ),
            Self::OtherTeam => ("refusal-other-team", vec![]),
            Self::UnreadablePayload => ("refusal-unreadable-payload", vec![]),
            Self::NotCurrent => ("refusal-not-current", vec![]),
            Self::NotAllowed { .. } => return self.not_allowed(words),
            Self::AlreadyTaken {
                by,
                verb,
                at,
                is_over,
            } => (
                "refusal-already-taken",
                vec![
                    ("who", Rich::from(Span::Person(by.clone())).into()),
                    ("verb", Value::Choice(verb.as_str())),
                    ("at", (*at).into()),
                    ("over", Value::Choice(if *is_over { "yes" } else { "no" })),
                ],
            ),
            Self::AlreadyAnswered { approved, by } => (
                "refusal-already-answered",
                vec![
                    (
                        "answer",
                        Value::Choice(if *approved { "yes" } else { "no" }),
                    ),
                    (
                        "named",
                        Value::Choice(if by.is_some() { "yes" } else { "no" }),
                    ),
                    (
                        "who",
                        Rich::text(by.as_deref().map_or("", last_part)).into(),
                    ),
                ],
            ),
            Self::ApprovalExpired => ("refusal-approval-expired", vec![]),
            Self::ApprovalGone => ("refusal-approval-gone", vec![]),
            Self::NotWaiting => ("refusal-not-waiting", vec![]),
            Self::RollbackExternal => ("refusal-rollback-external", vec![]),
            Self::RollbackInCloudFormation => ("refusal-rollback-cloudformation", vec![]),
            Self::AlreadyRollingBack => ("refusal-already-rolling-back", vec![]),
            Self::RollbackWhileStopping => ("refusal-rollback-while-stopping", vec![]),
            Self::AlreadyRolledBack { runs } => (
                "refusal-already-rolled-back",
                vec![
                    (
                        "named",
                        Value::Choice(if runs.is_some() { "yes" } else { "no" }),
                    ),
                    ("runs", code(runs.as_deref().unwrap_or_default())),
                ],
            ),
            Self::RollbackFailedBefore => ("refusal-rollback-failed-before", vec![]),
            Self::NothingToRollBack => ("refusal-nothing-to-roll-back", vec![]),
            Self::AnotherInMotion { id } => ("refusal-another-in-motion", vec![("id", code(id))]),
            Self::NoEarlierVersion => ("refusal-no-earlier-version", vec![]),
            Self::PlanChanged(_) => ("refusal-plan-changed", vec![]),
            Self::NotDone(why) => ("refusal-not-done", vec![("why", why.say(words).into())]),
            Self::NotKnown(why) => ("refusal-not-known", vec![("why", why.say(words).into())]),
            Self::NotStored => ("refusal-not-stored", vec![]),
            Self::TooLate => ("refusal-too-late", vec![]),
            Self::Busy => ("refusal-busy", vec![]),
            Self::Slow => ("refusal-slow", vec![]),
            Self::NoModal => ("refusal-no-modal", vec![]),
        };
        words.say(name, &args)
    }

    /// That no grant lets them, and whom to ask.
    fn not_allowed(&self, words: &Words) -> Rich {
        let Self::NotAllowed {
            action,
            people,
            groups,
            unsure,
        } = self
        else {
            return Rich::default();
        };
        let people = people
            .iter()
            .cloned()
            .map(|one| Rich::from(Span::Person(one)));
        let groups = groups
            .iter()
            .cloned()
            .map(|one| Rich::from(Span::Group(one)));
        let who: Vec<Rich> = people.chain(groups).collect();
        let somebody = Value::Choice(if who.is_empty() { "nobody" } else { "somebody" });
        let said = words.say(
            "refusal-not-allowed",
            &[
                ("action", Rich::code(action.as_str()).into()),
                ("can", somebody),
                ("who", Rich::join(who, ", ").into()),
            ],
        );
        match unsure {
            true => said.then(words.say("refusal-groups-unknown", &[])),
            false => said,
        }
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
            | Self::MissingName { command }
            | Self::MissingReason { command }
            | Self::Unclear { command } => {
                let help = Rich::code(format!("/deploy help {command}"));
                Some(words.say("see-help-for", &[("help", help.into())]))
            }
            _ => None,
        }
    }
}
