//! How a problem is worded: what someone wrote, made fit to repeat, and what they probably meant.

/// The word that was probably meant: within a third of its letters.
pub(super) fn nearest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let near = known.map(|known| (strsim::damerau_levenshtein(word, known), known));
    let (distance, known) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= known.len().div_ceil(3)).then_some(known)
}

/// What someone wrote, fit to be repeated: one short line, and never what looks like a token.
pub(super) fn printable(text: &str) -> String {
    const LONGEST: usize = 80;
    if ["xox", "xapp-", "xwfp-"]
        .iter()
        .any(|mark| text.contains(mark))
    {
        return "(a token, not shown)".to_owned();
    }
    let shown: String = text
        .chars()
        .take(LONGEST)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        return shown + "…";
    }
    shown
}

/// Says that `text` is none of `words`, with the one that was probably meant or else all of them.
pub(super) fn not_one_of<'w>(text: &str, words: impl Iterator<Item = &'w str> + Clone) -> String {
    let text_shown = quoted(text);
    match nearest(text, words.clone()) {
        Some(near) => format!("is {text_shown}, which is not known; did you mean `{near}`?"),
        None => {
            let all: Vec<_> = words.map(|word| format!("`{word}`")).collect();
            format!("is {text_shown}, which is none of {}", all.join(", "))
        }
    }
}

/// What someone wrote, between backticks.
pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", printable(text))
}
