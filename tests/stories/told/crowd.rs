//! A crowd of releases while Slack wants to hear of none: all are told in the end, and what needs a person first.

use std::time::Duration;

use sim::aws::world::ecs::Health;
use sim::aws::world::{NewService, Ship};
use sim::{Fault, Kind};

use super::{DEPLOYS, Works, change};

const MINUTE: Duration = Duration::from_secs(60);
/// Services that are deployed, the first of which do not start, and pipelines that wait for an approval.
const SERVICES: usize = 50;
const BROKEN: usize = 12;
const GATES: usize = 10;

/// How each kind of release is told in the end.
const DEPLOYED: &str = "is deployed";
const BACK: &str = "failed and was *rolled back*";
const WAITS: &str = "waits for approval";

#[tokio::test]
async fn a_crowd_is_told_to_the_end_and_what_needs_a_person_first() {
    let mut works = Works::open("").await;
    works.home(|home| {
        for index in 0..SERVICES {
            let name = format!("svc-{index:03}");
            home.add_service(&NewService::rolling("prod-main", &name, 1, "v1"));
        }
        for index in 0..GATES {
            home.add_gate(&format!("gate-{index:03}"));
        }
    });
    works.go_by(MINUTE * 5, MINUTE).await;
    works.reconcile().await;
    works.settle().await;
    let before = works.slack.messages(DEPLOYS).len();
    let slow = Fault::on("chat.postMessage", Kind::Throttle { retry_after: 30 });
    works.slack.faults().inject(slow);
    works.home(|home| {
        // What goes well begins first, so that waiting longest does not explain the order.
        for index in (0..SERVICES).rev() {
            let ship = match index < BROKEN {
                true => Ship::broken("v2", Health::CannotStart),
                false => Ship::healthy("v2"),
            };
            home.deploy("prod-main", &format!("svc-{index:03}"), ship)
                .expect("a deployment");
        }
        for index in 0..GATES {
            home.run_pipeline(&format!("gate-{index:03}"), change("v2"))
                .expect("a run");
        }
    });
    works.go_by(MINUTE * 20, MINUTE / 2).await;
    assert_eq!(works.slack.messages(DEPLOYS).len(), before);
    works.slack.faults().clear();
    works.settle().await;

    let told = works.slack.messages(DEPLOYS).split_off(before);
    let texts: Vec<&str> = told.iter().map(|message| message.text()).collect();
    let own: Vec<&str> = told
        .iter()
        .filter(|message| message.thread_ts.is_none())
        .map(|message| message.text())
        .collect();
    let count = |word: &str| own.iter().filter(|text| text.contains(word)).count();
    assert_eq!(
        (own.len(), count(DEPLOYED), count(BACK), count(WAITS)),
        (SERVICES + GATES, SERVICES - BROKEN, BROKEN, GATES),
        "{own:#?}"
    );
    let is_calm = |text: &&str| text.contains(DEPLOYED);
    let first_calm = texts.iter().position(is_calm).expect("some went well");
    assert!(texts[first_calm..].iter().all(is_calm), "{texts:#?}");
    assert_eq!(
        works
            .slack
            .calls()
            .of("chat.postMessage")
            .iter()
            .filter(|call| call.status == 200)
            .count(),
        texts.len() + before
    );
}
