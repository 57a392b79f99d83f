//! Events as AWS might write them on another day: other types, missing members, more of them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Without these nobody knows what an event is, what it is about, or what happened.
const IDENTIFY: [&str; 26] = [
    "source",
    "detail-type",
    "detailType",
    "detail",
    "account",
    "accountId",
    "region",
    "resources",
    "deploymentId",
    "instanceStatus",
    "eventName",
    "state",
    "status",
    "serviceDeploymentArn",
    "pipeline",
    "execution-id",
    "stage",
    "action",
    "lastStatus",
    "group",
    "taskArn",
    "clusterArn",
    "approval",
    "pipelineName",
    "stageName",
    "actionName",
];

/// Every key and index in a value, as a pointer to what is there.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, v)| (key.clone(), v)).collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(n, v)| (n.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (key, value) in inside {
        let at = format!("{at}/{key}");
        pointers(value, &at, all);
        all.push(at);
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({"a": [1, "b"]})),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ]
}

/// A sample, the same with something odd in one place, and where that is.
fn mutated() -> impl Strategy<Value = (Value, Value, String)> {
    (select(samples()), any::<Index>(), odd()).prop_map(|(sample, index, odd)| {
        let mut all = Vec::new();
        pointers(&sample, "", &mut all);
        let at = index.get(&all).clone();
        let mut changed = sample.clone();
        *changed.pointer_mut(&at).expect("a place in it") = odd;
        (sample, changed, at)
    })
}

/// What an event is about; nothing where it is no news.
fn about(event: &Value) -> Result<BTreeSet<String>, Undecodable> {
    Ok(match decode(event, KNOWN)?.means {
        Means::Release(said) => said.iter().map(|said| said.of.to_string()).collect(),
        Means::Alone(said) => said.iter().map(Notice::topic).collect(),
        Means::Nothing(_) => BTreeSet::new(),
    })
}

/// All numbers in it written as texts.
fn spelled(value: Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Array(items) => items.into_iter().map(spelled).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(key, v)| (key, spelled(v)))
            .collect(),
        other => other,
    }
}

/// The same with a member that nobody knows in each of its objects.
fn extended(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(extended).collect(),
        Value::Object(members) => {
            let known = members.into_iter().map(|(key, v)| (key, extended(v)));
            known
                .chain([("something-new".to_owned(), json!({"a": [1]}))])
                .collect()
        }
        other => other,
    }
}

proptest! {
    #[test]
    fn an_oddity_costs_at_most_what_it_is_in((sample, changed, at) in mutated()) {
        let is_index = |key: &&str| key.parse::<usize>().is_ok();
        let key = at.rsplit('/').find(|key| !is_index(key)).unwrap_or_default();
        let identifies = IDENTIFY.contains(&key);
        // What does not identify it may be anything: the event is still about the same.
        let changed = about(&changed);
        prop_assert!(identifies || changed == about(&sample), "{at}: {changed:?}");
    }

    #[test]
    fn no_message_makes_the_reader_fall_over((_, changed, _) in mutated(), text in ".{0,200}") {
        for said in said(&changed.to_string(), Around::default()).into_iter().flatten().chain(said_in(changed, Around::default())) {
            let _ = decode(&said.event, KNOWN);
        }
        let _ = said(&text, Around::default());
    }
}

#[test]
fn numbers_as_texts_and_new_members_change_nothing() {
    for sample in samples() {
        assert_eq!(read(&spelled(sample.clone())), read(&sample), "{sample}");
        assert_eq!(read(&extended(sample.clone())), read(&sample), "{sample}");
    }
}
