//! What Slack accepts as blocks and views, and how it words what it does not. Pure.

mod check;
mod elements;
mod kinds;
mod rich_text;
mod table;
mod text;
mod view;

use std::collections::HashSet;

use serde_json::{Map, Value};

use check::Check;
pub use check::length;
pub use view::view_problems;

/// The most characters that the blocks of one message may hold together; found by experience, not documented.
pub const LARGEST: usize = 12_000;

/// Where blocks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Message,
    Modal,
    Home,
}

impl Surface {
    fn most(self) -> usize {
        match self {
            Surface::Message => 50,
            Surface::Modal | Surface::Home => 100,
        }
    }
}

/// Everything wrong with `blocks`, worded as Slack does, with JSON pointers below `root` (`""`, `/view`).
pub fn problems(blocks: &[Value], surface: Surface, root: &str) -> Vec<String> {
    let mut check = Check::default();
    let at = format!("{root}/blocks");
    if blocks.len() > surface.most() {
        check.wrong(
            format_args!("no more than {} items allowed", surface.most()),
            &at,
        );
    }
    let mut ids = HashSet::new();
    for (index, block) in blocks.iter().enumerate() {
        let at = format!("{at}/{index}");
        kinds::block(&mut check, block, &at, surface);
        if let Some(id) = block["block_id"].as_str()
            && !ids.insert(id)
        {
            check.wrong("block_id already exists", &format!("{at}/block_id"));
        }
    }
    let markdown: usize = blocks
        .iter()
        .filter(|block| block["type"] == "markdown")
        .map(|block| length(block["text"].as_str().unwrap_or_default()))
        .sum();
    if blocks.len() > 1 && markdown > text::LONGEST_MARKDOWN {
        check.wrong(
            "markdown blocks must be less than 12001 characters in total",
            &at,
        );
    }
    check.into_problems()
}

/// Everything wrong with what an app answers to a `block_suggestion`; no options at all is an answer.
pub fn suggestion_problems(answer: &Map<String, Value>) -> Vec<String> {
    let mut check = Check::default();
    elements::options(&mut check, answer, "", 0);
    check.into_problems()
}

/// How many characters blocks hold together: every string that a person reads.
pub fn size(blocks: &[Value]) -> usize {
    fn walk(value: &Value) -> usize {
        match value {
            Value::Array(items) => items.iter().map(walk).sum(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| match value {
                    Value::String(text) if name == "text" || name == "alt_text" => length(text),
                    Value::String(_) => 0,
                    value => walk(value),
                })
                .sum(),
            _ => 0,
        }
    }
    blocks.iter().map(walk).sum()
}

/// How many tables there are; one message may have one.
pub fn tables(blocks: &[Value]) -> usize {
    blocks
        .iter()
        .filter(|block| block["type"] == "table")
        .count()
}
