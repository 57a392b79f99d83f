//! Whatever a value turns into, nothing falls over, and what identifies an event is enough.

use proptest::prelude::*;

use super::super::lenient::{any_case, list, number, texts, time};
use super::alone::*;
use super::*;

#[test]
fn a_number_is_read_in_every_form() {
    for (written, read) in [
        (json!(13), Some(13)),
        (json!(13.0), Some(13)),
        (json!("13"), Some(13)),
        (json!(" 13.0 "), Some(13)),
        (json!(1e300), Some(i64::MAX)),
        (json!("NaN"), None),
        (json!("thirteen"), None),
        (json!(null), None),
        (json!([13]), None),
    ] {
        assert_eq!(number(&written, &[]), read, "{written}");
    }
}

#[test]
fn a_time_of_codebuild_is_read_whichever_java_wrote_it() {
    for (written, read) in [
        ("Apr 25, 2020 12:25:32 AM", Some("2020-04-25T00:25:32Z")),
        ("Sep 1, 2017 4:12:29 PM", Some("2017-09-01T16:12:29Z")),
        ("Dec 3, 2021, 12:02:30 PM", Some("2021-12-03T12:02:30Z")),
        (
            "Dec 3, 2021, 6:02:30\u{202f}PM",
            Some("2021-12-03T18:02:30Z"),
        ),
        ("Apr 31, 2020 12:25:32 AM", None),
        ("Apr 25, 2020 13:25:32 PM", None),
        ("Apr 25, 2020", None),
        ("Apr 25, 99999999999999999999 12:25:32 AM", None),
    ] {
        let time = time(&json!(written), &[]).map(|time| time.to_string());
        assert_eq!(time.as_deref(), read, "{written}");
    }
}

#[test]
fn a_list_may_be_one_text_and_a_key_may_be_capitalised() {
    let value = json!({"One": {"tWo": ["a", 7, null, ""]}, "alone": "b", "none": {}});
    let found = any_case(&value, &["one", "two"]).expect("a list");
    assert_eq!(texts(found, &[]), ["a", "7"]);
    assert_eq!(texts(&value, &["alone"]), ["b"]);
    assert_eq!(texts(&value, &["none"]), [""; 0]);
    assert_eq!(any_case(&value, &["one", "two", "three"]), None);
    assert_eq!(list(&value, &["One", "tWo"]).count(), 4);
    assert_eq!(list(&value, &["alone"]).count(), 0);
}

/// One of each family, with all that it may hold.
fn samples() -> Vec<Value> {
    let arn = "arn:aws:codebuild:ap-northeast-2:111122223333:build/ledger:7c1d";
    let slow = "arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:slow";
    let image = "arn:aws:ecr:ap-northeast-2:111122223333:repository/ledger";
    let alarm = json!({
        "alarmName": "slow", "state": {"value": "ALARM", "reason": "r", "timestamp": "2026-03-04T05:06:07.250+0000",
            "actionsSuppressedBy": "Alarm"},
        "previousState": {"value": "OK"},
        "configuration": {"description": "d", "actionsSuppressor": "s", "metrics": [{"metricStat": {"metric":
            {"dimensions": {"ClusterName": "prod", "ServiceName": "api"}}}}]},
    });
    let build = json!({
        "build-status": "FAILED", "project-name": "ledger", "build-id": arn, "current-phase": "BUILD",
        "current-phase-context": "[: ]", "additional-information": {"build-number": 41.0, "initiator": "mina",
            "build-start-time": "Mar 4, 2026 5:00:01 AM", "source": {"type": "S3"}, "source-version": "main",
            "logs": {"deep-link": "https://log.example"}, "phases": [{"phase-type": "BUILD",
            "phase-status": "FAILED", "phase-context": ["A: b"]}]},
    });
    let change = json!({
        "event": "referenceUpdated", "repositoryName": "ledger", "referenceType": "branch", "referenceName": "main",
        "referenceFullName": "refs/heads/main", "commitId": "4e12", "callerUserArn": arn,
    });
    let scan = json!({
        "scan-status": "COMPLETE", "repository-name": "ledger", "image-digest": "sha256:77", "image-tags": ["41"],
        "finding-severity-counts": {"CRITICAL": 1, "HIGH": "2"},
    });
    vec![
        event(
            "aws.cloudwatch",
            "CloudWatch Alarm State Change",
            json!([slow]),
            alarm.clone(),
        ),
        json!({"source": "aws.cloudwatch", "alarmArn": slow, "accountId": "111122223333", "region": "r",
            "time": "2026-03-04T05:06:07.250+0000", "alarmData": alarm}),
        json!({"AlarmName": "slow", "AlarmArn": slow, "AWSAccountId": "111122223333", "NewStateValue": "OK",
            "OldStateValue": "ALARM", "NewStateReason": "r", "StateChangeTime": "2026-03-04T05:06:07.250+0000",
            "Region": "EU (Paris)", "Trigger": {"Dimensions": [{"name": "ClusterName", "value": "prod"}],
            "Metrics": [{"MetricStat": {"Metric": {"Dimensions": [{"name": "ServiceName", "value": "api"}]}}}]}}),
        event(
            "aws.codebuild",
            "CodeBuild Build State Change",
            json!([arn]),
            build,
        ),
        event(
            "aws.codecommit",
            "CodeCommit Repository State Change",
            json!([arn]),
            change,
        ),
        json!({"Records": [{"codecommit": {"references": [{"commit": "4e12", "ref": "refs/heads/main"}]},
            "eventId": "1", "eventName": "ReferenceChanges", "eventSourceARN": arn,
            "eventTime": "2026-03-04T05:06:06.647+0000", "userIdentityARN": arn}]}),
        event("aws.ecr", "ECR Image Scan", json!([image]), scan),
        json!({"version": "1.0", "source": "custom", "id": "c", "content": {"title": "t", "description": "d",
            "nextSteps": ["n"], "keywords": ["k"]}, "metadata": {"threadId": "t", "summary": "s",
            "relatedResources": ["r"], "additionalContext": {"a": "b"}}}),
    ]
}

/// The path to every value in it, itself and its members' members included.
fn paths(value: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    let mut members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (at.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    members.sort_by(|one, other| one.0.cmp(&other.0));
    for (key, value) in members {
        paths.extend(
            self::paths(value)
                .into_iter()
                .map(|below| format!("{key}/{below}")),
        );
        paths.push(key);
    }
    paths
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[["a"]], {"name": []}])),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(|number| json!(number.to_string())),
        any::<bool>().prop_map(|truth| json!(truth)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        "[\\[\\]:\" ,A-Z_]{0,9}".prop_map(|text| json!(text)),
        "(9999|-9999|0000)-12-3[01]T23:59:59(Z|[+-]2[35]:00)".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #[test]
    fn no_odd_value_makes_a_reader_fall_over(which in 0..8_usize, places in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..6)) {
        let mut event = samples().swap_remove(which);
        for (place, odd) in places {
            let paths = paths(&event);
            if paths.is_empty() {
                break;
            }
            event = having(&event, paths[place.index(paths.len())].as_str(), odd);
        }
        if let Ok(Decoded { means: Means::Alone(notices), .. }) = decode(&event, KNOWN) {
            prop_assert!(!notices.is_empty());
            for notice in notices {
                prop_assert!(!notice.topic().is_empty());
            }
        }
        let _ = said_in(event, Around::default());
    }
}

#[test]
fn an_event_is_lost_only_where_what_identifies_it_is() {
    // What may be missing alone without the event being lost is all but these.
    let needed = [
        "detail-type",
        "source",
        "detail",
        "detail/state",
        "detail/state/value",
        "detail/build-status",
        "detail/event",
        "detail/commitId",
        "detail/scan-status",
        "alarmData",
        "alarmData/state",
        "alarmData/state/value",
        "NewStateValue",
        "content",
        "content/description",
        "Records",
        "Records/0",
        "Records/0/codecommit",
        "Records/0/eventSourceARN",
        "Records/0/codecommit/references",
        "Records/0/codecommit/references/0/commit",
        "Records/0/codecommit/references/0",
        "Records/0/codecommit/references/0/ref",
    ];
    for sample in samples() {
        assert!(decode(&sample, KNOWN).is_ok(), "{sample}");
        for path in paths(&sample) {
            let lost = decode(&having(&sample, &path, Value::Null), KNOWN).is_err();
            assert!(
                !lost || needed.contains(&path.as_str()),
                "{path} of {sample}"
            );
        }
    }
}
