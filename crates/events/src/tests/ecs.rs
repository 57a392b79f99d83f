//! Deployments, hooks and service actions of ECS.

use super::*;
use domain::notice::Trouble;
use domain::release::{DeploymentNews, DeploymentState};
use domain::service::Phase;

const SERVICE: &str = "arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/orders-api";
const CLUSTER: &str = "arn:aws:ecs:ap-northeast-2:111122223333:cluster/prod-main";

pub(super) fn deployment(name: &str, reason: &str) -> Value {
    event(
        "aws.ecs",
        "ECS Deployment State Change",
        json!([SERVICE]),
        json!({"eventType": "INFO", "eventName": name, "deploymentId": "ecs-svc/17", "reason": reason}),
    )
}

/// AWS lists no resources in these.
pub(super) fn hook(name: &str) -> Value {
    let mut hook = event(
        "aws.ecs",
        "ECS Hook State Change",
        json!([]),
        json!({
            "eventType": "INFO", "eventName": name, "hookId": "ecs-pause-9f2", "hookType": "PAUSE",
            "expiresAt": "2026-03-04T07:00:00Z", "lifecycleStage": "POST_TEST_TRAFFIC_SHIFT",
            "clusterArn": CLUSTER, "serviceArn": SERVICE, "updatedAt": HAPPENED,
            "serviceDeploymentArn":
                "arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/prod-main/orders-api/Qm4xT7",
        }),
    );
    hook.as_object_mut().expect("an object").remove("resources");
    hook
}

pub(super) fn action(name: &str, kind: &str) -> Value {
    event(
        "aws.ecs",
        "ECS Service Action",
        json!([SERVICE]),
        json!({"eventType": kind, "eventName": name, "clusterArn": CLUSTER, "reason": "RESOURCE:MEMORY", "createdAt": HAPPENED}),
    )
}

fn host(kind: &str) -> Value {
    let instance = "arn:aws:ecs:ap-northeast-2:111122223333:container-instance/prod-main/5e1c";
    let detail = json!({"clusterArn": CLUSTER, "containerInstanceArn": instance, "agentConnected": true, "version": 77});
    event("aws.ecs", kind, json!([instance]), detail)
}

pub(super) fn samples() -> Vec<Value> {
    vec![
        deployment("SERVICE_DEPLOYMENT_FAILED", "tasks failed to start"),
        hook("HOOK_AWAITING_ACTION"),
        hook("HOOK_TIMED_OUT"),
        action("SERVICE_TASK_PLACEMENT_FAILURE", "ERROR"),
        action("SERVICE_STEADY_STATE", "INFO"),
        host("ECS Container Instance State Change"),
    ]
}

fn told_of(event: &Value) -> (String, DeploymentNews) {
    match only(event) {
        (of, News::Deployment(news)) => (of, *news),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_deployment_is_read_by_its_event_name() {
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
        let (of, news) = told_of(&deployment(name, reason));
        assert_eq!(
            of,
            "111122223333/ap-northeast-2/ecs/prod-main/orders-api/ecs-svc/17"
        );
        assert_eq!(news.state, state, "{name} {reason}");
        assert_eq!(news.reason.as_deref(), (state == Failed).then_some(reason));
    }
    assert_eq!(
        silence(&deployment("SERVICE_DEPLOYMENT_PAUSED", "")),
        "new_state"
    );
}

#[test]
fn a_pause_waits_for_a_person_until_it_ends_by_itself() {
    let (of, news) = told_of(&hook("HOOK_AWAITING_ACTION"));
    assert_eq!(
        of,
        "111122223333/ap-northeast-2/service-deployment/prod-main/orders-api/Qm4xT7"
    );
    assert_eq!(news.state, DeploymentState::InMotion(Phase::AwaitingPerson));
    let until = news.progress.and_then(|progress| progress.until);
    assert_eq!(
        until.map(|until| until.to_string()).as_deref(),
        Some("2026-03-04T07:00:00Z")
    );
}

#[test]
fn a_hook_that_is_over_leaves_its_deployment_in_motion_and_one_that_failed_takes_it_back() {
    for (name, phase, reason) in [
        ("HOOK_SUCCEEDED", Phase::TestingTraffic, None),
        (
            "HOOK_FAILED",
            Phase::RollingBack,
            Some("HOOK_FAILED (POST_TEST_TRAFFIC_SHIFT)"),
        ),
        (
            "HOOK_TIMED_OUT",
            Phase::TestingTraffic,
            Some("HOOK_TIMED_OUT (POST_TEST_TRAFFIC_SHIFT)"),
        ),
    ] {
        // Where nobody answered in time, the hook's settings say whether it goes on or back, and AWS when it is asked.
        let (_, news) = told_of(&hook(name));
        assert_eq!(news.state, DeploymentState::InMotion(phase), "{name}");
        assert_eq!((news.reason.as_deref(), news.progress), (reason, None));
    }
    assert_eq!(silence(&hook("HOOK_DANCED")), "new_state");
}

#[test]
fn a_service_that_cannot_do_what_it_should_is_told() {
    for (name, kind) in [
        ("SERVICE_TASK_PLACEMENT_FAILURE", "ERROR"),
        ("SERVICE_TASK_START_IMPAIRED", "WARN"),
        ("SERVICE_TASK_CONFIGURATION_FAILURE", ""),
        ("SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED", "ERROR"),
        ("SERVICE_DISCOVERY_INSTANCE_UNHEALTHY", "WARN"),
        ("SOMETHING_AWS_ADDED", "ERROR"),
    ] {
        let About::Trouble(trouble) = alone(&action(name, kind)) else {
            panic!("{name}")
        };
        let expected = Trouble {
            cluster: "prod-main".into(),
            service: "orders-api".into(),
            name: name.into(),
            reason: Some("RESOURCE:MEMORY".into()),
        };
        assert_eq!(trouble, expected);
    }
    // The old form of the ARN, and nothing else that names the cluster.
    let mut old = action("SERVICE_TASK_START_IMPAIRED", "WARN");
    old["resources"] = json!(["arn:aws:ecs:ap-northeast-2:111122223333:service/orders-api"]);
    old["detail"]["clusterArn"] = Value::Null;
    let About::Trouble(trouble) = alone(&old) else {
        panic!()
    };
    assert_eq!(
        (trouble.cluster.as_str(), trouble.service.as_str()),
        ("", "orders-api")
    );
}

#[test]
fn a_service_that_does_as_it_should_is_no_news() {
    for (name, kind, word) in [
        ("SERVICE_STEADY_STATE", "INFO", "steady"),
        ("TASKSET_STEADY_STATE", "INFO", "steady"),
        ("CAPACITY_PROVIDER_STEADY_STATE", "INFO", "steady"),
        ("SERVICE_DESIRED_COUNT_UPDATED", "INFO", "steady"),
        ("TASKS_STOPPED", "INFO", "steady"),
        ("SERVICE_DEPLOYMENT_COMPLETED", "INFO", "elsewhere"),
        ("ECS_OPERATION_THROTTLED", "ERROR", "throttled"),
        (
            "SERVICE_DISCOVERY_OPERATION_THROTTLED",
            "ERROR",
            "throttled",
        ),
        ("SOMETHING_AWS_ADDED", "INFO", "steady"),
        ("SOMETHING_AWS_ADDED", "", "new_state"),
    ] {
        assert_eq!(silence(&action(name, kind)), word, "{name} {kind}");
    }
}

#[test]
fn a_host_is_no_news() {
    for kind in [
        "ECS Container Instance State Change",
        "ECS Container Instance Health Change",
        "ECS Daemon Service Action",
        "ECS Daemon Deployment State Change",
    ] {
        assert_eq!(silence(&host(kind)), "host", "{kind}");
    }
}
