//! What a person typed, freed of what a phone and Slack put into it.

use domain::one_line::one_line;

/// Undoes smart quotes, dashes typed for `--`, Slack's auto-links and escapes, and makes one line of it without odd spaces
/// and control characters.
pub fn clean(typed: &str) -> String {
    let unlinked = unlink(typed);
    let unescaped = unlinked
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let straight: String = unescaped
        .chars()
        .map(|c| match c {
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '‚' => '\'',
            c => c,
        })
        .collect();
    let line = one_line(&straight);
    let words: Vec<String> = line.split(' ').map(undash).collect();
    words.join(" ")
}

/// An em or en dash before a word is what a phone makes of `--`.
fn undash(word: &str) -> String {
    match word.strip_prefix(['—', '–']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => format!("--{rest}"),
        _ => word.to_owned(),
    }
}

/// `<http://payments.example|payments.example>` was typed as `payments.example`; people and channels stay as they are.
fn unlink(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        if inside.starts_with(['@', '#', '!']) {
            out.push('<');
            out.push_str(inside);
            out.push('>');
        } else {
            let shown = inside.split_once('|').map_or(inside, |(_, label)| label);
            out.push_str(shown.strip_prefix("mailto:").unwrap_or(shown));
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_phones_and_slack_put_in_is_taken_out() {
        for (typed, meant) in [
            ("  status   payments-api ", "status payments-api"),
            ("status —env prod", "status --env prod"),
            ("status –env=prod", "status --env=prod"),
            ("status “payments-api”", "status \"payments-api\""),
            ("approve it’s fine", "approve it's fine"),
            (
                "status <http://payments.api|payments.api>",
                "status payments.api",
            ),
            ("status <http://payments.api>", "status http://payments.api"),
            ("approve thanks <@U0ANN|ann>", "approve thanks <@U0ANN|ann>"),
            ("approve a &amp; b &lt;c&gt;", "approve a & b <c>"),
            ("approve 1 — 2", "approve 1 — 2"),
            ("status\u{00A0}a\u{200B}", "status a"),
            ("approve a < b", "approve a < b"),
            ("approve sh\u{0}ip\n\u{1B}it", "approve ship it"),
            ("approve —1 —한글", "approve —1 —한글"),
            ("", ""),
        ] {
            assert_eq!(clean(typed), meant, "{typed:?}");
        }
    }
}
