//! Every sentence there is: the same in every language, each renders, and the code names none that is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use domain::rich::Rich;
use domain::words::{Locale, Value};
use pilothouse::commands;

/// The messages of a language: each with its text.
fn messages(locale: Locale) -> BTreeMap<String, String> {
    let file = format!("locales/{}.ftl", locale.tag());
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("a locale");
    let mut messages = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if line.starts_with(|c: char| c.is_ascii_lowercase()) {
            let (name, _) = line.split_once(" =").expect("a message");
            current = Some(name.to_owned());
        }
        if let Some(name) = current.as_ref().filter(|_| !line.starts_with('#')) {
            let message: &mut String = messages.entry(name.clone()).or_default();
            message.push_str(line);
            message.push('\n');
        }
    }
    messages
}

/// The names after `mark` in a message: its variables, or the variants it chooses by.
fn names_after(message: &str, mark: char) -> BTreeSet<&str> {
    message
        .split(mark)
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .next()
                .unwrap_or("")
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn every_language_says_the_same() {
    let english = messages(Locale::En);
    assert!(english.len() > 60, "the messages were not found");
    for locale in Locale::ALL {
        let theirs = messages(locale);
        let names = |all: &BTreeMap<String, String>| all.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&english), names(&theirs), "{}", locale.tag());
        for (name, message) in &theirs {
            let same = |mark| {
                (
                    names_after(&english[name], mark),
                    names_after(message, mark),
                )
            };
            let (ours, variables) = same('$');
            assert_eq!(
                ours,
                variables,
                "the variables of {name} in {}",
                locale.tag()
            );
            let (mut ours, mut variants) = same('[');
            // Plural forms are a language's own.
            for plural in ["one", "other"] {
                ours.remove(plural);
                variants.remove(plural);
            }
            assert_eq!(ours, variants, "the variants of {name} in {}", locale.tag());
        }
    }
}

#[test]
fn every_sentence_renders_in_every_variant() {
    for locale in Locale::ALL {
        for (name, message) in messages(locale) {
            let variants: Vec<&str> = names_after(&message, '[').into_iter().collect();
            for variant in variants.iter().copied().chain(["no-such-variant"]) {
                let variant: &'static str = String::from(variant).leak();
                let args: Vec<(&str, Value)> = names_after(&message, '$')
                    .into_iter()
                    .map(|variable| (variable, value(variable, variant)))
                    .collect();
                let said = locale.words().say(&name, &args).plain();
                let gap = said.contains(['{', '}', '$']) || said.trim().is_empty() || said == name;
                assert!(!gap, "{name} in {} with {variant}: {said:?}", locale.tag());
            }
        }
    }
}

/// What a variable is filled with: a choice where it is chosen by, a number where it counts, else a text.
fn value(variable: &str, variant: &'static str) -> Value {
    match variable {
        "health" | "phase" | "kind" | "state" | "sides" | "can" | "over" | "named" | "answer"
        | "verb" | "result" | "speed" => Value::Choice(variant),
        "n" | "critical" | "high" | "code" | "pending" | "running" | "desired" | "done"
        | "total" | "percent" => Value::Number(3),
        _ => Rich::text("x").into(),
    }
}

#[test]
fn the_code_names_no_sentence_that_is_missing() {
    let english = messages(Locale::En);
    let mut named = BTreeSet::new();
    let mut all = String::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("crates/domain/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // The demo speaks for itself.
                if !path.ends_with("demo") {
                    folders.push(path);
                }
                continue;
            }
            let code = fs::read_to_string(path).expect("a source");
            let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ");
            all.push_str(&code);
            for call in [
                ".say( \"",
                ".say(\"",
                ".plain( \"",
                ".plain(\"",
                "label(\"",
                "( \"refusal-",
                "(\"refusal-",
                "=> \"gap-",
                "=> \"refusal-",
            ] {
                let prefix = call.split_once('"').map_or("", |(_, prefix)| prefix);
                let names = code
                    .split(call)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next());
                named.extend(names.map(|name| format!("{prefix}{name}")));
            }
        }
    }
    assert!(
        named.len() > 40,
        "the sentences in the code were not found: {named:?}"
    );
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !english.contains_key(*name))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");

    const FAMILIES: [&str; 5] = ["about-", "usage-", "help-", "working-", "column-"];
    let unused: Vec<_> = english
        .keys()
        .filter(|name| !all.contains(&format!("\"{name}\"")))
        .filter(|name| !FAMILIES.iter().any(|family| name.starts_with(family)))
        .collect();
    assert!(unused.is_empty(), "nobody says these: {unused:?}");
}

#[test]
fn every_command_has_its_help_and_its_words_for_waiting() {
    for locale in Locale::ALL {
        for entry in commands::entries() {
            for kind in ["about", "usage", "help"] {
                let name = format!("{kind}-{}", entry.name);
                assert!(locale.words().has(&name), "{name} in {}", locale.tag());
            }
            let name = format!("working-{}", entry.name);
            assert!(locale.words().has(&name), "{name} in {}", locale.tag());
        }
    }
}
