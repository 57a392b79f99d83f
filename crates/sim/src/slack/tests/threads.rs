//! What a bot finds again: threads and what is broadcast of them, metadata, spans of a history.

use serde_json::{Value, json};

use super::{call, query, slack};
use crate::slack::SlackSim;

/// Posts in `#deploys`; answers the `ts`.
async fn post(sim: &SlackSim, more: Value) -> String {
    let mut args = json!({"channel": "C0DEPLOYS"});
    args.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let answer = call(sim, "chat.postMessage", args).await;
    assert_eq!(answer["ok"], true, "{answer}");
    answer["ts"].as_str().unwrap().to_owned()
}

/// The messages that a reading method answers for `#deploys`, metadata included.
async fn read(sim: &SlackSim, method: &str, more: &[(&str, &str)]) -> Vec<Value> {
    let mut args = vec![("channel", "C0DEPLOYS"), ("include_all_metadata", "true")];
    args.extend(more);
    let answer = query(sim, method, &args).await;
    assert_eq!(answer["ok"], true, "{answer}");
    answer["messages"].as_array().unwrap().clone()
}

fn texts(messages: &[Value]) -> Vec<&str> {
    messages
        .iter()
        .filter_map(|message| message["text"].as_str())
        .collect()
}

#[tokio::test]
async fn a_broadcast_reply_stands_in_the_channel_and_stays_so_when_edited() {
    let sim = slack().await;
    sim.set_paces(false);
    let parent = post(&sim, json!({"text": "release"})).await;
    let metadata = json!({"event_type": "pilothouse", "event_payload": {"id": "r1"}});
    post(&sim, json!({"text": "quiet", "thread_ts": parent})).await;
    let loud = json!({
        "text": "failed", "thread_ts": parent, "reply_broadcast": true, "metadata": metadata,
    });
    let loud = post(&sim, loud).await;
    let edit = json!({"channel": "C0DEPLOYS", "ts": loud, "text": "rolled back"});
    assert_eq!(call(&sim, "chat.update", edit).await["ok"], true);

    let history = read(&sim, "conversations.history", &[]).await;
    assert_eq!(texts(&history), ["rolled back", "release"]);
    assert_eq!(history[0]["subtype"], "thread_broadcast");
    assert_eq!(history[0]["thread_ts"], parent);
    assert_eq!(history[0]["metadata"], metadata);
    assert_eq!(history[1]["reply_count"], 2);
    let thread = read(&sim, "conversations.replies", &[("ts", &parent)]).await;
    assert_eq!(texts(&thread), ["release", "quiet", "rolled back"]);
    assert_eq!(thread[2]["metadata"], metadata);

    let below_a_reply = json!({"channel": "C0DEPLOYS", "text": "x", "thread_ts": loud});
    let answer = call(&sim, "chat.postMessage", below_a_reply).await;
    assert_eq!(answer["error"], "cannot_reply_to_message");
    let alone = post(&sim, json!({"text": "alone", "reply_broadcast": true})).await;
    let newest = read(&sim, "conversations.history", &[("limit", "1")]).await;
    assert_eq!(newest[0]["ts"], alone);
    assert_eq!(newest[0]["subtype"], Value::Null);
}

#[tokio::test]
async fn metadata_has_a_type_a_payload_and_a_size() {
    let sim = slack().await;
    sim.set_paces(false);
    for (metadata, error) in [
        (json!("text"), "invalid_metadata_format"),
        (json!([]), "invalid_metadata_format"),
        (json!({"event_type": "x"}), "invalid_metadata_format"),
        (
            json!({"event_type": "", "event_payload": {}}),
            "invalid_metadata_format",
        ),
        (
            json!({"event_type": "x", "event_payload": [1]}),
            "invalid_metadata_format",
        ),
        (
            json!({"event_type": "x", "event_payload": {}, "id": 1}),
            "invalid_metadata_format",
        ),
        (
            json!({"event_type": "x", "event_payload": {"all": "x".repeat(16_384)}}),
            "metadata_too_large",
        ),
    ] {
        let args = json!({"channel": "C0DEPLOYS", "text": "hello", "metadata": metadata});
        let answer = call(&sim, "chat.postMessage", args).await;
        assert_eq!(answer["error"], error, "{metadata}");
    }
    assert!(sim.messages("C0DEPLOYS").is_empty());
}

#[tokio::test]
async fn spans_are_open_unless_inclusive() {
    let sim = slack().await;
    let parent = post(&sim, json!({"text": "0"})).await;
    let mut ts = vec![parent.clone()];
    for number in 1..4 {
        let args = json!({
            "text": number.to_string(), "thread_ts": parent, "reply_broadcast": true,
        });
        sim.clock().advance(std::time::Duration::from_secs(10));
        ts.push(post(&sim, args).await);
    }
    let (from, to) = (("oldest", ts[1].as_str()), ("latest", ts[3].as_str()));
    let inclusive = ("inclusive", "true");
    for (span, found) in [
        (vec![from], vec!["3", "2"]),
        (vec![to], vec!["2", "1", "0"]),
        (vec![to, inclusive], vec!["3", "2", "1", "0"]),
        (vec![from, to], vec!["2"]),
        (vec![from, to, inclusive], vec!["3", "2", "1"]),
    ] {
        let history = read(&sim, "conversations.history", &span).await;
        assert_eq!(texts(&history), found, "{span:?}");
        // A thread is read the other way round, and its parent comes always.
        let mut thread: Vec<&str> = found.into_iter().filter(|text| *text != "0").collect();
        thread.push("0");
        thread.reverse();
        let whole = [span.as_slice(), &[("ts", parent.as_str())]].concat();
        let replies = read(&sim, "conversations.replies", &whole).await;
        assert_eq!(texts(&replies), thread, "{span:?}");
    }
    for (bound, error) in [
        ("oldest", "invalid_ts_oldest"),
        ("latest", "invalid_ts_latest"),
    ] {
        let args = [("channel", "C0DEPLOYS"), (bound, "yesterday")];
        let wrong = query(&sim, "conversations.history", &args).await;
        assert_eq!(wrong["error"], error);
    }
}

#[tokio::test]
async fn every_page_of_a_span_is_of_that_span() {
    let sim = slack().await;
    sim.set_paces(false);
    let mut ts = Vec::new();
    for number in 0..45 {
        ts.push(post(&sim, json!({"text": number.to_string()})).await);
    }
    let (from, to) = (("oldest", ts[5].as_str()), ("latest", ts[35].as_str()));
    let span = [("channel", "C0DEPLOYS"), from, to, ("limit", "200")];
    let first = query(&sim, "conversations.history", &span).await;
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let args = [span.as_slice(), &[("cursor", cursor)]].concat();
    let second = query(&sim, "conversations.history", &args).await;
    let pages = [first, second.clone()];
    let found: Vec<&str> = pages
        .iter()
        .flat_map(|page| texts(page["messages"].as_array().unwrap()))
        .collect();
    let between: Vec<String> = (6..35)
        .rev()
        .map(|number: i32| number.to_string())
        .collect();
    assert_eq!(found, between);
    assert_eq!(second["has_more"], false);
}

#[tokio::test]
async fn a_history_needs_the_scope_of_its_kind_of_channel() {
    let sim = slack().await;
    for (scope, channel) in [
        ("channels:history", "C0DEPLOYS"),
        ("groups:history", "C0INCIDENT"),
    ] {
        let args = [("channel", channel), ("ts", "1.000000")];
        assert_eq!(
            query(&sim, "conversations.history", &args).await["ok"],
            true
        );
        sim.with(|workspace| workspace.app.scopes.remove(scope));
        for method in ["conversations.history", "conversations.replies"] {
            let refused = query(&sim, method, &args).await;
            assert_eq!(refused["error"], "missing_scope");
            let needed = refused["needed"].as_str().unwrap();
            assert!(needed.split(',').any(|one| one == scope), "{needed}");
        }
    }
}
