//! How an execution moves through its stages by itself.

use jiff::Timestamp;

use super::{Action, ActionRun, Execution, Mode, Pipeline, StageRun, Status};
use crate::aws::world::Region;
use crate::aws::world::place::later;

/// Seconds that a source and a build take, and between two looks at a deployment.
const SOURCE: i64 = 5;
const BUILD: i64 = 60;
pub(super) const POLL: i64 = 10;
/// Minutes that an approval waits if it does not say: 7 days.
const APPROVAL: u32 = 7 * 24 * 60;

impl Region {
    /// Takes every step of CodePipeline that is due.
    pub(crate) fn step_pipelines(&mut self, at: Timestamp) {
        let due = |pipeline: &Pipeline| pipeline.due().is_some_and(|due| due <= at);
        let names: Vec<String> = self
            .pipelines
            .values()
            .filter(|one| due(one))
            .map(|one| one.name.clone())
            .collect();
        for name in names {
            // Taken out, so that an action may change the rest of the region.
            let Some(mut pipeline) = self.pipelines.remove(&name) else {
                continue;
            };
            for index in 0..pipeline.executions.len() {
                self.step_execution(&mut pipeline, index, at);
            }
            self.admit(&mut pipeline, at);
            self.pipelines.insert(name, pipeline);
        }
    }

    fn step_execution(&mut self, pipeline: &mut Pipeline, index: usize, at: Timestamp) {
        let execution = &mut pipeline.executions[index];
        if !execution.status.is_open() {
            return;
        }
        let change = execution.change.clone();
        let Some(stage) = execution.stages.last_mut() else {
            return;
        };
        let Some(run) = stage
            .actions
            .last_mut()
            .filter(|run| run.due.is_some_and(|due| due <= at))
        else {
            return;
        };
        run.due = None;
        let Some(action) = pipeline
            .stages
            .iter()
            .find(|one| one.name == stage.name)
            .and_then(|one| one.actions.iter().find(|action| action.name == run.name))
            .cloned()
        else {
            return;
        };
        if change.failing_action.as_ref() == Some(&action.name) {
            run.end(Status::Failed, at);
            run.error = Some(("JobFailed", format!("{} failed", action.name)));
        } else {
            match (action.category, action.provider) {
                ("Approval", _) => run.expire(at),
                ("Deploy", "ECS" | "CodeDeployToECS") => {
                    self.step_deploy(&action, run, &change, at)
                }
                _ => {
                    run.summary = Some(if action.category == "Source" {
                        change.message.clone()
                    } else {
                        "Succeeded".to_owned()
                    });
                    run.end(Status::Succeeded, at);
                }
            }
        }
        self.follow(pipeline, index, at);
    }

    /// What an ended action means for its stage and its execution.
    pub(super) fn follow(&mut self, pipeline: &mut Pipeline, index: usize, at: Timestamp) {
        let execution = &mut pipeline.executions[index];
        execution.updated_at = at;
        if execution.acting().is_some() {
            return;
        }
        self.tell_action(pipeline, index);
        let execution = &mut pipeline.executions[index];
        let Some(stage) = execution.stages.last_mut() else {
            return;
        };
        let Some(run) = stage.actions.last() else {
            return;
        };
        match run.status {
            Status::Succeeded if execution.status == Status::Stopping => {
                stage.status = Status::Stopped;
                execution.status = Status::Stopped;
            }
            Status::Succeeded => {
                let declared = pipeline.stages.iter().find(|one| one.name == stage.name);
                let actions = declared
                    .map(|one| one.actions.as_slice())
                    .unwrap_or_default();
                let next = actions.iter().skip_while(|one| one.name != run.name).nth(1);
                if let Some(next) = next {
                    let next = begin(next, &mut self.ids, at);
                    stage.actions.push(next);
                    return self.tell_action(pipeline, index);
                }
                stage.status = Status::Succeeded;
                if execution.stages.len() == pipeline.stages.len() {
                    execution.status = Status::Succeeded;
                } else {
                    execution.waiting = true;
                }
            }
            Status::Abandoned | Status::Stopped => {
                stage.status = Status::Stopped;
                execution.status = Status::Stopped;
            }
            _ => {
                stage.status = Status::Failed;
                execution.status = Status::Failed;
            }
        }
        let ended = !execution.status.is_open();
        self.tell_stage(pipeline, index);
        if ended {
            self.tell_execution(pipeline, index);
        }
    }

    /// Lets waiting executions into stages that are free, and supersedes those that were overtaken.
    pub(super) fn admit(&mut self, pipeline: &mut Pipeline, at: Timestamp) {
        if pipeline.mode == Mode::Superseded {
            for overtaken in supersede(pipeline, at) {
                self.tell_execution(pipeline, overtaken);
            }
        }
        for index in 0..pipeline.executions.len() {
            let execution = &pipeline.executions[index];
            let position = execution.stages.len();
            if !execution.waiting || execution.status != Status::InProgress {
                continue;
            }
            let busy = pipeline.mode != Mode::Parallel
                && pipeline.executions.iter().any(|other| {
                    other.stages.len() == position + 1 && !other.waiting && other.status.is_open()
                });
            let Some(stage) = pipeline.stages.get(position).filter(|_| !busy) else {
                continue;
            };
            let first = stage
                .actions
                .first()
                .map(|action| begin(action, &mut self.ids, at));
            let entered = StageRun {
                name: stage.name.clone(),
                status: Status::InProgress,
                actions: first.into_iter().collect(),
                retried_at: None,
            };
            let execution = &mut pipeline.executions[index];
            execution.waiting = false;
            execution.updated_at = at;
            execution.stages.push(entered);
            self.tell_stage(pipeline, index);
            self.tell_action(pipeline, index);
        }
    }
}

/// Of those that wait for one stage only the newest stays. Answers the others.
fn supersede(pipeline: &mut Pipeline, at: Timestamp) -> Vec<usize> {
    let mut superseded = Vec::new();
    let waits = |one: &Execution| one.waiting && one.status == Status::InProgress;
    for index in 0..pipeline.executions.len() {
        let position = pipeline.executions[index].stages.len();
        let newer = pipeline.executions[index + 1..].iter();
        let overtaken = newer
            .filter(|one| waits(one))
            .any(|one| one.stages.len() == position);
        let execution = &mut pipeline.executions[index];
        if waits(execution) && overtaken {
            execution.status = Status::Superseded;
            execution.waiting = false;
            execution.updated_at = at;
            superseded.push(index);
        }
    }
    superseded
}

/// The first moment of an action.
pub(super) fn begin(
    action: &Action,
    ids: &mut crate::aws::world::ids::Ids,
    at: Timestamp,
) -> ActionRun {
    let approval = action.category == "Approval";
    let seconds = match action.category {
        "Approval" => i64::from(action.timeout_minutes.unwrap_or(APPROVAL)) * 60,
        "Source" => SOURCE,
        "Deploy" => 1,
        _ => BUILD,
    };
    let external = match action.category {
        "Build" => Some(format!("{}:{}", action.setting("ProjectName"), ids.uuid())),
        _ => None,
    };
    ActionRun {
        id: ids.uuid(),
        name: action.name.clone(),
        status: Status::InProgress,
        started_at: at,
        updated_at: at,
        updated_by: None,
        summary: None,
        token: approval.then(|| ids.uuid()),
        external_id: external,
        external_url: None,
        error: None,
        due: Some(later(at, seconds)),
    }
}

impl ActionRun {
    pub(super) fn end(&mut self, status: Status, at: Timestamp) {
        self.status = status;
        self.updated_at = at;
        self.due = None;
        // A token is of no use after its approval; GetPipelineState gives none either.
        self.token = None;
    }

    /// Nobody answered the approval.
    fn expire(&mut self, at: Timestamp) {
        self.end(Status::Failed, at);
        self.error = Some((
            "Timeout",
            "The action timed out before it was approved or rejected.".to_owned(),
        ));
    }
}
