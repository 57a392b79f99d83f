//! What EventBridge is told of an execution: itself, the stage it is in, and the attempt under way there.

use super::{Execution, Pipeline, StageRun};
use crate::aws::world::Region;
use crate::aws::world::events::codepipeline;

impl Region {
    /// The execution has reached its status.
    pub(super) fn tell_execution(&mut self, pipeline: &Pipeline, index: usize) {
        let execution = &pipeline.executions[index];
        let told = codepipeline::pipeline(pipeline, execution, &mut self.outbox.ids);
        self.outbox.push(told);
    }

    /// The stage that the execution is in has reached its status.
    pub(super) fn tell_stage(&mut self, pipeline: &Pipeline, index: usize) {
        if let Some((execution, stage)) = inside(pipeline, index) {
            let told = codepipeline::stage(pipeline, execution, stage, &mut self.outbox.ids);
            self.outbox.push(told);
        }
    }

    /// The last attempt in that stage has reached its status.
    pub(super) fn tell_action(&mut self, pipeline: &Pipeline, index: usize) {
        let Some((execution, stage)) = inside(pipeline, index) else {
            return;
        };
        let found = stage.actions.last().and_then(|run| {
            let declared = pipeline.stage(&stage.name)?;
            let action = declared.actions.iter().find(|one| one.name == run.name)?;
            Some((action, run))
        });
        if let Some(found) = found {
            let ids = &mut self.outbox.ids;
            let told = codepipeline::action(pipeline, execution, stage, found, ids);
            self.outbox.push(told);
        }
    }
}

fn inside(pipeline: &Pipeline, index: usize) -> Option<(&Execution, &StageRun)> {
    let execution = &pipeline.executions[index];
    Some((execution, execution.stages.last()?))
}
