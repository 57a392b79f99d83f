//! Each change as AWS gets it, what it makes, and how AWS refuses what is no longer right.

use domain::acting::{Mutation, Sent, Trace};
use domain::release::Subject;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sim::aws::world::Ship;

use super::{CALLS, CLAIM, Scene, operation, refused};
use crate::asked::code_deploy;

impl Scene {
    /// What AWS was sent.
    fn request(&self, call: &str) -> Value {
        let calls = self.account.aws.calls().of(operation(call));
        calls.last().expect("a call").request.clone()
    }
}

#[tokio::test]
async fn every_change_is_done_by_one_call_and_seen_afterwards() {
    for call in CALLS {
        let scene = Scene::of(call).await;
        assert_eq!(scene.trace().await, Trace::None, "{call}");
        let sent = scene.send().await;
        let Sent::Done { made } = sent else {
            panic!("{call}: {sent:?}");
        };
        let Trace::Done { made: seen } = scene.settled().await else {
            panic!("{call}: no trace");
        };
        assert_eq!(scene.account.count(call), 1, "{call}");
        match call {
            "codedeploy.CreateDeployment" | "ecs.UpdateService" => {
                assert!(made.is_some(), "{call}");
                assert_eq!(seen, made, "{call}");
            }
            // AWS makes the way back only when it has stopped.
            "codedeploy.StopDeployment" => assert!(made.is_none() && seen.is_some(), "{call}"),
            _ => assert_eq!((made, seen), (None, None), "{call}"),
        }
    }
}

#[tokio::test]
async fn a_stop_asks_for_the_way_back_too() {
    let call = "codedeploy.StopDeployment";
    let scene = Scene::of(call).await;
    scene.send().await;
    assert_eq!(scene.request(call)["autoRollbackEnabled"], true);
    let call = "ecs.StopServiceDeployment";
    let scene = Scene::of(call).await;
    scene.send().await;
    assert_eq!(scene.request(call)["stopType"], "ROLLBACK");
}

#[tokio::test]
async fn an_earlier_revision_is_deployed_with_its_whole_text_and_for_its_claim() {
    let call = "codedeploy.CreateDeployment";
    let scene = Scene::of(call).await;
    scene.send().await;
    let request = scene.request(call);
    let spec = &request["revision"]["appSpecContent"];
    let text = spec["content"].as_str().expect("a text");
    assert!(text.contains("TaskDefinition"), "{text}");
    let description = request["description"].as_str().expect("a description");
    assert!(description.contains(CLAIM), "{description}");
    assert_eq!(request.get("deploymentConfigName"), None);
}

#[tokio::test]
async fn a_service_goes_back_by_its_task_definition_alone_where_nothing_else_differs() {
    let call = "ecs.UpdateService";
    let scene = Scene::of(call).await;
    scene.send().await;
    let request = scene.request(call);
    let mut members: Vec<&str> = request
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    members.sort_unstable();
    assert_eq!(members, ["cluster", "service", "taskDefinition"]);
    assert_eq!(request["cluster"], json!("prod-main"));
}

#[tokio::test]
async fn a_hook_is_passed_and_not_taken_back() {
    let call = "ecs.ContinueServiceDeployment";
    let scene = Scene::of(call).await;
    scene.send().await;
    assert_eq!(scene.request(call)["action"], "CONTINUE");
}

#[tokio::test]
async fn what_was_done_already_is_refused_by_aws() {
    for (call, code) in [
        (
            "codepipeline.PutApprovalResult",
            "ApprovalAlreadyCompletedException",
        ),
        (
            "codedeploy.StopDeployment",
            "DeploymentAlreadyCompletedException",
        ),
        (
            "codedeploy.CreateDeployment",
            "DeploymentLimitExceededException",
        ),
        (
            "codedeploy.ContinueDeployment ready",
            "DeploymentIsNotInReadyStateException",
        ),
        (
            "codedeploy.ContinueDeployment termination",
            "DeploymentAlreadyCompletedException",
        ),
        ("ecs.ContinueServiceDeployment", "InvalidParameterException"),
    ] {
        let scene = Scene::of(call).await;
        scene.send().await;
        scene.account.seconds(15);
        assert_eq!(scene.send().await, refused(code), "{call}");
    }
}

#[tokio::test]
async fn a_stop_that_comes_too_late_is_refused_and_overtaken() {
    let scene = Scene::of("codedeploy.StopDeployment").await;
    scene.account.minutes(90);
    let sent = scene.send().await;
    assert_eq!(sent, refused("DeploymentAlreadyCompletedException"));
    assert_eq!(scene.trace().await, Trace::Overtaken);
    let scene = Scene::of("ecs.StopServiceDeployment").await;
    scene.account.minutes(20);
    assert_eq!(scene.send().await, refused("ConflictException"));
    assert_eq!(scene.trace().await, Trace::Overtaken);
}

#[tokio::test]
async fn the_deployment_of_another_claim_is_no_trace() {
    let scene = Scene::of("codedeploy.CreateDeployment").await;
    scene.account.deploy("payments-api", Ship::healthy("v44"));
    assert_eq!(scene.trace().await, Trace::None);
    let scene = Scene::of("ecs.UpdateService").await;
    scene.account.deploy("orders-api", Ship::healthy("v30"));
    assert_eq!(scene.trace().await, Trace::None);
}

#[tokio::test]
async fn what_ran_before_is_not_taken_for_the_way_back_to_it() {
    let mut scene = Scene::of("ecs.UpdateService").await;
    // As if all of it had happened within the minute by which the clocks may differ.
    scene.since -= SignedDuration::from_hours(90 * 24);
    assert_eq!(scene.trace().await, Trace::None);
    scene.send().await;
    assert!(matches!(scene.trace().await, Trace::Done { made: Some(_) }));
}

#[tokio::test]
async fn a_wait_that_was_ended_by_a_stop_or_a_way_back_was_not_continued() {
    let scene = Scene::of("codedeploy.ContinueDeployment termination").await;
    let Mutation::ContinueDeployment {
        deployment: Subject::CodeDeploy { id, .. },
        ..
    } = &scene.mutation
    else {
        panic!("not a deployment");
    };
    let stopped = scene
        .account
        .aws
        .edit(|world| world.home().stop_deployment(id, Some(true)));
    stopped.expect("a stop");
    assert_eq!(scene.settled().await, Trace::Overtaken);

    let scene = Scene::of("ecs.ContinueServiceDeployment").await;
    let Mutation::ContinueServiceDeployment { deployment, hook } = &scene.mutation else {
        panic!("not a service deployment");
    };
    let (arn, now) = (deployment.arn().expect("an ARN"), scene.account.clock.now());
    let taken_back = scene.account.aws.edit(|world| {
        let service = world.home().service_mut("prod-main", "search-api");
        let service = service.expect("a service");
        service.continue_deployment(&arn, hook, true, now)
    });
    taken_back.expect("a way back");
    assert_eq!(scene.trace().await, Trace::Overtaken);
}

#[tokio::test]
async fn a_change_of_the_wrong_kind_of_thing_is_refused_unsent() {
    let mut scene = Scene::of("ecs.StopServiceDeployment").await;
    scene.mutation = Mutation::StopServiceDeployment {
        deployment: code_deploy("d-ABCDEFGHI"),
    };
    assert!(matches!(scene.send().await, Sent::Refused(_)));
    assert_eq!(scene.account.count("ecs.StopServiceDeployment"), 0);
}
