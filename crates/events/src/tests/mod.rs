//! Each family as AWS writes it, in all its moods; and nothing that makes the reader fall over.

mod alone;
mod approvals;
mod cloudwatch;
mod codebuild;
mod codecommit;
mod codedeploy;
mod custom;
mod ecr;
mod ecs;
mod ecs_tasks;
mod lenience;
mod mutated;
mod pipeline;
mod refused;
mod rules;
mod wrapping;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use domain::notice::About;
use domain::release::News;

/// When the bot knows of everything in these tests.
const KNOWN: Timestamp = Timestamp::UNIX_EPOCH;
/// When everything in them happened, where it says so.
const HAPPENED: &str = "2026-03-04T05:06:07Z";

/// Events of every family, which are changed at random. A new family adds a line.
fn samples() -> Vec<Value> {
    [
        ecs::samples(),
        ecs_tasks::samples(),
        codedeploy::samples(),
        pipeline::samples(),
        rules::samples(),
        approvals::samples(),
    ]
    .concat()
}

/// An event of EventBridge.
fn event(source: &str, kind: &str, resources: Value, detail: Value) -> Value {
    json!({
        "version": "0", "id": "b0a7c1de-1111-4222-8333-944445555666", "detail-type": kind, "source": source,
        "account": "111122223333", "time": HAPPENED, "region": "ap-northeast-2",
        "resources": resources, "detail": detail,
    })
}

/// The same as a notification rule tells it.
fn by_rule(mut event: Value, extras: Value) -> Value {
    let members = event.as_object_mut().expect("an object");
    members.remove("id");
    members.remove("version");
    let kind = members.remove("detail-type").expect("a kind");
    members.insert("detailType".into(), kind);
    members.insert("additionalAttributes".into(), extras);
    event
}

/// `value` with these members besides, or instead of its own.
fn with(mut value: Value, more: Value) -> Value {
    let more = more.as_object().cloned().expect("an object");
    value.as_object_mut().expect("an object").extend(more);
    value
}

fn read(event: &Value) -> Decoded {
    decode(event, KNOWN).expect("an event")
}

/// What it says of releases: of what, and which news.
fn told(event: &Value) -> Vec<(String, News)> {
    let Means::Release(said) = read(event).means else {
        panic!("{:?}", read(event))
    };
    said.into_iter()
        .map(|said| {
            assert_eq!(
                (said.at.to_string().as_str(), said.known),
                (HAPPENED, KNOWN)
            );
            (said.of.to_string(), said.news)
        })
        .collect()
}

fn only(event: &Value) -> (String, News) {
    let [one] = told(event).try_into().expect("one observation");
    one
}

/// What it says by itself.
fn alone(event: &Value) -> About {
    let Means::Alone(said) = read(event).means else {
        panic!("{:?}", read(event))
    };
    let [notice] = said.try_into().expect("one notice");
    notice.about
}

/// The word of why it says nothing.
fn silence(event: &Value) -> &'static str {
    let Means::Nothing(silence) = read(event).means else {
        panic!("{:?}", read(event))
    };
    silence.word()
}
