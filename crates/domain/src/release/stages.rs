//! A pipeline's stages as they are told: one line each.

use jiff::Timestamp;

use super::observation::{ActionState, RunState};
use super::{Action, Execution};

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageStanding {
    /// Not entered yet.
    Ahead,
    Running,
    /// An approval in it waits.
    Waiting,
    Succeeded,
    Failed,
    Stopped,
    /// Not entered, and it will not be: AWS says that the execution has ended before it.
    Skipped,
}

/// A stage of an execution.
#[derive(Debug)]
pub struct Stage<'a> {
    pub name: &'a str,
    pub standing: StageStanding,
    pub began: Option<Timestamp>,
    /// Only of one that has ended.
    pub ended: Option<Timestamp>,
    /// The latest attempt of each action, in the order in which they began.
    pub actions: Vec<&'a Action>,
}

impl StageStanding {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Skipped => "skipped",
        }
    }
}

impl Execution {
    /// Its stages, in order.
    pub fn told_stages(&self) -> Vec<Stage<'_>> {
        let names = self.stages();
        let begun = |name: &str| {
            self.entered(name).is_some() || self.attempts().any(|(_, action)| action.stage == name)
        };
        let last = names.iter().rposition(|name| begun(name));
        names
            .iter()
            .enumerate()
            .map(|(index, name)| self.told_stage(name, last.is_some_and(|last| index < last)))
            .collect()
    }

    fn told_stage<'a>(&'a self, name: &'a str, is_passed: bool) -> Stage<'a> {
        let actions = self.actions_of(name);
        let standing = self.stage_standing(name, &actions, is_passed);
        let began = actions
            .iter()
            .filter_map(|action| action.started())
            .min()
            .or_else(|| self.entered(name));
        let is_over = matches!(
            standing,
            StageStanding::Succeeded | StageStanding::Failed | StageStanding::Stopped
        );
        let ended = actions
            .iter()
            .filter_map(|action| action.ended())
            .max()
            .or_else(|| self.stage_state(name).map(|(_, at)| at))
            .filter(|_| is_over);
        Stage {
            name,
            standing,
            began,
            ended,
            actions,
        }
    }

    /// By its actions where they are known, since AWS tells of those when it is asked; else by its own events.
    fn stage_standing(&self, name: &str, actions: &[&Action], is_passed: bool) -> StageStanding {
        let run = self.state().unwrap_or(RunState::Started);
        // A stage lets the next one begin only when it has succeeded.
        if is_passed || run == RunState::Succeeded {
            return StageStanding::Succeeded;
        }
        let any = |state| actions.iter().any(|action| action.state() == Some(state));
        let by_event = self.stage_state(name).map(|(state, _)| state);
        if actions.is_empty() && by_event.is_none() && self.entered(name).is_none() {
            return match run.is_final() && self.is_confirmed() {
                true => StageStanding::Skipped,
                false => StageStanding::Ahead,
            };
        }
        if any(ActionState::Started) && !run.is_final() {
            let waits = actions
                .iter()
                .any(|action| action.is_approval() && action.state() == Some(ActionState::Started));
            return match waits {
                true => StageStanding::Waiting,
                false => StageStanding::Running,
            };
        }
        if any(ActionState::Failed) {
            return StageStanding::Failed;
        }
        let is_stopped = matches!(
            run,
            RunState::Stopped | RunState::Canceled | RunState::Superseded
        );
        if any(ActionState::Abandoned) || any(ActionState::Canceled) {
            return StageStanding::Stopped;
        }
        let planned = self.planned_actions(name);
        let is_done = !actions.is_empty()
            && actions
                .iter()
                .all(|action| action.state() == Some(ActionState::Succeeded))
            && planned.is_none_or(|planned| actions.len() >= planned);
        match by_event {
            _ if is_done && planned.is_some() => StageStanding::Succeeded,
            Some(RunState::Succeeded) => StageStanding::Succeeded,
            Some(RunState::Failed) => StageStanding::Failed,
            Some(RunState::Stopped | RunState::Canceled) => StageStanding::Stopped,
            _ if is_stopped => StageStanding::Stopped,
            _ if run == RunState::Failed => StageStanding::Failed,
            _ => StageStanding::Running,
        }
    }
}
