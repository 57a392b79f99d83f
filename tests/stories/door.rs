//! A hand on the bot's doors below what Slack would send: any bytes, any headers, signed as a test likes.

use std::net::SocketAddr;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use sha2::Sha256;
use sim::slack::{Door, SlackSim};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use testkit::{House, PATIENCE};

pub const FORM: &str = "application/x-www-form-urlencoded";
pub const JSON: &str = "application/json";
pub const DOORS: [&str; 3] = ["/slack/commands", "/slack/interactions", "/slack/events"];

/// The doors of one bot.
pub struct Doors {
    url: String,
    secret: String,
    slack: SlackSim,
    client: reqwest::Client,
}

/// What a door said.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub body: String,
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The first sentence of an answer that a person reads in private.
    pub fn sentence(&self) -> String {
        let json = self.json();
        assert_eq!(json["response_type"], "ephemeral", "{}", self.body);
        json["text"].as_str().expect("a text").to_owned()
    }
}

impl Doors {
    pub fn of(house: &House) -> Self {
        Self::at(house.bot.url(), &house.slack)
    }

    pub fn at(url: &str, slack: &SlackSim) -> Self {
        Self {
            url: url.to_owned(),
            secret: slack.read(|workspace| workspace.app.signing_secret.clone()),
            slack: slack.clone(),
            client: reqwest::Client::builder()
                .no_proxy()
                .timeout(PATIENCE)
                .build()
                .expect("a client"),
        }
    }

    /// Posts a body with a good signature; over sockets, sends it through one.
    pub async fn signed(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Said {
        let body = body.into();
        if self.slack.sockets() > 0 {
            let at = DOORS.iter().position(|door| *door == path);
            let door = [Door::Commands, Door::Interactions, Door::Events][at.expect("a door")];
            let body = String::from_utf8(body).expect("text");
            let delivery = self.slack.deliver(door, body).await;
            return Said {
                status: delivery.status,
                body: delivery.body,
            };
        }
        let headers = signature(&self.secret, Timestamp::now().as_second(), &body);
        self.post(path, kind, &headers, body).await
    }

    /// Posts a body with these headers.
    pub async fn post(
        &self,
        path: &str,
        kind: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Vec<u8>>,
    ) -> Said {
        let mut request = self.client.post(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        said(request.header(CONTENT_TYPE, kind).body(body.into())).await
    }

    pub async fn get(&self, path: &str) -> Said {
        said(self.client.get(format!("{}{path}", self.url))).await
    }

    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Sends these bytes over a connection of their own and returns the start of what is answered, or nothing where
    /// the connection is closed without a word. The sending side stays open.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        let addr: SocketAddr = self.url["http://".len()..].parse().expect("an address");
        let mut stream = TcpStream::connect(addr).await.expect("a connection");
        stream.write_all(bytes).await.expect("sent");
        let mut answer = vec![0; 1_024];
        let read = tokio::time::timeout(PATIENCE, stream.read(&mut answer)).await;
        let length = read.expect("an answer in time").expect("an answer");
        String::from_utf8_lossy(&answer[..length]).into_owned()
    }
}

async fn said(request: reqwest::RequestBuilder) -> Said {
    let response = request.send().await.expect("an answer");
    Said {
        status: response.status().as_u16(),
        body: response.text().await.expect("a body"),
    }
}

/// Slack's two headers over these bytes.
pub fn signature(secret: &str, at: i64, body: &[u8]) -> Vec<(&'static str, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("v0:{at}:").as_bytes());
    mac.update(body);
    let digits = hex::encode(mac.finalize().into_bytes());
    vec![
        ("x-slack-request-timestamp", at.to_string()),
        ("x-slack-signature", format!("v0={digits}")),
    ]
}

/// A form body of these fields.
pub fn form(fields: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(fields).expect("a form")
}

/// A slash command of Ann's in #deploys, without a response URL.
pub fn command(text: &str) -> String {
    form(&[
        ("team_id", "T0001"),
        ("user_id", "U0ANN"),
        ("channel_id", "C0DEPLOYS"),
        ("text", text),
    ])
}

/// An interaction's form around this payload.
pub fn interaction(payload: &Value) -> String {
    form(&[("payload", &payload.to_string())])
}
