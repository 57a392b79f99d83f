//! Text with parts that differ in trust and in shape: our own words, what came from outside, links, people, times.

use jiff::Timestamp;

use crate::names::{GroupId, PersonId};

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Span {
    /// Our own words out of `locales/`; they may carry `*bold*` and `` `code` ``.
    Words(String),
    /// What came from outside: shown as it stands, able to mark up, mention and link nothing.
    Text(String),
    /// A name, set in code so that nothing in it can act.
    Code(String),
    Link {
        url: String,
        label: String,
    },
    Person(PersonId),
    /// Everybody in a user group.
    Group(GroupId),
    /// Shown in the zone of whoever reads it.
    Time(Timestamp),
}

/// A sentence made of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Rich(pub Vec<Span>);

impl Rich {
    /// What came from outside, alone.
    pub fn text(text: impl Into<String>) -> Self {
        Self(vec![Span::Text(text.into())])
    }

    /// A name, alone.
    pub fn code(name: impl Into<String>) -> Self {
        Self(vec![Span::Code(name.into())])
    }

    /// Adds another sentence on the same line.
    pub fn then(mut self, other: Rich) -> Self {
        self.push_words(" ");
        self.0.extend(other.0);
        self
    }

    /// Puts pieces one after the other with our own words between them.
    pub fn join(pieces: impl IntoIterator<Item = Rich>, between: &str) -> Self {
        let mut all = Self::default();
        for (index, piece) in pieces.into_iter().enumerate() {
            if index > 0 {
                all.push_words(between);
            }
            all.0.extend(piece.0);
        }
        all
    }

    /// The sentence without any markup, as a log or a terminal shows it.
    pub fn plain(&self) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Words(words) => words.replace(['*', '`'], ""),
                Span::Text(text) | Span::Code(text) => text.clone(),
                Span::Link { label, .. } => label.clone(),
                Span::Person(person) => person.to_string(),
                Span::Group(group) => group.to_string(),
                Span::Time(at) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            })
            .collect()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn push_words(&mut self, words: &str) {
        self.0.push(Span::Words(words.to_owned()));
    }
}

impl<'a> IntoIterator for &'a Rich {
    type Item = &'a Span;
    type IntoIter = std::slice::Iter<'a, Span>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Span> for Rich {
    fn from(span: Span) -> Self {
        Self(vec![span])
    }
}
