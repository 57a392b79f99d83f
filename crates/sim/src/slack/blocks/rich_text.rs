//! Rich text blocks, and rich text in table cells.

use serde_json::Value;

use super::check::Check;

/// Checks a rich text block or cell.
pub fn block(check: &mut Check, value: &Value, at: &str) {
    let Some(block) = check.object(value, at, &["elements"], &["block_id"]) else {
        return;
    };
    for (index, item) in check
        .list(block, "elements", at, (1, usize::MAX))
        .iter()
        .enumerate()
    {
        part(check, item, &format!("{at}/elements/{index}"));
    }
}

fn part(check: &mut Check, value: &Value, at: &str) {
    let optional: &[&str] = match value["type"].as_str() {
        Some("rich_text_section") => &[],
        Some("rich_text_preformatted") => &["border", "language"],
        Some("rich_text_quote") => &["border"],
        Some("rich_text_list") => &["style", "indent", "offset", "border"],
        _ => {
            check.wrong("unsupported type", &format!("{at}/type"));
            return;
        }
    };
    let Some(part) = check.object(value, at, &["elements"], optional) else {
        return;
    };
    let is_list = value["type"] == "rich_text_list";
    if is_list {
        check.one_of(part, "style", at, &["bullet", "ordered"]);
        check.number(part, "indent", at, (0, 8));
        if !part.contains_key("style") {
            check.wrong("missing required field: style", at);
        }
    }
    let items = check.list(part, "elements", at, (0, usize::MAX));
    for (index, item) in items.iter().enumerate() {
        let at = format!("{at}/elements/{index}");
        if !is_list {
            inline(check, item, &at);
        } else if item["type"] == "rich_text_section" {
            self::part(check, item, &at);
        } else {
            check.wrong("unsupported type", &format!("{at}/type"));
        }
    }
}

fn inline(check: &mut Check, value: &Value, at: &str) {
    let (required, optional): (&[&str], &[&str]) = match value["type"].as_str() {
        Some("text") => (&["text"], &["style"]),
        Some("link") => (&["url"], &["text", "style", "unsafe"]),
        Some("user") => (&["user_id"], &["style"]),
        Some("usergroup") => (&["usergroup_id"], &["style"]),
        Some("channel") => (&["channel_id"], &["style"]),
        Some("emoji") => (&["name"], &["unicode", "style"]),
        Some("broadcast") => (&["range"], &["style"]),
        Some("color") => (&["value"], &["style"]),
        Some("date") => (&["timestamp", "format"], &["url", "fallback", "style"]),
        _ => {
            check.wrong("unsupported type", &format!("{at}/type"));
            return;
        }
    };
    let Some(inline) = check.object(value, at, required, optional) else {
        return;
    };
    if value["type"] == "text" {
        check.string(inline, "text", at, (1, usize::MAX - 1));
    }
    check.one_of(inline, "range", at, &["here", "channel", "everyone"]);
    if let Some(style) = inline.get("style") {
        let at = format!("{at}/style");
        let names = [
            "bold",
            "italic",
            "strike",
            "code",
            "underline",
            "highlight",
            "client_highlight",
            "unlink",
        ];
        if let Some(style) = check.object(style, &at, &[], &names) {
            for name in names {
                check.flag(style, name, &at);
            }
        }
    }
}
