//! Lifecycle hooks that a client gives a service: its next deployment waits there for an answer.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ECS, Wire};

/// The newest service deployment of `search-api`, after `seconds`.
async fn latest(wire: &Wire, seconds: u64) -> Value {
    wire.clock.advance(Duration::from_secs(seconds));
    let service = json!({"cluster": "prod-main", "service": "search-api"});
    let (_, listed) = wire.call(ECS, "ListServiceDeployments", &service).await;
    let arn = &listed["serviceDeployments"][0]["serviceDeploymentArn"];
    let asked = json!({"serviceDeploymentArns": [arn]});
    let (_, found) = wire.call(ECS, "DescribeServiceDeployments", &asked).await;
    found["serviceDeployments"][0].clone()
}

#[tokio::test]
async fn a_pause_that_update_service_sets_is_waited_at_until_it_is_answered() {
    let wire = Wire::start().await;
    let hook = json!({
        "targetType": "PAUSE",
        "lifecycleStages": ["POST_SCALE_UP"],
        "timeoutConfiguration": {"timeoutInMinutes": 30, "action": "CONTINUE"},
    });
    let update = json!({
        "cluster": "prod-main", "service": "search-api", "forceNewDeployment": true,
        "deploymentConfiguration": {"lifecycleHooks": [hook]},
    });
    let (status, updated) = wire.call(ECS, "UpdateService", &update).await;
    assert_eq!(status, 200);
    let hooks = &updated["service"]["deploymentConfiguration"]["lifecycleHooks"];
    assert_eq!(hooks, &json!([hook]));
    let mut waiting = latest(&wire, 60).await;
    for _ in 0..10 {
        if waiting["lifecycleHookDetails"][0]["status"] == "AWAITING_ACTION" {
            break;
        }
        waiting = latest(&wire, 15).await;
    }
    assert_eq!(waiting["lifecycleStage"], "POST_SCALE_UP");
    let asked = &waiting["lifecycleHookDetails"][0];
    assert_eq!(asked["timeoutAction"], "CONTINUE");
    let answer =
        json!({"serviceDeploymentArn": waiting["serviceDeploymentArn"], "hookId": asked["hookId"]});
    let (status, _) = wire.call(ECS, "ContinueServiceDeployment", &answer).await;
    assert_eq!(status, 200);
    let later = latest(&wire, 60).await;
    assert_eq!(later["lifecycleHookDetails"][0]["status"], "SUCCEEDED");
    assert_ne!(later["lifecycleStage"], "POST_SCALE_UP");
}

#[tokio::test]
async fn a_hook_that_ecs_does_not_know_is_refused() {
    let wire = Wire::start().await;
    for hook in [
        json!({"targetType": "PERSON"}),
        json!({"targetType": "PAUSE", "lifecycleStages": ["SCALE_UP"]}),
        json!({"targetType": "PAUSE", "timeoutConfiguration": {"timeoutInMinutes": 20_161}}),
    ] {
        let update = json!({
            "cluster": "prod-main", "service": "search-api",
            "deploymentConfiguration": {"lifecycleHooks": [hook]},
        });
        let name = wire.refused(ECS, "UpdateService", &update).await;
        assert_eq!(name, "InvalidParameterException", "{hook}");
    }
}
