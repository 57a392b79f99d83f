//! What the contract has and this version has not: refused at start. What gets built loses its line here.

use toml::de::{DeTable, DeValue};

use super::keys::{TOP, header, key_in};
use super::problems::Notes;
use super::store::{is_on_a_network_disk, is_postgres};
use super::table::Document;
use super::variables::{Variables, is_reference};

/// Tables of which nothing is built.
const TABLES: [&str; 6] = ["links", "people", "freezes", "locks", "reminders", "audit"];

/// A table, a key in it that nothing reads, and its default, which asks for nothing and is accepted.
type Key = (&'static str, &'static str, fn(&DeValue<'_>) -> bool);

const KEYS: [Key; 7] = [
    ("slack", "command", |value| {
        value.as_str() == Some("/deploy")
    }),
    ("slack", "label", is_empty),
    ("environments", "external_id", is_empty),
    ("routes", "logs", is_false),
    ("routes", "compact", is_false),
    ("grants", "one_of", is_empty),
    ("grants", "break_glass", is_false),
];

/// Keys that the contract lets people leave out, and this version does not.
const REQUIRED: [(&str, &str); 3] = [
    ("slack", "team"),
    ("environments", "account"),
    ("environments", "region"),
];

/// A table, a key in it that is read, which of its values are refused, and what to say.
type Setting = (
    &'static str,
    &'static str,
    fn(&DeValue<'_>) -> bool,
    &'static str,
);

const SETTINGS: [Setting; 6] = [
    (TOP, "store", names_postgres, POSTGRES),
    (TOP, "store", names_a_network_disk, NETWORK),
    ("slack", "channel", is_a_name, CHANNEL),
    ("routes", "channel", is_a_name, CHANNEL),
    ("grants", "approvals", above_one, SEVERAL),
    ("grants", "not_own", wants_another, NOT_OWN),
];

/// A variable, which of its values are refused, and what to say.
type Variable = (&'static str, fn(&str) -> bool, &'static str);

const VARIABLES: [Variable; 14] = [
    ("PILOTHOUSE_AUDIT_SECRET", any, AUDIT),
    ("PILOTHOUSE_EVENTS_TOKEN", is_reference, REFERENCES),
    ("PILOTHOUSE_EVENTS_TOKEN_FILE", any, FILES),
    ("PILOTHOUSE_STORE", is_postgres, POSTGRES),
    ("PILOTHOUSE_STORE", is_on_a_network_disk, NETWORK),
    ("PILOTHOUSE_STORE", is_reference, REFERENCES),
    ("PILOTHOUSE_STORE_FILE", any, FILES),
    ("SLACK_SIGNING_SECRET", is_reference, REFERENCES),
    ("SLACK_SIGNING_SECRET", holds_two, ROTATION),
    ("SLACK_SIGNING_SECRET_FILE", any, FILES),
    ("SLACK_BOT_TOKEN", is_reference, REFERENCES),
    ("SLACK_BOT_TOKEN_FILE", any, FILES),
    ("SLACK_APP_TOKEN", is_reference, REFERENCES),
    ("SLACK_APP_TOKEN_FILE", any, FILES),
];

/// What no grant can give yet.
const ACTIONS: [&str; 8] = [
    "finish", "stop", "retry", "start", "restart", "scale", "lock", "logs",
];

const UNBUILT: &str = "is not built yet; leave it out";
const POSTGRES: &str = "Postgres is not built yet; write a file, such as `sqlite:pilothouse.db`";
const NETWORK: &str =
    "a file on a network disk is not built yet; write one on a local disk, without ?network=1";
const CHANNEL: &str = "a channel by its name is not built yet; write its ID, such as `C0DEPLOYS`";
const SEVERAL: &str = "more than one approval is not built yet; write 1";
const NOT_OWN: &str = "a second person for each release is not built yet; write \"no\"";
const REFERENCES: &str = "references are not built yet; put the secret itself into the variable";
const FILES: &str =
    "a secret in a file is not built yet; put the secret itself into the variable without _FILE";
const ROTATION: &str = "two secrets at once are not built yet; write one";
const AUDIT: &str = "the audit webhook is not built yet; leave it out";

fn is_empty(value: &DeValue<'_>) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(|list| list.is_empty())
}

fn is_false(value: &DeValue<'_>) -> bool {
    value.as_bool() == Some(false)
}

fn is_a_name(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(|text| text.starts_with('#'))
}

fn wants_another(value: &DeValue<'_>) -> bool {
    matches!(value.as_str(), Some("starter" | "authors"))
}

fn names_postgres(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(is_postgres)
}

fn names_a_network_disk(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(is_on_a_network_disk)
}

fn above_one(value: &DeValue<'_>) -> bool {
    let number = value.as_integer();
    let number = number.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
    number.is_some_and(|number| number > 1)
}

fn holds_two(value: &str) -> bool {
    value.contains(',')
}

fn any(_: &str) -> bool {
    true
}

/// Whether a key in the table `title` is refused here, so that it is not unknown.
pub(super) fn has(title: &str, key: &str) -> bool {
    let is_table = title == TOP && TABLES.contains(&key);
    is_table
        || KEYS
            .iter()
            .any(|(table, known, _)| (*table, *known) == (title, key))
}

/// What to add where a key is missing that the contract lets people leave out.
pub(super) fn if_missing(title: &str, key: &str) -> &'static str {
    match REQUIRED.contains(&(title, key)) {
        true => "; to leave it out is not built yet",
        false => "",
    }
}

/// Refuses what the file asks for and is not built.
pub(super) fn in_file(document: &Document<'_>, root: &DeTable<'_>) {
    for title in TABLES {
        if let Some((name, _)) = root.get_key_value(title) {
            let what = format!("{} {UNBUILT}", header(title));
            document.notes.at(document.line(name), what);
        }
    }
    for (title, key, is_default) in KEYS {
        refuse_in(document, root, (title, key), |value| {
            (!is_default(value)).then(|| format!(" {UNBUILT}"))
        });
    }
    for (title, key, refused, why) in SETTINGS {
        refuse_in(document, root, (title, key), |value| {
            refused(value).then(|| format!(": {why}"))
        });
    }
    refuse_actions(document, root);
}

/// Refuses the values of a key, wherever it stands, to which `refused` objects.
fn refuse_in(
    document: &Document<'_>,
    root: &DeTable<'_>,
    (title, key): (&str, &str),
    refused: impl Fn(&DeValue<'_>) -> Option<String>,
) {
    for table in tables(root, title) {
        if let Some((name, value)) = table.get_key_value(key)
            && let Some(why) = refused(value.get_ref())
        {
            let what = format!("{}{why}", key_in(key, title));
            document.notes.at(document.line(name), what);
        }
    }
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
            if ACTIONS.contains(&word) {
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
