//! Whom events are sent to in these tests: takes what it is sent, or does not.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::sync::watch;

use crate::aws::Target;
use crate::{Server, drop_connection};

/// What a target does with a request.
#[derive(Debug, Clone, Copy)]
pub enum Manner {
    Status(u16),
    RetryAfter(u16, u32),
    Drop,
    Hang,
}

/// A target that takes what it is sent, unless it has been told otherwise.
#[derive(Debug, Clone, Default)]
pub struct Door {
    manners: Arc<Mutex<VecDeque<Manner>>>,
    pub got: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
    /// How many have come.
    pub changes: Arc<watch::Sender<usize>>,
}

impl Door {
    pub async fn listen(&self) -> Server {
        let router = Router::new().fallback(answer).with_state(self.clone());
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Server::start(listen, router).await.unwrap()
    }

    pub async fn open(&self) -> (Server, Target) {
        let server = self.listen().await;
        let target = Target::Http {
            url: format!("http://{}/aws/events", server.addr()),
            header_name: "X-Pilothouse-Token".to_owned(),
            header_value: "a-key".to_owned(),
        };
        (server, target)
    }

    pub fn next(&self, manners: &[Manner]) {
        self.manners.lock().unwrap().extend(manners);
    }

    pub fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }

    /// The ids of what came, in order.
    pub fn ids(&self) -> Vec<Value> {
        let got = self.got.lock().unwrap();
        got.iter().map(|(_, event)| event["id"].clone()).collect()
    }
}

async fn answer(State(door): State<Door>, headers: HeaderMap, body: Bytes) -> Response {
    let event = serde_json::from_slice(&body).unwrap();
    door.got.lock().unwrap().push((headers, event));
    door.changes.send_modify(|count| *count += 1);
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
