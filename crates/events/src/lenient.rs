//! Values as AWS writes them: a number or a string or nothing, a time in one of several forms.

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use serde_json::Value;

/// What is at `path`.
fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// The text at `path`, where there is one that says anything; a number is its own text.
pub(super) fn text(value: &Value, path: &[&str]) -> Option<String> {
    let text = match at(value, path)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The texts of the list at `path`; one that stands there without a list is a list of itself.
pub(super) fn texts(value: &Value, path: &[&str]) -> Vec<String> {
    let list = match at(value, path) {
        Some(Value::Array(list)) => list.as_slice(),
        Some(alone) => std::slice::from_ref(alone),
        None => &[],
    };
    list.iter().filter_map(|item| text(item, &[])).collect()
}

/// The whole number at `path`, however it is written: `137`, `137.0`, `"137"`.
pub(super) fn number(value: &Value, path: &[&str]) -> Option<i64> {
    let text = text(value, path)?;
    let rounded = || text.parse::<f64>().ok().filter(|number| number.is_finite());
    text.parse()
        .ok()
        .or_else(|| rounded().map(|number| number as i64))
}

/// What the list at `path` holds; nothing where there is none.
pub(super) fn list<'a>(
    value: &'a Value,
    path: &[&str],
) -> impl Iterator<Item = &'a Value> + use<'a> {
    at(value, path)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

/// The object at `path`, which may be written as JSON in a text; `null` where there is none.
pub(super) fn object(value: &Value, path: &[&str]) -> Value {
    match at(value, path) {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        object => object.cloned().unwrap_or_default(),
    }
}

/// What stands at `path`, however its keys are capitalised: `Dimensions` of a topic is `dimensions` of EventBridge.
pub(super) fn any_case<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| {
        let mut members = value.as_object()?.iter();
        let (_, found) = members.find(|(name, _)| name.eq_ignore_ascii_case(key))?;
        Some(found)
    })
}

/// Before this nothing of AWS was there, in milliseconds since 1970: the year 2000.
const EARLIEST: i64 = 946_684_800_000;
/// After this nothing that has happened can be: the year 2200. Within both, times may be reckoned with.
const LATEST: i64 = 7_258_118_400_000;

/// The time at `path`, unless that lies in no year of AWS's: RFC 3339, with or without seconds or a colon in its offset,
/// seconds since 1970, or as Java prints a date: `Wed Mar 04 05:06:07 UTC 2026`, or CodeBuild's
/// `Apr 25, 2020 12:25:32 AM` in UTC.
pub(super) fn time(value: &Value, path: &[&str]) -> Option<Timestamp> {
    let time = written(&text(value, path)?)?;
    (EARLIEST..=LATEST)
        .contains(&time.as_millisecond())
        .then_some(time)
}

fn written(text: &str) -> Option<Timestamp> {
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
    .find_map(|format| strtime::parse(format, text).ok()?.to_timestamp().ok())
    .or_else(|| format!("{}:00Z", text.strip_suffix('Z')?).parse().ok())
    .or_else(|| {
        let date = strtime::parse("%a %b %d %H:%M:%S UTC %Y", text).ok()?;
        let zoned = date.to_datetime().ok()?.to_zoned(TimeZone::UTC).ok()?;
        Some(zoned.timestamp())
    })
    .or_else(|| in_words(text))
}

/// Java's medium form of a time, which has had a second comma and a narrow space in some of its versions.
fn in_words(text: &str) -> Option<Timestamp> {
    let plain = text.replace(',', "").replace('\u{202f}', " ");
    let parsed = strtime::parse("%b %d %Y %I:%M:%S %p", plain).ok()?;
    let timestamp = parsed.to_datetime().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(timestamp.timestamp())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_time_is_read_in_every_form_that_aws_writes() {
        for (written, time) in [
            (json!("2026-03-04T05:06:07Z"), "2026-03-04T05:06:07Z"),
            (json!("2026-03-04T05:06Z"), "2026-03-04T05:06:00Z"),
            (
                json!("2026-03-04T05:06:07.250+0000"),
                "2026-03-04T05:06:07.25Z",
            ),
            (json!("2026-03-04T14:06:07+09:00"), "2026-03-04T05:06:07Z"),
            (json!("1772600767.25"), "2026-03-04T05:06:07.25Z"),
            (json!(1772600767), "2026-03-04T05:06:07Z"),
            (
                json!("Wed Mar 04 05:06:07 UTC 2026"),
                "2026-03-04T05:06:07Z",
            ),
        ] {
            let read = super::time(&json!({ "at": written }), &["at"]);
            assert_eq!(
                read.map(|at| at.to_string()).as_deref(),
                Some(time),
                "{written}"
            );
        }
        for wrong in [
            json!(null),
            json!("soon"),
            json!({}),
            json!(1e300),
            json!("Wed Mar 04"),
            json!(-377_705_023_201_i64),
            json!("9999-12-30T22:00:00Z"),
            json!("0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(
                super::time(&json!({ "at": wrong }), &["at"]),
                None,
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (written, number) in [
            (json!(137), Some(137)),
            (json!(137.0), Some(137)),
            (json!(" -1 "), Some(-1)),
            (json!("3.0"), Some(3)),
            (json!("null"), None),
            (json!("inf"), None),
            (json!([1]), None),
        ] {
            assert_eq!(
                super::number(&json!({ "n": written }), &["n"]),
                number,
                "{written}"
            );
        }
    }

    #[test]
    fn an_object_may_be_written_as_text() {
        for (written, object) in [
            (json!({"a": 1}), json!({"a": 1})),
            (json!("{\"a\": 1}"), json!({"a": 1})),
            (json!("{\"a\""), Value::Null),
            (Value::Null, Value::Null),
        ] {
            assert_eq!(super::object(&json!({ "o": written }), &["o"]), object);
        }
        let nothing = json!({"l": "text"});
        assert_eq!(super::list(&nothing, &["l"]).count(), 0);
        assert_eq!(super::list(&json!({"l": [1, 2]}), &["l"]).count(), 2);
    }
}
