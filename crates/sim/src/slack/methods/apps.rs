//! `apps.connections.open`: where to connect for Socket Mode.

use jiff::Timestamp;
use serde_json::Map;

use super::super::model::Workspace;
use super::super::wire::Args;
use super::Answer;

/// Answers an address that opens one connection, once and soon.
pub fn open(workspace: &mut Workspace, _: &Args, now: Timestamp) -> Answer {
    let ticket = workspace.issue_ticket(now);
    let url = format!(
        "{}?ticket={ticket}&app_id={}",
        workspace.link_url, workspace.app.id
    );
    Ok(Map::from_iter([("url".to_owned(), url.into())]))
}
