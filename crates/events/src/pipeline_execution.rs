//! CodePipeline Pipeline Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::lenient::text;
use super::pipeline::{execution, failed_actions, source, stands, state};
use super::{Means, Silence};
use domain::release::{Change, ExecutionNews, News, RunState};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let subject = execution(event)?;
    let Some(state) = state(event)? else {
        return Ok(Means::Nothing(Silence::NewState));
    };
    let trigger = |key| event.text(&["execution-trigger", key]);
    let author = || trigger("author-display-name").or_else(|| trigger("author-id"));
    let change = Change {
        revision: trigger("commit-id"),
        message: trigger("commit-message"),
        author: author(),
        branch: trigger("branch-name").or_else(|| trigger("tag-name")),
        url: None,
    };
    let news = ExecutionNews {
        started: event.time(&["start-time"]),
        started_by: trigger("trigger-detail")
            .or_else(author)
            .or_else(|| trigger("trigger-type")),
        change: Some(change)
            .filter(|change| *change != Change::default())
            .or_else(|| source(event)),
        comment: event.text(&["stop-execution-comments"]),
        ..stands(state)
    };
    let mut said = vec![event.heard(subject.clone(), News::Execution(news))];
    if state == RunState::Failed {
        let stage = text(event.extras(), &["failedStage"]);
        said.extend(failed_actions(event, &subject, stage));
    }
    Ok(Means::Release(said))
}
