//! Text from outside as one line: nothing in it that cannot be seen, and one space between words.

/// The text as one line. Every kind of space becomes one space; control characters and invisible ones are removed.
pub fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect();
    let words: Vec<&str> = visible.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Control characters, zero-width characters, and those that change the direction of what follows.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_one_line_without_a_control_character() {
        for (text, line) in [
            ("ship it", "ship it"),
            (" ship\r\n\tit\u{2028}now\u{A0}", "ship it now"),
            ("sh\u{0}ip\u{1B}[31m it\u{7F}\u{9F}", "ship[31m it"),
            ("a\u{85}b", "a b"),
            ("\u{202E}pihs\u{202C}\u{2066} 배포\u{200B}", "pihs 배포"),
            ("\u{0}\n", ""),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }
}
