//! Slack in trouble: every end is told all the same, and once.

use std::time::Duration;

use futures_util::future::join_all;
use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;
use sim::{Fault, Kind};

use super::{DEPLOYS, Works};

const TICK: Duration = Duration::from_secs(15);

/// Two deployments, one of which is taken back, with a fault at their beginning and another one on their way.
async fn told(fault: Option<Fault>) -> String {
    let mut works = Works::open("").await;
    let inject = |works: &Works| {
        if let Some(fault) = &fault {
            works.slack.faults().inject(fault.clone());
        }
    };
    works.home(|home| {
        let broken = Ship::broken("v42", Health::CannotStart);
        home.deploy("prod-main", "orders-api", broken)
            .expect("a deployment");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a deployment");
    });
    inject(&works);
    works.go_by(TICK * 4, TICK).await;
    inject(&works);
    works.go_by(TICK * 60, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    // The reply that came first in one run may come second in another.
    let mut messages: Vec<&str> = shown.split("\n\n").collect();
    messages.sort_unstable();
    messages.join("\n\n")
}

#[tokio::test]
async fn whatever_goes_wrong_on_every_call_all_ends_are_told_once() {
    let right = told(None).await;
    assert_eq!(right.matches("is deployed").count(), 1, "{right}");
    assert_eq!(
        right.matches("was rolled back").count(),
        2,
        "a message and its reply: {right}"
    );
    let kinds = [
        (Kind::Throttle { retry_after: 20 }, 3),
        (Kind::Error("ratelimited".into()), 3),
        (Kind::Error("fatal_error".into()), 3),
        (Kind::Status(500), 3),
        (Kind::Drop, 3),
        (Kind::Garbage, 3),
        (Kind::NoContentType, 3),
        // Each takes ten seconds of real time.
        (Kind::Hang, 1),
    ];
    let faults = kinds.into_iter().flat_map(|(kind, times)| {
        // What Slack limits it has not done.
        let limits =
            matches!(&kind, Kind::Throttle { .. }) || kind == Kind::Error("ratelimited".into());
        let before = Fault::on("*", kind).times(times);
        let after = (!limits).then(|| before.clone().after());
        std::iter::once(before).chain(after)
    });
    join_all(faults.map(async |fault| {
        let what = format!("{fault:?}");
        assert_eq!(told(Some(fault)).await, right, "{what}");
    }))
    .await;
}
