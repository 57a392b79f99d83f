//! Releases told in a channel: AWS moves, its events come in, one message follows it to its end.

use std::time::Duration;

use pilothouse::sim::aws::Target;
use pilothouse::sim::aws::world::Ship;

use crate::harness::{DEPLOYS, House, read};

/// What EventBridge's API destination sends.
const TOKEN: &str = "a-token-of-at-least-sixteen";

/// Everything fifty times as fast.
const PACE: &str = r#"
[pace]
look = "200ms"
reconcile = "2s"
edit = "300ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

#[tokio::test]
async fn a_rolling_update_is_told() {
    let house = House::plan()
        .and(PACE)
        .variable("PILOTHOUSE_EVENTS_TOKEN", TOKEN)
        .open()
        .await;
    house.slack.set_paces(false);
    house.aws.send_events_to(Target::Http {
        url: format!("{}/aws/events", house.bot.url()),
        header_name: "X-Pilothouse-Token".into(),
        header_value: TOKEN.into(),
    });
    house.aws.edit(|world| {
        world
            .home()
            .deploy("prod-main", "orders-api", Ship::healthy("v42"))
            .expect("a deployment");
    });
    house.aws.delivered().await;
    for _ in 0..40 {
        house.clock.advance(Duration::from_secs(30));
        house.aws.tick();
        house.aws.delivered().await;
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    for message in house.slack.messages(DEPLOYS) {
        eprintln!("--- {}\n{}", message.ts, read(&message));
    }
    for line in house.bot.log() {
        eprintln!("{line}");
    }
    panic!()
}
