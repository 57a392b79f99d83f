//! How a manual approval stands, and the token by which it is answered, read anew at every answer.

use aws_sdk_codepipeline::types as sdk;

use super::{Hands, misplaced};
use crate::aws::codepipeline;
use crate::aws::fleet::Fleet;
use crate::aws::why::is_unknown;
use domain::acting::ApprovalRef;
use domain::acting::approval::Standing;
use domain::look::Why;
use domain::names::Environment;
use domain::release::Subject;

impl Fleet {
    /// How an approval stands now. It waits only if this very attempt of this execution does.
    ///
    /// # Errors
    /// Why AWS did not say.
    pub async fn approval(
        &self,
        environment: &Environment,
        approval: &ApprovalRef,
    ) -> Result<Standing, Why> {
        let hands = Hands::of(self, environment).await;
        let latest = hands.latest(approval).await?;
        if let Some(token) = latest.as_ref().and_then(token) {
            return Ok(Standing::Waits { token });
        }
        let attempt = hands.attempt(approval).await?;
        Ok(attempt.as_ref().map_or(Standing::Gone, standing))
    }
}

impl Hands<'_> {
    /// The attempt as GetPipelineState shows it: of each stage only the latest execution, and no tokens at all where
    /// executions run in parallel.
    pub async fn latest(
        &self,
        approval: &ApprovalRef,
    ) -> Result<Option<sdk::ActionExecution>, Why> {
        let (pipeline, id) = execution(approval)?;
        let state = match codepipeline::state(&self.clients, pipeline).await {
            Err(why) if is_unknown(&why) => return Ok(None),
            state => state?,
        };
        let stage = state.stage_states().iter().find(|stage| {
            let latest = stage.latest_execution();
            stage.stage_name() == Some(&approval.stage)
                && latest.is_some_and(|latest| latest.pipeline_execution_id() == id)
        });
        let actions = stage.map_or(&[][..], |stage| stage.action_states());
        let latest = actions
            .iter()
            .filter(|action| action.action_name() == Some(&approval.action))
            .find_map(|action| action.latest_execution());
        let ours = latest.filter(|latest| latest.action_execution_id() == Some(&approval.attempt));
        Ok(ours.cloned())
    }

    /// The attempt as the history of its execution has it; `None` where AWS does not know it.
    pub async fn attempt(
        &self,
        approval: &ApprovalRef,
    ) -> Result<Option<sdk::ActionExecutionDetail>, Why> {
        let (pipeline, id) = execution(approval)?;
        let (attempts, missed) = codepipeline::actions_of(&self.clients, pipeline, id).await;
        let found = attempts.into_iter().find(|detail| {
            detail.action_execution_id() == Some(&approval.attempt)
                && detail.stage_name() == Some(&approval.stage)
                && detail.action_name() == Some(&approval.action)
        });
        match (found, missed) {
            (None, Some(why)) if !is_unknown(&why) => Err(why),
            (found, _) => Ok(found),
        }
    }
}

fn execution(approval: &ApprovalRef) -> Result<(&str, &str), Why> {
    match &approval.execution {
        Subject::Execution { pipeline, id, .. } => Ok((pipeline, id)),
        other => Err(misplaced(other)),
    }
}

/// The token of an attempt that waits.
fn token(latest: &sdk::ActionExecution) -> Option<String> {
    let waits = latest.status() == Some(&sdk::ActionExecutionStatus::InProgress);
    latest.token().filter(|_| waits).map(str::to_owned)
}

/// What the history says. The token of an attempt that waits is its `externalExecutionId`:
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PutApprovalResult.html>.
fn standing(detail: &sdk::ActionExecutionDetail) -> Standing {
    let result = detail.output().and_then(|output| output.execution_result());
    let token = result.and_then(|result| result.external_execution_id());
    let by = detail.updated_by().map(str::to_owned);
    match (detail.status().map(|status| status.as_str()), token, by) {
        (Some("InProgress"), Some(token), _) => Standing::Waits {
            token: token.to_owned(),
        },
        (Some("Succeeded"), _, by) => Standing::Answered { approved: true, by },
        (Some("Failed"), _, Some(by)) => Standing::Answered {
            approved: false,
            by: Some(by),
        },
        // An approval fails by itself only when its time is up.
        (Some("Failed"), _, None) => Standing::Expired,
        _ => Standing::Gone,
    }
}
