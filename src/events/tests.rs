//! Each family as AWS writes it, in all its moods; and nothing that makes the reader fall over.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::release::{ActionState, DeploymentState, News, RunState};
use crate::domain::service::Phase;

fn event(source: &str, kind: &str, resources: Value, detail: Value) -> Value {
    json!({
        "version": "0", "id": "b0a7c1de-1111-4222-8333-944445555666", "detail-type": kind, "source": source,
        "account": "111122223333", "time": "2026-03-04T05:06:07Z", "region": "ap-northeast-2",
        "resources": resources, "detail": detail,
    })
}

fn ecs(name: &str, reason: &str) -> Value {
    event(
        "aws.ecs",
        "ECS Deployment State Change",
        json!(["arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/orders-api"]),
        json!({"eventType": "INFO", "eventName": name, "deploymentId": "ecs-svc/17", "reason": reason}),
    )
}

fn codedeploy(state: &str) -> Value {
    event(
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
        json!([]),
        json!({"deploymentId": "d-7GH5K1", "state": state, "application": "payments", "deploymentGroup": "payments-prod"}),
    )
}

fn pipeline(kind: &str, more: Value) -> Value {
    let mut detail = json!({"pipeline": "payments", "execution-id": "5d1f-77", "state": "STARTED", "version": 3.0});
    let members = more.as_object().cloned().unwrap_or_default();
    detail.as_object_mut().expect("an object").extend(members);
    let kind = format!("CodePipeline {kind} Execution State Change");
    event("aws.codepipeline", &kind, json!([]), detail)
}

fn read(event: &Value) -> Decoded {
    decode(&event.to_string(), Timestamp::UNIX_EPOCH).expect("an event")
}

fn only(event: &Value) -> (String, News) {
    let [observation] = read(event)
        .observations
        .try_into()
        .expect("one observation");
    assert_eq!(observation.at.to_string(), "2026-03-04T05:06:07Z");
    (observation.of.to_string(), observation.news)
}

#[test]
fn a_deployment_of_ecs_is_read_by_its_event_name() {
    use DeploymentState::*;
    for (name, reason, state) in [
        (
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "ECS deployment in progress.",
            InMotion(Phase::ReplacingTasks),
        ),
        (
            "SERVICE_DEPLOYMENT_IN_PROGRESS",
            "circuit breaker: rolling back to deploymentId ecs-svc/3.",
            InMotion(Phase::RollingBack),
        ),
        (
            "SERVICE_DEPLOYMENT_COMPLETED",
            "ECS deployment completed.",
            Succeeded,
        ),
        (
            "SERVICE_DEPLOYMENT_FAILED",
            "ECS deployment circuit breaker: tasks failed to start.",
            Failed,
        ),
    ] {
        let (of, news) = only(&ecs(name, reason));
        assert_eq!(
            of,
            "111122223333/ap-northeast-2/ecs/prod-main/orders-api/ecs-svc/17"
        );
        let News::Deployment(news) = news else {
            panic!("{news:?}")
        };
        assert_eq!(news.state, state, "{name} {reason}");
        assert_eq!(news.reason.is_some(), state == Failed);
    }
    assert_eq!(read(&ecs("SERVICE_DEPLOYMENT_PAUSED", "")).observations, []);
}

#[test]
fn a_deployment_of_codedeploy_is_read_by_its_state() {
    use DeploymentState::*;
    for (word, state) in [
        ("START", InMotion(Phase::Starting)),
        ("READY", InMotion(Phase::AwaitingPerson)),
        ("SUCCESS", Succeeded),
        ("FAILURE", Failed),
        ("STOP", Stopped),
    ] {
        let (of, news) = only(&codedeploy(word));
        assert_eq!(of, "111122223333/ap-northeast-2/codedeploy/d-7GH5K1");
        let News::Deployment(news) = news else {
            panic!("{news:?}")
        };
        assert_eq!(
            (news.state, news.application.as_deref()),
            (state, Some("payments"))
        );
    }
}

#[test]
fn an_execution_tells_what_started_it() {
    let trigger = json!({"commit-id": "9c1e", "commit-message": "Round totals", "author-display-name": "Ann", "tag-name": "v41"});
    let started = pipeline(
        "Pipeline",
        json!({"execution-trigger": trigger, "start-time": "2026-03-04T05:06:01.250Z"}),
    );
    let (of, news) = only(&started);
    assert_eq!(of, "111122223333/ap-northeast-2/execution/payments/5d1f-77");
    let News::Execution(news) = news else {
        panic!("{news:?}")
    };
    assert_eq!(
        (news.state, news.started_by.as_deref()),
        (RunState::Started, Some("Ann"))
    );
    let change = news.change.expect("a change");
    assert_eq!(
        (change.message.as_deref(), change.branch.as_deref()),
        (Some("Round totals"), Some("v41"))
    );
    let stopped = pipeline(
        "Pipeline",
        json!({"state": "STOPPED", "stop-execution-comments": "wrong branch"}),
    );
    let (_, News::Execution(news)) = only(&stopped) else {
        panic!()
    };
    assert_eq!(
        (news.state, news.comment.as_deref(), news.change),
        (RunState::Stopped, Some("wrong branch"), None)
    );
}

#[test]
fn a_stage_and_an_action_are_read_of_their_execution() {
    let (_, news) = only(&pipeline(
        "Stage",
        json!({"stage": "Build", "state": "RESUMED"}),
    ));
    assert!(
        matches!(news, News::Stage(news) if news.state == RunState::Resumed && news.stage == "Build")
    );
    let failed = pipeline(
        "Action",
        json!({
            "stage": "Production", "action": "Deploy", "state": "FAILED", "action-execution-id": "a-1",
            "type": {"category": "Deploy", "provider": "CodeDeployToECS", "owner": "AWS", "version": 1},
            "execution-result": {"external-execution-id": "d-7GH5K1", "external-execution-summary": "Deployment d-7GH5K1 failed", "error-code": "JobFailed"},
        }),
    );
    let (_, News::Action(news)) = only(&failed) else {
        panic!()
    };
    assert_eq!(
        (news.state, news.error.as_deref()),
        (ActionState::Failed, Some("JobFailed"))
    );
    assert_eq!(
        news.made.map(|made| made.to_string()).as_deref(),
        Some("111122223333/ap-northeast-2/codedeploy/d-7GH5K1")
    );
    // A stage event of old times names no stage.
    assert_eq!(read(&pipeline("Stage", json!({}))).observations, []);
}

#[test]
fn an_event_is_read_within_a_notification_of_sns() {
    let wrapped = json!({
        "Type": "Notification", "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:deployments",
        "MessageId": "m-1", "Message": codedeploy("START").to_string(),
    });
    assert_eq!(read(&wrapped), read(&codedeploy("START")));
    let text = json!({"Type": "Notification", "TopicArn": "arn", "Message": "hello"});
    assert_eq!(
        decode(&text.to_string(), Timestamp::UNIX_EPOCH),
        Err(Undecodable::NoMessage)
    );
}

#[test]
fn what_is_not_understood_is_told_in_a_sentence() {
    let without = |mut event: Value, key: &str| {
        event["detail"]
            .as_object_mut()
            .expect("a detail")
            .remove(key);
        event.to_string()
    };
    for (body, why) in [
        ("nonsense".to_owned(), "it is no JSON"),
        (
            "{}".to_owned(),
            "it is JSON, but no event of EventBridge: it has no detail-type and no source",
        ),
        (
            without(codedeploy("START"), "deploymentId"),
            "the event has no deploymentId",
        ),
        (
            without(pipeline("Action", json!({"stage": "a"})), "action"),
            "the event has no action",
        ),
        (
            without(ecs("X", ""), "eventName"),
            "the event has no eventName",
        ),
    ] {
        let error = decode(&body, Timestamp::UNIX_EPOCH).expect_err(&body);
        assert_eq!(error.to_string(), why);
    }
    let other = event("aws.ecr", "ECR Image Action", json!([]), json!({}));
    assert_eq!(read(&other).family, "other");
}

#[test]
fn a_repetition_is_known_by_its_id_or_by_what_it_says() {
    assert_eq!(
        id(&codedeploy("START")),
        "b0a7c1de-1111-4222-8333-944445555666"
    );
    assert_eq!(id(&json!({"a": 1})), id(&json!({"a": 1})));
    assert_ne!(id(&json!({"a": 1})), id(&json!({"a": 2})));
}

/// Samples that AWS really sent, where they are at hand: each of a family that is read says something, no other does.
#[test]
fn the_samples_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/events");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("there are no samples here; nothing was checked");
        return;
    };
    let mut read = 0;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".json") {
            continue;
        }
        let body = fs::read_to_string(entry.path()).expect("a sample");
        let decoded = decode(&body, Timestamp::UNIX_EPOCH);
        let is_ours = [
            "eventbridge.ecs-deployment",
            "eventbridge.codedeploy-deployment",
            "eventbridge.codepipeline-",
        ]
        .iter()
        .any(|family| name.starts_with(family));
        if is_ours {
            read += 1;
            let said = decoded.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(said.observations.len(), 1, "{name}");
        } else {
            assert!(
                decoded.is_ok_and(|said| said.observations.is_empty())
                    || !name.starts_with("eventbridge."),
                "{name}"
            );
        }
    }
    assert!(read > 20, "the samples were not found: {read}");
}

/// An event as AWS might write it on another day: values of another type, missing, null, or more of them.
fn mutated() -> impl Strategy<Value = Value> {
    let samples = prop_oneof![
        Just(ecs("SERVICE_DEPLOYMENT_FAILED", "tasks failed to start")),
        Just(codedeploy("SUCCESS")),
        Just(pipeline(
            "Pipeline",
            json!({"execution-trigger": {"trigger-detail": "x"}})
        )),
        Just(pipeline(
            "Action",
            json!({"stage": "s", "action": "a", "type": {"category": "Deploy"}})
        )),
    ];
    let odd = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
    ];
    (samples, any::<prop::sample::Index>(), any::<bool>(), odd).prop_map(
        |(mut event, at, deep, odd)| {
            let members = if deep {
                &mut event["detail"]
            } else {
                &mut event
            };
            let members = members.as_object_mut().expect("an object");
            let key = at.get(&members.keys().cloned().collect::<Vec<_>>()).clone();
            members.insert(key, odd);
            members.insert("something-new".into(), json!({"a": [1, "b"]}));
            event
        },
    )
}

proptest! {
    #[test]
    fn no_event_makes_the_reader_fall_over(event in mutated()) {
        let _ = decode(&event.to_string(), Timestamp::UNIX_EPOCH);
        id(&event);
    }

    #[test]
    fn no_text_makes_the_reader_fall_over(text in ".{0,200}") {
        let _ = decode(&text, Timestamp::UNIX_EPOCH);
    }
}
