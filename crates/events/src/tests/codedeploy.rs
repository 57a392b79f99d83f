//! Deployments of CodeDeploy, by EventBridge and by the triggers of their groups.

use super::*;
use domain::release::{DeploymentNews, DeploymentState, Observation};
use domain::service::Phase;

pub(super) fn state(state: &str) -> Value {
    event(
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
        json!([]),
        json!({"deploymentId": "d-7GH5K1", "state": state, "application": "payments", "deploymentGroup": "payments-prod"}),
    )
}

/// Half a minute of deploying, as a trigger tells it.
pub(super) fn trigger(status: &str) -> Value {
    json!({
        "region": "ap-northeast-2", "accountId": "111122223333", "eventTriggerName": "tell-the-team",
        "applicationName": "payments", "deploymentGroupName": "payments-prod", "deploymentId": "d-7GH5K1",
        "createTime": "1772600737.5", "completeTime": "1772600767.0", "status": status,
        "deploymentOverview": {"Succeeded": "0", "Failed": "1"},
        "errorInformation": {"ErrorCode": "HEALTH_CONSTRAINTS", "ErrorMessage": "Too many tasks failed"},
    })
}

fn instance() -> Value {
    json!({
        "region": "ap-northeast-2", "accountId": "111122223333", "eventTriggerName": "hosts", "deploymentId": "d-7GH5K1",
        "instanceId": "arn:aws:ec2:ap-northeast-2:111122223333:instance/i-0a1", "instanceStatus": "Failed",
        "lastUpdatedAt": "1772600767.0",
        "lifecycleEvents": [{"LifecycleEvent": "BeforeInstall", "LifecycleEventStatus": "Failed"}],
    })
}

pub(super) fn samples() -> Vec<Value> {
    vec![
        state("SUCCESS"),
        trigger("FAILED"),
        trigger("CREATED"),
        instance(),
    ]
}

fn news(observation: Observation) -> DeploymentNews {
    assert_eq!(
        observation.of.to_string(),
        "111122223333/ap-northeast-2/codedeploy/d-7GH5K1"
    );
    match observation.news {
        News::Deployment(news) => *news,
        other => panic!("{other:?}"),
    }
}

fn observed(event: &Value) -> Observation {
    let Means::Release(said) = read(event).means else {
        panic!("{event}")
    };
    let [one] = said.try_into().expect("one observation");
    one
}

#[test]
fn a_deployment_is_read_by_its_state() {
    use DeploymentState::*;
    for (word, state) in [
        ("START", InMotion(Phase::Starting)),
        ("READY", InMotion(Phase::AwaitingPerson)),
        ("SUCCESS", Succeeded),
        ("FAILURE", Failed),
        ("STOP", Stopped),
    ] {
        let event = self::state(word);
        for event in [&event, &by_rule(event.clone(), json!({}))] {
            let news = news(observed(event));
            assert_eq!(
                (news.state, news.application.as_deref()),
                (state, Some("payments"))
            );
        }
    }
    assert_eq!(silence(&state("PONDERING")), "new_state");
}

#[test]
fn a_trigger_tells_the_same_with_times_and_the_reason() {
    use DeploymentState::*;
    for (status, state, at) in [
        (
            "CREATED",
            InMotion(Phase::Starting),
            "2026-03-04T05:05:37.5Z",
        ),
        // Since when it waits, it does not say: since the bot knows.
        (
            "READY",
            InMotion(Phase::AwaitingPerson),
            "1970-01-01T00:00:00Z",
        ),
        ("Succeeded", Succeeded, HAPPENED),
        ("Failed", Failed, HAPPENED),
        ("STOPPED", Stopped, HAPPENED),
    ] {
        let observation = observed(&trigger(status));
        assert_eq!(observation.at.to_string(), at, "{status}");
        let news = news(observation);
        assert_eq!(news.state, state);
        assert_eq!(
            (news.application.as_deref(), news.group.as_deref()),
            (Some("payments"), Some("payments-prod"))
        );
        let created = news.created.map(|created| created.to_string());
        assert_eq!(created.as_deref(), Some("2026-03-04T05:05:37.5Z"));
        assert_eq!(news.ended.is_some(), state.is_final());
        assert_eq!(
            news.reason.as_deref(),
            Some("Too many tasks failed (HEALTH_CONSTRAINTS)")
        );
    }
    assert_eq!(silence(&trigger("PONDERING")), "new_state");
}

#[test]
fn a_trigger_may_spell_its_objects_and_its_dates() {
    let spelled = with(
        trigger("FAILED"),
        json!({
            "createTime": "Wed Mar 04 05:05:37 UTC 2026", "completeTime": "Wed Mar 04 05:06:07 UTC 2026",
            "errorInformation": "{\"ErrorCode\": \"TIMEOUT\"}",
            "rollbackInformation": "{\"RollbackTriggeringDeploymentId\": \"d-OLD111\", \"RollbackDeploymentId\": \"d-7GH5K1\"}",
        }),
    );
    let observation = observed(&spelled);
    assert_eq!(observation.at.to_string(), HAPPENED);
    let news = news(observation);
    assert_eq!(news.reason.as_deref(), Some("TIMEOUT"));
    let undoes = news.undoes.map(|undone| undone.to_string());
    assert_eq!(
        undoes.as_deref(),
        Some("111122223333/ap-northeast-2/codedeploy/d-OLD111")
    );
    // Nothing takes itself back.
    assert_eq!(news.undone_by, None);
}

#[test]
fn an_instance_is_no_news() {
    let by_bridge = event(
        "aws.codedeploy",
        "CodeDeploy Instance State-change Notification",
        json!([]),
        json!({"deploymentId": "d-7GH5K1", "instanceId": "i-0a1", "state": "FAILURE"}),
    );
    for (event, family) in [
        (instance(), "codedeploy_instance_trigger"),
        (by_bridge, "codedeploy_instance"),
    ] {
        assert_eq!((read(&event).family, silence(&event)), (family, "host"));
    }
}
