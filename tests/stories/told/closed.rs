//! A channel that cannot be written to: told to whoever runs the bot, and written to as soon as it can be.

use std::time::Duration;

use sim::aws::world::Ship;

use super::Works;

const TICK: Duration = Duration::from_secs(15);

const ROUTES: &str = r#"
[[routes]]
match = ["orders-*"]
channel = "C0OLD"
"#;

#[tokio::test]
async fn a_closed_channel_keeps_its_messages_until_it_opens() {
    let mut works = Works::open(ROUTES).await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.go_by(TICK * 20, TICK).await;
    let troubles = works.store.troubles().await.expect("troubles");
    assert_eq!(
        troubles.get("C0OLD").map(String::as_str),
        Some("is_archived")
    );
    works.tell().await;
    let metrics = works.look.metrics.text();
    assert!(
        metrics.contains("pilothouse_channels_in_trouble 1"),
        "{metrics}"
    );
    works.slack.unarchive("C0OLD").expect("a channel");
    works.settle().await;
    let shown = works.shown("C0OLD");
    assert!(shown.contains("v42 is deployed"), "{shown}");
    assert_eq!(works.slack.messages("C0OLD").len(), 1);
    works.tell().await;
    let metrics = works.look.metrics.text();
    assert!(
        metrics.contains("pilothouse_channels_in_trouble 0"),
        "{metrics}"
    );
}
