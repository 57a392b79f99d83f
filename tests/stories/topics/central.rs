//! One topic for several accounts: in an account of its own, it carries the events of two others.

use serde_json::json;
use sim::aws::world::{Account, HOME, OTHER, Place, REGION, Region, Ship};
use sim::aws::{Target, World};

use super::{STEP, TEXT};
use crate::door::Doors;
use testkit::{DEPLOYS, House, read};

/// The account that all events are sent to.
const HUB: &str = "777788889999";
const TOPIC: &str = "arn:aws:sns:ap-northeast-2:777788889999:all-accounts";
const SETTINGS: &str = r#"
[sources]
sns_topics = ["arn:aws:sns:ap-northeast-2:777788889999:all-accounts"]

[pace]
poll = "100ms"
reconcile = "1h"
edit = "100ms"
posts_per_second = 100
edits_per_minute = 10000
"#;

fn world(now: jiff::Timestamp) -> World {
    let mut world = World::reference(now);
    let place = Place {
        account: HUB.to_owned(),
        region: REGION.to_owned(),
    };
    let mut region = Region::new(place, now);
    region.add_topic("all-accounts");
    let mut account = Account::default();
    account.regions.insert(REGION.to_owned(), region);
    world.accounts.insert(HUB.to_owned(), account);
    world
}

async fn house() -> House {
    let house = House::plan().world(world).and(SETTINGS).open().await;
    house.slack.set_paces(false);
    let endpoint = format!("{}/aws/sns", house.bot.url());
    house.aws.edit(|world| {
        let hub = world.region_mut(HUB, REGION).expect("the hub");
        let subscribed = hub.add_subscription("all-accounts", &endpoint);
        subscribed.expect("subscribed");
    });
    let arn = TOPIC.to_owned();
    house.aws.send_events_to(Target::Topic { arn });
    house
}

async fn metrics(house: &House) -> String {
    Doors::of(house).get("/metrics").await.body
}

#[tokio::test]
async fn a_topic_of_a_third_account_that_carries_the_events_of_two_others_is_told_as_usual() {
    let house = house().await;
    house.aws.edit(|world| {
        for (account, cluster, service) in [
            (HOME, "prod-main", "orders-api"),
            (OTHER, "apps", "billing-api"),
        ] {
            let region = world.region_mut(account, REGION).expect("an account");
            let shipped = region.deploy(cluster, service, Ship::healthy("v42"));
            shipped.expect("a rolling update");
        }
    });
    let shown = || -> Vec<String> {
        let messages = house.slack.messages(DEPLOYS);
        messages.iter().map(read).collect()
    };
    let is_told = || shown().concat().matches("is deployed").count() == 2;
    house
        .until("both are told as deployed", STEP, is_told)
        .await;
    let shown = shown();
    assert_eq!(shown.len(), 2, "{shown:?}");
    let counted = metrics(&house).await;
    let hint = "pilothouse_events_total{family=\"ecs_deployment\",result=\"hint\"}";
    assert!(counted.contains(hint), "{counted}");
}

#[tokio::test]
async fn what_aws_cannot_confirm_is_dropped_counted_and_logged_once() {
    let house = house().await;
    let alarm = |id: &str, account: &str| {
        json!({
            "version": "0", "id": id, "detail-type": "CloudWatch Alarm State Change",
            "source": "aws.cloudwatch", "account": account, "region": REGION,
            "time": "2026-03-02T09:00:00Z",
            "resources": [format!("arn:aws:cloudwatch:{REGION}:{HOME}:alarm:orders-5xx")],
            "detail": {
                "alarmName": "orders-5xx", "previousState": {"value": "OK"},
                "state": {"value": "ALARM", "reason": "Too many"},
            },
        })
    };
    for event in [alarm("a-1", HOME), alarm("a-2", HOME), alarm("a-3", OTHER)] {
        house
            .aws
            .edit(|world| world.publish(TOPIC, &event.to_string()));
    }
    assert_eq!(house.aws.delivered().await, 0);
    let foreign = "pilothouse_events_total{family=\"cloudwatch_alarm\",result=\"foreign\"} 2";
    let contradicted =
        "pilothouse_events_total{family=\"cloudwatch_alarm\",result=\"contradicted\"} 1";
    let mut counted = String::new();
    for _ in 0..100 {
        counted = metrics(&house).await;
        if counted.contains(foreign) && counted.contains(contradicted) {
            break;
        }
    }
    assert!(counted.contains(foreign), "{counted}");
    assert!(counted.contains(contradicted), "{counted}");
    assert!(house.slack.messages(DEPLOYS).is_empty());
    let log = house.bot.log();
    let dropped = log
        .iter()
        .filter(|line| line.contains("an event is dropped"));
    assert_eq!(dropped.count(), 2, "each reason once: {log:?}");
    // Whoever is not the topic is refused as ever.
    let said = Doors::of(&house).post("/aws/sns", TEXT, &[], "{}").await;
    assert_ne!(said.status, 200);
}
