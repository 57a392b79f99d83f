//! `usergroups.*`: groups and who is in them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::model::Workspace;
use super::super::wire::{Args, Failure};
use super::Answer;

/// `usergroups.list`
pub fn list(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    paid(workspace)?;
    let disabled = args.flag("include_disabled")?;
    let users = args.flag("include_users")?;
    let count = args.flag("include_count")?;
    let groups: Vec<Value> = workspace
        .groups
        .values()
        .filter(|group| disabled || !group.disabled)
        .map(|group| {
            let mut json = json!({
                "id": group.id, "team_id": workspace.team.id, "is_usergroup": true, "name": group.name,
                "description": "", "handle": group.handle, "is_external": false,
                "date_delete": i64::from(group.disabled),
            });
            if users {
                json["users"] = json!(group.members);
            }
            if users || count {
                json["user_count"] = json!(group.members.len());
            }
            json
        })
        .collect();
    Ok(Map::from_iter([("usergroups".to_owned(), json!(groups))]))
}

/// `usergroups.users.list`
pub fn users(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    paid(workspace)?;
    let group = workspace
        .groups
        .get(args.required("usergroup")?)
        .ok_or("no_such_subteam")?;
    if group.disabled && !args.flag("include_disabled")? {
        return Err("no_such_subteam".into());
    }
    Ok(Map::from_iter([("users".to_owned(), json!(group.members))]))
}

fn paid(workspace: &Workspace) -> Result<(), Failure> {
    if workspace.team.paid {
        Ok(())
    } else {
        Err("plan_upgrade_required".into())
    }
}
