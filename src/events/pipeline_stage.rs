//! CodePipeline Stage Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::pipeline::{execution, state};
use crate::domain::release::{News, Observation, StageNews};

pub(super) fn read(event: &Envelope<'_>) -> Result<Option<Observation>, Undecodable> {
    let subject = execution(event)?;
    // Old events of stages name no stage: they say only that the execution is there.
    let Some((stage, state)) = event.text(&["stage"]).zip(state(event)?) else {
        return Ok(None);
    };
    Ok(Some(
        event.heard(subject, News::Stage(StageNews { stage, state })),
    ))
}
