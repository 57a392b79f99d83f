//! Text objects, options and confirm dialogs.

use serde_json::{Map, Value};

use super::check::Check;

/// The longest text object.
pub const LONGEST: usize = 3000;
/// The longest markdown block, and all of a message's together.
pub const LONGEST_MARKDOWN: usize = 12_000;

impl Check {
    /// A member that, if there, is `plain_text` of 1 to `most` characters.
    pub fn plain(&mut self, object: &Map<String, Value>, name: &str, at: &str, most: usize) {
        if let Some(value) = object.get(name).filter(|value| !value.is_null()) {
            self.text(value, &format!("{at}/{name}"), most, &["plain_text"]);
        }
    }

    /// A member that, if there, is `plain_text` or `mrkdwn` of 1 to `most` characters.
    pub fn any_text(&mut self, object: &Map<String, Value>, name: &str, at: &str, most: usize) {
        if let Some(value) = object.get(name).filter(|value| !value.is_null()) {
            self.text(
                value,
                &format!("{at}/{name}"),
                most,
                &["plain_text", "mrkdwn"],
            );
        }
    }

    /// A text object of one of `kinds`.
    pub fn text(&mut self, value: &Value, at: &str, most: usize, kinds: &[&str]) {
        let optional: &[&str] = match value["type"].as_str() {
            Some("plain_text") => &["emoji"],
            Some("mrkdwn") => &["verbatim"],
            _ => &["emoji", "verbatim"],
        };
        let Some(text) = self.object(value, at, &["type", "text"], optional) else {
            return;
        };
        self.one_of(text, "type", at, kinds);
        self.string(text, "text", at, (1, most));
        self.flag(text, "emoji", at);
        self.flag(text, "verbatim", at);
    }

    /// A member that, if there, is a confirm dialog.
    pub fn confirm(&mut self, object: &Map<String, Value>, at: &str) {
        let Some(value) = object.get("confirm").filter(|value| !value.is_null()) else {
            return;
        };
        let at = &format!("{at}/confirm");
        let required = ["title", "text", "confirm", "deny"];
        let Some(confirm) = self.object(value, at, &required, &["style"]) else {
            return;
        };
        self.plain(confirm, "title", at, 100);
        self.any_text(confirm, "text", at, 300);
        self.plain(confirm, "confirm", at, 30);
        self.plain(confirm, "deny", at, 30);
        self.one_of(confirm, "style", at, &["primary", "danger"]);
    }

    /// An option of a select, a menu or a list. `rich` is whether its text may be mrkdwn, `url` whether it may lead away.
    pub fn option(&mut self, value: &Value, at: &str, rich: bool, url: bool) {
        let optional: &[&str] = if url {
            &["description", "url"]
        } else {
            &["description"]
        };
        let Some(option) = self.object(value, at, &["text", "value"], optional) else {
            return;
        };
        if rich {
            self.any_text(option, "text", at, 75);
            self.any_text(option, "description", at, 75);
        } else {
            self.plain(option, "text", at, 75);
            self.plain(option, "description", at, 75);
        }
        self.string(option, "value", at, (1, 150));
        self.string(option, "url", at, (1, 3000));
    }
}
