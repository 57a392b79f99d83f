//! A Slack message as a person reads it, in plain text: for the terminal, and for snapshots.

use serde_json::Value;

/// The blocks from top to bottom, a line each. `time` shows the moments, given as their fallback text.
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
            }
            Some("context") => {
                for element in block["elements"].as_array().into_iter().flatten() {
                    lines.extend(text(element, time));
                }
            }
            Some("table") => lines.extend(table(&block["rows"])),
            Some(other) => lines.push(format!("[{other}]")),
            None => {}
        }
    }
    lines.join("\n")
}

fn text(text: &Value, time: &dyn Fn(&str) -> String) -> Option<String> {
    Some(shown(text["text"].as_str()?, time))
}

/// What Slack shows of mrkdwn.
fn shown(mrkdwn: &str, time: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = mrkdwn;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (inside, behind) = after.split_once('>').unwrap_or((after, ""));
        let (target, label) = inside.split_once('|').unwrap_or((inside, inside));
        match target.starts_with("!date^") {
            true => out.push_str(&time(label)),
            false => out.push_str(label),
        }
        rest = behind;
    }
    out.push_str(rest);
    unmarked(&out)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Without the marks for bold and code, and without what keeps other characters from being marks. Inside code an
/// asterisk is an asterisk.
fn unmarked(text: &str) -> String {
    let mut code = false;
    text.chars()
        .filter(|c| match c {
            '`' => {
                code = !code;
                false
            }
            '*' => code,
            c => *c != '\u{200B}',
        })
        .collect()
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
