//! Readers for the kinds of value a key can have: text, lists, yes or no, numbers, lengths of time.

use std::num::NonZeroU32;
use std::time::Duration;

use toml::de::DeValue;

use super::say::{not_one_of, quoted};
use super::table::Item;
use domain::names::Globs;

/// Text that `parse` understands; what it answers otherwise follows the key's name, as in "is not …".
pub(super) fn text<'a, T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&Item<'a>) -> Option<T> {
    move |item| match item.value {
        DeValue::String(text) => parse(text).map_err(|why| item.wrong(why)).ok(),
        _ => wrong_kind(item, "text in quotes"),
    }
}

/// A list of texts; each that is wrong is told with its own line.
pub(super) fn texts<'a, T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&Item<'a>) -> Option<Vec<T>> {
    let one = text(parse);
    move |item| {
        let DeValue::Array(elements) = item.value else {
            return wrong_kind(item, "a list of texts, as in [\"a\", \"b\"]");
        };
        // All are read before the first bad one counts, so that every bad one is told.
        let read: Vec<Option<T>> = elements
            .iter()
            .map(|element| {
                one(&Item {
                    name: format!("an entry of {}", item.name),
                    line: item.document.line(element),
                    value: element.get_ref(),
                    ..item.clone()
                })
            })
            .collect();
        read.into_iter().collect()
    }
}

/// A list of texts with something in it.
pub(super) fn some_texts<'a, T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&Item<'a>) -> Option<Vec<T>> {
    let read = texts(parse);
    move |item| {
        let list = read(item)?;
        if list.is_empty() {
            item.wrong("is an empty list, and should name at least one");
            return None;
        }
        Some(list)
    }
}

/// Patterns for names, at least one, none of them empty.
pub(super) fn globs(item: &Item<'_>) -> Option<Globs> {
    let patterns = some_texts(|pattern: &str| {
        if pattern.is_empty() {
            return Err("is empty; `*` matches everything".to_owned());
        }
        Ok(pattern.to_owned())
    });
    patterns(item).map(Globs::new)
}

/// `true` or `false`.
pub(super) fn flag(item: &Item<'_>) -> Option<bool> {
    match item.value {
        DeValue::Boolean(flag) => Some(*flag),
        _ => wrong_kind(item, "true or false"),
    }
}

/// A whole number, 1 or more.
pub(super) fn count(item: &Item<'_>) -> Option<NonZeroU32> {
    let DeValue::Integer(number) = item.value else {
        return wrong_kind(item, "a whole number");
    };
    let count = u32::from_str_radix(number.as_str(), number.radix());
    let count = count.ok().and_then(NonZeroU32::new);
    if count.is_none() {
        item.wrong(format!(
            "is {number}, which is not between 1 and {}",
            u32::MAX
        ));
    }
    count
}

/// A length of time such as `15s`, longer than nothing and no longer than `longest`.
pub(super) fn duration<'a>(longest: Duration) -> impl Fn(&Item<'a>) -> Option<Duration> {
    text(move |text| {
        let duration = humantime::parse_duration(text).map_err(|_| {
            format!(
                "is {}, which is not a time such as `15s` or `3m`",
                quoted(text)
            )
        })?;
        if duration.is_zero() || duration > longest {
            let longest = humantime::format_duration(longest);
            return Err(format!(
                "is {}, which is not above zero and at most {longest}",
                quoted(text)
            ));
        }
        Ok(duration)
    })
}

/// One of a few words.
pub(super) fn word<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl Fn(&str) -> Result<T, String> {
    move |text| {
        let found = words.iter().find(|(word, _)| *word == text);
        if let Some((_, meaning)) = found {
            return Ok(*meaning);
        }
        Err(not_one_of(text, words.iter().map(|(word, _)| *word)))
    }
}

fn wrong_kind<T>(item: &Item<'_>, expected: &str) -> Option<T> {
    let kind = match item.value {
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Integer(_) => "a number".to_owned(),
        DeValue::String(_) => "text".to_owned(),
        other => format!("a {}", other.type_str()),
    };
    item.wrong(format!("is {kind}, and should be {expected}"));
    None
}
