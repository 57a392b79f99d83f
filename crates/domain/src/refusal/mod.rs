//! A no that a person reads: what was not done, why, and what to do.

mod reason;

use jiff::Timestamp;

use crate::acting::{Plan, TargetName, Verb};
use crate::environments::Unplaced;
use crate::look::Why;
use crate::message::Message;
use crate::names::{EnvironmentName, GroupId, PersonId};
use crate::policy::Action;
use crate::rich::Rich;
use crate::words::Words;

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
    /// A command or an option that is promised and not there yet.
    NotBuilt {
        what: String,
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
    /// What goes by this name is a pipeline, and the command is about what a pipeline deploys.
    IsPipeline {
        typed: String,
    },
    /// What is meant is not in the environment that was typed with it.
    OtherEnvironment {
        target: TargetName,
        typed: EnvironmentName,
    },
    /// The release in whose thread it was typed has deployed nothing there.
    NothingDeployedThere {
        environment: EnvironmentName,
    },
    /// No approval waits; `unsure` where not everything could be seen.
    NothingWaits {
        pipeline: Option<String>,
        environment: Option<EnvironmentName>,
        unsure: bool,
    },
    /// The person belongs to another workspace.
    OtherTeam,
    /// Slack did not say which workspace the person belongs to.
    TeamNotKnown,
    /// The request stands in a message that was edited.
    Edited,
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
    /// It may be in this environment, where this stands against it; nobody knows where it is.
    Unplaced {
        refusal: Box<Refusal>,
        environment: EnvironmentName,
        unplaced: Unplaced,
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
    /// What this was about.
    About {
        target: TargetName,
        refusal: Box<Refusal>,
    },
}

impl Refusal {
    /// The same with the name of what it is about; a changed plan, which is shown beside it, has that name.
    pub fn about(self, target: TargetName) -> Self {
        match self {
            Self::PlanChanged(_) | Self::About { .. } | Self::OtherEnvironment { .. } => self,
            refusal => Self::About {
                target,
                refusal: Box::new(refusal),
            },
        }
    }

    /// Its word in the history, which tells it shortly.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "not-allowed",
            Self::Unplaced { refusal, .. } => refusal.as_str(),
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
            Self::About { refusal, .. } => refusal.as_str(),
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
