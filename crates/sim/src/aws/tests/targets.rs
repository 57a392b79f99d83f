//! What reaches a target of EventBridge, how often, and in which order.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde_json::{Value, json};

use super::door::{Door, Manner};
use super::{CODEPIPELINE, Wire};
use crate::Clock;
use crate::aws::world::Ship;
use crate::aws::world::pipeline::Change;
use crate::aws::{AwsSim, Disorder, Target, World};

impl Wire {
    /// A pipeline has started: three events.
    fn push(&self) {
        self.sim.edit(|world| {
            let commit = "2222222222222222222222222222222222222222";
            let change = Change::new(commit, "A change", "v42");
            world.home().run_pipeline("payments", change).unwrap();
        });
    }
}

fn ids(events: &[Value]) -> Vec<Value> {
    events.iter().map(|event| event["id"].clone()).collect()
}

#[tokio::test]
async fn events_are_told_in_order_and_none_of_the_past() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, target) = door.open().await;
    assert!(wire.sim.events().is_empty());
    wire.push();
    wire.sim.send_events_to(target);
    wire.clock.advance(Duration::from_secs(600));
    assert_eq!(wire.sim.delivered().await, 0);
    let told = wire.sim.events();
    assert_eq!(told.len(), 18);
    assert_eq!(door.ids(), ids(&told)[3..], "only what came after it did");
}

#[tokio::test]
async fn a_request_moves_the_model_and_what_happened_is_sent() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, target) = door.open().await;
    wire.sim.send_events_to(target);
    wire.push();
    wire.clock.advance(Duration::from_secs(5));
    let nothing = json!({});
    let asked = wire.call(CODEPIPELINE, "ListPipelines", &nothing).await;
    assert_eq!(asked.0, 200);
    assert_eq!(wire.sim.delivered().await, 0);
    assert_eq!(door.count(), 7);
}

#[tokio::test]
async fn an_api_destination_has_its_headers() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, target) = door.open().await;
    wire.sim.send_events_to(target);
    wire.push();
    assert_eq!(wire.sim.delivered().await, 0);
    let (headers, event) = door.got.lock().unwrap()[0].clone();
    for (name, value) in [
        ("x-pilothouse-token", "a-key"),
        ("user-agent", "Amazon/EventBridge/ApiDestinations"),
        ("content-type", "application/json; charset=utf-8"),
        ("range", "bytes=0-1048575"),
        ("accept-encoding", "gzip,deflate"),
        ("connection", "close"),
    ] {
        assert_eq!(headers.get_all(name).iter().collect::<Vec<_>>(), [value]);
    }
    assert_eq!(event, wire.sim.events()[0]);
}

#[tokio::test]
async fn what_fails_is_tried_again_in_its_time_and_holds_nobody_up() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, target) = door.open().await;
    wire.sim.send_events_to(target);
    door.next(&[Manner::Status(503)]);
    wire.push();
    assert_eq!(wire.sim.delivered().await, 1, "one waits");
    let told = ids(&wire.sim.events());
    assert_eq!(door.ids(), told, "the others did not wait for it");
    door.next(&[Manner::RetryAfter(429, 60)]);
    wire.clock.advance(Duration::from_secs(1));
    assert_eq!(wire.sim.delivered().await, 1);
    wire.clock.advance(Duration::from_secs(3));
    assert_eq!(wire.sim.delivered().await, 1, "it was told to wait");
    wire.sim.retry_due();
    assert_eq!(wire.sim.delivered().await, 0);
    assert_eq!(door.ids()[3..], [told[0].clone(), told[0].clone()]);
}

#[tokio::test]
async fn silence_is_tried_again_and_a_refusal_is_not() {
    let (wire, door) = (Wire::start().await, Door::default());
    let (_server, target) = door.open().await;
    wire.sim.send_events_to(target);
    wire.sim.set_target_deadline(Duration::from_millis(200));
    door.next(&[Manner::Drop, Manner::Hang, Manner::Status(401)]);
    wire.push();
    assert_eq!(wire.sim.delivered().await, 2);
    wire.sim.retry_due();
    assert_eq!(wire.sim.delivered().await, 0);
    let statuses: Vec<u16> = wire
        .sim
        .deliveries()
        .all()
        .iter()
        .map(|call| call.status)
        .collect();
    assert_eq!(statuses, [0, 0, 401, 200, 200]);
}

#[tokio::test]
async fn copies_come_shuffled_the_same_way_for_the_same_seed() {
    let mut orders = Vec::new();
    for seed in [1, 1, 2] {
        let (wire, door) = (Wire::start().await, Door::default());
        let (_server, target) = door.open().await;
        wire.sim.send_events_to(target);
        wire.sim.set_disorder(Disorder {
            copies: 3,
            shuffle: Some(seed),
            held: true,
        });
        wire.push();
        wire.clock.advance(Duration::from_secs(600));
        assert_eq!(wire.sim.delivered().await, 0);
        assert_eq!(door.count(), 0, "they are late");
        wire.sim.release_events();
        assert_eq!(wire.sim.delivered().await, 0);
        let mut came: Vec<String> = door.ids().iter().map(Value::to_string).collect();
        orders.push(came.clone());
        came.sort_unstable();
        let told = ids(&wire.sim.events());
        let mut thrice: Vec<String> = told
            .iter()
            .flat_map(|id| [(); 3].map(|()| id.to_string()))
            .collect();
        thrice.sort_unstable();
        assert_eq!(came, thrice);
    }
    assert_eq!(orders[0], orders[1]);
    assert_ne!(orders[0], orders[2]);
}

#[tokio::test]
async fn a_queue_gets_the_event_bare_or_in_the_envelope_of_a_topic() {
    for wrapped in [false, true] {
        let wire = Wire::start().await;
        let url = wire.sim.queue_url("pilothouse");
        wire.sim.send_events_to(Target::Queue { url, wrapped });
        let nowhere = wire.sim.queue_url("ghost");
        let ghost = Target::Queue {
            url: nowhere.clone(),
            wrapped,
        };
        wire.sim.send_events_to(ghost);
        // It waits already when they come.
        let poll = wire.receive(json!({"WaitTimeSeconds": 20, "MaxNumberOfMessages": 10}));
        let (first, left) = tokio::join!(poll, async {
            wire.push();
            wire.sim.delivered().await
        });
        assert_eq!(left, 0);
        let mut got = first;
        got.extend(wire.receive(json!({"MaxNumberOfMessages": 10})).await);
        let bodies = got.iter().map(|message| {
            let body: Value = serde_json::from_str(message["Body"].as_str().unwrap()).unwrap();
            if !wrapped {
                return body;
            }
            assert_eq!(body["Type"], "Notification");
            assert_eq!(body.get("Subject"), None);
            serde_json::from_str(body["Message"].as_str().unwrap()).unwrap()
        });
        assert_eq!(bodies.collect::<Vec<_>>(), wire.sim.events());
        let lost = wire.sim.deliveries().of(&nowhere);
        assert_eq!(
            lost.len(),
            3,
            "nobody tries a queue again that is not there"
        );
    }
}

#[tokio::test]
async fn a_running_clock_brings_events_by_itself() {
    let door = Door::default();
    let (_server, target) = door.open().await;
    let clock = Clock::running(600.0);
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let sim = AwsSim::start(listen, clock.clone(), World::reference(clock.now()));
    let sim = sim.await.unwrap();
    sim.send_events_to(target);
    let mut changes = door.changes.subscribe();
    sim.edit(|world| {
        world
            .home()
            .deploy("prod-main", "orders-api", Ship::healthy("v19"))
    })
    .unwrap();
    let completed = changes.wait_for(|got| *got == 3);
    let waited = tokio::time::timeout(Duration::from_secs(20), completed).await;
    assert!(waited.is_ok(), "{} came", door.count());
}

#[tokio::test]
async fn every_target_gets_its_own() {
    let wire = Wire::start().await;
    let (slow, quick) = (Door::default(), Door::default());
    let (_one, target) = slow.open().await;
    wire.sim.send_events_to(target);
    let (_two, target) = quick.open().await;
    wire.sim.send_events_to(target);
    wire.sim.set_target_deadline(Duration::from_millis(200));
    slow.next(&[Manner::Hang; 3]);
    wire.push();
    assert_eq!(wire.sim.delivered().await, 3);
    assert_eq!(quick.ids(), ids(&wire.sim.events()));
}
