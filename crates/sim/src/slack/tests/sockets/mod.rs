//! Socket Mode, as a small client of it sees it.

mod deliveries;
mod endings;
mod opening;

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::slack;
use crate::slack::SlackSim;

/// How long a test waits for what must come, and never for what must not.
const PATIENCE: Duration = Duration::from_secs(5);

/// A Slack whose app uses Socket Mode.
async fn socket_slack() -> SlackSim {
    let sim = slack().await;
    sim.use_sockets(true);
    sim
}

/// Calls `apps.connections.open` as the app does.
async fn open(sim: &SlackSim) -> Value {
    let token = sim.read(|workspace| workspace.app.app_token.clone());
    let request = reqwest::Client::new()
        .post(format!("{}/apps.connections.open", sim.api_url()))
        .bearer_auth(token);
    request.send().await.unwrap().json().await.unwrap()
}

async fn link_url(sim: &SlackSim) -> String {
    open(sim).await["url"].as_str().unwrap().to_owned()
}

/// One connection of an app.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    /// Connects, and takes the hello.
    async fn greeted(sim: &SlackSim) -> Self {
        let mut client = Self::at(&link_url(sim).await).await;
        assert_eq!(client.frame().await["type"], "hello");
        client
    }

    async fn at(url: &str) -> Self {
        let (socket, _) = connect_async(url).await.unwrap();
        Self(socket)
    }

    /// The next message of any kind; `None` at the end of the connection, however it comes about.
    async fn next(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.0.next());
        next.await.expect("a message in time")?.ok()
    }

    /// The next JSON.
    async fn frame(&mut self) -> Value {
        loop {
            match self.next().await.expect("an open connection") {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("{other:?} instead of a frame"),
            }
        }
    }

    /// Whether the connection ends without another frame; a closing handshake first, or not.
    async fn ends(&mut self) -> bool {
        loop {
            match self.next().await {
                None => return true,
                Some(Message::Ping(_)) => {}
                Some(_) => return false,
            }
        }
    }

    async fn say(&mut self, frame: Value) {
        self.write(&frame.to_string()).await;
    }

    async fn write(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// Acknowledges an envelope with nothing.
    async fn acknowledge(&mut self, envelope: &Value) {
        self.say(json!({"envelope_id": envelope["envelope_id"]}))
            .await;
    }

    /// Acknowledges an envelope with an answer.
    async fn answer(&mut self, envelope: &Value, payload: Value) {
        self.say(json!({"envelope_id": envelope["envelope_id"], "payload": payload}))
            .await;
    }
}
