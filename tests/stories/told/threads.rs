//! What stands in a release's thread and calls nobody: tasks that died, a build that failed, an alarm, words of approval.

use std::time::Duration;

use serde_json::Value;
use sim::aws::world::pipeline::Change;
use sim::aws::world::{HOME, Ship};

use super::{DEPLOYS, Works, change};

const MINUTE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_secs(15);

#[tokio::test]
async fn a_task_that_dies_in_a_deployment_is_told_in_its_thread_and_nowhere_else() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.work().await;
    works.go_by(TICK, TICK).await;
    works.transcript();
    let death = works.death("orders-api", "t1", 1);
    works.heard(&[death]).await;
    works.go_by(MINUTE, TICK).await;
    let replies: Vec<Value> = works
        .slack
        .calls()
        .of("chat.postMessage")
        .into_iter()
        .map(|call| call.request)
        .filter(|request| request["thread_ts"].is_string())
        .collect();
    let [reply] = replies.as_slice() else {
        panic!("{replies:?}")
    };
    assert_eq!(
        reply["reply_broadcast"], false,
        "it is for whoever follows the release"
    );
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn a_build_that_fails_in_a_pipeline_is_told_in_its_thread_and_nowhere_else() {
    let mut works = Works::open("").await;
    let broken = Change {
        failing_action: Some("Image".to_owned()),
        ..change("v42")
    };
    works
        .home(|home| home.run_pipeline("payments", broken))
        .expect("an execution");
    works.go_by(MINUTE, TICK).await;
    let made = works.home(|home| {
        let run = home.pipelines["payments"].executions.last().expect("a run");
        let stage = run.stages.last().expect("a stage");
        stage.actions[0].external_id.clone().expect("a build")
    });
    let ours = works.build_of_pipeline(&made);
    let unknown = works.build_of_pipeline("payments-build:0c1d");
    works.heard(&[unknown, ours.clone(), ours]).await;
    works.go_by(MINUTE * 20, TICK).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
    let posts = works.slack.calls().of("chat.postMessage");
    let asides = posts
        .iter()
        .filter(|call| call.request["reply_broadcast"] == false);
    assert_eq!(asides.count(), 1, "its log is for whoever looks closer");
}

#[tokio::test]
async fn an_alarm_beside_a_release_is_named_in_its_thread_and_keeps_its_own_message() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.work().await;
    let alarm = works.alarm("orders-5xx", "ALARM", "Too high.");
    works.heard(&[alarm.clone(), alarm]).await;
    works.go_by(MINUTE * 2, TICK).await;
    let over = works.alarm("orders-5xx", "OK", "Low again.");
    works.heard(&[over]).await;
    works.go_by(MINUTE * 4, TICK).await;
    works.settle().await;
    insta::assert_snapshot!(works.shown(DEPLOYS));
    assert_eq!(works.asides().len(), 1);
}

#[tokio::test]
async fn words_of_approval_stand_in_the_thread_also_where_nobody_was_called() {
    for (words, is_told) in [("Staging looks right", true), ("", false)] {
        let mut works = Works::open("").await;
        works
            .home(|home| home.run_pipeline("payments", change("v42")))
            .expect("an execution");
        works.work().await;
        // Somebody answers in the console before the bot sees that anybody was asked.
        works.clock.advance(MINUTE * 3);
        works.aws.tick();
        works.approve(words);
        works.go_by(MINUTE * 2, TICK).await;
        works.settle().await;
        let asides = works.asides();
        assert_eq!(asides.len(), usize::from(is_told), "{asides:?}");
        let shown = works.shown(DEPLOYS);
        let reply = "↳ payments: Approve was approved by ann. “Staging looks right”";
        assert_eq!(shown.contains(reply), is_told, "{shown}");
    }
}

#[tokio::test]
async fn words_of_approval_are_said_once_in_the_thread_where_somebody_was_called() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("an execution");
    works.go_by(MINUTE * 3, TICK).await;
    works.approve("Staging looks right");
    works.go_by(MINUTE * 2, TICK).await;
    works.settle().await;
    assert!(works.asides().is_empty(), "{:?}", works.asides());
    let shown = works.shown(DEPLOYS);
    let replies: Vec<&str> = shown
        .split("\n\n")
        .filter(|one| one.starts_with('↳'))
        .collect();
    assert_eq!(
        replies,
        ["↳ payments: Approve was approved by ann. “Staging looks right”"]
    );
}

#[tokio::test]
async fn an_alarm_that_stops_nothing_after_all_has_its_own_message() {
    let mut works = Works::open("").await;
    works.home(|home| {
        let cluster = home.clusters.get_mut("prod-main").expect("a cluster");
        let service = cluster.services.get_mut("orders-api").expect("a service");
        service.alarms.push("orders-5xx".to_owned());
        home.deploy("prod-main", "orders-api", Ship::healthy("v42"))
            .expect("a deployment");
    });
    works.go_by(TICK, TICK).await;
    let alarm = works.alarm("orders-5xx", "ALARM", "Too high.");
    works.heard(&[alarm]).await;
    works.go_by(TICK, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("↳ 🚨 orders-5xx"), "{shown}");
    works.go_by(MINUTE * 7, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("v42 is deployed"), "{shown}");
    assert!(shown.contains("\n\n🚨 orders-5xx"), "{shown}");
}

#[tokio::test]
async fn an_alarm_that_was_led_to_a_release_is_told_again_where_that_goes_well() {
    let mut works = Works::open("").await;
    let denied = "codedeploy:BatchGetDeployments";
    works.aws.edit(|world| world.deny(HOME, denied));
    works.stopped_by("front-door-5xx");
    works.home(|home| {
        home.deploy("prod-main", "payments-api", Ship::healthy("v42"))
            .expect("a deployment");
    });
    works.go_by(MINUTE, TICK).await;
    // AWS does not stop the deployment by it.
    let alarm = works.alarm("front-door-5xx", "ALARM", "Too high.");
    works.heard(&[alarm]).await;
    works.go_by(MINUTE, TICK).await;
    let own = "\n\n🚨 front-door-5xx";
    assert!(
        works.shown(DEPLOYS).contains(own),
        "{}",
        works.shown(DEPLOYS)
    );
    works.aws.edit(|world| world.allow(HOME, denied));
    works.go_by(MINUTE * 10, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(!shown.contains(own), "{shown}");
    assert!(shown.contains("This is a part of payments-api"), "{shown}");
    works.go_by(MINUTE * 80, MINUTE).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("v42 is deployed"), "{shown}");
    assert!(shown.contains(own), "{shown}");
    assert!(!shown.contains("This is a part of"), "{shown}");
}

#[tokio::test]
async fn an_alarm_of_two_releases_stays_in_the_thread_of_one() {
    let mut works = Works::open("").await;
    works.home(|home| {
        let cluster = home.clusters.get_mut("prod-main").expect("a cluster");
        for name in ["orders-api", "search-api"] {
            let service = cluster.services.get_mut(name).expect("a service");
            service.alarms.push("front-door-5xx".to_owned());
        }
        for name in ["search-api", "orders-api"] {
            home.deploy("prod-main", name, Ship::healthy("v42"))
                .expect("a deployment");
        }
    });
    works.go_by(TICK, TICK).await;
    for (state, reason) in [("ALARM", "Too high."), ("OK", "Low again.")] {
        let alarm = works.alarm("front-door-5xx", state, reason);
        works.heard(&[alarm]).await;
        works.go_by(TICK, TICK).await;
    }
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert_eq!(shown.matches("front-door-5xx").count(), 1, "{shown}");
    assert!(shown.contains("↳ ✅ front-door-5xx"), "{shown}");
}
