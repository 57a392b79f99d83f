//! What others wrote, repeated: cut to what a message has room for.

use crate::rich::Rich;
use crate::words::Words;

/// Characters that are repeated; the rest is in the console.
const LONGEST: usize = 300;

/// Others' words as they stand.
pub fn quoted(text: &str) -> Rich {
    Rich::text(cut(text, LONGEST))
}

/// AWS's own words for why something went wrong, as a sentence.
pub fn reason(reason: &str, words: &Words) -> Rich {
    // The sentence around it has a full stop of its own.
    let reason = Rich::text(cut(reason.trim().trim_end_matches('.'), LONGEST));
    words.say("reason", &[("reason", reason.into())])
}

/// A text of at most `longest` characters; an ellipsis stands where it was cut.
pub fn cut(text: &str, longest: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_long_is_cut_between_characters() {
        assert_eq!(quoted(" Checked.\n").plain(), "Checked.");
        let long = "가".repeat(LONGEST);
        assert_eq!(quoted(&long).plain(), long);
        assert_eq!(quoted(&format!("{long}나")).plain(), format!("{long}…"));
    }
}
