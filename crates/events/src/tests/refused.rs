//! What is not understood, and how that is said.

use super::*;

/// `event` without a member of its detail.
fn without(mut event: Value, key: &str) -> Value {
    let detail = event["detail"].as_object_mut().expect("a detail");
    assert!(detail.remove(key).is_some(), "{key} was not there");
    event
}

#[test]
fn what_lacks_what_it_is_about_is_told_in_a_sentence() {
    let action = pipeline::of("Action", json!({"stage": "Build", "action": "Compile"}));
    let silent = ecs_tasks::stopped(json!({}), json!([]));
    for (event, missing) in [
        (
            without(codedeploy::state("START"), "deploymentId"),
            "deploymentId",
        ),
        (without(action.clone(), "action"), "action"),
        (without(action.clone(), "execution-id"), "execution-id"),
        (
            with(
                action.clone(),
                json!({"detail": {"pipeline": "payments", "execution-id": "5d1f/"}}),
            ),
            "execution-id",
        ),
        (without(action, "state"), "state"),
        (without(ecs::deployment("X", ""), "eventName"), "eventName"),
        (
            without(ecs::hook("HOOK_FAILED"), "serviceDeploymentArn"),
            "serviceDeploymentArn",
        ),
        (without(silent, "lastStatus"), "lastStatus"),
        (
            with(
                ecs::action("SERVICE_TASK_START_IMPAIRED", "WARN"),
                json!({"resources": []}),
            ),
            "service in its resources",
        ),
        (
            with(codedeploy::trigger("FAILED"), json!({"accountId": null})),
            "account and region",
        ),
    ] {
        let error = decode(&event, KNOWN).expect_err(missing);
        assert_eq!(error, Undecodable::Missing(missing));
        assert_eq!(error.to_string(), format!("the event has no {missing}"));
    }
}

#[test]
fn what_is_no_event_is_refused_and_what_is_not_read_is_counted() {
    assert_eq!(
        said("nonsense", Around::default()),
        Err(Undecodable::NoJson)
    );
    assert_eq!(said("{}", Around::default()), Err(Undecodable::NoEvent));
    assert_eq!(decode(&json!({"a": 1}), KNOWN), Err(Undecodable::NoEvent));
    let other = event("aws.health", "AWS Health Event", json!([]), json!({}));
    assert_eq!((read(&other).family, silence(&other)), ("other", "unread"));
}
