//! `conversations.*` about channels themselves.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::model::{Channel, ChannelKind, Workspace};
use super::super::scopes::missing_scope;
use super::super::wire::{Args, Failure};
use super::Answer;
use super::pages::{page, put_cursor};

/// How many channels come at once, whatever the limit: Slack may give fewer than were asked for.
const MOST: usize = 4;

/// `conversations.info`
pub fn info(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let channel = readable(workspace, args.required("channel")?, "read")?;
    let mut json = channel_json(workspace, channel);
    if args.flag("include_num_members")? {
        json["num_members"] = json!(channel.members.len());
    }
    if args.flag("include_locale")? {
        json["locale"] = json!("en-US");
    }
    Ok(Map::from_iter([("channel".to_owned(), json)]))
}

/// `conversations.members`
pub fn members(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let channel = readable(workspace, args.required("channel")?, "read")?;
    let members = channel.members.iter().cloned().collect();
    let (members, next) = page(members, args, MOST)?;
    let mut answer = Map::from_iter([("members".to_owned(), json!(members))]);
    put_cursor(&mut answer, next);
    Ok(answer)
}

/// `conversations.list`
pub fn list(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let kinds = kinds(workspace, args.text("types")?.unwrap_or("public_channel"))?;
    let without_archived = args.flag("exclude_archived")?;
    let bot = &workspace.app.bot_user;
    let channels: Vec<Value> = workspace
        .channels
        .values()
        .filter(|channel| kinds.contains(&channel.kind))
        .filter(|channel| workspace.can_see(bot, &channel.id))
        .filter(|channel| !(without_archived && channel.archived))
        .map(|channel| channel_json(workspace, channel))
        .collect();
    let (channels, next) = page(channels, args, MOST)?;
    let mut answer = Map::from_iter([("channels".to_owned(), json!(channels))]);
    put_cursor(&mut answer, next);
    Ok(answer)
}

/// `conversations.open`
pub fn open(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let users: Vec<&str> = args
        .text("users")?
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|user| !user.is_empty())
        .collect();
    let id = match (args.text("channel")?, users.as_slice()) {
        (Some(channel), []) => {
            let channel = workspace.channel_for_bot(channel)?;
            if channel.kind != ChannelKind::Direct {
                return Err("method_not_supported_for_channel_type".into());
            }
            channel.id.clone()
        }
        (_, []) => return Err("users_list_not_supplied".into()),
        (_, [one]) => {
            need(workspace, "im:write")?;
            workspace.open_direct(one)?
        }
        (_, [..]) if users.len() > 8 => return Err("too_many_users".into()),
        (_, [..]) => {
            need(workspace, "mpim:write")?;
            return Err("method_not_supported_for_channel_type".into());
        }
    };
    let channel = if args.flag("return_im")? {
        let channel = workspace.channels.get(&id).ok_or("channel_not_found")?;
        channel_json(workspace, channel)
    } else {
        json!({"id": id})
    };
    Ok(Map::from_iter([("channel".to_owned(), channel)]))
}

/// The channel, if the bot knows of it and the token has the scope for its kind. `what` is `read` or `history`.
pub fn readable<'a>(
    workspace: &'a Workspace,
    id: &str,
    what: &str,
) -> Result<&'a Channel, Failure> {
    let channel = workspace.channel_for_bot(id)?;
    need(workspace, &format!("{}:{what}", channel.kind.family()))?;
    Ok(channel)
}

fn need(workspace: &Workspace, scope: &str) -> Result<(), Failure> {
    if workspace.app.scopes.contains(scope) {
        return Ok(());
    }
    Err(missing_scope(&workspace.app.scopes, scope))
}

fn kinds(workspace: &Workspace, types: &str) -> Result<Vec<ChannelKind>, Failure> {
    let mut kinds = Vec::new();
    for name in types.split(',').map(str::trim) {
        let kind = match name {
            "public_channel" => ChannelKind::Public,
            "private_channel" => ChannelKind::Private,
            "im" => ChannelKind::Direct,
            "mpim" => {
                need(workspace, "mpim:read")?;
                continue;
            }
            _ => return Err("invalid_types".into()),
        };
        need(workspace, &format!("{}:read", kind.family()))?;
        kinds.push(kind);
    }
    Ok(kinds)
}

fn channel_json(workspace: &Workspace, channel: &Channel) -> Value {
    let bot = &workspace.app.bot_user;
    if channel.kind == ChannelKind::Direct {
        let user = channel.members.iter().find(|member| *member != bot);
        return json!({
            "id": channel.id, "is_im": true, "is_channel": false, "is_group": false, "is_archived": false,
            "user": user, "is_org_shared": false,
        });
    }
    let private = channel.kind == ChannelKind::Private;
    let teams: Vec<&String> = [&workspace.team.id]
        .into_iter()
        .chain(&channel.shared_with)
        .collect();
    json!({
        "id": channel.id, "name": channel.name, "name_normalized": channel.name,
        "is_channel": !private, "is_group": private, "is_im": false, "is_mpim": false, "is_private": private,
        "is_archived": channel.archived, "is_member": workspace.bot_is_in(channel), "is_general": false,
        "is_shared": channel.is_ext_shared(), "is_ext_shared": channel.is_ext_shared(), "is_org_shared": false,
        "is_pending_ext_shared": false, "shared_team_ids": teams,
        "context_team_id": workspace.team.id,
    })
}
