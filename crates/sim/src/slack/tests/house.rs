//! What people do to the workspace, and what a bot meets afterwards.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, query, slack};
use crate::slack::SlackSim;

async fn post(sim: &SlackSim, channel: &str, text: &str) -> Value {
    call(
        sim,
        "chat.postMessage",
        json!({"channel": channel, "text": text}),
    )
    .await
}

async fn edit(sim: &SlackSim, channel: &str, ts: &str, text: &str) -> Value {
    let args = json!({"channel": channel, "ts": ts, "text": text});
    call(sim, "chat.update", args).await
}

fn ts(posted: &Value) -> String {
    posted["ts"].as_str().expect("posted").to_owned()
}

#[tokio::test]
async fn a_message_that_an_admin_deleted_is_gone() {
    let sim = slack().await;
    let release = ts(&post(&sim, "C0DEPLOYS", "release").await);
    assert!(sim.delete("U0BOB", "C0DEPLOYS", &release).is_err());
    assert!(sim.delete("U0NOBODY", "C0DEPLOYS", &release).is_err());
    assert!(sim.delete("U0SAM", "C0PAYMENTS", &release).is_err());
    sim.delete("U0SAM", "C0DEPLOYS", &release).unwrap();
    assert!(sim.delete("U0SAM", "C0DEPLOYS", &release).is_err());

    let edited = edit(&sim, "C0DEPLOYS", &release, "done").await;
    assert_eq!(edited["error"], "message_not_found");
    let reply = json!({"channel": "C0DEPLOYS", "text": "x", "thread_ts": release});
    let replied = call(&sim, "chat.postMessage", reply).await;
    assert_eq!(replied["error"], "cannot_reply_to_message");
    let args = [("channel", "C0DEPLOYS"), ("ts", release.as_str())];
    let thread = query(&sim, "conversations.replies", &args).await;
    assert_eq!(thread["error"], "thread_not_found");
    let history = query(&sim, "conversations.history", &args[..1]).await;
    assert_eq!(history["messages"], json!([]));
}

#[tokio::test]
async fn people_delete_what_they_wrote_themselves() {
    let sim = slack().await;
    sim.say("U0BOB", "C0DEPLOYS", "oops", None).await.unwrap();
    let oops = sim.messages("C0DEPLOYS")[0].ts.clone();
    assert!(sim.delete("U0ANN", "C0DEPLOYS", &oops).is_err());
    sim.delete("U0BOB", "C0DEPLOYS", &oops).unwrap();
    assert!(sim.messages("C0DEPLOYS").is_empty());
}

#[tokio::test]
async fn a_deleted_parent_leaves_a_tombstone_while_it_has_replies() {
    let sim = slack().await;
    let metadata = json!({"event_type": "x", "event_payload": {}});
    let args = json!({"channel": "C0DEPLOYS", "text": "release", "metadata": metadata});
    let parent = ts(&call(&sim, "chat.postMessage", args).await);
    let reply = json!({"channel": "C0DEPLOYS", "text": "failed", "thread_ts": parent});
    let failed = ts(&call(&sim, "chat.postMessage", reply.clone()).await);
    sim.delete("U0SAM", "C0DEPLOYS", &parent).unwrap();

    let args = [
        ("channel", "C0DEPLOYS"),
        ("include_all_metadata", "true"),
        ("ts", parent.as_str()),
    ];
    let tombstone = json!({
        "type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": true,
        "text": "This message was deleted.", "ts": parent,
        "thread_ts": parent, "reply_count": 1, "latest_reply": failed,
    });
    let history = query(&sim, "conversations.history", &args[..2]).await;
    assert_eq!(history["messages"], json!([tombstone]));
    let thread = query(&sim, "conversations.replies", &args).await;
    assert_eq!(thread["messages"][0], tombstone);
    assert_eq!(thread["messages"][1]["text"], "failed");

    let replied = call(&sim, "chat.postMessage", reply).await;
    assert_eq!(replied["error"], "cannot_reply_to_message");
    let edited = edit(&sim, "C0DEPLOYS", &parent, "x").await;
    assert_eq!(edited["error"], "message_not_found");
    assert_eq!(
        edit(&sim, "C0DEPLOYS", &failed, "rolled back").await["ok"],
        true
    );
    sim.delete("U0SAM", "C0DEPLOYS", &failed).unwrap();
    let history = query(&sim, "conversations.history", &args[..1]).await;
    assert_eq!(history["messages"], json!([]));
}

#[tokio::test]
async fn channels_close_and_open_again() {
    let sim = slack().await;
    sim.set_paces(false);
    let (bot, place) = ("U0PILOT", "C0DEPLOYS");
    let release = ts(&post(&sim, place, "release").await);
    sim.archive(place).unwrap();
    assert_eq!(post(&sim, place, "x").await["error"], "is_archived");
    let edited = edit(&sim, place, &release, "x").await;
    assert_eq!(edited["error"], "is_inactive");
    sim.unarchive(place).unwrap();
    sim.kick(place, bot).unwrap();
    assert_eq!(post(&sim, place, "x").await["error"], "not_in_channel");
    let history = query(&sim, "conversations.history", &[("channel", place)]).await;
    assert_eq!(history["error"], "not_in_channel");
    sim.invite(place, bot).unwrap();
    sim.set_read_only(place, true).unwrap();
    let refused = post(&sim, place, "x").await;
    assert_eq!(refused["error"], "restricted_action_read_only_channel");
    let args = json!({"channel": place, "user": "U0ANN", "text": "psst"});
    let private = call(&sim, "chat.postEphemeral", args).await;
    assert_eq!(private["error"], "restricted_action");
    assert_eq!(edit(&sim, place, &release, "done").await["ok"], true);
    sim.set_read_only(place, false).unwrap();
    assert_eq!(post(&sim, place, "x").await["ok"], true);
    sim.kick("C0INCIDENT", bot).unwrap();
    let unseen = post(&sim, "C0INCIDENT", "x").await;
    assert_eq!(unseen["error"], "channel_not_found");
    assert!(sim.archive("C0NOWHERE").is_err());
}

#[tokio::test]
async fn a_transcript_has_every_version_in_the_order_of_change() {
    let sim = slack().await;
    let began = sim.clock().now();
    let one = ts(&post(&sim, "C0DEPLOYS", "one").await);
    let two = ts(&post(&sim, "C0DEPLOYS", "two").await);
    post(&sim, "C0PAYMENTS", "elsewhere").await;
    let psst = json!({"channel": "C0DEPLOYS", "user": "U0ANN", "text": "psst"});
    assert_eq!(call(&sim, "chat.postEphemeral", psst).await["ok"], true);
    sim.clock().advance(Duration::from_secs(7));
    edit(&sim, "C0DEPLOYS", &one, "one, halfway").await;
    sim.delete("U0SAM", "C0DEPLOYS", &two).unwrap();
    assert_eq!(edit(&sim, "C0DEPLOYS", &two, "x").await["ok"], false);
    edit(&sim, "C0DEPLOYS", &one, "one, done").await;
    let told: Vec<_> = sim
        .transcript("C0DEPLOYS")
        .into_iter()
        .map(|change| {
            let seconds = change.at.duration_since(began).as_secs();
            (change.ts, change.version, seconds, change.content.text)
        })
        .collect();
    let change = |ts: &str, version, at, text: &str| (ts.to_owned(), version, at, text.to_owned());
    assert_eq!(
        told,
        [
            change(&one, 0, 0, "one"),
            change(&two, 0, 0, "two"),
            change(&one, 1, 7, "one, halfway"),
            change(&one, 2, 7, "one, done"),
        ]
    );
}

#[tokio::test]
async fn a_scaled_pace_lets_as_many_more_through() {
    let sim = slack().await;
    sim.set_pace_scale(60.0);
    let release = ts(&post(&sim, "C0DEPLOYS", "release").await);
    for _ in 0..50 {
        assert_eq!(edit(&sim, "C0DEPLOYS", &release, "x").await["ok"], true);
    }
    let refused = edit(&sim, "C0DEPLOYS", &release, "x").await;
    assert_eq!(refused["error"], "ratelimited");
    sim.clock().advance(Duration::from_secs(1));
    assert_eq!(edit(&sim, "C0DEPLOYS", &release, "x").await["ok"], true);
}
