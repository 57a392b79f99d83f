//! What a person writes beside what they do: a comment, or the reason for a rejection.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::one_line::one_line;

/// One line, as the person wrote it; it holds no control character and is never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Comment(String);

/// There is nothing in it that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an empty comment")]
pub struct Empty;

impl Comment {
    /// Takes what was typed; `None` where nothing of it can be read.
    pub fn new(text: &str) -> Option<Self> {
        let line = one_line(text);
        (!line.is_empty()).then_some(Self(line))
    }

    /// The comment as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Comment {
    type Error = Empty;

    fn try_from(text: String) -> Result<Self, Empty> {
        Self::new(&text).ok_or(Empty)
    }
}

impl fmt::Display for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
