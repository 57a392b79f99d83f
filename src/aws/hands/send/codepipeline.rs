//! The answer to a manual approval.

use aws_sdk_codepipeline::types as sdk;

use super::{Made, Unmade, once, unmade, unsent};
use crate::aws::hands::{Hands, misplaced};
use domain::acting::ApprovalRef;
use domain::release::Subject;

impl Hands<'_> {
    /// `PutApprovalResult`
    pub(super) async fn answer(
        &self,
        approval: &ApprovalRef,
        approved: bool,
        summary: &str,
        token: &str,
    ) -> Made {
        let Subject::Execution { pipeline, .. } = &approval.execution else {
            return Err(Unmade::Refused(misplaced(&approval.execution)));
        };
        let status = match approved {
            true => sdk::ApprovalStatus::Approved,
            false => sdk::ApprovalStatus::Rejected,
        };
        let result = sdk::ApprovalResult::builder()
            .status(status)
            .summary(summary)
            .build()
            .map_err(unsent)?;
        once(&self.clients)
            .codepipeline
            .put_approval_result()
            .pipeline_name(pipeline)
            .stage_name(&approval.stage)
            .action_name(&approval.action)
            .result(result)
            .token(token)
            .send()
            .await
            .map_err(|error| unmade("codepipeline:PutApprovalResult", &error))?;
        Ok(None)
    }
}
