//! Faults: what an app sees of them, and whether Slack acted.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, slack};
use crate::sim::slack::SlackSim;
use crate::sim::{Fault, Kind};

async fn post(sim: &SlackSim) -> reqwest::Result<reqwest::Response> {
    let token = sim.with(|workspace| workspace.app.token.clone());
    reqwest::Client::new()
        .post(format!("{}/chat.postMessage", sim.api_url()))
        .bearer_auth(token)
        .timeout(Duration::from_millis(300))
        .json(&json!({"channel": "C0DEPLOYS", "text": "hello"}))
        .send()
        .await
}

#[tokio::test]
async fn errors_before_and_after_acting() {
    let sim = slack().await;
    let fault = Fault::on("chat.postMessage", Kind::Status(500)).times(1);
    sim.faults().inject(fault.clone());
    let answer = post(&sim).await.unwrap();
    assert_eq!(answer.status(), 500);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body, json!({"ok": false, "error": "internal_error"}));
    assert!(sim.messages("C0DEPLOYS").is_empty());
    sim.faults().inject(fault.after().scope("T0001"));
    assert_eq!(post(&sim).await.unwrap().status(), 500);
    assert_eq!(sim.messages("C0DEPLOYS").len(), 1);
    let kind = Kind::Error("fatal_error".into());
    sim.faults().inject(Fault::on("*", kind).times(1));
    let args = json!({"channel": "C0DEPLOYS", "text": "x"});
    assert_eq!(
        call(&sim, "chat.postMessage", args).await["error"],
        "fatal_error"
    );
}

#[tokio::test]
async fn throttled_and_odd_answers() {
    let sim = slack().await;
    let once = |kind: Kind| {
        sim.faults()
            .inject(Fault::on("chat.postMessage", kind).times(1))
    };
    once(Kind::Throttle { retry_after: 7 });
    let answer = post(&sim).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    once(Kind::Garbage);
    let answer = post(&sim).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.json::<Value>().await.is_err());
    once(Kind::NoContentType);
    let answer = post(&sim).await.unwrap();
    assert!(!answer.headers().contains_key("content-type"));
    assert_eq!(answer.json::<Value>().await.unwrap()["ok"], true);
}

#[tokio::test]
async fn dropped_hanging_and_late_answers_are_acted_on_and_logged() {
    let sim = slack().await;
    sim.set_paces(false);
    for kind in [Kind::Drop, Kind::Hang] {
        sim.faults()
            .inject(Fault::on("chat.postMessage", kind).after().times(1));
        assert!(post(&sim).await.is_err());
        assert_eq!(sim.calls().all().pop().unwrap().status, 0);
    }
    let late = Kind::Delay(Duration::from_millis(400));
    sim.faults()
        .inject(Fault::on("chat.postMessage", late).times(1));
    assert!(post(&sim).await.is_err());
    let three = |workspace: &crate::sim::slack::Workspace| {
        (workspace.messages("C0DEPLOYS").count() == 3).then_some(())
    };
    assert!(sim.until(Duration::from_secs(5), three).await.is_some());
}
