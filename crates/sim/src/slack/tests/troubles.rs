//! Faults: what an app sees of them, and whether Slack acted.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{call, slack};
use crate::slack::SlackSim;
use crate::{Fault, Kind};

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
    let three = |workspace: &crate::slack::Workspace| {
        (workspace.messages("C0DEPLOYS").count() == 3).then_some(())
    };
    assert!(sim.until(Duration::from_secs(5), three).await.is_some());
}

/// Calls a method with a form, which all of them take.
async fn ask(
    sim: &SlackSim,
    (method, args): (&str, &[(&str, &str)]),
    patience: Duration,
) -> reqwest::Result<reqwest::Response> {
    let token = sim.with(|workspace| workspace.app.token.clone());
    reqwest::Client::new()
        .post(format!("{}/{method}", sim.api_url()))
        .bearer_auth(token)
        .timeout(patience)
        .form(args)
        .send()
        .await
}

/// Every kind of fault that answers or does not, and how long to wait for it.
fn kinds() -> [(Kind, Duration); 8] {
    let long = Duration::from_secs(10);
    [
        (Kind::Status(503), long),
        (Kind::Error("fatal_error".into()), long),
        (Kind::Throttle { retry_after: 3 }, long),
        (Kind::Delay(Duration::from_millis(30)), long),
        (Kind::Hang, Duration::from_millis(100)),
        (Kind::Drop, long),
        (Kind::NoContentType, long),
        (Kind::Garbage, long),
    ]
}

#[tokio::test]
async fn every_fault_befalls_every_method_of_messages_before_and_after() {
    let sim = slack().await;
    sim.set_paces(false);
    assert_eq!(post(&sim).await.unwrap().status(), 200);
    let ts = sim.messages("C0DEPLOYS")[0].ts.clone();
    let channel = ("channel", "C0DEPLOYS");
    let update = [channel, ("ts", &ts), ("text", "edited")];
    let methods: [(&str, &[(&str, &str)]); 4] = [
        ("chat.postMessage", &[channel, ("text", "hello")]),
        ("chat.update", &update),
        ("conversations.history", &[channel]),
        ("conversations.replies", &update[..2]),
    ];
    let changes = || sim.transcript("C0DEPLOYS").len();
    for (method, args) in methods {
        for (kind, patience) in kinds() {
            for after in [false, true] {
                let fault = Fault::on(method, kind.clone()).times(1);
                sim.faults()
                    .inject(if after { fault.after() } else { fault });
                let before = changes();
                let began = Instant::now();
                let answer = ask(&sim, (method, args), patience).await;
                let case = format!("{method} {kind:?} after: {after}");
                check(&kind, answer, began.elapsed(), &case).await;
                let goes_on = matches!(kind, Kind::Delay(_) | Kind::NoContentType);
                let acts = method.starts_with("chat.") && (after || goes_on);
                assert_eq!(changes() - before, usize::from(acts), "{case}");
            }
        }
    }
}

/// Whether an answer is what a fault makes of it.
async fn check(
    kind: &Kind,
    answer: reqwest::Result<reqwest::Response>,
    took: Duration,
    case: &str,
) {
    let Ok(answer) = answer else {
        assert!(matches!(kind, Kind::Hang | Kind::Drop), "{case}");
        return;
    };
    let status = answer.status().as_u16();
    let header = |name: &str| answer.headers().get(name).cloned();
    let (wait, content_type) = (header("retry-after"), header("content-type"));
    let body: Option<Value> = answer.json().await.ok();
    let ok = body.as_ref().map(|body| body["ok"] == true);
    match kind {
        Kind::Status(expected) => assert_eq!((status, ok), (*expected, Some(false)), "{case}"),
        Kind::Error(name) => {
            assert_eq!(status, 200, "{case}");
            assert_eq!(body.unwrap()["error"], *name, "{case}");
        }
        Kind::Throttle { retry_after } => {
            assert_eq!(status, 429, "{case}");
            assert_eq!(wait.unwrap(), *retry_after.to_string(), "{case}");
        }
        Kind::Delay(by) => assert!(ok == Some(true) && took >= *by, "{case}"),
        Kind::NoContentType => assert_eq!((ok, content_type), (Some(true), None), "{case}"),
        Kind::Garbage => assert_eq!((status, ok), (200, None), "{case}"),
        Kind::Hang | Kind::Drop | Kind::Hold => panic!("{case}: answered"),
    }
}
