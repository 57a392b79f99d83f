//! Table blocks: rows, cells and their limits.

use serde_json::Value;

use super::check::Check;
use super::rich_text;

/// Checks a table.
pub fn block(check: &mut Check, value: &Value, at: &str) {
    let optional = ["block_id", "column_settings"];
    let Some(table) = check.object(value, at, &["rows"], &optional) else {
        return;
    };
    for (index, row) in check.list(table, "rows", at, (1, 100)).iter().enumerate() {
        let at = format!("{at}/rows/{index}");
        for (index, cell) in check.items(row, &at, (1, 20)).iter().enumerate() {
            self::cell(check, cell, &format!("{at}/{index}"));
        }
    }
    let settings = check.list(table, "column_settings", at, (0, 20));
    for (index, setting) in settings.iter().enumerate() {
        // A column that is skipped is null.
        if setting.is_null() {
            continue;
        }
        let at = format!("{at}/column_settings/{index}");
        if let Some(setting) = check.object(setting, &at, &[], &["align", "is_wrapped"]) {
            check.one_of(setting, "align", &at, &["left", "center", "right"]);
            check.flag(setting, "is_wrapped", &at);
        }
    }
}

fn cell(check: &mut Check, value: &Value, at: &str) {
    match value["type"].as_str() {
        Some("raw_text") => {
            if let Some(cell) = check.object(value, at, &["text"], &[]) {
                check.string(cell, "text", at, (1, usize::MAX - 1));
            }
        }
        Some("raw_number") => {
            check.object(value, at, &["value"], &["text"]);
        }
        Some("rich_text") => rich_text::block(check, value, at),
        _ => check.wrong("unsupported type", &format!("{at}/type")),
    }
}
