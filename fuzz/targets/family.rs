//! Any JSON, as an event of every family and in every wrapping, so that each reader is reached by each input.
#![no_main]

use events::{Around, FAMILIES, Undecodable, said};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pilothouse_fuzz::json::mutate;
use pilothouse_fuzz::outer::{forms, wrapped};
use pilothouse_fuzz::properties::check_event;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let Ok(inner) = serde_json::from_slice(data) else {
        return;
    };
    for family in FAMILIES {
        for event in forms(&family.form, &inner) {
            check_event(&event);
        }
    }
    // Wrappings know nothing of families: one of them is enough, and another one each time.
    let family = &FAMILIES[data.len() % FAMILIES.len()];
    for event in forms(&family.form, &inner) {
        check_wrapped(&event);
    }
});

fn check_wrapped(event: &Value) {
    let alone = [without_topic(event.clone())];
    // What happens to be a wrapping itself is another event.
    if events(&event.to_string()).as_deref() != Ok(&alone[..]) {
        return;
    }
    for body in wrapped(event) {
        assert_eq!(events(&body).as_deref(), Ok(&alone[..]), "in {body}");
    }
}

fn events(body: &str) -> Result<Vec<Value>, Undecodable> {
    let said = said(body, Around::default())?.into_iter();
    Ok(said.map(|said| without_topic(said.event)).collect())
}

/// Without the topic that it came through, which some messages are given.
fn without_topic(mut event: Value) -> Value {
    if let Some(event) = event.as_object_mut() {
        event.remove("TopicArn");
    }
    event
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});
