//! What reaches a target of EventBridge, how often, and in which order.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::{CODEPIPELINE, Wire};
use crate::sim::aws::world::pipeline::Change;
use crate::sim::aws::{Disorder, Target};
use crate::sim::{Server, drop_connection};

/// What a target does with a request.
#[derive(Debug, Clone, Copy)]
enum Manner {
    Status(u16),
    RetryAfter(u16, u32),
    Drop,
    Hang,
}

/// A target that takes what it is sent, unless it has been told otherwise.
#[derive(Debug, Clone, Default)]
struct Door {
    manners: Arc<Mutex<VecDeque<Manner>>>,
    got: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl Door {
    async fn open(&self) -> (Server, Target) {
        let router = Router::new().fallback(answer).with_state(self.clone());
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = Server::start(listen, router).await.unwrap();
        let target = Target::Http {
            url: format!("http://{}/aws/events", server.addr()),
            header_name: "X-Pilothouse-Token".to_owned(),
            header_value: "a-key".to_owned(),
        };
        (server, target)
    }

    fn next(&self, manners: &[Manner]) {
        self.manners.lock().unwrap().extend(manners);
    }

    fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }

    /// The ids of what came, in order.
    fn ids(&self) -> Vec<Value> {
        let got = self.got.lock().unwrap();
        got.iter().map(|(_, event)| event["id"].clone()).collect()
    }
}

async fn answer(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let event = serde_json::from_slice(&body).unwrap();
    door.got.lock().unwrap().push((headers, event));
    let manner = door.manners.lock().unwrap().pop_front();
    match manner.unwrap_or(Manner::Status(200)) {
        Manner::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::RetryAfter(status, seconds) => (
            StatusCode::from_u16(status).unwrap(),
            [("retry-after", seconds.to_string())],
        )
            .into_response(),
        Manner::Drop => drop_connection(),
        Manner::Hang => std::future::pending().await,
    }
}

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
    let nothing = serde_json::json!({});
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
