//! The types of block that a message or a modal may hold.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::check::Check;
use super::elements::{self, Place};
use super::text::{LONGEST, LONGEST_MARKDOWN};
use super::{Surface, rich_text, table};

/// Checks one block.
pub fn block(check: &mut Check, value: &Value, at: &str, surface: Surface) {
    let Some(object) = value.as_object() else {
        check.wrong("must provide an object", at);
        return;
    };
    let Some(kind) = object.get("type").and_then(Value::as_str) else {
        check.wrong("missing required field: type", at);
        return;
    };
    check.string(object, "block_id", at, (1, 255));
    match (kind, surface) {
        ("section", _) => section(check, value, at),
        ("header", _) => header(check, value, at),
        ("divider", _) => {
            check.object(value, at, &[], &["block_id"]);
        }
        ("context", _) => context(check, value, at),
        ("actions", _) => actions(check, value, at),
        ("image", _) => image(check, value, at),
        ("input", _) => input(check, value, at),
        ("rich_text", _) => rich_text::block(check, value, at),
        ("markdown", Surface::Message) => markdown(check, value, at),
        ("table", Surface::Message) => table::block(check, value, at),
        _ => check.wrong(
            format_args!("unsupported type: {kind}"),
            &format!("{at}/type"),
        ),
    }
}

fn section(check: &mut Check, value: &Value, at: &str) {
    let optional = ["block_id", "text", "fields", "accessory", "expand"];
    let Some(section) = check.object(value, at, &[], &optional) else {
        return;
    };
    let has = |name: &str| section.get(name).is_some_and(|value| !value.is_null());
    if !has("text") && !has("fields") {
        check.wrong("missing required field: text", at);
    }
    check.any_text(section, "text", at, LONGEST);
    let fields = check.list(section, "fields", at, (1, 10));
    for (index, field) in fields.iter().enumerate() {
        let at = format!("{at}/fields/{index}");
        check.text(field, &at, 2000, &["plain_text", "mrkdwn"]);
    }
    if has("accessory") {
        elements::element(
            check,
            &section["accessory"],
            &format!("{at}/accessory"),
            Place::Section,
        );
    }
    check.flag(section, "expand", at);
}

fn header(check: &mut Check, value: &Value, at: &str) {
    if let Some(header) = check.object(value, at, &["text"], &["block_id"]) {
        check.plain(header, "text", at, 150);
    }
}

fn context(check: &mut Check, value: &Value, at: &str) {
    let Some(context) = check.object(value, at, &["elements"], &["block_id"]) else {
        return;
    };
    let items = check.list(context, "elements", at, (1, 10));
    for (index, item) in items.iter().enumerate() {
        let at = format!("{at}/elements/{index}");
        if item["type"] == "image" {
            elements::element(check, item, &at, Place::Context);
        } else {
            check.text(item, &at, LONGEST, &["plain_text", "mrkdwn"]);
        }
    }
}

fn actions(check: &mut Check, value: &Value, at: &str) {
    let Some(actions) = check.object(value, at, &["elements"], &["block_id"]) else {
        return;
    };
    let items = check.list(actions, "elements", at, (1, 25));
    let mut ids = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let at = format!("{at}/elements/{index}");
        elements::element(check, item, &at, Place::Actions);
        if let Some(id) = item["action_id"].as_str()
            && !ids.insert(id)
        {
            check.wrong(
                format_args!("`action_id` already exists: {id}"),
                &format!("{at}/action_id"),
            );
        }
    }
}

fn image(check: &mut Check, value: &Value, at: &str) {
    let optional = ["block_id", "image_url", "slack_file", "title"];
    if let Some(image) = check.object(value, at, &["alt_text"], &optional) {
        image_members(check, image, at);
        check.plain(image, "title", at, 2000);
    }
}

/// What an image block and an image element have in common.
pub fn image_members(check: &mut Check, image: &Map<String, Value>, at: &str) {
    let has = |name: &str| image.get(name).is_some_and(|value| !value.is_null());
    if has("image_url") == has("slack_file") {
        check.wrong("must provide either image_url or slack_file", at);
    }
    check.string(image, "image_url", at, (1, 3000));
    check.string(image, "alt_text", at, (1, 2000));
}

fn input(check: &mut Check, value: &Value, at: &str) {
    let optional = ["block_id", "hint", "optional", "dispatch_action"];
    let Some(input) = check.object(value, at, &["label", "element"], &optional) else {
        return;
    };
    check.plain(input, "label", at, 2000);
    check.plain(input, "hint", at, 2000);
    check.flag(input, "optional", at);
    check.flag(input, "dispatch_action", at);
    if let Some(element) = input.get("element") {
        elements::element(check, element, &format!("{at}/element"), Place::Input);
    }
}

fn markdown(check: &mut Check, value: &Value, at: &str) {
    if let Some(markdown) = check.object(value, at, &["text"], &["block_id"]) {
        check.string(markdown, "text", at, (1, LONGEST_MARKDOWN));
    }
}
