//! What can be done to pipelines: start, approve or reject, stop, and retry a stage.

use super::run::begin;
use super::{ActionRun, Change, Execution, Pipeline, Status, Trigger};
use crate::aws::world::Region;
use crate::aws::world::place::Refused;

impl Region {
    /// The pipeline of this name.
    ///
    /// # Errors
    /// `PipelineNotFoundException`.
    pub fn pipeline(&self, name: &str) -> Result<&Pipeline, Refused> {
        self.pipelines.get(name).ok_or_else(|| {
            let message = format!(
                "Account '{}' does not have a pipeline with name '{name}'",
                self.place.account
            );
            Refused::new("PipelineNotFoundException", message)
        })
    }

    /// `StartPipelineExecution`. Answers the execution's id; the same for a client token seen before.
    ///
    /// # Errors
    /// `PipelineNotFoundException`.
    pub fn start_pipeline(
        &mut self,
        name: &str,
        change: Change,
        trigger: Trigger,
        client_token: Option<&str>,
    ) -> Result<String, Refused> {
        let at = self.now;
        let mut pipeline = self.pipeline(name)?.clone();
        let known = pipeline
            .executions
            .iter()
            .find(|one| one.client_token.is_some() && one.client_token.as_deref() == client_token);
        if let Some(known) = known {
            return Ok(known.id.clone());
        }
        let id = self.ids.uuid();
        pipeline.executions.push(Execution {
            id: id.clone(),
            status: Status::InProgress,
            trigger,
            change,
            version: pipeline.version,
            started_at: at,
            updated_at: at,
            stages: Vec::new(),
            waiting: true,
            stop_reason: None,
            client_token: client_token.map(str::to_owned),
            attempt: 1,
        });
        self.tell_execution(&pipeline, pipeline.executions.len() - 1);
        self.admit(&mut pipeline, at);
        self.pipelines.insert(name.to_owned(), pipeline);
        Ok(id)
    }

    /// `PutApprovalResult`, by `who` (an ARN).
    ///
    /// # Errors
    /// `StageNotFoundException`, `ActionNotFoundException`, `ApprovalAlreadyCompletedException`,
    /// `InvalidApprovalTokenException`.
    pub fn put_approval(
        &mut self,
        at_action: (&str, &str, &str),
        token: &str,
        approved: bool,
        summary: &str,
        who: &str,
    ) -> Result<(), Refused> {
        let (name, stage, action) = at_action;
        let at = self.now;
        let mut pipeline = self.pipeline(name)?.clone();
        let declared = pipeline.stage(stage).ok_or_else(|| {
            let message = format!("Stage {stage} does not exist in pipeline {name}");
            Refused::new("StageNotFoundException", message)
        })?;
        if !declared
            .actions
            .iter()
            .any(|one| one.name == action && one.category == "Approval")
        {
            let message = format!("Action {action} does not exist in stage {stage}");
            return Err(Refused::new("ActionNotFoundException", message));
        }
        let index = pipeline.executions.iter().position(|one| {
            one.status.is_open()
                && one.stages.last().is_some_and(|it| it.name == stage)
                && one
                    .acting()
                    .is_some_and(|run| run.name == action && run.token.as_deref() == Some(token))
        });
        let Some(index) = index else {
            return Err(self.no_such_token(name, token));
        };
        if let Some(run) = last_run(&mut pipeline.executions[index]) {
            run.end(
                if approved {
                    Status::Succeeded
                } else {
                    Status::Failed
                },
                at,
            );
            run.summary = Some(summary.to_owned()).filter(|it| !it.is_empty());
            run.updated_by = Some(who.to_owned());
            if !approved {
                run.error = Some(("Rejected", summary.to_owned()));
            }
        }
        self.answered.insert(token.to_owned());
        self.follow(&mut pipeline, index, at);
        self.admit(&mut pipeline, at);
        self.pipelines.insert(name.to_owned(), pipeline);
        Ok(())
    }

    fn no_such_token(&self, pipeline: &str, token: &str) -> Refused {
        if self.answered.contains(token) {
            let message = "The approval action has already been approved or rejected.";
            return Refused::new("ApprovalAlreadyCompletedException", message);
        }
        let message = format!("Invalid approval token for pipeline {pipeline}");
        Refused::new("InvalidApprovalTokenException", message)
    }

    /// `StopPipelineExecution`: after the action under way, or (`abandon`) at once.
    ///
    /// # Errors
    /// `PipelineExecutionNotStoppableException`, `DuplicatedStopRequestException`.
    pub fn stop_pipeline(
        &mut self,
        name: &str,
        id: &str,
        abandon: bool,
        reason: Option<&str>,
    ) -> Result<(), Refused> {
        let at = self.now;
        let mut pipeline = self.pipeline(name)?.clone();
        let index = pipeline
            .executions
            .iter()
            .position(|one| one.id == id && one.status.is_open());
        let Some(index) = index else {
            let message =
                format!("Pipeline execution {id} of pipeline {name} is not in a stoppable state");
            return Err(Refused::new(
                "PipelineExecutionNotStoppableException",
                message,
            ));
        };
        let execution = &mut pipeline.executions[index];
        if execution.status == Status::Stopping && !abandon {
            let message = format!("Pipeline execution {id} is already stopping");
            return Err(Refused::new("DuplicatedStopRequestException", message));
        }
        let told = execution.status == Status::Stopping;
        let acting = execution.acting().is_some();
        execution.stop_reason = reason.map(str::to_owned);
        execution.updated_at = at;
        execution.status = Status::Stopping;
        if let Some(stage) = execution.stages.last_mut().filter(|_| acting) {
            stage.status = Status::Stopping;
        }
        if !told {
            self.tell_execution(&pipeline, index);
            if acting {
                self.tell_stage(&pipeline, index);
            }
        }
        let execution = &mut pipeline.executions[index];
        if !acting {
            execution.status = Status::Stopped;
            execution.waiting = false;
            self.tell_execution(&pipeline, index);
        } else if abandon {
            if let Some(run) = last_run(execution) {
                run.end(Status::Abandoned, at);
            }
            self.follow(&mut pipeline, index, at);
        }
        self.admit(&mut pipeline, at);
        self.pipelines.insert(name.to_owned(), pipeline);
        Ok(())
    }

    /// `RetryStageExecution`: tries the failed action of a stage again, or (`all`) the whole stage.
    ///
    /// # Errors
    /// `StageNotFoundException`, `StageNotRetryableException`, `NotLatestPipelineExecutionException`.
    pub fn retry_stage(
        &mut self,
        name: &str,
        stage: &str,
        id: &str,
        all: bool,
    ) -> Result<(), Refused> {
        let at = self.now;
        let mut pipeline = self.pipeline(name)?.clone();
        let Some(declared) = pipeline.stage(stage).cloned() else {
            let message = format!("Stage {stage} does not exist in pipeline {name}");
            return Err(Refused::new("StageNotFoundException", message));
        };
        let entered = pipeline
            .executions
            .iter()
            .rposition(|one| one.stages.iter().any(|it| it.name == stage));
        let Some(index) = entered.filter(|index| pipeline.executions[*index].id == id) else {
            let message = format!("Pipeline execution {id} is not the latest in stage {stage}");
            return Err(Refused::new("NotLatestPipelineExecutionException", message));
        };
        let execution = &mut pipeline.executions[index];
        let last = execution
            .stages
            .last_mut()
            .filter(|it| it.name == stage && matches!(it.status, Status::Failed | Status::Stopped));
        let Some(last) = last else {
            let message = format!("Stage {stage} has no failed actions to retry");
            return Err(Refused::new("StageNotRetryableException", message));
        };
        let failed = last.actions.last().map(|run| run.name.clone());
        let again = declared
            .actions
            .iter()
            .find(|one| all || Some(&one.name) == failed.as_ref());
        last.actions
            .extend(again.map(|action| begin(action, &mut self.ids, at)));
        last.status = Status::InProgress;
        last.retried_at = Some(at);
        execution.attempt += 1;
        execution.status = Status::InProgress;
        execution.change.failing_action = None;
        execution.updated_at = at;
        self.tell_execution(&pipeline, index);
        self.tell_stage(&pipeline, index);
        self.tell_action(&pipeline, index);
        self.pipelines.insert(name.to_owned(), pipeline);
        Ok(())
    }

    /// The token and the execution of an approval that waits.
    pub fn waiting_approval(&self, pipeline: &str) -> Option<(String, String)> {
        let executions = self.pipelines.get(pipeline)?.executions.iter();
        executions
            .filter(|one| one.status.is_open())
            .find_map(|one| Some((one.acting()?.token.clone()?, one.id.clone())))
    }
}

fn last_run(execution: &mut Execution) -> Option<&mut ActionRun> {
    execution.stages.last_mut()?.actions.last_mut()
}
