//! `pilothouse render`: the message that an event would become, or why it becomes none, without asking anybody.

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

fn render(file: &str, folder: &TempDir) -> Output {
    Command::new(env!("CARGO_BIN_EXE_pilothouse"))
        .args(["render", file])
        .current_dir(folder.path())
        .output()
        .expect("the command")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn event(kind: &str, detail: Value) -> Value {
    json!({
        "version": "0", "id": "e-1", "detail-type": kind, "source": "aws.ecs", "account": "111122223333",
        "region": "ap-northeast-2", "time": "2026-03-02T09:00:00Z",
        "resources": ["arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/orders-api"], "detail": detail,
    })
}

#[test]
fn a_message_is_what_slack_would_be_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let failed = event(
        "ECS Deployment State Change",
        json!({
            "eventType": "ERROR", "eventName": "SERVICE_DEPLOYMENT_FAILED", "deploymentId": "ecs-svc/17",
            "reason": "ECS deployment circuit breaker: tasks failed to start.",
        }),
    );
    // As a queue behind a topic holds it.
    let notification = json!({
        "Type": "Notification", "MessageId": "m-1", "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:deployments",
        "Message": failed.to_string(),
    });
    let received = json!({"Messages": [{"MessageId": "q-1", "Body": notification.to_string()}]});
    fs::write(folder.path().join("failed.json"), received.to_string()).expect("a file");
    let shown = render("failed.json", &folder);
    assert!(shown.status.success(), "{}", text(&shown.stderr));
    let message: Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    assert!(
        message["blocks"]
            .as_array()
            .is_some_and(|blocks| blocks.len() > 1)
    );
    insta::assert_snapshot!(message["text"].as_str().expect("a text"));
}

#[test]
fn what_becomes_no_message_says_why_and_what_cannot_be_read_costs_only_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let steady = event(
        "ECS Service Action",
        json!({"eventType": "INFO", "eventName": "SERVICE_STEADY_STATE"}),
    );
    let nameless = event(
        "ECS Deployment State Change",
        json!({"eventName": "SERVICE_DEPLOYMENT_FAILED"}),
    );
    for (name, body, code, out, err) in [
        (
            "steady.json",
            steady.to_string(),
            0,
            "no message: the service does as it should",
            "",
        ),
        (
            "both.json",
            json!([nameless, steady]).to_string(),
            1,
            "no message: the service does as it should",
            "both.json holds no event that can be read: the event has no deploymentId",
        ),
        (
            "text.json",
            "hello".to_owned(),
            1,
            "",
            "text.json holds no event that can be read: it is no JSON",
        ),
        (
            "else.json",
            "{}".to_owned(),
            1,
            "",
            "else.json holds no event that can be read: it is JSON, but no event of AWS",
        ),
    ] {
        fs::write(folder.path().join(name), body).expect("a file");
        let shown = render(name, &folder);
        assert_eq!(
            shown.status.code(),
            Some(code),
            "{name}: {}",
            text(&shown.stderr)
        );
        assert!(
            text(&shown.stdout).starts_with(out),
            "{name}: {}",
            text(&shown.stdout)
        );
        assert!(
            text(&shown.stderr).contains(err),
            "{name}: {}",
            text(&shown.stderr)
        );
    }
    let missing = render("missing.json", &folder);
    assert_eq!(missing.status.code(), Some(1));
    assert!(
        text(&missing.stderr).contains("missing.json cannot be read"),
        "{}",
        text(&missing.stderr)
    );
}
