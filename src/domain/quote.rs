//! What others wrote, repeated: cut to what a message has room for.

use crate::domain::rich::Rich;
use crate::domain::words::Words;

/// Characters that are repeated; the rest is in the console.
const LONGEST: usize = 300;

/// Others' words as a part of a sentence that has a full stop of its own.
pub fn quoted(text: &str) -> Rich {
    let cut: String = text.chars().take(LONGEST).collect();
    let end = if cut.len() < text.len() { "…" } else { "" };
    Rich::text(format!("{}{end}", cut.trim().trim_end_matches('.')))
}

/// AWS's own words for why something went wrong, as a sentence.
pub fn reason(reason: &str, words: &Words) -> Rich {
    words.say("reason", &[("reason", quoted(reason).into())])
}
