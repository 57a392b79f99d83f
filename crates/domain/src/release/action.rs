//! The reducer of one attempt of a pipeline's action.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::hints::Hints;
use super::observation::{ActionNews, ActionState, ApprovalAsk, Observation, Source};
use super::register::Register;
use super::subject::Subject;

/// All that is known of one attempt of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub stage: String,
    pub name: String,
    seen: Option<Stand>,
    heard: Hints<Stand>,
    /// When an event last told of it, by the bot's own clock.
    mentioned: Option<Timestamp>,
    category: Register<String>,
    started: Register<Timestamp>,
    ended: Register<Timestamp>,
    made: Register<Subject>,
    #[serde(default)]
    build: Register<String>,
    url: Register<String>,
    summary: Register<String>,
    error: Register<String>,
    by: Register<String>,
    approval: Register<ApprovalAsk>,
}

/// An end goes before all that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stand {
    is_final: bool,
    state: ActionState,
}

impl Action {
    pub(super) fn new(stage: &str, name: &str) -> Self {
        Self {
            stage: stage.to_owned(),
            name: name.to_owned(),
            seen: None,
            heard: Hints::default(),
            mentioned: None,
            category: Register::default(),
            started: Register::default(),
            ended: Register::default(),
            made: Register::default(),
            build: Register::default(),
            url: Register::default(),
            summary: Register::default(),
            error: Register::default(),
            by: Register::default(),
            approval: Register::default(),
        }
    }

    /// Takes news of it; returns whether they say anything new.
    pub(super) fn fold(&mut self, news: &ActionNews, observation: &Observation) -> bool {
        let stand = Stand {
            is_final: news.state.is_final(),
            state: news.state,
        };
        let before = self.state();
        match observation.source {
            Source::Heard => {
                self.heard.hear(observation, stand);
                self.mentioned = self.mentioned.max(Some(observation.known));
            }
            Source::Seen => {
                self.seen = self.seen.max(Some(stand));
                self.heard.answer(observation.known);
            }
        }
        let ended = stand.is_final.then_some(observation.at);
        // Its first event is the only word of its start where `start-time` is missing.
        let began = (news.state == ActionState::Started).then_some(observation.at);
        [
            self.state() != before,
            self.category.put(observation, news.category.clone()),
            self.started.put(observation, news.started.or(began)),
            self.ended.put(observation, ended),
            self.made.put(observation, news.made.clone()),
            self.build.put(observation, news.build.clone()),
            self.url.put(observation, news.url.clone()),
            self.summary.put(observation, news.summary.clone()),
            self.error.put(observation, news.error.clone()),
            self.by.put(observation, news.by.clone()),
            self.approval.put(observation, news.approval.clone()),
        ]
        .contains(&true)
    }

    /// Takes that AWS has listed every attempt that there is, and that this is one of them or is none.
    pub(super) fn list(&mut self, known: Timestamp) {
        self.heard.answer(known);
    }

    /// Whether there is such an attempt, as far as is known: AWS has shown it, or only events have told of it since AWS
    /// last listed all of them.
    pub(super) fn is_there(&self) -> bool {
        self.seen.is_some() || self.mentioned > self.heard.answered()
    }

    /// How it stands.
    pub fn state(&self) -> Option<ActionState> {
        let heard = self.heard.open().map(|hint| hint.state).max();
        match (self.seen, heard) {
            (Some(seen), _) if seen.is_final => Some(seen.state),
            (seen, heard) => Some(seen.max(heard)?.state),
        }
    }

    /// When the bot first knew of it, where only events have told of it so far.
    pub(super) fn unconfirmed(&self) -> Option<Timestamp> {
        let mut known = self.heard.open().map(|hint| hint.known);
        known.next().filter(|_| self.seen.is_none())
    }

    /// What stands in a register: AWS tells all of an attempt when it is asked.
    fn said<'a, T>(&self, register: &'a Register<T>) -> Option<&'a T> {
        register.get_after(self.heard.answered())
    }

    /// Whether it is a manual approval.
    pub fn is_approval(&self) -> bool {
        self.category() == Some("Approval")
    }

    /// `Source`, `Build`, `Approval`, `Deploy`, …
    pub fn category(&self) -> Option<&str> {
        self.said(&self.category).map(String::as_str)
    }

    /// When it began.
    pub fn started(&self) -> Option<Timestamp> {
        self.said(&self.started).copied()
    }

    /// When it began, or, where nobody said, when it ended.
    pub(super) fn known_from(&self) -> Option<Timestamp> {
        self.started().or(self.ended())
    }

    /// When it ended, where it has.
    pub fn ended(&self) -> Option<Timestamp> {
        self.said(&self.ended).copied()
    }

    /// The deployment that it made.
    pub fn made(&self) -> Option<&Subject> {
        self.said(&self.made)
    }

    /// The build of CodeBuild that it made, `project:uuid`.
    pub fn build(&self) -> Option<&str> {
        self.said(&self.build).map(String::as_str)
    }

    /// The page of what it made.
    pub fn url(&self) -> Option<&str> {
        self.said(&self.url).map(String::as_str)
    }

    /// AWS's words for why it failed, or what whoever answered an approval wrote.
    pub fn summary(&self) -> Option<&str> {
        self.said(&self.summary).map(String::as_str)
    }

    /// AWS's name for why it failed.
    pub fn error(&self) -> Option<&str> {
        self.said(&self.error).map(String::as_str)
    }

    /// Who answered the approval: an ARN.
    pub fn by(&self) -> Option<&str> {
        self.said(&self.by).map(String::as_str)
    }

    /// What whoever approves is asked.
    pub fn approval(&self) -> Option<&ApprovalAsk> {
        self.said(&self.approval)
    }
}
