//! Changes of JSON that leave it JSON: what AWS, or whoever writes to a topic, could send instead.

use fastrand::Rng;
use libfuzzer_sys::fuzzer_mutate;
use serde_json::{Map, Value, json};

/// Of how many changes one is of bytes, whatever becomes of the JSON.
const BYTES: u8 = 20;

/// States and words that families know, and that no change of bytes would find.
const WORDS: [&str; 40] = [
    "START",
    "READY",
    "SUCCESS",
    "FAILURE",
    "STOP",
    "STARTED",
    "RESUMED",
    "STOPPING",
    "STOPPED",
    "CANCELED",
    "CANCELLED",
    "SUPERSEDED",
    "FAILED",
    "SUCCEEDED",
    "ABANDONED",
    "IN_PROGRESS",
    "COMPLETED",
    "COMPLETE",
    "ACTIVE",
    "OK",
    "ALARM",
    "INSUFFICIENT_DATA",
    "PUSH",
    "DELETE",
    "CRITICAL",
    "HIGH",
    "ERROR",
    "WARN",
    "INFO",
    "custom",
    "referenceCreated",
    "referenceUpdated",
    "referenceDeleted",
    "branch",
    "tag",
    "EssentialContainerExited",
    "HOOK_AWAITING_ACTION",
    "HOOK_FAILED",
    "SERVICE_STEADY_STATE",
    "SERVICE_DEPLOYMENT_COMPLETED",
];

/// A `fuzz_mutator!` of libFuzzer: changes one value of the JSON in `data`; what is no JSON is changed as libFuzzer would.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut rng = Rng::with_seed(seed.into());
    let text = serde_json::from_slice(&data[..size])
        .ok()
        .filter(|_| rng.u8(..BYTES) > 0)
        .map(|mut value: Value| {
            change(&mut value, &mut rng);
            value.to_string()
        })
        .filter(|text| text.len() <= max_size.min(data.len()));
    match text {
        Some(text) => {
            data[..text.len()].copy_from_slice(text.as_bytes());
            text.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
}

fn change(whole: &mut Value, rng: &mut Rng) {
    let mut paths = Vec::new();
    walk(whole, String::new(), &mut paths);
    let any = |rng: &mut Rng| paths[rng.usize(..paths.len())].clone();
    let (at, other) = (any(rng), any(rng));
    let copied = whole.pointer(&other).cloned().unwrap_or_default();
    let Some(value) = whole.pointer_mut(&at) else {
        return;
    };
    match rng.u8(..8) {
        0 => *value = odd(rng),
        1 => *value = respelt(value),
        2 => *value = copied,
        3 => *value = json!([value.take()]),
        4 => *value = WORDS[rng.usize(..WORDS.len())].into(),
        5 => *value = written(value).into(),
        6 => lose(value, rng),
        _ => add(value, copied, rng),
    }
}

/// The pointers of all values, <https://datatracker.ietf.org/doc/html/rfc6901>.
fn walk(value: &Value, at: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                walk(value, format!("{at}/{key}"), paths);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                walk(value, format!("{at}/{index}"), paths);
            }
        }
        _ => {}
    }
    paths.push(at);
}

/// A value that nobody expects.
fn odd(rng: &mut Rng) -> Value {
    let values = [
        Value::Null,
        json!(true),
        json!(""),
        json!(" "),
        json!("null"),
        json!("2026-02-30T25:61:61Z"),
        json!("-009999-01-01T00:00:00Z"),
        json!("Apr 25, 2020 12:25:32 AM"),
        json!("\u{202e}<!channel>\u{0}"),
        json!("é".repeat(100)),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!([]),
        json!({}),
    ];
    values[rng.usize(..values.len())].clone()
}

/// A number as a text, a text as a number, JSON as the text of it.
fn respelt(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap_or_default(),
        other => other.to_string().into(),
    }
}

/// Its text, changed as libFuzzer changes bytes.
fn written(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let size = text.len();
    let mut bytes = text.into_bytes();
    bytes.resize(size + 16, 0);
    let size = fuzzer_mutate(&mut bytes, size, size + 16);
    String::from_utf8_lossy(&bytes[..size]).into_owned()
}

fn lose(value: &mut Value, rng: &mut Rng) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let key = map.keys().nth(rng.usize(..map.len())).cloned();
            key.and_then(|key| map.remove(&key));
        }
        Value::Array(list) if !list.is_empty() => drop(list.remove(rng.usize(..list.len()))),
        other => *other = Value::Null,
    }
}

fn add(value: &mut Value, more: Value, rng: &mut Rng) {
    let word = WORDS[rng.usize(..WORDS.len())].to_owned();
    match value {
        Value::Object(map) => drop(map.insert(word, more)),
        Value::Array(list) => list.push(more),
        other => *other = Value::Object(Map::from_iter([(word, more)])),
    }
}
