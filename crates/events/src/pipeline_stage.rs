//! CodePipeline Stage Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::pipeline::{execution, failed_actions, source, stands, state};
use super::{Means, Silence};
use domain::release::{ExecutionNews, News, RunState, StageNews};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let subject = execution(event)?;
    let stage = event.text(&["stage"]);
    let Some(state) = state(event)? else {
        return Ok(Means::Nothing(Silence::NewState));
    };
    // A stage that begins says of its execution that it is in motion, whether the stage is named or not.
    let begins = matches!(state, RunState::Started | RunState::Resumed);
    let change = source(event);
    let mut said = Vec::new();
    if begins && (stage.is_none() || change.is_some()) {
        let news = ExecutionNews {
            change,
            ..stands(state)
        };
        said.push(event.heard(subject.clone(), News::Execution(news)));
    }
    if let Some(stage) = stage.clone() {
        said.push(event.heard(subject.clone(), News::Stage(StageNews { stage, state })));
    }
    if state == RunState::Failed {
        said.extend(failed_actions(event, &subject, stage));
    }
    match said.is_empty() {
        true => Ok(Means::Nothing(Silence::NoStage)),
        false => Ok(Means::Release(said)),
    }
}
