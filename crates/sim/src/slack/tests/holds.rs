//! Held calls: a bot killed in the middle of a call, before Slack acted and after.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{App, call, respond, slack};
use crate::slack::SlackSim;
use crate::{Fault, Kind};

/// Far beyond what anything here takes.
const PATIENCE: Duration = Duration::from_secs(10);
/// Long enough to see that something does not come.
const MOMENT: Duration = Duration::from_millis(50);

fn posting(sim: &SlackSim, text: &str) -> JoinHandle<Value> {
    let sim = sim.clone();
    let args = json!({"channel": "C0DEPLOYS", "text": text});
    tokio::spawn(async move { call(&sim, "chat.postMessage", args).await })
}

#[tokio::test]
async fn a_call_held_before_acts_once_it_is_let_go() {
    let sim = slack().await;
    let faults = sim.faults();
    faults.inject(Fault::on("chat.postMessage", Kind::Hold).times(1));
    assert!(!faults.held("chat.postMessage", 1, MOMENT).await);
    let post = posting(&sim, "hello");
    assert!(faults.held("chat.postMessage", 1, PATIENCE).await);
    assert!(!faults.held("chat.update", 1, MOMENT).await);
    assert!(!post.is_finished());
    assert!(sim.messages("C0DEPLOYS").is_empty());
    assert_eq!(sim.calls().count("chat.postMessage"), 0);
    faults.release();
    assert_eq!(post.await.unwrap()["ok"], true);
    assert_eq!(sim.messages("C0DEPLOYS").len(), 1);
    assert_eq!(posting(&sim, "at once").await.unwrap()["ok"], true);
}

#[tokio::test]
async fn a_client_that_goes_while_held_before_has_posted_nothing() {
    let sim = slack().await;
    let faults = sim.faults();
    faults.inject(Fault::on("chat.postMessage", Kind::Hold));
    let post = posting(&sim, "never");
    assert!(faults.held("*", 1, PATIENCE).await);
    post.abort();
    assert!(faults.none_held(PATIENCE).await);
    faults.clear();
    faults.release();
    assert_eq!(posting(&sim, "later").await.unwrap()["ok"], true);
    let texts: Vec<String> = sim
        .messages("C0DEPLOYS")
        .iter()
        .map(|message| message.text().to_owned())
        .collect();
    assert_eq!(texts, ["later"]);
    assert_eq!(sim.calls().count("chat.postMessage"), 1);
}

#[tokio::test]
async fn a_client_that_goes_while_held_after_has_posted() {
    let sim = slack().await;
    let faults = sim.faults();
    faults.inject(Fault::on("chat.postMessage", Kind::Hold).after());
    let post = posting(&sim, "hello");
    assert!(faults.held("chat.postMessage", 1, PATIENCE).await);
    assert!(!post.is_finished());
    assert_eq!(sim.messages("C0DEPLOYS").len(), 1);
    assert_eq!(sim.calls().of("chat.postMessage")[0].status, 200);
    post.abort();
    assert!(faults.none_held(PATIENCE).await);
    assert_eq!(sim.messages("C0DEPLOYS").len(), 1);
}

#[tokio::test]
async fn calls_are_held_one_after_another_until_the_fault_is_cleared() {
    let sim = slack().await;
    let faults = sim.faults();
    faults.inject(Fault::on("*", Kind::Hold).after());
    let (one, two) = (posting(&sim, "one"), posting(&sim, "two"));
    assert!(faults.held("chat.postMessage", 2, PATIENCE).await);
    faults.release();
    assert!(faults.none_held(Duration::ZERO).await);
    assert_eq!(one.await.unwrap()["ok"], true);
    assert_eq!(two.await.unwrap()["ok"], true);
    let three = posting(&sim, "three");
    assert!(faults.held("chat.postMessage", 1, PATIENCE).await);
    faults.clear();
    assert!(!three.is_finished());
    faults.release();
    assert_eq!(three.await.unwrap()["ok"], true);
    assert_eq!(posting(&sim, "four").await.unwrap()["ok"], true);
}

#[tokio::test]
async fn answers_to_a_response_url_are_held_too() {
    let sim = slack().await;
    let app = App::answering(200, "text/plain", "").await;
    sim.connect(&app.url());
    let command = sim.command("U0ANN", "C0DEPLOYS", "/deploy", "status");
    let url = command.await.unwrap().response_url;
    sim.faults()
        .inject(Fault::on("response_url", Kind::Hold).times(1));
    let answer = tokio::spawn(async move { respond(&url, json!({"text": "done"})).await });
    assert!(sim.faults().held("response_url", 1, PATIENCE).await);
    assert!(sim.ephemerals("U0ANN", "C0DEPLOYS").is_empty());
    sim.faults().release();
    assert_eq!(answer.await.unwrap(), (200, "ok".to_owned()));
    assert_eq!(sim.ephemerals("U0ANN", "C0DEPLOYS")[0].text(), "done");
}
