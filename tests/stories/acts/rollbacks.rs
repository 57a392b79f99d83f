//! Rolling back, and letting go on: the plan first, then the one call, then how it came out.

use serde_json::Value;
use sim::aws::world::Ship;

use super::{Acts, has};
use testkit::read;

#[tokio::test]
async fn a_deployment_in_its_termination_wait_is_taken_back_at_once() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts
        .modal("U0ANN", "Roll back payments-api in prod to v41?")
        .await;
    acts.submit("U0ANN", &modal, &[]).await;
    acts.modal("U0ANN", "AWS is rolling back").await;
    assert_eq!(acts.mutations(), ["codedeploy.StopDeployment"]);
    let back = acts
        .until("it is not rolled back", |one| {
            one.ts == message.ts && read(one).contains("was rolled back")
        })
        .await;
    let text = read(&back);
    assert!(text.contains("Rolled back to v41 by @U0ANN"), "{text}");
    assert!(!text.contains("failed and was"), "{text}");
    assert!(!has(&back, "Roll back"));
}

#[tokio::test]
async fn a_dialog_is_called_by_what_was_clicked_from_its_opening_to_its_end() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "Roll back payments-api in prod").await;
    let submitted = acts.house.slack.submit("U0ANN", &modal.id, &[]).await;
    let working: Value =
        serde_json::from_str(&submitted.expect("a submission").body).expect("JSON");
    assert_eq!(working["view"]["title"]["text"], "Roll back", "{working}");
    let done = acts.modal("U0ANN", "AWS is rolling back").await;
    assert_eq!(done.json["title"]["text"], "Roll back");
    assert_eq!(acts.titles(), ["Roll back"; 3]);

    // Once more, and too late.
    let slack = &acts.house.slack;
    slack.close("U0ANN", &done.id).await.expect("closed");
    acts.click("U0ANN", &message, "Roll back").await;
    let refused = acts.modal("U0ANN", "was first and has settled this").await;
    assert!(refused.json["submit"].is_null());
    assert_eq!(acts.titles(), ["Roll back"; 5]);
}

#[tokio::test]
async fn a_deployment_that_is_through_is_taken_back_by_the_revision_before() {
    let acts = Acts::open().await;
    acts.ship("payments-api");
    let message = acts
        .until("it is not deployed", |one| {
            read(one).contains("is deployed") && has(one, "Roll back")
        })
        .await;
    acts.click("U0BOB", &message, "Roll back").await;
    let modal = acts
        .modal("U0BOB", "CodeDeploy deploys the version before")
        .await;
    acts.submit("U0BOB", &modal, &[]).await;
    acts.modal("U0BOB", "AWS is rolling back").await;
    assert_eq!(acts.mutations(), ["codedeploy.CreateDeployment"]);
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
    // The way back is told where the way out was.
    let messages = acts.house.slack.messages(super::DEPLOYS);
    let releases = messages.iter().filter(|one| one.thread_ts.is_none());
    assert_eq!(releases.count(), 1);
}

#[tokio::test]
async fn one_that_was_stopped_after_its_traffic_moved_is_taken_back_by_command() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.house.aws.edit(|world| {
        let home = world.home();
        let id = home.deployments.last().expect("a deployment").id.clone();
        home.stop_deployment(&id, Some(false)).expect("it stops");
    });
    acts.until("it is not stopped", |one| {
        one.ts == message.ts && read(one).contains("was stopped")
    })
    .await;
    let plan = acts
        .house
        .ask("U0ANN", "rollback payments-api --env prod")
        .await;
    let what = "Roll back payments-api in prod to v41?";
    assert!(read(&plan).contains(what), "{}", read(&plan));
    acts.click("U0ANN", &plan, "Roll back").await;
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
    assert_eq!(acts.mutations(), ["codedeploy.CreateDeployment"]);
}

#[tokio::test]
async fn a_deployment_of_ecs_in_progress_is_stopped_and_taken_back() {
    let acts = Acts::open().await;
    acts.ship("search-api");
    let message = acts
        .until("it is not on its way", |one| {
            has(one, "Roll back") && one.thread_ts.is_none()
        })
        .await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "ECS stops this deployment").await;
    acts.submit("U0ANN", &modal, &[]).await;
    acts.modal("U0ANN", "AWS is rolling back").await;
    assert_eq!(acts.mutations(), ["ecs.StopServiceDeployment"]);
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
}

#[tokio::test]
async fn a_deployment_of_ecs_that_is_through_goes_back_to_the_revision_before() {
    let acts = Acts::open().await;
    acts.ship("orders-api");
    let message = acts
        .until("it is not deployed", |one| {
            read(one).contains("is deployed") && has(one, "Roll back")
        })
        .await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "ECS deploys the version before").await;
    acts.submit("U0ANN", &modal, &[]).await;
    acts.modal("U0ANN", "AWS is rolling back").await;
    assert_eq!(acts.mutations(), ["ecs.UpdateService"]);
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_changed_while_the_modal_was_open_asks_again() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.click("U0ANN", &message, "Roll back").await;
    let modal = acts.modal("U0ANN", "the old tasks still run").await;
    acts.until("it is not deployed", |one| {
        one.ts == message.ts && read(one).contains("is deployed")
    })
    .await;
    acts.submit("U0ANN", &modal, &[]).await;
    let anew = acts.modal("U0ANN", "Things have moved on").await;
    assert!(acts.mutations().is_empty());
    acts.submit("U0ANN", &anew, &[]).await;
    acts.modal("U0ANN", "AWS is rolling back").await;
    assert_eq!(acts.mutations(), ["codedeploy.CreateDeployment"]);
}

#[tokio::test]
async fn by_command_the_plan_comes_in_private_with_one_button() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    let plan = acts
        .house
        .ask("U0ANN", "rollback payments-api --env prod")
        .await;
    assert!(
        read(&plan).contains("Roll back payments-api in prod"),
        "{}",
        read(&plan)
    );
    acts.click("U0ANN", &plan, "Roll back").await;
    acts.until("it is not rolled back", |one| {
        one.ts == message.ts && read(one).contains("was rolled back")
    })
    .await;
    assert_eq!(acts.mutations(), ["codedeploy.StopDeployment"]);
}

#[tokio::test]
async fn a_failed_one_that_was_taken_back_by_itself_is_not_taken_back_again() {
    let acts = Acts::open().await;
    acts.house
        .aws
        .edit(|world| {
            let ship = Ship::failing("v42", "AfterAllowTestTraffic");
            world.home().deploy("prod-main", "payments-api", ship)
        })
        .expect("a deployment");
    acts.until("it is not rolled back", |one| {
        one.thread_ts.is_none() && read(one).contains("rolled back")
    })
    .await;
    let answer = acts
        .house
        .ask("U0ANN", "rollback payments-api --env prod")
        .await;
    assert!(
        read(&answer).contains("rolled back already"),
        "{}",
        read(&answer)
    );
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn ending_the_wait_says_what_it_ends() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.choose("U0ANN", &message, "End the wait…").await;
    let modal = acts
        .modal("U0ANN", "with them goes the instant rollback")
        .await;
    acts.submit("U0ANN", &modal, &[]).await;
    acts.modal("U0ANN", "goes on").await;
    assert_eq!(acts.mutations(), ["codedeploy.ContinueDeployment"]);
    acts.until("it is not deployed", |one| {
        one.ts == message.ts && read(one).contains("is deployed")
    })
    .await;
}
