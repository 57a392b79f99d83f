//! `auth.test`: whose token this is.

use jiff::Timestamp;
use serde_json::Map;

use super::super::model::Workspace;
use super::super::wire::Args;
use super::Answer;

/// Answers who the app is, and where.
pub fn test(workspace: &mut Workspace, _: &Args, _: Timestamp) -> Answer {
    let url = format!("https://{}.slack.com/", workspace.team.domain);
    let mut answer = Map::new();
    for (name, value) in [
        ("url", &url),
        ("team", &workspace.team.name),
        ("user", &workspace.app.name),
        ("team_id", &workspace.team.id),
        ("user_id", &workspace.app.bot_user),
        ("bot_id", &workspace.app.bot_id),
    ] {
        answer.insert(name.into(), value.clone().into());
    }
    if let Some(enterprise) = &workspace.team.enterprise {
        answer.insert("enterprise_id".into(), enterprise.clone().into());
    }
    let is_org = workspace.app.org_installed;
    answer.insert("is_enterprise_install".into(), is_org.into());
    Ok(answer)
}
