//! Values as AWS writes them: a number or a string or nothing, a time in one of several forms.

use jiff::Timestamp;
use jiff::fmt::strtime;
use serde_json::Value;

/// The text at `path`, where there is one that says anything; a number is its own text.
pub(super) fn text(value: &Value, path: &[&str]) -> Option<String> {
    let value = path.iter().try_fold(value, |value, key| value.get(key))?;
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The time at `path`: RFC 3339, with or without seconds or a colon in its offset, or seconds since 1970.
pub(super) fn time(value: &Value, path: &[&str]) -> Option<Timestamp> {
    let text = text(value, path)?;
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    if let Ok(seconds) = text.parse::<f64>() {
        // Far beyond any real date the milliseconds saturate, and no time is made of them.
        return Timestamp::from_millisecond((seconds * 1_000.0) as i64).ok();
    }
    [
        "%Y-%m-%dT%H:%M:%S%.f%z",
        "%Y-%m-%dT%H:%M%:z",
        "%Y-%m-%dT%H:%M%z",
    ]
    .iter()
    .find_map(|format| strtime::parse(format, &text).ok()?.to_timestamp().ok())
    .or_else(|| format!("{}:00Z", text.strip_suffix('Z')?).parse().ok())
}
