//! As AWS stands it cannot be done: each state is refused in its own words, nothing is called, and the message is mended.

use std::time::Duration;

use sim::aws::world::ecs::Controller;
use sim::aws::world::{NewService, Ship};
use sim::slack::Message;

use super::refused::value_of;
use super::{Acts, has};
use testkit::read;

impl Acts {
    /// What Ann is told of a rollback that she types.
    async fn rollback(&self, service: &str) -> String {
        let asked = format!("rollback {service} --env prod");
        read(&self.house.ask("U0ANN", &asked).await)
    }

    /// Ann presses what was a button: she is told why not, nothing is called, and the buttons go.
    async fn cannot_approve(&self, message: &Message, value: &str, why: &str) {
        self.presses("U0ANN", message, value).await;
        self.told("U0ANN", why).await;
        self.at_once("the buttons stay", |one| {
            one.ts == message.ts && !has(one, "Approve") && !has(one, "Reject")
        })
        .await;
        assert!(self.mutations().is_empty());
    }
}

#[tokio::test]
async fn what_cloudformation_made_is_left_to_it() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    acts.house.aws.edit(|world| {
        let newest = world.home().deployments.last_mut();
        newest.expect("a deployment").creator = "CloudFormation";
    });
    acts.click("U0ANN", &message, "Roll back").await;
    acts.modal("U0ANN", "CloudFormation made this deployment")
        .await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn what_others_deploy_is_left_to_them() {
    let acts = Acts::open().await;
    acts.house.aws.edit(|world| {
        let service = world.home().service_mut("prod-main", "orders-api");
        service.expect("a service").controller = Controller::External;
    });
    let told = acts.rollback("orders-api").await;
    assert!(
        told.contains("something other than ECS and CodeDeploy"),
        "{told}"
    );
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn what_was_taken_back_elsewhere_is_not_taken_back_twice() {
    let acts = Acts::open().await;
    let message = acts.in_termination_wait().await;
    let value = value_of(&message, "Roll back");
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let id = home.deployments.last().expect("a deployment").id.clone();
            home.stop_deployment(&id, Some(true))
        })
        .expect("stopped");
    acts.until("it does not go back, or its button stays", |one| {
        one.ts == message.ts && read(one).contains("was rolled back") && !has(one, "Roll back")
    })
    .await;
    acts.presses("U0ANN", &message, &value).await;
    acts.told("U0ANN", "was rolled back already, and v41 runs")
        .await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn a_service_with_one_version_has_nothing_to_go_back_to() {
    let acts = Acts::open().await;
    acts.house.aws.edit(|world| {
        let fresh = NewService::rolling("prod-main", "fresh-api", 1, "v1");
        world.home().add_service(&fresh);
    });
    let told = acts.rollback("fresh-api").await;
    assert!(told.contains("no earlier version"), "{told}");
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn what_a_newer_deployment_replaces_is_refused_and_its_button_goes() {
    let acts = Acts::open().await;
    let old = acts.shipped("orders-api", "is deployed", "Roll back").await;
    acts.house
        .aws
        .edit(|world| {
            let ship = Ship::healthy("v43");
            world.home().deploy("prod-main", "orders-api", ship)
        })
        .expect("a deployment");
    // No event of it has come yet.
    acts.click("U0ANN", &old, "Roll back").await;
    acts.modal(
        "U0ANN",
        "Another deployment of the same service is on its way",
    )
    .await;
    acts.at_once("the old button stays", |one| {
        one.ts == old.ts && !has(one, "Roll back")
    })
    .await;
    assert!(acts.mutations().is_empty());
}

#[tokio::test]
async fn an_approval_whose_run_was_stopped_is_refused_and_its_buttons_go() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let value = value_of(&message, "Approve");
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let run = &home.pipelines["payments"].executions;
            let run = run.iter().find(|one| one.status.is_open());
            let id = run.expect("a run").id.clone();
            home.stop_pipeline("payments", &id, true, None)
        })
        .expect("stopped");
    acts.cannot_approve(&message, &value, "its run was stopped, or a newer one")
        .await;
}

#[tokio::test]
async fn an_approval_that_nobody_gave_in_time_is_refused_and_its_buttons_go() {
    let acts = Acts::open().await;
    let message = acts.awaiting_approval().await;
    let value = value_of(&message, "Approve");
    acts.house.clock.advance(Duration::from_hours(8 * 24));
    acts.house.aws.tick();
    acts.cannot_approve(&message, &value, "Nobody answered this approval in time")
        .await;
}

#[tokio::test]
async fn a_wait_that_is_over_is_not_ended_again() {
    let acts = Acts::open().await;
    acts.holds_traffic();
    let message = acts.shipped("payments-api", "", "Continue").await;
    let value = value_of(&message, "Continue");
    acts.house
        .aws
        .edit(|world| {
            let home = world.home();
            let id = home.deployments.last().expect("a deployment").id.clone();
            home.continue_deployment(&id, false)
        })
        .expect("continued");
    acts.house.clock.advance(Duration::from_secs(30));
    acts.house.aws.tick();
    acts.presses("U0ANN", &message, &value).await;
    acts.told("U0ANN", "does not wait for that any more").await;
    assert!(acts.mutations().is_empty());
}
