//! A pipeline as AWS shows it at one moment: its stages, who it waits for, and what failed last.

use jiff::Timestamp;

use crate::names::EnvironmentName;

/// One CodePipeline pipeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    pub environment: EnvironmentName,
    pub name: String,
    pub region: String,
    pub stages: Vec<Stage>,
    /// Approvals that wait for a person; more than one where executions run in parallel.
    pub approvals: Vec<Approval>,
}

/// One stage and how its latest execution stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub name: String,
    pub state: StageState,
    /// The execution that this is the state of; later stages may still show an earlier one's.
    pub execution: Option<String>,
    /// When its latest action changed.
    pub at: Option<Timestamp>,
    /// Why it failed, in AWS's words.
    pub reason: Option<String>,
}

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageState {
    InProgress,
    Succeeded,
    Failed,
    Stopped,
    Stopping,
    Cancelled,
    /// Never ran, or in a state that was not there when this was written.
    Other,
}

/// A manual approval that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    pub stage: String,
    pub action: String,
    pub since: Option<Timestamp>,
    /// The execution that waits.
    pub execution: Option<String>,
    /// The id of this attempt of the action.
    pub attempt: Option<String>,
}

impl StageState {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "in-progress",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Stopping => "stopping",
            Self::Cancelled => "cancelled",
            Self::Other => "other",
        }
    }

    /// AWS's word for it: <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StageExecution.html>.
    pub fn from_aws(word: &str) -> Self {
        match word {
            "InProgress" => Self::InProgress,
            "Succeeded" => Self::Succeeded,
            "Failed" => Self::Failed,
            "Stopped" => Self::Stopped,
            "Stopping" => Self::Stopping,
            "Cancelled" => Self::Cancelled,
            _ => Self::Other,
        }
    }
}

impl Pipeline {
    /// The stage that failed last, unless something runs again or has succeeded after it.
    pub fn failed_stage(&self) -> Option<&Stage> {
        self.stages
            .iter()
            .find(|stage| stage.state == StageState::Failed)
    }
}
