//! Alarms, by every way they come.

use super::alone::*;
use super::*;
use domain::notice::{Alarm, AlarmState};

const ARN: &str = "arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:checkout: errors";

fn alarm(event: &Value) -> Alarm {
    match notice(event).about {
        About::Alarm(alarm) => alarm,
        other => panic!("{other:?}"),
    }
}

fn data() -> Value {
    json!({
        "alarmName": "checkout: errors",
        "state": {"value": "ALARM", "reason": "2 of 3 above 5.0.", "timestamp": "2026-03-04T05:06:07.250+0000"},
        "previousState": {"value": "OK", "reason": "fine", "timestamp": "2026-03-04T04:00:00.000+0000"},
        "configuration": {"description": "Look at the gateway first.", "metrics": [
            {"id": "e1", "expression": "m1 / m2", "returnData": true},
            {"id": "m1", "metricStat": {"metric": {"namespace": "AWS/ECS", "name": "Errors", "dimensions":
                {"ClusterName": "prod-main", "ServiceName": "checkout-api"}}, "period": 60, "stat": "Sum"}},
        ]},
    })
}

fn by_eventbridge() -> Value {
    let kind = "CloudWatch Alarm State Change";
    event("aws.cloudwatch", kind, json!([ARN]), data())
}

fn by_lambda() -> Value {
    json!({
        "source": "aws.cloudwatch", "alarmArn": ARN, "accountId": "111122223333", "region": "ap-northeast-2",
        "time": "2026-03-04T05:06:07.250+0000", "alarmData": data(),
    })
}

fn by_topic() -> Value {
    json!({
        "AlarmName": "checkout: errors", "AlarmDescription": "Look at the gateway first.", "AlarmArn": ARN,
        "AWSAccountId": "111122223333", "NewStateValue": "ALARM", "OldStateValue": "OK",
        "NewStateReason": "2 of 3 above 5.0.", "StateChangeTime": "2026-03-04T05:06:07.250+0000",
        "Region": "Asia Pacific (Seoul)",
        "Trigger": {"MetricName": "Errors", "Namespace": "AWS/ECS", "Dimensions": [
            {"value": "prod-main", "name": "ClusterName"}, {"value": "checkout-api", "name": "ServiceName"},
        ]},
    })
}

#[test]
fn an_alarm_says_the_same_by_whatever_way_it_comes() {
    let heard = notice(&by_eventbridge());
    assert_eq!(heard.at.to_string(), "2026-03-04T05:06:07.25Z");
    assert_eq!(at_place(&heard), "111122223333/ap-northeast-2");
    let expected = Alarm {
        name: "checkout: errors".to_owned(),
        state: AlarmState::Alarm,
        was: Some(AlarmState::Ok),
        reason: Some("2 of 3 above 5.0.".to_owned()),
        description: Some("Look at the gateway first.".to_owned()),
        cluster: Some("prod-main".to_owned()),
        service: Some("checkout-api".to_owned()),
        suppressed_by: None,
    };
    assert_eq!(heard.about, About::Alarm(expected));
    for other in [
        by_rule(by_eventbridge(), json!({})),
        by_lambda(),
        by_topic(),
    ] {
        assert_eq!(notice(&other), heard, "{other}");
    }
}

#[test]
fn every_state_is_told_and_one_that_is_new_is_not() {
    for (word, state) in [
        ("OK", AlarmState::Ok),
        ("ALARM", AlarmState::Alarm),
        ("INSUFFICIENT_DATA", AlarmState::InsufficientData),
    ] {
        for event in [
            having(&by_eventbridge(), "detail/state/value", json!(word)),
            having(&by_lambda(), "alarmData/state/value", json!(word)),
            having(&by_topic(), "NewStateValue", json!(word)),
        ] {
            assert_eq!(alarm(&event).state, state);
        }
    }
    let new = having(&by_eventbridge(), "detail/state/value", json!("WARNING"));
    assert_eq!(silence(&new), "new_state");
    let new = having(&by_topic(), "NewStateValue", json!("WARNING"));
    assert_eq!(silence(&new), "new_state");
}

#[test]
fn a_service_is_named_only_where_the_metrics_agree_on_it() {
    let ecs = |cluster: &str, service: &str| json!({"metricStat": {"metric": {"dimensions": {"ClusterName": cluster, "ServiceName": service}}}});
    for (metrics, cluster, service) in [
        (json!([ecs("prod", "api")]), Some("prod"), Some("api")),
        (
            json!([ecs("prod", "api"), ecs("prod", "web")]),
            Some("prod"),
            None,
        ),
        (json!([ecs("prod", "api"), ecs("test", "api")]), None, None),
        // App Runner has services too, but no clusters.
        (
            json!([{"metricStat": {"metric": {"dimensions": {"ServiceName": "api"}}}}]),
            None,
            None,
        ),
        (
            json!([{"metricStat": {"metric": {"dimensions": {}}}}]),
            None,
            None,
        ),
        (
            json!([{"expression": "SUM(METRICS())"}, 7, null]),
            None,
            None,
        ),
        (json!("none"), None, None),
    ] {
        let event = having(&by_eventbridge(), "detail/configuration/metrics", metrics);
        let alarm = alarm(&event);
        assert_eq!(
            (alarm.cluster.as_deref(), alarm.service.as_deref()),
            (cluster, service),
            "{event}"
        );
    }
}

#[test]
fn a_topic_spells_dimensions_in_any_case_and_puts_them_in_metrics_too() {
    let dimensions =
        json!([{"Name": "ClusterName", "Value": "prod"}, {"Name": "ServiceName", "Value": "api"}]);
    let one = having(&by_topic(), "Trigger/Dimensions", dimensions.clone());
    let stat = json!({"Metric": {"Dimensions": dimensions, "MetricName": "Errors"}, "Period": 60});
    let metrics =
        json!({"Metrics": [{"Id": "m1", "MetricStat": stat}, {"Id": "e1", "Expression": "m1"}]});
    let many = having(&by_topic(), "Trigger", metrics);
    for event in [one, many] {
        let alarm = alarm(&event);
        assert_eq!(
            (alarm.cluster.as_deref(), alarm.service.as_deref()),
            (Some("prod"), Some("api")),
            "{event}"
        );
    }
    let none = having(&by_topic(), "Trigger/Dimensions", Value::Null);
    assert_eq!(alarm(&none).service, None);
}

#[test]
fn a_composite_alarm_says_what_suppresses_it() {
    let rule = json!({"alarmRule": "ALARM(a) OR ALARM(b)", "actionsSuppressor": "deploying"});
    let composite = having(&by_eventbridge(), "detail/configuration", rule);
    assert_eq!(alarm(&composite).suppressed_by, None);
    for (by, suppressed_by) in [("Alarm", "deploying"), ("WaitPeriod", "WaitPeriod")] {
        let event = having(&composite, "detail/state/actionsSuppressedBy", json!(by));
        let alarm = alarm(&event);
        assert_eq!(
            (alarm.suppressed_by.as_deref(), alarm.service),
            (Some(suppressed_by), None)
        );
    }
}

#[test]
fn a_reason_calls_other_alarms_by_their_names() {
    let arn = |name: &str| format!("arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:{name}");
    for (reason, said) in [
        (
            format!("{} and {} are in ALARM", arn("a b"), arn("c:d")),
            "a b and c:d are in ALARM",
        ),
        (
            "See arn: it is :alarm: now".to_owned(),
            "See arn: it is :alarm: now",
        ),
        (
            "Of arn:aws:sns:r:1:topic".to_owned(),
            "Of arn:aws:sns:r:1:topic",
        ),
        ("2 of 3 above 5.0.".to_owned(), "2 of 3 above 5.0."),
    ] {
        for event in [
            having(&by_eventbridge(), "detail/state/reason", json!(reason)),
            having(&by_topic(), "NewStateReason", json!(reason)),
        ] {
            assert_eq!(alarm(&event).reason.as_deref(), Some(said));
        }
    }
}

#[test]
fn a_message_without_an_arn_calls_its_region_by_name() {
    for (name, region) in [
        ("EU - Ireland", "eu-west-1"),
        ("EU (Ireland)", "eu-west-1"),
        ("Europe (Ireland)", "eu-west-1"),
        ("US East (N. Virginia)", "us-east-1"),
        ("AWS GovCloud (US-West)", "us-gov-west-1"),
        ("South America (São Paulo)", "sa-east-1"),
        ("China (Ningxia)", "cn-northwest-1"),
        ("ap-northeast-2", "ap-northeast-2"),
        ("Moon (Far Side)", "Moon (Far Side)"),
    ] {
        let event = having(&by_topic(), "AlarmArn", Value::Null);
        let event = having(&event, "Region", json!(name));
        assert_eq!(at_place(&notice(&event)), format!("111122223333/{region}"));
    }
    let nowhere = having(&by_topic(), "AlarmArn", Value::Null);
    let nowhere = having(&nowhere, "Region", Value::Null);
    assert!(refusal(&nowhere).contains("Region"));
}

#[test]
fn an_alarm_is_known_by_its_arn_where_its_name_is_missing() {
    let nameless = having(&by_eventbridge(), "detail/alarmName", Value::Null);
    assert_eq!(alarm(&nameless).name, "checkout: errors");
    let nameless = having(&by_lambda(), "alarmData/alarmName", json!(""));
    assert_eq!(alarm(&nameless).name, "checkout: errors");
    let unknown = having(&nameless, "alarmArn", Value::Null);
    assert_eq!(refusal(&unknown), "the event has no name of an alarm");
    let stateless = having(&by_eventbridge(), "detail/state", json!("ALARM"));
    assert_eq!(refusal(&stateless), "the event has no state");
}

#[test]
fn a_change_that_has_no_time_happened_when_its_event_did() {
    let event = having(
        &by_eventbridge(),
        "detail/state/timestamp",
        json!("just now"),
    );
    assert_eq!(notice(&event).at.to_string(), "2026-03-04T05:06:07Z");
    let event = having(&by_topic(), "StateChangeTime", Value::Null);
    assert_eq!(notice(&event).at, KNOWN);
}

#[test]
fn how_an_alarm_is_set_up_is_no_news() {
    let kind = "CloudWatch Alarm Configuration Change";
    let event = event("aws.cloudwatch", kind, json!([ARN]), data());
    assert_eq!(silence(&event), "alarm_settings");
}
