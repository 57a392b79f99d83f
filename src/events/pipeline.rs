//! What the three families of CodePipeline have in common:
//! <https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html>.

use super::envelope::{Envelope, Undecodable};
use crate::domain::release::{RunState, Subject};

/// The execution that an event is of.
pub(super) fn execution(event: &Envelope<'_>) -> Result<Subject, Undecodable> {
    Ok(Subject::Execution {
        place: event.place()?,
        pipeline: event.required(&["pipeline"], "pipeline")?,
        id: event.required(&["execution-id"], "execution-id")?,
    })
}

/// The state of an execution or of a stage.
pub(super) fn state(event: &Envelope<'_>) -> Result<Option<RunState>, Undecodable> {
    Ok(Some(match event.required(&["state"], "state")?.as_str() {
        "STARTED" => RunState::Started,
        "RESUMED" => RunState::Resumed,
        "STOPPING" => RunState::Stopping,
        "STOPPED" => RunState::Stopped,
        "CANCELED" | "CANCELLED" => RunState::Canceled,
        "SUPERSEDED" => RunState::Superseded,
        "FAILED" => RunState::Failed,
        "SUCCEEDED" => RunState::Succeeded,
        _ => return Ok(None),
    }))
}
