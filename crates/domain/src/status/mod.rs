//! The answer to `status`: what was asked for out of what was seen, the worst first, in words.

mod depth;
mod select;
mod sentences;
mod table;

use std::collections::HashMap;

use jiff::Timestamp;

use crate::message::{Message, Part};
use crate::names::{EnvironmentName, Revision};
use crate::rich::Rich;
use crate::words::Words;

pub use select::{Pattern, Selection, select};

/// Services in one answer, by the contract.
pub const SHOWN: usize = 30;

/// The image tags that are known, by environment and revision.
pub type Tags = HashMap<(EnvironmentName, Revision), String>;

/// What an answer is made of beside what was selected.
pub struct View<'a> {
    pub words: &'a Words,
    pub tags: &'a Tags,
    pub now: Timestamp,
}

/// The answer: one service in depth, many as a table; pipelines, and what could not be seen, below.
pub fn message(selection: &Selection<'_>, view: &View<'_>) -> Message {
    let mut message = match selection.services.as_slice() {
        [] => table::pipelines_only(selection, view),
        [service] => depth::service(service, view),
        services => table::services(services, view),
    };
    let lines = sentences::pipelines(selection, view);
    if !lines.is_empty() {
        message.parts.push(Part::Lines(lines));
    }
    let gaps = gaps(selection, view.words);
    if !gaps.is_empty() {
        message.parts.push(Part::Lines(gaps));
    }
    message
}

/// A sentence for each thing that could not be seen.
pub fn gaps(selection: &Selection<'_>, words: &Words) -> Vec<Rich> {
    sentences::gaps(&selection.gaps, words)
}
