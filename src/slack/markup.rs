//! Text in Slack's `mrkdwn`, in which nothing from outside can mark up, mention or link.

use slack_morphism::prelude::{SlackBlockPlainText, SlackBlockPlainTextOnly};

use domain::rich::Span;

/// Characters of one section; Slack's limit is 3,000, and counts in different ways in different places.
pub const SECTION: usize = 2_900;

/// Characters of one name that are shown. AWS's own are shorter; a person may type anything, and the sentence around it
/// must still be read.
const NAME: usize = 300;

/// A sentence as mrkdwn, cut so that it fits `limit` characters, never inside an entity, a link or a date.
pub fn mrkdwn<'a>(spans: impl IntoIterator<Item = &'a Span>, limit: usize) -> String {
    let mut out = Cut::new(limit);
    for span in spans {
        let whole = match span {
            Span::Words(words) => out.each(words, escaped),
            Span::Text(text) => out.each(text, inert),
            Span::Code(name) => out.whole(&code(name)),
            Span::Link { url, label } => out.whole(&link(url, label)),
            Span::Person(person) => out.whole(&format!("<@{}>", only_id(person.as_str()))),
            Span::Group(group) => out.whole(&format!("<!subteam^{}>", only_id(group.as_str()))),
            Span::Time(at) => out.whole(&format!(
                "<!date^{}^{{date_short_pretty}} {{time}}|{}>",
                at.as_second(),
                at.strftime("%Y-%m-%d %H:%M UTC")
            )),
        };
        if !whole {
            break;
        }
    }
    out.text
}

/// Text in which nothing can act, of at most `limit` characters; `:x:` stays as it is.
pub fn plain(text: &str, limit: usize) -> SlackBlockPlainTextOnly {
    SlackBlockPlainText::new(cut(text, limit))
        .with_emoji(false)
        .into()
}

/// At most `limit` characters of a text, in UTF-16 units: never fewer than Slack counts.
pub fn cut(text: &str, limit: usize) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    let mut left = limit.saturating_sub(1);
    let fits = |c: &char| {
        let whole = left.checked_sub(c.len_utf16());
        left = whole.unwrap_or(0);
        whole.is_some()
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

/// A text that grows up to a limit and then ends with an ellipsis.
struct Cut {
    text: String,
    left: usize,
}

impl Cut {
    fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            left: limit.saturating_sub(1),
        }
    }

    /// Adds a piece that must not be cut.
    fn whole(&mut self, piece: &str) -> bool {
        let length = piece.chars().count();
        if length > self.left {
            self.text.push('…');
            return false;
        }
        self.left -= length;
        self.text.push_str(piece);
        true
    }

    /// Adds text that may be cut between characters.
    fn each(&mut self, text: &str, write: impl Fn(char) -> Piece) -> bool {
        let changes = |c| !matches!(write(c), Piece::Char(same) if same == c);
        let mut rest = text;
        // Nearly all of any text stays as it is; what lies between two characters that do not goes in at once.
        while let Some(at) = rest.find(changes) {
            let (run, tail) = rest.split_at(at);
            let mut tail = tail.chars();
            let whole = self.run(run)
                && tail.next().is_none_or(|c| match write(c) {
                    Piece::Entity(entity) => self.whole(entity),
                    Piece::Char(c) => self.run(c.encode_utf8(&mut [0; 4])),
                    Piece::Defused(c) => self.whole(&format!("{c}\u{200B}")),
                });
            if !whole {
                return false;
            }
            rest = tail.as_str();
        }
        self.run(rest)
    }

    /// Adds text as it is, cut between characters where it is too long.
    fn run(&mut self, text: &str) -> bool {
        match text.char_indices().nth(self.left) {
            Some((end, _)) => {
                self.text.push_str(&text[..end]);
                self.text.push('…');
                self.left = 0;
                false
            }
            None => self.whole(text),
        }
    }
}

/// What a character becomes.
enum Piece {
    Char(char),
    Entity(&'static str),
    /// With a zero-width space behind it, so that it pairs with nothing.
    Defused(char),
}

/// The three characters that Slack itself wants escaped:
/// <https://docs.slack.dev/messaging/formatting-message-text#escaping>.
fn escaped(c: char) -> Piece {
    match c {
        '&' => Piece::Entity("&amp;"),
        '<' => Piece::Entity("&lt;"),
        '>' => Piece::Entity("&gt;"),
        other => Piece::Char(other),
    }
}

/// Formatting characters cannot be escaped in mrkdwn; apart from their fellows they do nothing.
fn inert(c: char) -> Piece {
    match c {
        '*' | '_' | '~' | '`' => Piece::Defused(c),
        ':' => Piece::Defused(c),
        '\n' | '\r' => Piece::Char(' '),
        other => escaped(other),
    }
}

fn code(name: &str) -> String {
    let mut out = String::from("`");
    for (at, c) in name.chars().enumerate() {
        if at == NAME {
            out.push('…');
            break;
        }
        match escaped(c) {
            // A backtick would end the span.
            Piece::Char('`') => out.push('\''),
            Piece::Char('\n' | '\r') => out.push(' '),
            Piece::Char(c) | Piece::Defused(c) => out.push(c),
            Piece::Entity(entity) => out.push_str(entity),
        }
    }
    out.push('`');
    out
}

fn link(url: &str, label: &str) -> String {
    let mut text = String::new();
    for c in label.chars() {
        match inert(c) {
            // The bar parts address and label.
            Piece::Char('|') => text.push('/'),
            Piece::Char(c) | Piece::Defused(c) => text.push(c),
            Piece::Entity(entity) => text.push_str(entity),
        }
    }
    let url = url
        .replace('&', "&amp;")
        .replace('<', "%3C")
        .replace('>', "%3E")
        .replace('|', "%7C");
    format!("<{url}|{text}>")
}

fn only_id(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::names::{GroupId, PersonId};
    use domain::rich::Rich;

    fn of(span: Span) -> String {
        mrkdwn([&span], SECTION)
    }

    #[test]
    fn nothing_from_outside_can_act() {
        for (text, shown) in [
            (
                "<!channel> & <@U0ANN>",
                "&lt;!channel&gt; &amp; &lt;@U0ANN&gt;",
            ),
            ("*bold* _it_", "*\u{200B}bold*\u{200B} _\u{200B}it_\u{200B}"),
            ("`code`", "`\u{200B}code`\u{200B}"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(of(Span::Text(text.into())), shown);
        }
        assert_eq!(of(Span::Code("a`<b>".into())), "`a'&lt;b&gt;`");
        assert_eq!(
            of(Span::Link {
                url: "https://a.example/?x=1&y=<z>|".into(),
                label: "a|<b>".into()
            }),
            "<https://a.example/?x=1&amp;y=%3Cz%3E%7C|a/&lt;b&gt;>"
        );
        assert_eq!(of(Span::Person(PersonId::new("U0ANN>"))), "<@U0ANN>");
        assert_eq!(
            of(Span::Group(GroupId::new("S0ONCALL|<!here>"))),
            "<!subteam^S0ONCALLhere>"
        );
    }

    #[test]
    fn a_cut_never_falls_inside_an_entity_or_a_name() {
        let rich = Rich(vec![
            Span::Text("ab&".into()),
            Span::Code("payments-api".into()),
        ]);
        assert_eq!(mrkdwn(&rich, 100), "ab&amp;`payments-api`");
        assert_eq!(mrkdwn(&rich, 10), "ab&amp;…");
        assert_eq!(mrkdwn(&rich, 5), "ab…");
        assert_eq!(mrkdwn(&rich, 1), "…");
    }

    #[test]
    fn a_name_without_end_leaves_the_sentence_around_it() {
        let rich = Rich(vec![
            Span::Code("a".repeat(3_000)),
            Span::Words(" is unknown.".into()),
        ]);
        let text = mrkdwn(&rich, SECTION);
        assert!(text.ends_with("a…` is unknown."), "{text}");
    }

    #[test]
    fn our_own_words_keep_their_markup() {
        assert_eq!(
            of(Span::Words("*now* `x` <NAME>".into())),
            "*now* `x` &lt;NAME&gt;"
        );
    }
}
