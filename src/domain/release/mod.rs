//! One change on its way, folded from observations.

mod observation;
mod subject;

pub use observation::{
    ActionNews, ActionState, ApprovalAsk, Change, DeploymentNews, DeploymentState, ExecutionNews,
    News, Observation, PlannedStage, Progress, RunState, Source, StageNews, Version,
};
pub use subject::{Place, Subject, place};
