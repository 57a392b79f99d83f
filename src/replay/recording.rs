//! A recording: the events in a file, however they are wrapped and written down.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::{Deserializer, Value};

use events::{Around, Undecodable};

/// The largest file that is read, in bytes: 64 MiB.
const LARGEST: u64 = 64 << 20;
/// The name of standard input.
const STDIN: &str = "-";

/// Why nothing of a file is sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("{name} cannot be read: {error}")]
    File { name: String, error: io::Error },
    #[error("{0} is larger than the 64 MiB that are read; split it")]
    TooLarge(String),
    #[error("{0} holds no event; it should hold JSON: an event, an array of them, or one a line")]
    Empty(String),
    #[error("{name}:{line}: this is no JSON: {error}")]
    NoJson {
        name: String,
        line: usize,
        error: serde_json::Error,
    },
    #[error("{name}:{line}: {why}")]
    NoEvent {
        name: String,
        line: usize,
        why: Undecodable,
    },
}

/// The events in a file, in the order in which they stand there; `-` is standard input.
///
/// # Errors
/// When there is anything in it that is no event, or nothing at all.
pub(super) fn read(path: &Path) -> Result<Vec<Value>, Unreadable> {
    let name = path.display().to_string();
    let mut text = String::new();
    let read = match name.as_str() {
        STDIN => io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_string(&mut text),
        _ => File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text)),
    };
    match read {
        Ok(length) if length as u64 > LARGEST => Err(Unreadable::TooLarge(name)),
        Ok(_) => events_in(&text, &name),
        Err(error) => Err(Unreadable::File { name, error }),
    }
}

fn events_in(text: &str, name: &str) -> Result<Vec<Value>, Unreadable> {
    // Windows likes to begin a file with a mark of its encoding.
    let text = text.trim_start_matches('\u{feff}');
    let mut values = Deserializer::from_str(text).into_iter::<Value>();
    let mut found = Vec::new();
    loop {
        let line = line_after(text, values.byte_offset());
        let value = match values.next() {
            None => break,
            Some(Ok(value)) => value,
            Some(Err(error)) => {
                return Err(Unreadable::NoJson {
                    name: name.to_owned(),
                    line: error.line(),
                    error,
                });
            }
        };
        let alone = match value {
            Value::Array(list) => list,
            value => vec![value],
        };
        for value in alone {
            let said = events::said(&value.to_string(), Around::default()).map_err(|why| {
                Unreadable::NoEvent {
                    name: name.to_owned(),
                    line,
                    why,
                }
            })?;
            found.extend(said.into_iter().map(|said| said.event));
        }
    }
    match found.is_empty() {
        true => Err(Unreadable::Empty(name.to_owned())),
        false => Ok(found),
    }
}

/// The line, from 1, on which whatever follows these bytes begins.
fn line_after(text: &str, read: usize) -> usize {
    let rest = &text[read..];
    let space = rest.len() - rest.trim_start().len();
    text[..read + space].matches('\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str) -> Value {
        serde_json::json!({"id": id, "source": "aws.ecr", "detail-type": "ECR Image Action", "detail": {}})
    }

    fn ids(text: &str) -> Result<Vec<String>, String> {
        let found = events_in(text, "rec.json").map_err(|error| error.to_string())?;
        let ids = found.iter().map(|event| event["id"].as_str());
        Ok(ids.map(|id| id.expect("an id").to_owned()).collect())
    }

    #[test]
    fn an_event_an_array_lines_and_pretty_objects_are_recordings() {
        let (one, two) = (event("1"), event("2"));
        let pretty = serde_json::to_string_pretty(&one).expect("JSON");
        let wrapped = serde_json::json!({"MessageId": "m-1", "Body": two.to_string()});
        for (text, expected) in [
            (one.to_string(), vec!["1"]),
            (format!("[{one},{two}]"), vec!["1", "2"]),
            (format!("{one}\n\n{two}\n"), vec!["1", "2"]),
            (format!("\u{feff}{pretty}\r\n{pretty}"), vec!["1", "1"]),
            (format!("{one}{wrapped}"), vec!["1", "2"]),
            (format!("[{wrapped},{one}]\n{two}"), vec!["2", "1", "2"]),
        ] {
            let expected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(ids(&text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_recording_is_told_with_its_line() {
        let one = event("1");
        let empty = "rec.json holds no event; it should hold JSON: an event, an array of them, or one a line";
        for (text, expected) in [
            (String::new(), empty),
            (" \n ".to_owned(), empty),
            ("[]".to_owned(), empty),
            ("nonsense".to_owned(), "rec.json:1: this is no JSON"),
            (
                format!("{one}\n\n{{\"a\": \n1,}}"),
                "rec.json:4: this is no JSON",
            ),
            (
                format!("{one}\n{one}\n{{}}"),
                "rec.json:3: it is JSON, but no event",
            ),
            (format!("{one}\n7"), "rec.json:2: it is JSON, but no event"),
            (format!("[[{one}]]"), "rec.json:1: it is JSON, but no event"),
            (
                "{\"MessageId\": \"m-1\", \"Body\": \"words\"}".to_owned(),
                "rec.json:1: a message of SNS or SQS without JSON in it",
            ),
        ] {
            let said = ids(&text).expect_err("no recording");
            assert!(said.starts_with(expected), "{text}: {said}");
        }
    }
}
