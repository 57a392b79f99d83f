//! Tasks of ECS: which ends are deaths, and which container did it.

use super::*;
use domain::notice::Death;

/// A task of a service that has ended, with `more` in its detail.
pub(super) fn stopped(more: Value, containers: Value) -> Value {
    let task = "arn:aws:ecs:ap-northeast-2:111122223333:task/prod-main/0c4f11";
    let detail = json!({
        "clusterArn": "arn:aws:ecs:ap-northeast-2:111122223333:cluster/prod-main", "taskArn": task,
        "taskDefinitionArn": "arn:aws:ecs:ap-northeast-2:111122223333:task-definition/orders-api:41",
        "group": "service:orders-api", "startedBy": "ecs-svc/17", "lastStatus": "STOPPED", "desiredStatus": "STOPPED",
        "version": 6, "containers": containers,
    });
    event(
        "aws.ecs",
        "ECS Task State Change",
        json!([task]),
        with(detail, more),
    )
}

fn ended(code: &str, reason: &str, containers: Value) -> Value {
    stopped(
        json!({"stopCode": code, "stoppedReason": reason}),
        containers,
    )
}

fn crashed() -> Value {
    ended(
        "EssentialContainerExited",
        "Essential container in task exited",
        json!([
            {"name": "proxy", "lastStatus": "STOPPED", "exitCode": 143, "cpu": "null"},
            {"name": "app", "lastStatus": "STOPPED", "exitCode": 2},
        ]),
    )
}

fn unhealthy() -> Value {
    let reason = "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)";
    ended(
        "ServiceSchedulerInitiated",
        reason,
        json!([{"name": "app", "exitCode": 143}]),
    )
}

fn unpulled() -> Value {
    let reason = "CannotPullContainerError: pull image manifest: not found";
    ended(
        "TaskFailedToStart",
        reason,
        json!([{"name": "app", "reason": "CannotPullContainerError"}]),
    )
}

pub(super) fn samples() -> Vec<Value> {
    let scaled = "Scaling activity initiated by (deployment ecs-svc/17)";
    vec![
        crashed(),
        unpulled(),
        stopped(json!({"lastStatus": "DEPROVISIONING"}), json!([])),
        ended(
            "UserInitiated",
            scaled,
            json!([{"name": "app", "exitCode": 0}]),
        ),
    ]
}

fn death(event: &Value) -> Death {
    match alone(event) {
        About::Death(death) => death,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_task_that_dies_is_told_with_the_container_that_ended_first() {
    let expected = Death {
        cluster: "prod-main".into(),
        service: "orders-api".into(),
        task: "0c4f11".into(),
        deployment: Some("ecs-svc/17".into()),
        revision: Some("orders-api:41".into()),
        reason: Some("Essential container in task exited".into()),
        container: Some("app".into()),
        exit_code: Some(2),
    };
    assert_eq!(death(&crashed()), expected);
}

#[test]
fn the_reason_holds_what_the_container_says_too() {
    let essential = |container| {
        ended(
            "EssentialContainerExited",
            "Essential container in task exited",
            json!([container]),
        )
    };
    let memory = json!({"name": "app", "exitCode": 137, "reason": "OutOfMemoryError: killed"});
    for (event, reason, exit_code) in [
        (
            essential(memory),
            "Essential container in task exited (OutOfMemoryError: killed)",
            Some(137),
        ),
        // One that ended well ends its task nevertheless, where it is essential.
        (
            essential(json!({"name": "app", "exitCode": "0"})),
            "Essential container in task exited",
            Some(0),
        ),
        // What the container says is a part of it already.
        (
            unpulled(),
            "CannotPullContainerError: pull image manifest: not found",
            None,
        ),
    ] {
        let death = death(&event);
        assert_eq!(
            (death.reason.as_deref(), death.exit_code),
            (Some(reason), exit_code)
        );
        assert_eq!(death.container.as_deref(), Some("app"));
    }
    let unsaid = stopped(json!({"stopCode": "TaskFailedToStart"}), json!([]));
    let death = death(&unsaid);
    assert_eq!(
        (death.reason, death.container, death.exit_code),
        (None, None, None)
    );
}

#[test]
fn the_container_that_ecs_told_to_end_is_not_blamed() {
    let of = |one: Value, other: Value| {
        let containers = json!([
            with(json!({"name": "one"}), one),
            with(json!({"name": "other"}), other)
        ]);
        death(&ended("EssentialContainerExited", "", containers)).container
    };
    let code = |code: i64| json!({ "exitCode": code });
    for (one, other) in [
        (code(0), code(1)),
        (code(143), code(0)),
        (code(143), code(137)),
        (code(0), code(137)),
        (
            code(1),
            json!({"exitCode": 137, "reason": "OutOfMemoryError: killed"}),
        ),
        (code(143), json!({"reason": "CannotStartContainerError"})),
        (json!({}), code(143)),
    ] {
        assert_eq!(
            of(one.clone(), other.clone()).as_deref(),
            Some("other"),
            "{one} {other}"
        );
    }
}

#[test]
fn whether_an_end_is_news_is_told_by_its_code() {
    let app = |code: i64| json!([{"name": "app", "exitCode": code}]);
    let scaled = "Scaling activity initiated by (deployment ecs-svc/17)";
    assert_eq!(death(&unhealthy()).service, "orders-api");
    let by_container = ended(
        "ServiceSchedulerInitiated",
        "Task failed container health checks",
        app(143),
    );
    assert_eq!(death(&by_container).exit_code, Some(143));
    for (code, reason, containers, word) in [
        ("ServiceSchedulerInitiated", scaled, app(1), "wanted"),
        ("UserInitiated", "Task stopped by user", app(143), "wanted"),
        (
            "SpotInterruption",
            "Your Spot Task was interrupted.",
            app(143),
            "replaced",
        ),
        ("TerminationNotice", "", app(0), "replaced"),
        ("InfrastructureHealth", "", app(0), "replaced"),
        ("SomethingNew", "", app(0), "new_state"),
    ] {
        assert_eq!(silence(&ended(code, reason, containers)), word, "{code}");
    }
    assert_eq!(death(&ended("SomethingNew", "", app(3))).exit_code, Some(3));
}

#[test]
fn without_a_code_the_reasons_and_the_containers_tell() {
    let said =
        |reason: &str, containers: Value| stopped(json!({"stoppedReason": reason}), containers);
    for dead in [
        said("Essential container in task exited", json!([])),
        said("", json!([{"name": "app", "exitCode": 1}])),
        said(
            "",
            json!([{"name": "app", "exitCode": 137, "reason": "OutOfMemoryError"}]),
        ),
        said(
            "",
            json!([{"name": "app", "reason": "CannotCreateContainerError"}]),
        ),
    ] {
        assert_eq!(death(&dead).task, "0c4f11");
    }
    for code in [0, 137, 143] {
        let event = said("", json!([{"name": "app", "exitCode": code}]));
        assert_eq!(silence(&event), "wanted", "{code}");
    }
}

#[test]
fn only_the_end_of_a_service_s_task_is_news() {
    for status in ["PROVISIONING", "RUNNING", "DEACTIVATING", "DEPROVISIONING"] {
        let event = stopped(
            json!({"lastStatus": status, "stopCode": "TaskFailedToStart"}),
            json!([]),
        );
        assert_eq!(silence(&event), "on_its_way", "{status}");
        let mut running = unhealthy();
        running["detail"]["lastStatus"] = json!(status);
        running["detail"]["desiredStatus"] = json!("RUNNING");
        assert_eq!(silence(&running), "on_its_way", "{status}");
    }
    // Why it ends is known before it has ended.
    let mut ending = unhealthy();
    ending["detail"]["lastStatus"] = json!("DEACTIVATING");
    assert!(death(&ending).reason.is_some());
    for group in [json!("family:nightly"), json!(null), json!("orders-api")] {
        let event = stopped(
            json!({"group": group, "stopCode": "TaskFailedToStart"}),
            json!([]),
        );
        assert_eq!(silence(&event), "no_service");
    }
}

#[test]
fn an_old_arn_names_no_cluster_and_needs_none() {
    let old = stopped(
        json!({
            "taskArn": "arn:aws:ecs:ap-northeast-2:111122223333:task/0c4f11", "stopCode": "TaskFailedToStart",
            "startedBy": "a person",
        }),
        json!([]),
    );
    let death = death(&old);
    assert_eq!(
        (death.cluster.as_str(), death.task.as_str()),
        ("prod-main", "0c4f11")
    );
    assert_eq!(death.deployment, None);
}
