//! Few calls: a burst is one edit, what looks the same is not sent, progress waits for its pace, and nothing comes twice.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use sim::aws::world::Ship;

use super::{DEPLOYS, Works, change};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_burst_is_one_edit() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.work().await;
    let posted = works.slack.calls().count("chat.postMessage");
    // A minute and a half of events at once, each twice and in many small batches.
    for _ in 0..9 {
        works.clock.advance(SECOND * 10);
        works.aws.tick();
    }
    let events = works.all_events();
    works.forget_events();
    for batch in [&events[..], &events[..]].concat().chunks(3) {
        works.hand_in(batch).await;
        works.fold().await;
    }
    works.ask().await;
    works.story().await;
    works.tell().await;
    let calls = works.slack.calls();
    assert_eq!(calls.count("chat.update"), 1);
    assert_eq!(calls.count("chat.postMessage"), posted);
}

#[tokio::test]
async fn what_looks_the_same_is_not_sent_and_progress_keeps_its_pace() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy("v42")))
        .expect("a CodeDeploy deployment");
    works.go_by(MINUTE * 20, SECOND * 5).await;
    works.settle().await;
    let calls = works.slack.calls();
    assert_eq!(calls.count("chat.postMessage"), 1);
    let mut last: HashMap<String, (Timestamp, Value)> = HashMap::new();
    let mut states = BTreeSet::new();
    let edits = calls.of("chat.update");
    assert!(edits.len() > 5, "there was progress: {}", edits.len());
    for edit in edits {
        let text = |key: &str| edit.request[key].as_str().expect("a text").to_owned();
        let shown = (edit.at, edit.request["blocks"].clone());
        if let Some((at, blocks)) = last.insert(text("ts"), shown) {
            assert_ne!(blocks, edit.request["blocks"], "it looked so already");
            // A headline tells of a state, which is told at once.
            let headline = text("text").lines().next().unwrap_or_default().to_owned();
            let is_turn = states.insert(headline);
            let pause = edit.at.duration_since(at);
            assert!(is_turn || pause >= SignedDuration::from_secs(30), "{pause}");
        }
    }
    let shown = works.shown(DEPLOYS);
    assert_eq!(shown.split("\n\n").count(), 1, "{shown}");
}
