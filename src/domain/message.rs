//! A message before Slack sees it: what it says, in which order, without a word of Slack's format.

use crate::domain::rich::Rich;

/// What one person, or a channel, is told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    /// A full sentence: all that a screen reader or a notification gives.
    pub headline: Rich,
    pub parts: Vec<Part>,
}

/// A part of a message below its headline.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    Paragraph(Rich),
    /// One line each, under one another.
    Lines(Vec<Rich>),
    /// Short labels with their values, two beside each other where there is room.
    Facts(Vec<(Rich, Rich)>),
    /// At most one in a message (a limit of Slack's). Cells are plain: nothing in them can act.
    Table {
        header: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Small print.
    Note(Rich),
}

impl Message {
    /// A message that is only its headline.
    pub fn sentence(headline: Rich) -> Self {
        Self {
            headline,
            parts: Vec::new(),
        }
    }

    /// Adds a part at the end.
    pub fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

/// How much a message matters while Slack takes only so many: the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// Somebody must look: a waiting approval, a failure, a rollback.
    NeedsPerson,
    /// It has begun, ended, or turned.
    Turn,
    Progress,
}
