//! `users.info`: a person.

use jiff::Timestamp;
use serde_json::{Map, json};

use super::super::model::{Channel, Workspace};
use super::super::wire::Args;
use super::Answer;

/// `users.info`; the locale comes only on request.
pub fn info(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let id = args.required("user")?;
    let app = &workspace.app;
    let team = &workspace.team.id;
    let mut user = if id == app.bot_user {
        json!({
            "id": id, "team_id": team, "name": app.name, "real_name": app.name, "deleted": false, "is_bot": true,
            "profile": {"real_name": app.name, "display_name": "", "bot_id": app.bot_id, "api_app_id": app.id},
        })
    } else {
        let person = workspace.people.get(id).ok_or("user_not_found")?;
        json!({
            "id": id, "team_id": workspace.team_of(id), "name": person.name, "real_name": person.real_name,
            "deleted": person.deleted, "is_admin": person.admin, "is_bot": false,
            "profile": {"real_name": person.real_name, "display_name": person.name},
        })
    };
    if workspace.is_external(id) {
        // Whoever shares a channel with the app is no stranger to it.
        let bot = &workspace.app.bot_user;
        let meets = |channel: &Channel| {
            workspace.can_see(bot, &channel.id) && workspace.can_see(id, &channel.id)
        };
        let is_stranger = !workspace.channels.values().any(meets);
        user["is_stranger"] = json!(is_stranger);
    }
    if let Some(enterprise) = workspace.enterprise_of(id) {
        user["enterprise_user"] = json!({
            "id": id, "enterprise_id": enterprise, "enterprise_name": enterprise, "is_admin": false,
            "is_owner": false, "teams": [workspace.team_of(id)],
        });
    }
    if args.flag("include_locale")? {
        let locale = workspace
            .people
            .get(id)
            .map(|person| person.locale.as_str());
        user["locale"] = json!(locale.unwrap_or("en-US"));
    }
    Ok(Map::from_iter([("user".to_owned(), user)]))
}
