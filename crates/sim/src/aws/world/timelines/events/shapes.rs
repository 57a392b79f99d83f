//! What every event has, and what differs from one to the next.

use serde_json::Value;

use super::super::Stage;

/// Everything that EventBridge tells of a pipeline's run, its deployments included.
fn run() -> Vec<Value> {
    let mut stage = Stage::new();
    stage.push("v42");
    stage.step(600);
    stage.answer(true);
    stage.step(2 * 3600);
    let events = stage.world.take_events();
    events.into_iter().map(|event| event.json).collect()
}

#[test]
fn envelopes_are_whole_and_ids_are_not_shared() {
    let events = run();
    let mut ids: Vec<&str> = events.iter().filter_map(|it| it["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), events.len());
    for event in &events {
        assert_eq!(event["version"], "0");
        assert_eq!(event["account"], "111122223333");
        assert_eq!(event["region"], "ap-northeast-2");
        assert_eq!(event["time"].as_str().map(str::len), Some(20), "{event}");
        let arn = event["resources"][0].as_str().unwrap();
        let service = event["source"]
            .as_str()
            .unwrap()
            .replacen("aws.", "arn:aws:", 1);
        assert!(arn.starts_with(&service), "{event}");
    }
}

#[test]
fn an_external_execution_is_named_only_when_its_action_has_ended() {
    let deploys = run()
        .into_iter()
        .filter(|event| event["detail"]["action"] == "DeployProduction");
    let named: Vec<_> = deploys
        .map(|event| {
            let detail = &event["detail"];
            let id = detail["execution-result"]["external-execution-id"].as_str();
            let deployment = id.is_some_and(|id| id.starts_with("d-"));
            (detail["state"].clone(), deployment)
        })
        .collect();
    assert_eq!(
        named,
        [("STARTED".into(), false), ("SUCCEEDED".into(), true)]
    );
}

#[test]
fn numbers_and_orders_vary_and_are_the_same_in_every_run() {
    let events = run();
    assert_eq!(events, run());
    let mut kinds: Vec<&str> = events
        .iter()
        .filter(|event| event["source"] == "aws.codepipeline")
        .map(|event| match &event["detail"]["version"] {
            Value::Null => "none",
            Value::String(_) => "text",
            number if number.is_f64() => "float",
            _ => "integer",
        })
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["float", "integer", "none", "text"]);
}
