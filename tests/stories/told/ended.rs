//! What ended while nobody watched is told as it ended, in the message that it has.

use std::time::Duration;

use sim::aws::world::Ship;

use super::{DEPLOYS, Works, change};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Runs the pipeline with the image `tag` and lets it go as far as it can.
async fn run(works: &mut Works, tag: &str) {
    works
        .home(|home| home.run_pipeline("payments", change(tag)))
        .expect("a run");
    works.go_by(MINUTE * 5, MINUTE / 2).await;
}

/// The bot is down while AWS goes on, and what it told meanwhile is lost.
async fn down(works: &mut Works, time: Duration) {
    works.clock.advance(time);
    works.aws.tick();
    works.forget_events();
    works.restarted().await;
    works.reconcile().await;
    works.settle().await;
}

/// The release's own message that says this.
fn own(works: &Works, what: &str) -> String {
    let shown = works.shown(DEPLOYS);
    let mut own = shown.split("\n\n").filter(|one| !one.starts_with("↳ "));
    let found = own.find(|one| one.lines().next().is_some_and(|line| line.contains(what)));
    found.map_or(shown.clone(), str::to_owned)
}

#[tokio::test]
async fn a_run_that_was_overtaken_unseen_is_told_so() {
    let mut works = Works::open("").await;
    run(&mut works, "v42").await;
    run(&mut works, "v43").await;
    // It takes the place of the one before it, which waits behind the first.
    works
        .home(|home| home.run_pipeline("payments", change("v44")))
        .expect("a run");
    down(&mut works, MINUTE * 5).await;
    for (tag, stands) in [
        ("v42", "waits for approval"),
        ("v43", "overtaken by a newer one"),
        ("v44", "is on its way"),
    ] {
        let message = own(&works, tag);
        let headline = message.lines().next().unwrap_or_default();
        assert!(
            headline.contains(tag) && headline.contains(stands),
            "{message}"
        );
    }
    let overtaken = own(&works, "v43");
    assert!(!overtaken.contains("[Approve]"), "{overtaken}");
    assert_eq!(
        works
            .shown(DEPLOYS)
            .matches("overtaken by a newer one")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_stop_that_waits_for_an_approval_says_so_in_the_message_and_in_its_reply() {
    let mut works = Works::open("").await;
    run(&mut works, "v42").await;
    works
        .home(|home| {
            let runs = &home.pipeline("payments")?.executions;
            let id = runs.last().expect("a run").id.clone();
            home.stop_pipeline("payments", &id, false, Some("Wrong branch"))
        })
        .expect("a stop");
    works.go_by(MINUTE * 2, MINUTE / 2).await;
    let waits = "AWS is stopping it, but only once somebody has answered its approval";
    let message = own(&works, "is being stopped");
    assert!(message.contains(waits), "{message}");
    assert!(message.contains("Wrong branch"), "{message}");
    let shown = works.shown(DEPLOYS);
    assert_eq!(shown.matches(waits).count(), 2, "{shown}");
    assert!(!shown.contains("no longer waits"), "{shown}");

    works.approve("Never mind");
    works.go_by(MINUTE * 2, MINUTE / 2).await;
    let shown = works.shown(DEPLOYS);
    assert!(!shown.contains(waits), "{shown}");
    assert!(own(&works, "v42").contains("was stopped"), "{shown}");
}

/// Begins a deployment of `orders-api` with the image `tag`, and lets it go a little way.
async fn ship(works: &mut Works, tag: &str) -> String {
    let shipped = works.home(|home| home.deploy("prod-main", "orders-api", Ship::healthy(tag)));
    works.go_by(MINUTE / 2, MINUTE / 6).await;
    shipped.expect("a deployment")
}

#[tokio::test]
async fn a_deployment_of_ecs_that_a_newer_one_overtook_calls_nobody() {
    let mut works = Works::open("").await;
    ship(&mut works, "v19").await;
    ship(&mut works, "v20").await;
    works.go_by(MINUTE * 20, MINUTE).await;
    let overtaken = own(&works, "v19");
    assert!(
        overtaken.contains("orders-api in prod: v19 was overtaken by a newer one"),
        "{overtaken}"
    );
    let shown = works.shown(DEPLOYS);
    assert!(!shown.contains("stopped"), "{shown}");
    assert!(!shown.contains("↳ "), "{shown}");
    assert!(own(&works, "v20").contains("is deployed"), "{shown}");
}

#[tokio::test]
async fn one_that_a_person_stopped_was_not_overtaken_by_what_came_later() {
    let mut works = Works::open("").await;
    let stopped = ship(&mut works, "v19").await;
    let now = works.clock.now();
    works.home(|home| {
        let service = home.service_mut("prod-main", "orders-api");
        let service = service.expect("a service");
        service
            .stop_deployment(&stopped, true, now)
            .expect("it stops");
    });
    works.go_by(MINUTE, MINUTE / 6).await;
    ship(&mut works, "v20").await;
    works.go_by(MINUTE * 20, MINUTE).await;
    works.reconcile().await;
    works.settle().await;
    let stopped = own(&works, "v19");
    assert!(stopped.contains("was stopped before"), "{stopped}");
}

#[tokio::test]
async fn what_is_deleted_on_its_way_is_told_so_and_asked_about_no_more() {
    let mut works = Works::open("").await;
    run(&mut works, "v42").await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v7")))
        .expect("a deployment");
    works.go_by(MINUTE / 2, MINUTE / 4).await;
    works.home(|home| {
        home.pipelines.remove("payments");
        let cluster = home.clusters.get_mut("prod-main").expect("a cluster");
        cluster.services.remove("orders-api");
    });
    works.go_by(MINUTE * 8, MINUTE / 4).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
    let asked = works.aws.calls().all().len();
    works.go_by(MINUTE * 10, MINUTE).await;
    assert_eq!(works.aws.calls().all().len(), asked, "it is asked about");
}

#[tokio::test]
async fn an_approval_that_nobody_gave_in_time_waits_no_more() {
    let mut works = Works::open("").await;
    run(&mut works, "v42").await;
    let waiting = own(&works, "v42");
    assert!(waiting.contains("waits for approval"), "{waiting}");
    down(&mut works, DAY * 8).await;
    let shown = works.shown(DEPLOYS);
    assert!(!shown.contains("waits for"), "{shown}");
    let message = own(&works, "v42");
    assert!(message.contains("nobody"), "{message}");
}

#[tokio::test]
async fn an_approval_that_was_given_elsewhere_unseen_waits_no_more() {
    let mut works = Works::open("").await;
    run(&mut works, "v42").await;
    works.approve("Fine");
    down(&mut works, MINUTE * 150).await;
    let shown = works.shown(DEPLOYS);
    assert!(!shown.contains("waits for"), "{shown}");
    assert!(own(&works, "v42").contains("v42 is deployed"), "{shown}");
}
