//! `chat.*`: posting, editing, deleting, and links to messages.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::model::{Draft, Message, Workspace};
use super::super::wire::{Args, Failure};
use super::Answer;
use super::content::{NO_FALLBACK, content, is_empty_object};

/// The longest text that `chat.update` and `chat.postEphemeral` take.
const LONGEST_EDIT: usize = 4_000;

/// `chat.postMessage`
pub fn post_message(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let channel = target(workspace, args.required("channel")?)?;
    workspace.channel_to_post(&channel)?;
    let sent = content(args, None)?;
    if sent.is_empty() {
        return Err("no_text".into());
    }
    let thread_ts = parent(workspace, &channel, args)?;
    let cut = sent.cut;
    let draft = Draft {
        broadcast: thread_ts.is_some() && args.flag("reply_broadcast")?,
        author: workspace.app.bot_user.clone(),
        content: sent.into_content(),
        ephemeral_to: None,
        channel: channel.clone(),
        thread_ts,
    };
    let message = workspace.post(draft, now).clone();
    let mut answer = message_answer(workspace, &message);
    if cut {
        answer.insert("warning".into(), "message_truncated".into());
        answer.insert(
            "response_metadata".into(),
            json!({"warnings": ["message_truncated"]}),
        );
    }
    Ok(answer)
}

/// `chat.postEphemeral`
pub fn post_ephemeral(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let channel = args.required("channel")?.to_owned();
    let user = args.required("user")?.to_owned();
    let place = workspace
        .channel_to_post(&channel)
        .map_err(|error| match error {
            // This method knows the one name for all that an administrator forbids.
            "restricted_action_read_only_channel" => "restricted_action",
            error => error,
        })?;
    let members = place.members.clone();
    if !members.contains(&user) {
        return Err("user_not_in_channel".into());
    }
    let sent = content(args, Some(LONGEST_EDIT))?;
    if sent.is_empty() {
        return Err("no_text".into());
    }
    let thread_ts = parent(workspace, &channel, args)?;
    let draft = Draft {
        author: workspace.app.bot_user.clone(),
        content: sent.into_content(),
        ephemeral_to: Some(user),
        broadcast: false,
        channel,
        thread_ts,
    };
    let ts = workspace.post(draft, now).ts.clone();
    Ok(Map::from_iter([("message_ts".to_owned(), json!(ts))]))
}

/// `chat.update`
pub fn update(workspace: &mut Workspace, args: &Args, now: Timestamp) -> Answer {
    let (channel, ts) = own_message(workspace, args, "cant_update_message")?;
    if workspace.channel_for_bot(&channel)?.archived {
        return Err("is_inactive".into());
    }
    let sent = content(args, Some(LONGEST_EDIT))?;
    let mut next = workspace
        .message(&channel, &ts)
        .ok_or("message_not_found")?
        .content()
        .clone();
    let kept_all = sent.text.is_none() && sent.blocks.is_none();
    if kept_all && sent.attachments.is_none() && sent.metadata.is_none() {
        return Err("no_text".into());
    }
    if !kept_all {
        // Text alone takes the blocks away; blocks alone leave nothing for a notification to say.
        next.text = sent.text.unwrap_or_else(|| match &sent.blocks {
            Some(blocks) if blocks.is_empty() => next.text.clone(),
            _ => NO_FALLBACK.to_owned(),
        });
        next.blocks = sent.blocks.unwrap_or_default();
    }
    if let Some(attachments) = sent.attachments {
        next.attachments = attachments;
    }
    if let Some(metadata) = sent.metadata {
        next.metadata = (!is_empty_object(&metadata)).then_some(metadata);
    }
    if next.text.trim().is_empty() && next.blocks.is_empty() && next.attachments.is_empty() {
        return Err("no_text".into());
    }
    if !workspace.edit(&channel, &ts, next, now) {
        return Err("message_not_found".into());
    }
    let message = workspace
        .message(&channel, &ts)
        .ok_or("message_not_found")?;
    let mut answer = message_answer(workspace, message);
    answer.insert("text".into(), message.text().into());
    Ok(answer)
}

/// `chat.delete`
pub fn delete(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let (channel, ts) = own_message(workspace, args, "cant_delete_message")?;
    workspace.delete(&channel, &ts);
    Ok(Map::from_iter([
        ("channel".to_owned(), json!(channel)),
        ("ts".to_owned(), json!(ts)),
    ]))
}

/// `chat.getPermalink`
pub fn permalink(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let channel = args.required("channel")?;
    let ts = args.required("message_ts")?;
    workspace.channel_for_bot(channel)?;
    let message = public_message(workspace, channel, ts)?;
    let mut link = format!(
        "https://{}.slack.com/archives/{channel}/p{}",
        workspace.team.domain,
        ts.replace('.', "")
    );
    if let Some(parent) = &message.thread_ts {
        link.push_str(&format!("?thread_ts={parent}&cid={channel}"));
    }
    Ok(Map::from_iter([
        ("channel".to_owned(), json!(channel)),
        ("permalink".to_owned(), json!(link)),
    ]))
}

/// Where `chat.postMessage` goes: an id, a person's id for their direct conversation, or `#name`.
fn target(workspace: &mut Workspace, channel: &str) -> Result<String, Failure> {
    if workspace.people.contains_key(channel) {
        return workspace
            .open_direct(channel)
            .map_err(|_| "channel_not_found".into());
    }
    if let Some(name) = channel.strip_prefix('#') {
        let named = workspace.channels.values().find(|known| known.name == name);
        return Ok(named.ok_or("channel_not_found")?.id.clone());
    }
    Ok(channel.to_owned())
}

/// The thread that is replied to; only a message that is no reply itself has one.
fn parent(workspace: &Workspace, channel: &str, args: &Args) -> Result<Option<String>, Failure> {
    let Some(ts) = args.text("thread_ts")?.filter(|ts| !ts.is_empty()) else {
        return Ok(None);
    };
    let parent = public_message(workspace, channel, ts).map_err(|_| "cannot_reply_to_message")?;
    if parent.thread_ts.is_some() {
        return Err("cannot_reply_to_message".into());
    }
    Ok(Some(ts.to_owned()))
}

/// A message that the Web API knows of: it stands and is not ephemeral.
fn public_message<'a>(
    workspace: &'a Workspace,
    channel: &str,
    ts: &str,
) -> Result<&'a Message, Failure> {
    workspace
        .message(channel, ts)
        .filter(|message| message.ephemeral_to.is_none())
        .ok_or_else(|| "message_not_found".into())
}

fn own_message(
    workspace: &Workspace,
    args: &Args,
    not_own: &'static str,
) -> Result<(String, String), Failure> {
    let channel = args.required("channel")?;
    let ts = args.required("ts")?;
    workspace.channel_for_bot(channel)?;
    let message = public_message(workspace, channel, ts)?;
    if message.author != workspace.app.bot_user {
        return Err(not_own.into());
    }
    Ok((channel.to_owned(), ts.to_owned()))
}

fn message_answer(workspace: &Workspace, message: &Message) -> Map<String, Value> {
    let mut json = workspace.message_json(message);
    if let Some(metadata) = message.metadata() {
        json.insert("metadata".into(), metadata.clone());
    }
    Map::from_iter([
        ("channel".to_owned(), json!(message.channel)),
        ("ts".to_owned(), json!(message.ts)),
        ("message".to_owned(), Value::Object(json)),
    ])
}
