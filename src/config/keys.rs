//! Every key that the settings know, and what to say about one that they do not.

use super::not_yet;
use super::say::{nearest, printable};

/// What the keys before any `[table]` belong to.
pub(super) const TOP: &str = "";

/// Each table's keys, in the order of the example file; the first is the top of the file.
pub(super) const KEYS: [(&str, &[&str]); 7] = [
    (
        TOP,
        &[
            "listen",
            "store",
            "slack",
            "environments",
            "routes",
            "grants",
            "sources",
            "pace",
        ],
    ),
    ("slack", &["transport", "team", "channel", "locale"]),
    (
        "environments",
        &[
            "name",
            "account",
            "region",
            "clusters",
            "pipelines",
            "applications",
            "role_arn",
            "production",
        ],
    ),
    (
        "routes",
        &["environment", "match", "only", "channel", "mention"],
    ),
    (
        "grants",
        &[
            "actions",
            "environment",
            "match",
            "users",
            "groups",
            "approvals",
            "not_own",
        ],
    ),
    ("sources", &["sns_topics", "sqs_queue"]),
    (
        "pace",
        &[
            "poll",
            "reconcile",
            "edit",
            "posts_per_second",
            "edits_per_minute",
        ],
    ),
];

/// Settings that people look for in the file, and the variable they are in instead.
const VARIABLES: [(&str, &str); 6] = [
    ("signing_secret", "SLACK_SIGNING_SECRET"),
    ("bot_token", "SLACK_BOT_TOKEN"),
    ("token", "SLACK_BOT_TOKEN"),
    ("app_token", "SLACK_APP_TOKEN"),
    ("api_url", "SLACK_API_URL"),
    ("events_token", "PILOTHOUSE_EVENTS_TOKEN"),
];

/// A table, a key that it once had, and what that is called now.
const RENAMED: [(&str, &str, &str); 1] = [("pace", "look", "poll")];

/// How a table is written: `[slack]`, `[[grants]]`.
pub(super) fn header(title: &str) -> String {
    match title {
        "environments" | "routes" | "grants" | "links" | "freezes" => format!("[[{title}]]"),
        _ => format!("[{title}]"),
    }
}

/// How a key is called: `` `team` in [slack] ``, or `` `listen` `` at the top.
pub(super) fn key_in(key: &str, title: &str) -> String {
    match title {
        TOP => format!("`{key}`"),
        _ => format!("`{key}` in {}", header(title)),
    }
}

/// What to say about `key` in the table `title`, if it is not known there.
pub(super) fn unknown_key(title: &str, key: &str) -> Option<String> {
    let known = KEYS
        .iter()
        .find_map(|(table, keys)| (*table == title).then_some(*keys))
        .unwrap_or_default();
    if known.contains(&key) || not_yet::has(title, key) {
        return None;
    }
    let name = key_in(&printable(key), title);
    let elsewhere = KEYS.iter().find(|(_, keys)| keys.contains(&key));
    let variable = VARIABLES.iter().find(|(word, _)| *word == key);
    let renamed = RENAMED
        .iter()
        .find(|(table, old, _)| (*table, *old) == (title, key));
    let renamed = renamed.map(|(_, _, new)| *new);
    let advice = if let Some(similar) = renamed.or_else(|| nearest(key, known.iter().copied())) {
        format!("; did you mean `{similar}`?")
    } else if let Some((_, variable)) = variable {
        format!("; it is read from the environment, as {variable}")
    } else {
        match elsewhere {
            Some((TOP, _)) => "; it belongs at the top of the file".to_owned(),
            Some((table, _)) => format!("; it belongs in {}", header(table)),
            None => String::new(),
        }
    };
    Some(format!("unknown key {name}{advice}"))
}
