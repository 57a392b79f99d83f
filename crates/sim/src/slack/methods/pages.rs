//! Pages: `limit`, `cursor`, and pages that are shorter than was asked for.

use serde_json::{Map, Value, json};

use super::super::wire::{Args, Failure};

/// Cuts the page that was asked for out of `items`; `most` is how many Slack gives at once, whatever the limit.
///
/// # Errors
/// `invalid_limit`, `invalid_cursor`.
pub fn page<T>(
    items: Vec<T>,
    args: &Args,
    most: usize,
) -> Result<(Vec<T>, Option<String>), Failure> {
    let limit = args.number("limit", "invalid_limit")?.unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if limit > 1000 {
        return Err("invalid_limit".into());
    }
    // A limit of 0 is what SDKs send for none.
    let limit = if limit == 0 { 100 } else { limit };
    let start = match args.text("cursor")? {
        None | Some("") => 0,
        Some(cursor) => offset(cursor).ok_or("invalid_cursor")?,
    };
    if start > items.len() {
        return Err("invalid_cursor".into());
    }
    let end = (start + limit.min(most)).min(items.len());
    let next = (end < items.len()).then(|| hex::encode(format!("next:{end}")));
    let page = items.into_iter().skip(start).take(end - start).collect();
    Ok((page, next))
}

/// Writes the next cursor as Slack does: empty on the last page.
pub fn put_cursor(answer: &mut Map<String, Value>, next: Option<String>) {
    answer.insert(
        "response_metadata".into(),
        json!({"next_cursor": next.unwrap_or_default()}),
    );
}

fn offset(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    text.strip_prefix("next:")?.parse().ok()
}
