//! What the bot did not see is told all the same, and truly.

use std::time::Duration;

use pilothouse::sim::aws::world::Ship;
use pilothouse::sim::aws::world::ecs::Health;

use super::{DEPLOYS, Works, change};

const MINUTE: Duration = Duration::from_secs(60);

/// While the bot is down AWS goes on, and its events are lost.
async fn down(works: &mut Works, minutes: u32) {
    for _ in 0..minutes {
        works.clock.advance(MINUTE);
        works.aws.tick();
    }
    works.forget_events();
    works.restarted();
}

#[tokio::test]
async fn a_whole_deployment_while_the_bot_was_down_is_told_within_one_reconcile() {
    let mut works = Works::open("").await;
    works.clock.advance(MINUTE);
    works.home(|home| {
        let broken = Ship::broken("v42", Health::CannotStart);
        home.deploy("prod-main", "orders-api", broken)
            .expect("a deployment");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a deployment");
    });
    down(&mut works, 30).await;
    works.reconcile().await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn a_release_goes_on_in_the_same_message_after_a_restart() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(MINUTE, MINUTE / 4).await;
    down(&mut works, 3).await;
    works.reconcile().await;
    works.settle().await;
    let waiting = works.shown(DEPLOYS);
    assert!(waiting.contains("waits for approval"), "{waiting}");
    let (token, _) = works
        .home(|home| home.waiting_approval("payments"))
        .expect("an approval");
    let who = "arn:aws:iam::111122223333:user/bob";
    works
        .home(|home| {
            home.put_approval(
                ("payments", "Approval", "Approve"),
                &token,
                false,
                "Not on a Friday",
                who,
            )
        })
        .expect("rejected");
    down(&mut works, 1).await;
    works.reconcile().await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn what_ended_before_the_bot_first_watched_is_not_told() {
    let mut works = Works::open("").await;
    works.reconcile().await;
    works.settle().await;
    assert_eq!(works.shown(DEPLOYS), "");
}

#[tokio::test]
async fn what_is_under_way_when_the_bot_first_watches_is_told() {
    let begun = Works::open("").await;
    begun
        .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy("v42")))
        .expect("a deployment");
    begun.clock.advance(MINUTE * 3);
    begun.aws.tick();
    let mut works = begun.beside().await;
    works.reconcile().await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert!(
        shown.contains("v42 is on its way") && shown.contains("% of traffic"),
        "{shown}"
    );
}
