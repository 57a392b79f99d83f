//! Who is told: a channel for failures with its mentions, one for a service, and the one for all the rest.

use std::time::Duration;

use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;

use super::{DEPLOYS, Works};

const TICK: Duration = Duration::from_secs(15);

const ROUTES: &str = r#"
[[routes]]
environment = "prod"
match = ["orders-*"]
only = ["failed", "rolled_back"]
channel = "C0PAYMENTS"
mention = ["S0ONCALL", "U0ANN"]

[[routes]]
match = ["search-*"]
only = ["started", "succeeded"]
channel = "C0INCIDENT"
"#;

#[tokio::test]
async fn each_channel_hears_what_its_routes_take() {
    let mut works = Works::open(ROUTES).await;
    works.slack.with(|workspace| {
        let bot = workspace.app.bot_user.clone();
        let channel = workspace.channels.get_mut("C0INCIDENT").expect("a channel");
        channel.members.insert(bot);
    });
    works.home(|home| {
        let broken = Ship::broken("v42", Health::CannotStart);
        home.deploy("prod-main", "orders-api", broken)
            .expect("a deployment");
        home.deploy("prod-main", "search-api", Ship::healthy("v10"))
            .expect("a deployment");
    });
    works.go_by(TICK * 60, TICK).await;
    works.settle().await;
    let shown: String = [DEPLOYS, "C0PAYMENTS", "C0INCIDENT"]
        .iter()
        .map(|channel| format!("#### {channel}\n{}\n\n", works.shown(channel)))
        .collect();
    insta::assert_snapshot!(shown);
    // A channel that wants no progress is shown no counts; the one for all the rest is.
    let counts = |channel: &str| {
        let calls = works.slack.calls().all().into_iter();
        let shown = calls.filter(|call| call.request["channel"] == channel);
        shown
            .filter(|call| call.request.to_string().contains("new tasks running"))
            .count()
    };
    assert_eq!(counts("C0INCIDENT"), 0);
    assert!(counts(DEPLOYS) > 0);
}

#[tokio::test]
async fn a_message_that_somebody_deletes_does_not_come_back() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "search-api", Ship::healthy("v10")))
        .expect("a deployment");
    works.go_by(TICK, TICK).await;
    let ts = works.slack.messages(DEPLOYS)[0].ts.clone();
    works.slack.with(|workspace| workspace.delete(DEPLOYS, &ts));
    works.go_by(TICK * 60, TICK).await;
    works.settle().await;
    assert_eq!(works.shown(DEPLOYS), "");
    assert_eq!(works.slack.calls().count("chat.postMessage"), 1);
}
