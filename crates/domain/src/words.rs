//! Sentences by name, from `locales/`, in the reader's language.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::{SignedDuration, Timestamp};
use unic_langid::LanguageIdentifier;

use crate::names::PersonId;
use crate::rich::{Rich, Span};

/// A language that Pilothouse speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    #[default]
    En,
    Ko,
}

impl Locale {
    /// Every language there is.
    pub const ALL: [Self; 2] = [Self::En, Self::Ko];

    /// The language of a tag such as Slack's `ko-KR`; `None` is one that is not spoken here.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()? {
            "en" => Some(Self::En),
            "ko" => Some(Self::Ko),
            _ => None,
        }
    }

    /// Its tag: `en`, `ko`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ko => "ko",
        }
    }

    /// Its sentences.
    pub fn words(self) -> &'static Words {
        static EN: LazyLock<Words> =
            LazyLock::new(|| Words::read(Locale::En, include_str!("../../../locales/en.ftl")));
        static KO: LazyLock<Words> =
            LazyLock::new(|| Words::read(Locale::Ko, include_str!("../../../locales/ko.ftl")));
        match self {
            Self::En => &EN,
            Self::Ko => &KO,
        }
    }

    fn langid(self) -> LanguageIdentifier {
        self.tag().parse().expect("our own tags are well formed")
    }
}

/// The sentences of one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
}

/// What a sentence is filled with.
#[derive(Debug, Clone)]
pub enum Value {
    Number(i64),
    /// A word that the sentence chooses by; never shown as it stands.
    Choice(&'static str),
    Rich(Rich),
}

/// Stands in the formatted text where a [`Value::Rich`] goes: the first of Unicode's private use area.
/// Fluent sees one character, so nothing from outside passes through it.
const SLOT: u32 = 0xE000;

impl Words {
    /// # Panics
    /// When the file does not parse or names a message twice: it is part of the program, and every test reads it.
    fn read(locale: Locale, source: &str) -> Self {
        let resource = FluentResource::try_new(source.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("locales/{}.ftl: {errors:?}", locale.tag()));
        let mut bundle = FluentBundle::new_concurrent(vec![locale.langid()]);
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .unwrap_or_else(|errors| panic!("locales/{}.ftl: {errors:?}", locale.tag()));
        Self { locale, bundle }
    }

    /// Which language these are.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether there is a sentence of this name.
    pub fn has(&self, name: &str) -> bool {
        self.bundle.has_message(name)
    }

    /// The sentence `name`, filled with `args`. One that is missing shows as its name, so that a gap is seen and
    /// nobody is left without an answer; a test sees to it that there is none.
    pub fn say(&self, name: &str, args: &[(&str, Value)]) -> Rich {
        let mut slots: Vec<&Rich> = Vec::new();
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (key, value) in args {
            let value = match value {
                Value::Number(number) => FluentValue::from(*number),
                Value::Choice(word) => FluentValue::from(*word),
                Value::Rich(rich) => {
                    slots.push(rich);
                    let slot = char::from_u32(SLOT + slots.len() as u32 - 1);
                    FluentValue::from(
                        slot.expect("fewer slots than private characters")
                            .to_string(),
                    )
                }
            };
            fluent.set(*key, value);
        }
        let pattern = self.bundle.get_message(name).and_then(|m| m.value());
        let Some(pattern) = pattern else {
            return Rich(vec![Span::Words(name.to_owned())]);
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&fluent), &mut errors);
        fill(text, &slots)
    }

    /// The sentence `name` where only plain text can stand, as in a table's cell.
    pub fn plain(&self, name: &str, args: &[(&str, Value)]) -> String {
        self.say(name, args).plain()
    }

    /// How long something took or has been going on, in one unit: `40 s`, `12 min`, `3 h`, `2 d`.
    pub fn duration(&self, duration: SignedDuration) -> Rich {
        let seconds = duration.as_secs().max(0);
        let (name, n) = match seconds {
            0..=89 => ("duration-seconds", seconds),
            90..=5_399 => ("duration-minutes", seconds / 60),
            5_400..=172_799 => ("duration-hours", seconds / 3_600),
            _ => ("duration-days", seconds / 86_400),
        };
        self.say(name, &[("n", Value::Number(n))])
    }
}

/// Splits formatted text at its slots and puts the values there.
fn fill(text: Cow<'_, str>, slots: &[&Rich]) -> Rich {
    let slot_of = |c: char| slots.get((c as u32).checked_sub(SLOT)? as usize);
    let is_slot = |c: char| slot_of(c).is_some();
    if !text.contains(is_slot) {
        return match text.is_empty() {
            true => Rich::default(),
            false => Rich(vec![Span::Words(text.into_owned())]),
        };
    }
    let mut spans = Vec::with_capacity(2 * slots.len() + 1);
    for piece in text.split_inclusive(is_slot) {
        let slot = piece
            .chars()
            .next_back()
            .and_then(|c| Some((c, slot_of(c)?)));
        let words = match slot {
            Some((c, _)) => &piece[..piece.len() - c.len_utf8()],
            None => piece,
        };
        if !words.is_empty() {
            spans.push(Span::Words(words.to_owned()));
        }
        if let Some((_, rich)) = slot {
            spans.extend(rich.0.iter().cloned());
        }
    }
    Rich(spans)
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Rich> for Value {
    fn from(rich: Rich) -> Self {
        Self::Rich(rich)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Rich(Span::Time(at).into())
    }
}

impl From<PersonId> for Value {
    fn from(person: PersonId) -> Self {
        Self::Rich(Span::Person(person).into())
    }
}
