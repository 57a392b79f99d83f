//! CodePipeline: pipelines, their executions, stages and actions.

mod acts;
mod deploy;
mod errand;
mod run;
mod tell;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub(super) use self::errand::Errand;
use super::ecs::Health;

/// `executionMode` of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Superseded,
    Queued,
    Parallel,
}

impl Mode {
    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Superseded => "SUPERSEDED",
            Self::Queued => "QUEUED",
            Self::Parallel => "PARALLEL",
        }
    }
}

/// A pipeline.
#[derive(Debug, Clone)]
pub struct Pipeline {
    pub name: String,
    pub arn: String,
    pub version: u32,
    pub mode: Mode,
    pub role: String,
    pub stages: Vec<Stage>,
    /// Oldest first.
    pub executions: Vec<Execution>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A stage: its actions run one after the other.
#[derive(Debug, Clone)]
pub struct Stage {
    pub name: String,
    pub actions: Vec<Action>,
}

/// An action of a stage.
#[derive(Debug, Clone)]
pub struct Action {
    pub name: String,
    /// `Source`, `Build`, `Approval`, `Deploy`, …
    pub category: &'static str,
    /// `CodeCommit`, `CodeBuild`, `Manual`, `ECS`, `CodeDeployToECS`, …
    pub provider: &'static str,
    pub configuration: BTreeMap<String, String>,
    pub input: Option<&'static str>,
    pub output: Option<&'static str>,
    /// Of an approval, 5 to 86400; 7 days if not set.
    pub timeout_minutes: Option<u32>,
    /// The ARN of the role by which it acts, where that is not the pipeline's: it may be another account's.
    pub role: Option<String>,
    /// Where it acts, where that is not the pipeline's region.
    pub region: Option<String>,
}

impl Action {
    /// A value of its configuration, or nothing.
    pub fn setting(&self, key: &str) -> &str {
        self.configuration.get(key).map_or("", String::as_str)
    }
}

/// Status of an execution, of a stage and of an action, in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    InProgress,
    Succeeded,
    Failed,
    Stopping,
    Stopped,
    /// Only of an execution.
    Superseded,
    /// Only of an action.
    Abandoned,
}

impl Status {
    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::InProgress => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Stopping => "Stopping",
            Self::Stopped => "Stopped",
            Self::Superseded => "Superseded",
            Self::Abandoned => "Abandoned",
        }
    }

    /// Whether something may follow.
    pub fn is_open(self) -> bool {
        matches!(self, Self::InProgress | Self::Stopping)
    }
}

/// What a run carries, and what becomes of it.
#[derive(Debug, Clone)]
pub struct Change {
    /// 40 hex digits.
    pub commit: String,
    /// The commit's message.
    pub message: String,
    /// The tag of the image that the build makes.
    pub tag: String,
    /// What becomes of the image's tasks.
    pub health: Health,
    /// The action that fails by itself, if one does.
    pub failing_action: Option<String>,
    /// The CodeDeploy lifecycle event whose hook fails, if one does.
    pub failing_hook: Option<&'static str>,
}

/// `trigger` of an execution.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// `StartPipelineExecution`, `CloudWatchEvent`, `Webhook`, …
    pub kind: &'static str,
    /// An ARN of who or what.
    pub detail: String,
}

/// One execution of a pipeline.
#[derive(Debug, Clone)]
pub struct Execution {
    pub id: String,
    pub status: Status,
    pub trigger: Trigger,
    pub change: Change,
    pub version: u32,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    /// Stages it has entered, in order.
    pub stages: Vec<StageRun>,
    /// Waits to enter the stage after the last one entered.
    pub waiting: bool,
    pub stop_reason: Option<String>,
    pub client_token: Option<String>,
    /// How often it was begun: one more after each retry of a stage.
    pub attempt: u32,
}

/// A stage that an execution has entered.
#[derive(Debug, Clone)]
pub struct StageRun {
    pub name: String,
    pub status: Status,
    /// Attempts of its actions, oldest first.
    pub actions: Vec<ActionRun>,
    /// When it was last retried.
    pub retried_at: Option<Timestamp>,
}

/// One attempt of an action.
#[derive(Debug, Clone)]
pub struct ActionRun {
    pub id: String,
    pub name: String,
    pub status: Status,
    pub started_at: Timestamp,
    pub updated_at: Timestamp,
    pub updated_by: Option<String>,
    pub summary: Option<String>,
    /// Of an approval that waits.
    pub token: Option<String>,
    pub external_id: Option<String>,
    pub external_url: Option<String>,
    /// Code and message.
    pub error: Option<(&'static str, String)>,
    pub(super) due: Option<Timestamp>,
}

impl Pipeline {
    /// When something happens next by itself.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.executions
            .iter()
            .filter(|execution| execution.status.is_open())
            .flat_map(|execution| execution.stages.last())
            .flat_map(|stage| stage.actions.last())
            .filter_map(|action| action.due)
            .min()
    }

    /// The execution of this id.
    pub fn execution(&self, id: &str) -> Option<&Execution> {
        self.executions.iter().find(|one| one.id == id)
    }

    /// The stage of this name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|one| one.name == name)
    }
}

impl Execution {
    /// The action under way.
    pub fn acting(&self) -> Option<&ActionRun> {
        let last = self.stages.last()?.actions.last()?;
        Some(last).filter(|run| run.status == Status::InProgress)
    }

    /// The name of the stage it waits to enter.
    pub fn inbound<'a>(&self, pipeline: &'a Pipeline) -> Option<&'a str> {
        let next = pipeline.stages.get(self.stages.len())?;
        (self.waiting && self.status.is_open()).then_some(next.name.as_str())
    }
}
