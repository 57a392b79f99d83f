//! CodePipeline Pipeline Execution State Change.

use super::envelope::{Envelope, Undecodable};
use super::pipeline::{execution, state};
use crate::domain::release::{Change, ExecutionNews, News, Observation};

pub(super) fn read(event: &Envelope<'_>) -> Result<Option<Observation>, Undecodable> {
    let subject = execution(event)?;
    let Some(state) = state(event)? else {
        return Ok(None);
    };
    let trigger = |key| event.text(&["execution-trigger", key]);
    let change = Change {
        revision: trigger("commit-id"),
        message: trigger("commit-message"),
        author: trigger("author-display-name"),
        branch: trigger("branch-name").or_else(|| trigger("tag-name")),
        url: None,
    };
    let news = ExecutionNews {
        state,
        started: event.time(&["start-time"]),
        started_by: trigger("trigger-detail").or_else(|| trigger("author-display-name")),
        change: (change != Change::default()).then_some(change),
        comment: event.text(&["stop-execution-comments"]),
        plan: Vec::new(),
    };
    Ok(Some(event.heard(subject, News::Execution(news))))
}
