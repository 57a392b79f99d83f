//! What a message says, as an app sends it, and Slack's checks of it.

use serde_json::{Map, Value};

use super::super::blocks::{self, Surface};
use super::super::model::Content;
use super::super::wire::{Args, Failure};

/// The longest text that is kept; more is cut.
const LONGEST: usize = 40_000;
/// The longest `markdown_text`.
const LONGEST_MARKDOWN: usize = 12_000;
/// The most attachments.
const MOST_ATTACHMENTS: usize = 100;
/// The most bytes of metadata; Slack names no number.
const LARGEST_METADATA: usize = 16_384;
/// What Slack writes as the text of a message that has blocks and no text.
pub const NO_FALLBACK: &str = "This content can't be displayed.";

/// What was sent of a message: `None` is what was left out.
#[derive(Debug, Default)]
pub struct Sent {
    pub text: Option<String>,
    pub blocks: Option<Vec<Value>>,
    pub attachments: Option<Vec<Value>>,
    /// An empty object is what removes it.
    pub metadata: Option<Value>,
    /// Whether the text was cut.
    pub cut: bool,
}

impl Sent {
    /// Whether nothing in it can be shown.
    pub fn is_empty(&self) -> bool {
        self.text
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
            && self.blocks.as_ref().is_none_or(Vec::is_empty)
            && self.attachments.as_ref().is_none_or(Vec::is_empty)
    }

    /// A new message's content.
    pub fn into_content(self) -> Content {
        let text = self.text.filter(|text| !text.trim().is_empty());
        let blocks = self.blocks.unwrap_or_default();
        let fallback = if blocks.is_empty() { "" } else { NO_FALLBACK };
        Content {
            text: text.unwrap_or_else(|| fallback.to_owned()),
            blocks,
            attachments: self.attachments.unwrap_or_default(),
            metadata: self.metadata.filter(|metadata| !is_empty_object(metadata)),
        }
    }
}

/// Whether metadata is the empty object, which removes it.
pub fn is_empty_object(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

/// Reads and checks a message's arguments. `longest` text is an error; `None` cuts it.
///
/// # Errors
/// Slack's names for everything that can be wrong with a message, except `no_text`.
pub fn content(args: &Args, longest: Option<usize>) -> Result<Sent, Failure> {
    let mut sent = Sent {
        text: args.text("text")?.map(ToOwned::to_owned),
        blocks: list(args, "blocks", "invalid_blocks_format")?,
        attachments: list(args, "attachments", "invalid_attachments")?,
        metadata: args.structure("metadata", "invalid_metadata_format")?,
        cut: false,
    };
    if let Some(markdown) = args.text("markdown_text")? {
        if sent.text.is_some() || sent.blocks.is_some() {
            return Err("markdown_text_conflict".into());
        }
        if blocks::length(markdown) > LONGEST_MARKDOWN {
            return Err("msg_too_long".into());
        }
        sent.text = Some(markdown.to_owned());
    }
    check_text(&mut sent, longest)?;
    check_blocks(&sent)?;
    check_metadata(&sent)?;
    Ok(sent)
}

/// Reads and checks a message that is posted to a response URL or given as the answer to a command.
///
/// # Errors
/// As [`content`]; a response URL shows only the name.
pub fn hook_content(body: &Map<String, Value>) -> Result<Sent, Failure> {
    let member = |name: &str| body.get(name).filter(|value| !value.is_null());
    let array = |name: &str, error: &'static str| match member(name) {
        None => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items.clone())),
        Some(_) => Err(Failure::from(error)),
    };
    let mut sent = Sent {
        text: match member("text") {
            None => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(_) => return Err("invalid_payload".into()),
        },
        blocks: array("blocks", "invalid_blocks")?,
        attachments: array("attachments", "invalid_attachments")?,
        metadata: member("metadata").cloned(),
        cut: false,
    };
    check_text(&mut sent, None)?;
    check_blocks(&sent)?;
    check_metadata(&sent)?;
    Ok(sent)
}

fn list(args: &Args, name: &str, error: &'static str) -> Result<Option<Vec<Value>>, Failure> {
    match args.structure(name, error)? {
        None => Ok(None),
        Some(Value::Array(items)) => Ok(Some(items)),
        Some(_) => Err(error.into()),
    }
}

fn check_text(sent: &mut Sent, longest: Option<usize>) -> Result<(), Failure> {
    let Some(text) = &mut sent.text else {
        return Ok(());
    };
    if longest.is_some_and(|longest| blocks::length(text) > longest) {
        return Err("msg_too_long".into());
    }
    if text.chars().count() > LONGEST {
        *text = text.chars().take(LONGEST).collect();
        sent.cut = true;
    }
    Ok(())
}

fn check_blocks(sent: &Sent) -> Result<(), Failure> {
    let mut size = 0;
    let mut tables = 0;
    if let Some(blocks) = &sent.blocks {
        let problems = blocks::problems(blocks, Surface::Message, "");
        if !problems.is_empty() {
            return Err(Failure::listing("invalid_blocks", &problems));
        }
        size += blocks::size(blocks);
        tables += blocks::tables(blocks);
    }
    let attachments = sent.attachments.as_deref().unwrap_or_default();
    if attachments.len() > MOST_ATTACHMENTS {
        return Err("too_many_attachments".into());
    }
    for (index, attachment) in attachments.iter().enumerate() {
        let Some(object) = attachment.as_object() else {
            return Err("invalid_attachments".into());
        };
        if let Some(inner) = object.get("blocks") {
            let root = format!("/attachments/{index}");
            let inner = inner.as_array().ok_or("invalid_attachments")?;
            let problems = blocks::problems(inner, Surface::Message, &root);
            if !problems.is_empty() {
                return Err(Failure::listing("invalid_attachments", &problems));
            }
            size += blocks::size(inner);
            tables += blocks::tables(inner);
        }
    }
    if tables > 1 {
        return Err(Failure::listing(
            "invalid_blocks",
            &["only_one_table_allowed [json-pointer:/blocks]".to_owned()],
        ));
    }
    if size > blocks::LARGEST {
        return Err("msg_blocks_too_long".into());
    }
    Ok(())
}

fn check_metadata(sent: &Sent) -> Result<(), Failure> {
    let Some(metadata) = &sent.metadata else {
        return Ok(());
    };
    if is_empty_object(metadata) {
        return Ok(());
    }
    let named = metadata["event_type"]
        .as_str()
        .is_some_and(|name| !name.is_empty());
    let exact = metadata.as_object().is_some_and(|object| {
        object
            .keys()
            .all(|key| key == "event_type" || key == "event_payload")
    });
    if !named || !exact || !metadata["event_payload"].is_object() {
        return Err("invalid_metadata_format".into());
    }
    if metadata.to_string().len() > LARGEST_METADATA {
        return Err("metadata_too_large".into());
    }
    Ok(())
}
