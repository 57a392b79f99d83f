//! News that is no release's own, from the event of AWS to what people see: by itself, in a thread, or told already.

use std::time::Duration;

use serde_json::{Value, json};
use sim::aws::world::Ship;

use super::{DEPLOYS, Works, change};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_secs(15);

const GRANTS: &str = r#"
[[grants]]
actions = ["rollback"]
users = ["U0BOB"]

[[routes]]
environment = "prod"
match = ["orders-api"]
channel = "C0DEPLOYS"
mention = ["S0ONCALL"]
"#;

#[tokio::test]
async fn an_alarm_beside_a_release_has_its_way_back_and_is_one_message_to_its_end() {
    let mut works = Works::open(GRANTS).await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.work().await;
    works.go_by(MINUTE, TICK).await;
    works.transcript();
    let alarm = works.alarm(
        "orders-5xx",
        "ALARM",
        "Threshold Crossed: 3 datapoints were greater than 1.0.",
    );
    works.heard(&[alarm.clone(), alarm]).await;
    works.go_by(MINUTE * 4, TICK).await;
    let over = works.alarm(
        "orders-5xx",
        "OK",
        "Threshold Crossed: 3 datapoints were not greater than 1.0.",
    );
    works.heard(&[over]).await;
    works.settle().await;
    insta::assert_snapshot!(works.transcript());
}

#[tokio::test]
async fn an_alarm_that_is_over_before_it_is_heard_of_is_told_as_over() {
    let mut works = Works::open("").await;
    let alarm = works.alarm("orders-5xx", "ALARM", "Too high.");
    works.clock.advance(MINUTE * 2);
    let over = works.alarm("orders-5xx", "OK", "Low again.");
    works.clock.advance(SECOND);
    works.heard(std::slice::from_ref(&over)).await;
    assert_eq!(works.shown(DEPLOYS), "", "that all is well is no news");
    works.heard(&[alarm, over]).await;
    works.go_by(SECOND * 15, SECOND * 15).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn tasks_that_die_outside_a_deployment_are_one_message() {
    let mut works = Works::open("").await;
    for count in 0..12 {
        let death = works.death(
            "orders-api",
            &format!("t{count}"),
            if count % 3 == 0 { 137 } else { 1 },
        );
        works.heard(&[death.clone(), death]).await;
        works.go_by(MINUTE, TICK).await;
    }
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
    let posts = works.slack.calls().count("chat.postMessage");
    assert_eq!(posts, 1);
    works.go_by(MINUTE * 15, MINUTE).await;
    let death = works.death("orders-api", "t99", 1);
    works.heard(&[death]).await;
    works.settle().await;
    works.go_by(MINUTE, TICK).await;
    assert_eq!(
        works.slack.calls().count("chat.postMessage"),
        2,
        "another storm is news again"
    );
}

#[tokio::test]
async fn a_push_is_told_where_it_starts_no_pipeline() {
    let mut works = Works::open("").await;
    let lost = works.push("91ab4ce5d7f60123456789abcdef0123456789ab");
    works.heard(&[lost]).await;
    assert_eq!(works.shown(DEPLOYS), "", "a pipeline may yet take it");
    works.go_by(MINUTE * 2, TICK).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));

    let mut works = Works::open("").await;
    let change = change("v42");
    let taken = works.push(&change.commit);
    works.heard(&[taken]).await;
    works
        .home(|home| home.run_pipeline("payments", change))
        .expect("an execution");
    works.go_by(MINUTE * 3, TICK).await;
    assert!(
        !works.shown(DEPLOYS).contains("pushed"),
        "its release tells it"
    );
}

#[tokio::test]
async fn an_approval_that_only_its_topic_tells_of_is_found_and_told_with_its_release() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("an execution");
    works.forget_events();
    works.clock.advance(MINUTE * 8);
    works.aws.tick();
    works.forget_events();
    let asked = works.asked("payments");
    works.heard(&[asked.clone(), asked]).await;
    // The bell that this rings makes the environments be looked through at once.
    works.reconcile().await;
    works.go_by(MINUTE, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    let messages = works.slack.messages(DEPLOYS);
    let own = messages
        .iter()
        .filter(|message| message.thread_ts.is_none());
    assert_eq!(own.count(), 1, "{shown}");
    assert!(shown.contains("v42 waits for approval"), "{shown}");
    assert!(works.store_says("Looks right?"), "the store was not found");
    assert!(
        !works.store_says("a-token-that-answers"),
        "its token is kept nowhere"
    );
}

#[tokio::test]
async fn an_approval_that_aws_does_not_show_is_told_all_the_same() {
    let mut works = Works::open("").await;
    let asked = works.asked("payments");
    works.heard(&[asked]).await;
    works.go_by(MINUTE * 2, TICK).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn what_people_write_themselves_is_shown_and_cannot_act() {
    let mut works = Works::open("").await;
    let written = |title: &str, thread: &str| {
        json!({
            "version": "1.0", "source": "custom", "id": title,
            "content": {
                "textType": "client-markdown", "title": title,
                "description": "*Disk* is full <!channel> <@U0BOB> [here](https://evil.example)\nSince 9:00.",
                "nextSteps": ["Read <https://runbook.example|the runbook>", "Call @oncall"], "keywords": ["disk", "db-1"],
            },
            "metadata": {
                "threadId": thread, "summary": "Disk full", "relatedResources": ["arn:aws:rds:ap-northeast-2:111122223333:db:db-1"],
                "additionalContext": {"priority": "high"},
            },
        })
    };
    let message = |id: &str, body: Value| {
        json!({
            "Type": "Notification", "MessageId": id, "Message": body.to_string(),
            "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:written",
        })
    };
    works
        .heard(&[message("m-1", written("Disk full", "disk"))])
        .await;
    works.clock.advance(MINUTE);
    works
        .heard(&[
            message("m-2", written("Disk fuller", "disk")),
            message("m-1", written("Disk full", "disk")),
        ])
        .await;
    let minimal = |text: &str| json!({"version": "1.0", "source": "custom", "content": {"description": text}});
    works.clock.advance(MINUTE);
    works
        .heard(&[message("m-3", minimal("Night job done."))])
        .await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
    for call in works.slack.calls().of("chat.postMessage") {
        let sent = call.request.to_string();
        for acting in ["<!channel>", "<@U0BOB>", "<https://runbook", "](https"] {
            assert!(
                !sent.contains(acting) || acting == "](https",
                "{acting}: {sent}"
            );
        }
    }
}

#[tokio::test]
async fn what_people_wrote_while_the_bot_was_away_is_told_in_full_though_it_says_no_time() {
    let mut works = Works::open("").await;
    let written = |text: &str, thread: Option<&str>| {
        json!({
            "version": "1.0", "source": "custom", "content": {"description": text},
            "metadata": {"threadId": thread},
        })
    };
    works
        .heard(&[
            written("Night job begun.", None),
            written("Night job done.", None),
            written("Disk full.", Some("disk")),
            written("Disk fuller.", Some("disk")),
            written("Disk mended.", Some("disk")),
        ])
        .await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    for told in ["Night job begun.", "Night job done."] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    for told in ["Disk full.", "Disk fuller.", "Disk mended."] {
        assert_eq!(shown.matches(told).count(), 1, "{told}: {shown}");
    }
}

#[tokio::test]
async fn a_time_at_the_end_of_all_times_silences_nothing() {
    for time in [json!(-377_705_023_201_i64), json!("9999-12-30T22:00:00Z")] {
        let mut works = Works::open("").await;
        works
            .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
            .expect("a deployment");
        works.clock.advance(TICK);
        works.aws.tick();
        let mut events = works.all_events().into_iter();
        let event = events.find(|event| event["detail"]["eventName"].is_string());
        let mut event = event.expect("an event of the deployment");
        event["time"] = time;
        event["detail"]["deploymentId"] = json!("ecs-svc/77");
        works.heard(&[event]).await;
        let alarm = works.alarm("orders-api-5xx", "ALARM", "Threshold Crossed.");
        works.heard(&[alarm]).await;
        works.go_by(TICK * 3, TICK).await;
        works.settle().await;
        let shown = works.shown(DEPLOYS);
        assert!(shown.contains("orders-api-5xx"), "{shown}");
    }
}

#[tokio::test]
async fn a_failed_build_and_a_scan_are_told_and_what_lies_nowhere_is_not() {
    let mut works = Works::open("").await;
    let build = works.event(
        "aws.codebuild",
        "CodeBuild Build State Change",
        json!([]),
        json!({
            "build-status": "FAILED", "project-name": "nightly",
            "build-id": "arn:aws:codebuild:ap-northeast-2:111122223333:build/nightly:7c1d",
            "additional-information": {
                "initiator": "ann", "build-number": 41.0, "source-version": "main",
                "logs": {"deep-link": "https://console.aws.amazon.com/cloudwatch/home#logEvent:group=nightly"},
                "phases": [{"phase-type": "BUILD", "phase-status": "FAILED",
                    "phase-context": ["COMMAND_EXECUTION_ERROR: Error while executing command: make. Reason: exit status 2"]}],
            },
        }),
    );
    let scan = works.event(
        "aws.ecr",
        "ECR Image Scan",
        json!([]),
        json!({
            "scan-status": "COMPLETE", "repository-name": "payments-api", "image-digest": "sha256:77", "image-tags": ["v42"],
            "finding-severity-counts": {"CRITICAL": 2, "HIGH": 5},
        }),
    );
    let mut foreign = works.alarm("theirs", "ALARM", "Too high.");
    foreign["account"] = "999988887777".into();
    foreign["resources"] = json!(["arn:aws:cloudwatch:ap-northeast-2:999988887777:alarm:theirs"]);
    works.heard(&[build, scan, foreign]).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}
