//! Every post and every edit of a release, from its first event to its end.

use std::time::Duration;

use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;

use super::{DEPLOYS, Works, change};
use testkit::reference_run;

const MINUTE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_secs(15);

/// Ships a version of a service and follows it for a while.
async fn shipped(cluster: &str, service: &str, ship: Ship, minutes: u32, step: Duration) -> String {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy(cluster, service, ship))
        .expect("a deployment");
    works.work().await;
    works.go_by(MINUTE * minutes, step).await;
    works.settle().await;
    works.transcript()
}

#[tokio::test]
async fn a_rolling_update() {
    let told = shipped("prod-main", "orders-api", Ship::healthy("v42"), 5, TICK).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_rolling_update_that_its_circuit_breaker_takes_back() {
    let ship = Ship::broken("v42", Health::CannotStart);
    let told = shipped("prod-main", "orders-api", ship, 15, TICK).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_blue_green_deployment_of_ecs() {
    let told = shipped("prod-main", "search-api", Ship::healthy("v10"), 20, TICK).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_blue_green_deployment_of_codedeploy() {
    let told = shipped(
        "prod-main",
        "payments-api",
        Ship::healthy("v42"),
        85,
        MINUTE,
    )
    .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_blue_green_deployment_that_a_hook_turns_down() {
    let ship = Ship::failing("v42", "AfterAllowTestTraffic");
    let told = shipped("prod-main", "payments-api", ship, 15, TICK).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_run_of_a_pipeline_from_push_to_production() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("an execution");
    works.work().await;
    works.go_by(MINUTE * 8, TICK).await;
    works.approve("Staging looks right");
    works.work().await;
    works.go_by(MINUTE * 85, MINUTE).await;
    works.settle().await;
    let told = works.transcript();
    assert_eq!(told.matches(" posted in ").count(), 1, "{told}");
    assert!(works.shown(DEPLOYS).starts_with("✅"), "{told}");
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_run_of_a_pipeline_is_told_in_few_calls() {
    let (mut works, figures) = reference_run().await;
    let told = works.transcript();
    assert!(works.shown(DEPLOYS).starts_with("✅"), "{told}");
    assert!(figures.events >= 25, "{figures:?}");
    assert!(figures.took > MINUTE * 75, "{figures:?}");
    assert!(figures.all_calls() <= 25, "{figures:?}\n{told}");
    let posts = figures.calls.get("chat.postMessage");
    assert_eq!(posts, Some(&2), "its message, and the reply that calls");
}
