//! A first start in an account that is not new: what was over before is nobody's news.

use std::time::Duration;

use jiff::Timestamp;
use sim::aws::World;
use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;

use super::{DEPLOYS, Works};

const MINUTE: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_secs(15);

/// The same with a deployment under way.
fn moving(now: Timestamp) -> World {
    let mut world = World::aged(now);
    let shipped = world
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v19"));
    shipped.expect("a rolling update");
    world.tick(now);
    world
}

#[tokio::test]
async fn what_was_over_before_the_bot_first_watched_is_not_posted() {
    let mut works = Works::installed_in(World::aged, "").await;
    works.go_by(MINUTE * 10, STEP).await;
    works.reconcile().await;
    works.settle().await;
    assert_eq!(works.shown(DEPLOYS), "");
    let known = works.store.releases().await.expect("releases");
    assert!(known.len() >= 2, "they are known all the same: {known:#?}");
}

#[tokio::test]
async fn what_is_still_running_at_the_first_start_is_posted() {
    let mut works = Works::installed_in(moving, "").await;
    works.go_by(MINUTE * 30, STEP).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert_eq!(works.slack.messages(DEPLOYS).len(), 1, "{shown}");
    assert!(
        shown.contains("orders-api") && shown.contains("is deployed"),
        "{shown}"
    );
}

#[tokio::test]
async fn the_first_rollback_after_an_install_does_not_post_the_old_version_as_deployed() {
    let mut works = Works::installed_in(World::aged, "").await;
    works.go_by(MINUTE * 5, STEP).await;
    let broken = Ship::broken("v99", Health::CannotStart);
    works
        .home(|home| home.deploy("prod-main", "orders-api", broken))
        .expect("a rolling update");
    works.go_by(MINUTE * 60, STEP).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    let own = works.slack.messages(DEPLOYS).into_iter();
    let own = own.filter(|message| message.thread_ts.is_none());
    assert_eq!(own.count(), 1, "{shown}");
    assert!(shown.contains("rolled back"), "{shown}");
    assert!(!shown.contains("is deployed"), "{shown}");
}
