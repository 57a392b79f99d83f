//! What the contract has and this version has not: refused at start. What gets built loses its line here.

use toml::de::{DeTable, DeValue};

use super::keys::{TOP, key_in};
use super::problems::Notes;
use super::store::is_postgres;
use super::table::Document;
use super::variables::{Variables, is_reference};
use crate::domain::policy::Action;

/// A table, a key in it, which of its values are refused, and what to say.
type Setting = (
    &'static str,
    &'static str,
    fn(&DeValue<'_>) -> bool,
    &'static str,
);

const SETTINGS: [Setting; 3] = [
    (TOP, "store", names_postgres, POSTGRES),
    ("grants", "approvals", above_one, SEVERAL),
    ("grants", "not_own", is_true, NOT_OWN),
];

/// A variable, which of its values are refused, and what to say.
type Variable = (&'static str, fn(&str) -> bool, &'static str);

const VARIABLES: [Variable; 6] = [
    ("PILOTHOUSE_EVENTS_TOKEN", is_reference, REFERENCES),
    ("PILOTHOUSE_STORE", is_postgres, POSTGRES),
    ("PILOTHOUSE_STORE", is_reference, REFERENCES),
    ("SLACK_SIGNING_SECRET", is_reference, REFERENCES),
    ("SLACK_BOT_TOKEN", is_reference, REFERENCES),
    ("SLACK_APP_TOKEN", is_reference, REFERENCES),
];

/// What no grant can give yet.
const ACTIONS: [Action; 6] = [
    Action::Stop,
    Action::Retry,
    Action::Start,
    Action::Restart,
    Action::Scale,
    Action::Lock,
];

const POSTGRES: &str = "Postgres is not built yet; write a file, such as `sqlite:pilothouse.db`";
const SEVERAL: &str = "more than one approval is not built yet; write 1";
const NOT_OWN: &str = "a second person for each release is not built yet; write false";
const REFERENCES: &str = "references are not built yet; put the secret itself into the variable";

fn is_true(value: &DeValue<'_>) -> bool {
    value.as_bool() == Some(true)
}

fn names_postgres(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(is_postgres)
}

fn above_one(value: &DeValue<'_>) -> bool {
    let number = value.as_integer();
    let number = number.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
    number.is_some_and(|number| number > 1)
}

/// Refuses what the file asks for and is not built.
pub(super) fn in_file(document: &Document<'_>, root: &DeTable<'_>) {
    for (title, key, refused, why) in SETTINGS {
        for table in tables(root, title) {
            if let Some((name, value)) = table.get_key_value(key)
                && refused(value.get_ref())
            {
                let what = format!("{}: {why}", key_in(key, title));
                document.notes.at(document.line(name), what);
            }
        }
    }
    refuse_actions(document, root);
}

/// Refuses what the variables ask for and is not built.
pub(super) fn in_variables(variables: &Variables<'_>, notes: &Notes) {
    for variable in &VARIABLES {
        refuse(variable, variables, notes);
    }
}

/// Refuses what this one asks for and is not built, for who reads no other.
pub(super) fn in_variable(name: &str, variables: &Variables<'_>, notes: &Notes) {
    for variable in VARIABLES.iter().filter(|(of, ..)| *of == name) {
        refuse(variable, variables, notes);
    }
}

fn refuse((name, refused, why): &Variable, variables: &Variables<'_>, notes: &Notes) {
    if variables.get(name).is_some_and(|value| refused(&value)) {
        notes.nowhere(format!("the variable {name}: {why}"));
    }
}

fn refuse_actions(document: &Document<'_>, root: &DeTable<'_>) {
    for grant in tables(root, "grants") {
        let actions = grant.get("actions");
        let actions = actions.and_then(|value| value.get_ref().as_array());
        for action in actions.into_iter().flatten() {
            let word = action.get_ref().as_str().unwrap_or_default();
            if ACTIONS.iter().any(|unbuilt| unbuilt.as_str() == word) {
                let key = key_in("actions", "grants");
                let what = format!("an entry of {key}: `{word}` is not built yet; leave it out");
                document.notes.at(document.line(action), what);
            }
        }
    }
}

/// Every table of that title: the top, the one `[title]`, or each `[[title]]`.
fn tables<'r, 'i>(root: &'r DeTable<'i>, title: &str) -> Vec<&'r DeTable<'i>> {
    if title == TOP {
        return vec![root];
    }
    match root.get(title).map(|value| value.get_ref()) {
        Some(DeValue::Table(table)) => vec![table],
        Some(DeValue::Array(list)) => {
            let tables = list.iter().map(|element| element.get_ref().as_table());
            tables.flatten().collect()
        }
        _ => Vec::new(),
    }
}
