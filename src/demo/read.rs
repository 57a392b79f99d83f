//! A Slack message as a person reads it, in plain text: for the terminal, and for snapshots.

use serde_json::Value;

use super::mrkdwn::shown;

/// The blocks from top to bottom, a line each; what can be clicked stands in brackets. `time` shows the moments, given
/// as their fallback text.
pub fn read(blocks: &[Value], time: &dyn Fn(&str) -> String) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        match block["type"].as_str() {
            Some("section") => {
                lines.extend(text(&block["text"], time));
                for field in block["fields"].as_array().into_iter().flatten() {
                    let field = text(field, time).unwrap_or_default();
                    lines.push(format!("  {}", field.replacen('\n', ": ", 1)));
                }
                lines.extend(element(&block["accessory"], time));
            }
            Some("header") => lines.extend(text(&block["text"], time)),
            Some("context") => {
                for part in block["elements"].as_array().into_iter().flatten() {
                    lines.extend(element(part, time));
                }
            }
            Some("actions") => {
                let elements = block["elements"].as_array().into_iter().flatten();
                let row: Vec<_> = elements.filter_map(|one| element(one, time)).collect();
                lines.push(row.join(" "));
            }
            Some("table") => lines.extend(table(&block["rows"])),
            Some("divider") => lines.push("---".to_owned()),
            Some(other) => lines.push(format!("[{other}]")),
            None => {}
        }
    }
    lines.join("\n")
}

/// A text object: only mrkdwn has marks in it.
fn text(text: &Value, time: &dyn Fn(&str) -> String) -> Option<String> {
    let said = text["text"].as_str()?;
    Some(match text["type"].as_str() {
        Some("plain_text") => said.to_owned(),
        _ => shown(said, time),
    })
}

/// Something beside or among text: a text, a picture by its words, or what can be clicked.
fn element(element: &Value, time: &dyn Fn(&str) -> String) -> Option<String> {
    let options = || {
        let options = element["options"].as_array().into_iter().flatten();
        options.filter_map(|option| text(&option["text"], time))
    };
    match element["type"].as_str()? {
        "plain_text" | "mrkdwn" => text(element, time),
        "button" => Some(format!("[{}]", text(&element["text"], time)?)),
        "overflow" => Some(format!("[… {}]", options().collect::<Vec<_>>().join(" | "))),
        "image" => Some(format!("[{}]", element["alt_text"].as_str()?)),
        other => Some(format!("[{other}]")),
    }
}

/// Rows with their columns under one another.
fn table(rows: &Value) -> Vec<String> {
    let rows: Vec<Vec<&str>> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            let cells = row.as_array().into_iter().flatten();
            cells
                .map(|cell| cell["text"].as_str().unwrap_or(""))
                .collect()
        })
        .collect();
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths);
            let cells = cells.map(|(cell, wide)| {
                let space = " ".repeat(wide - width(cell));
                format!("{cell}{space}")
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            format!("  {}", line.trim_end())
        })
        .collect()
}

/// Columns of a terminal that a text takes: Hangul and the signs that stand before states take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| match c {
            '\u{FE0F}' => 0,
            '⚪' | '✅' | '✋' | '❌' | '가'..='힣' | '\u{1F300}'..='\u{1FAFF}' => 2,
            _ => 1,
        })
        .sum()
}
