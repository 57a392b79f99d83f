//! A message before Slack sees it: what it says, in which order, without a word of Slack's format.

use crate::acting::{Intent, IntentId};
use crate::names::PersonId;
use crate::rich::Rich;

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
    Actions(Actions),
}

/// What can be clicked: at most two buttons, and a menu of at most five for the rest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Actions {
    pub buttons: Vec<Button>,
    pub more: Vec<Button>,
}

/// Something to click. It stands for one exact thing, which is stored under an opaque id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Button {
    pub press: Press,
    pub intent: Intent,
    /// The only person who may click it, where it is not for all who may.
    pub only: Option<PersonId>,
    pub label: String,
    pub style: Style,
    /// What Slack asks before it passes the click on; a menu has none.
    pub confirm: Option<Confirm>,
}

/// What a click leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Press {
    /// It is done.
    Act,
    /// A modal asks for a reason, or shows what will be done.
    Ask,
}

/// How a button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    Plain,
    Primary,
    Danger,
}

/// A question before a click counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Confirm {
    pub title: String,
    pub text: String,
    pub yes: String,
    pub no: String,
}

/// A dialog that one person sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modal {
    /// At most 24 characters.
    pub title: String,
    pub message: Message,
    /// Something to write, where that is asked for.
    pub input: Option<Input>,
    /// What to submit it with, at most 24 characters, and what that does.
    pub submit: Option<(String, IntentId)>,
    /// At most 24 characters.
    pub close: String,
}

/// A field to write into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub label: String,
    pub is_optional: bool,
    /// Characters; Slack takes 3,000.
    pub longest: u32,
}

impl Button {
    /// The id that Slack holds in its place.
    pub fn id(&self) -> IntentId {
        self.intent.id(self.only.as_ref())
    }
}

impl Actions {
    /// Everything that can be clicked.
    pub fn all(&self) -> impl Iterator<Item = &Button> {
        self.buttons.iter().chain(&self.more)
    }

    /// Whether there is nothing to click.
    pub fn is_empty(&self) -> bool {
        self.buttons.is_empty() && self.more.is_empty()
    }
}

impl Press {
    /// Its word in what Slack holds.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Act => "act",
            Self::Ask => "ask",
        }
    }
}

impl Message {
    /// A message that is only its headline.
    pub fn sentence(headline: Rich) -> Self {
        Self {
            headline,
            parts: Vec::new(),
        }
    }

    /// Everything in it that can be clicked.
    pub fn buttons(&self) -> impl Iterator<Item = &Button> {
        self.parts.iter().flat_map(|part| match part {
            Part::Actions(actions) => actions.all().collect(),
            _ => Vec::new(),
        })
    }

    /// Whether it has a button for one person, so that nobody else has a use for it.
    pub fn is_personal(&self) -> bool {
        self.buttons().any(|button| button.only.is_some())
    }

    /// The same after another sentence.
    pub fn after(mut self, first: Rich) -> Self {
        let headline = std::mem::replace(&mut self.headline, first);
        self.parts.insert(0, Part::Paragraph(headline));
        self
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
