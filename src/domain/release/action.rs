//! The reducer of one attempt of a pipeline's action.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::{ActionNews, ActionState, ApprovalAsk, Observation, Source};
use super::register::Register;
use super::subject::Subject;

/// All that is known of one attempt of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub stage: String,
    pub name: String,
    state: Option<Stand>,
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

/// An end goes before all that is none, and what AWS answered before what an event said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stand {
    is_final: bool,
    source: Source,
    state: ActionState,
}

impl Action {
    pub(super) fn new(stage: &str, name: &str) -> Self {
        Self {
            stage: stage.to_owned(),
            name: name.to_owned(),
            state: None,
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
        let (source, at) = (observation.source, observation.at);
        let stand = Stand {
            is_final: news.state.is_final(),
            source,
            state: news.state,
        };
        let before = self.state();
        self.state = self.state.max(Some(stand));
        let ended = stand.is_final.then_some(at);
        // Its first event is the only word of its start where `start-time` is missing.
        let began = (news.state == ActionState::Started).then_some(at);
        [
            self.state() != before,
            self.category.put(source, at, news.category.clone()),
            self.started.put(source, at, news.started.or(began)),
            self.ended.put(source, at, ended),
            self.made.put(source, at, news.made.clone()),
            self.build.put(source, at, news.build.clone()),
            self.url.put(source, at, news.url.clone()),
            self.summary.put(source, at, news.summary.clone()),
            self.error.put(source, at, news.error.clone()),
            self.by.put(source, at, news.by.clone()),
            self.approval.put(source, at, news.approval.clone()),
        ]
        .contains(&true)
    }

    /// How it stands.
    pub fn state(&self) -> Option<ActionState> {
        self.state.map(|stand| stand.state)
    }

    /// Whether it is a manual approval.
    pub fn is_approval(&self) -> bool {
        self.category() == Some("Approval")
    }

    /// `Source`, `Build`, `Approval`, `Deploy`, …
    pub fn category(&self) -> Option<&str> {
        self.category.get().map(String::as_str)
    }

    /// When it began.
    pub fn started(&self) -> Option<Timestamp> {
        self.started.get().copied()
    }

    /// When it began, or, where nobody said, when it ended.
    pub(super) fn known_from(&self) -> Option<Timestamp> {
        self.started().or(self.ended())
    }

    /// When it ended, where it has.
    pub fn ended(&self) -> Option<Timestamp> {
        self.ended.get().copied()
    }

    /// The deployment that it made.
    pub fn made(&self) -> Option<&Subject> {
        self.made.get()
    }

    /// The build of CodeBuild that it made, `project:uuid`.
    pub fn build(&self) -> Option<&str> {
        self.build.get().map(String::as_str)
    }

    /// The page of what it made.
    pub fn url(&self) -> Option<&str> {
        self.url.get().map(String::as_str)
    }

    /// AWS's words for why it failed, or what whoever answered an approval wrote.
    pub fn summary(&self) -> Option<&str> {
        self.summary.get().map(String::as_str)
    }

    /// AWS's name for why it failed.
    pub fn error(&self) -> Option<&str> {
        self.error.get().map(String::as_str)
    }

    /// Who answered the approval: an ARN.
    pub fn by(&self) -> Option<&str> {
        self.by.get().map(String::as_str)
    }

    /// What whoever approves is asked.
    pub fn approval(&self) -> Option<&ApprovalAsk> {
        self.approval.get()
    }
}
