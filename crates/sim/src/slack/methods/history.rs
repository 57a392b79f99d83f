//! `conversations.history` and `conversations.replies`: what was said.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::model::{Message, Workspace, micros_of};
use super::super::wire::{Args, Failure};
use super::Answer;
use super::conversations::readable;
use super::pages::{page, put_cursor};

/// How many messages come at once, whatever the limit.
const MOST: usize = 20;

/// `conversations.history`: newest first, replies only where they were broadcast.
pub fn history(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let channel = member_channel(workspace, args)?;
    let span = Span::of(args)?;
    let messages: Vec<&Message> = workspace
        .channel_flow(&channel)
        .rev()
        .filter(|message| span.holds(message))
        .collect();
    answer(workspace, messages, args)
}

/// `conversations.replies`: the parent, then its replies, oldest first.
pub fn replies(workspace: &mut Workspace, args: &Args, _: Timestamp) -> Answer {
    let channel = member_channel(workspace, args)?;
    let parent = args.required("ts")?;
    let span = Span::of(args)?;
    let thread: Vec<&Message> = workspace.thread(&channel, parent).collect();
    if thread.first().is_none_or(|first| first.ts != parent) {
        return Err("thread_not_found".into());
    }
    // The parent comes whatever the span.
    let messages = thread
        .into_iter()
        .filter(|message| message.ts == parent || span.holds(message))
        .collect();
    answer(workspace, messages, args)
}

fn member_channel(workspace: &Workspace, args: &Args) -> Result<String, Failure> {
    let channel = readable(workspace, args.required("channel")?, "history")?;
    if !workspace.bot_is_in(channel) {
        return Err("not_in_channel".into());
    }
    Ok(channel.id.clone())
}

fn answer(workspace: &Workspace, messages: Vec<&Message>, args: &Args) -> Answer {
    let with_metadata = args.flag("include_all_metadata")?;
    let (messages, next) = page(messages, args, MOST)?;
    let messages: Vec<Value> = messages
        .into_iter()
        .map(|message| {
            let mut json = workspace.message_json(message);
            if let Some(metadata) = message.metadata()
                && with_metadata
                && !message.deleted
            {
                json.insert("metadata".into(), metadata.clone());
            }
            Value::Object(json)
        })
        .collect();
    let mut answer = Map::new();
    answer.insert("messages".into(), messages.into());
    answer.insert("has_more".into(), next.is_some().into());
    answer.insert("pin_count".into(), json!(0));
    // The last page of a history has no cursor at all.
    if next.is_some() {
        put_cursor(&mut answer, next);
    }
    Ok(answer)
}

/// The span of time that was asked for, in microseconds.
struct Span {
    oldest: Option<i64>,
    latest: Option<i64>,
    inclusive: bool,
}

impl Span {
    fn of(args: &Args) -> Result<Self, Failure> {
        let bound = |name: &str, error: &'static str| -> Result<Option<i64>, Failure> {
            match args.text(name)?.filter(|ts| !ts.is_empty()) {
                None => Ok(None),
                Some(ts) => Ok(Some(micros_of(ts).ok_or(error)?)),
            }
        };
        Ok(Self {
            oldest: bound("oldest", "invalid_ts_oldest")?,
            latest: bound("latest", "invalid_ts_latest")?,
            inclusive: args.flag("inclusive")?,
        })
    }

    fn holds(&self, message: &Message) -> bool {
        let ts = micros_of(&message.ts).unwrap_or_default();
        let after = |oldest| ts > oldest || (self.inclusive && ts == oldest);
        let before = |latest| ts < latest || (self.inclusive && ts == latest);
        self.oldest.is_none_or(after) && self.latest.is_none_or(before)
    }
}
