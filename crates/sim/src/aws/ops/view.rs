//! Small helpers for writing the model as AWS's JSON.

use jiff::Timestamp;
use serde_json::{Value, json};

/// A time in epoch seconds with milliseconds, as JSON 1.1 carries it.
pub fn time(at: Timestamp) -> Value {
    let millis = at.as_millisecond();
    if millis % 1000 == 0 {
        return json!(millis / 1000);
    }
    // Milliseconds since 1970 fit a double exactly.
    json!(millis as f64 / 1000.0)
}

/// A time that may be missing.
pub fn maybe(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, time)
}

/// Without members that are null or an empty string, as AWS leaves out what is not set.
pub fn set(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, one| !one.is_null() && one.as_str() != Some(""));
    }
    value
}
