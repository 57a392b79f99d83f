//! What Slack sends to the app, signed to its URLs or through its sockets; the deadline, and what came back.

mod clicks;
mod commands;
mod escape;
mod events;
mod exchange;
mod fields;
mod mentions;
mod modals;
mod signing;
mod suggestions;

use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

pub use signing::Signing;

use super::SlackSim;

/// How long an app has to answer, in real time.
const DEADLINE: Duration = Duration::from_secs(3);

/// The app's request URLs, as its manifest would name them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RequestUrls {
    pub commands: String,
    pub interactions: String,
    pub events: String,
}

impl RequestUrls {
    /// `BASE/slack/commands`, `BASE/slack/interactions`, `BASE/slack/events`.
    pub fn below(base: &str) -> Self {
        let base = base.trim_end_matches('/');
        Self {
            commands: format!("{base}/slack/commands"),
            interactions: format!("{base}/slack/interactions"),
            events: format!("{base}/slack/events"),
        }
    }
}

/// Which of the request URLs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Commands,
    Interactions,
    Events,
}

/// What became of one thing sent to the app.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Delivery {
    /// 0 where no answer came; an acknowledgement on a socket is a 200, and its payload the body.
    pub status: u16,
    pub content_type: String,
    pub body: String,
    /// Real time.
    #[serde(skip)]
    pub took: Duration,
    pub missed_deadline: bool,
    /// The name of the error that Slack showed the person: `operation_timeout`, `dispatch_failed`, …
    pub notice: Option<&'static str>,
    /// The body that was sent, so that a test can send the very same again.
    pub sent: String,
    /// Empty where nothing of the kind was sent.
    pub trigger_id: String,
    pub response_url: String,
    pub event_id: String,
    /// How often it was sent so far.
    pub attempts: u32,
    /// Whether the app asked for no more retries.
    #[serde(skip)]
    no_retry: bool,
}

impl Delivery {
    /// Whether the app took it: 200, in time.
    pub fn ok(&self) -> bool {
        self.status == 200
    }
}

/// Why a person cannot do what was asked of them: Slack's client would not let them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// The app, as Slack knows it from outside.
#[derive(Debug, Default)]
pub struct Bot {
    urls: Mutex<Option<RequestUrls>>,
    deadline: Mutex<Option<Duration>>,
    client: OnceLock<reqwest::Client>,
    events: Mutex<Vec<events::Event>>,
}

impl Bot {
    fn client(&self) -> &reqwest::Client {
        self.client.get_or_init(|| {
            reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::limited(2))
                .build()
                .expect("a client without TLS")
        })
    }

    fn url(&self, door: Door) -> Option<String> {
        let urls = self.urls.lock().expect("the URLs' lock");
        let urls = urls.as_ref()?;
        Some(match door {
            Door::Commands => urls.commands.clone(),
            Door::Interactions => urls.interactions.clone(),
            Door::Events => urls.events.clone(),
        })
    }
}

impl SlackSim {
    /// Tells Slack where the app listens, `http://ADDR`; its doors are `/slack/commands` and so on below that.
    pub fn connect(&self, base: &str) {
        self.connect_to(RequestUrls::below(base));
    }

    /// Tells Slack the app's request URLs.
    pub fn connect_to(&self, urls: RequestUrls) {
        *self.shared.bot.urls.lock().expect("the URLs' lock") = Some(urls);
    }

    /// Changes the deadline from three seconds of real time, so that a test of a late answer is quick.
    pub fn set_deadline(&self, deadline: Duration) {
        *self
            .shared
            .bot
            .deadline
            .lock()
            .expect("the deadline's lock") = Some(deadline);
    }

    /// The same Slack, signing what it sends in another way.
    pub fn signing(&self, signing: Signing) -> Self {
        Self {
            signing,
            ..self.clone()
        }
    }

    /// Sends a body as it is to one of the doors, signed.
    pub async fn deliver(&self, door: Door, body: String) -> Delivery {
        self.send(door, body, None).await
    }

    /// `retry` is how often it was sent before, and why it is sent again.
    async fn send(&self, door: Door, body: String, retry: Option<(u32, &str)>) -> Delivery {
        let started = Instant::now();
        let mut delivery = Delivery {
            sent: body.clone(),
            attempts: 1,
            ..Delivery::default()
        };
        let deadline = *self
            .shared
            .bot
            .deadline
            .lock()
            .expect("the deadline's lock");
        let deadline = deadline.unwrap_or(DEADLINE);
        let exchange = async {
            if self.shared.sockets.on() {
                self.through_socket(door, &body, retry).await
            } else {
                self.over_http(door, &body, retry).await
            }
        };
        match tokio::time::timeout(deadline, exchange).await {
            Ok(Ok(answer)) => {
                delivery.status = answer.status;
                delivery.content_type = answer.content_type;
                delivery.body = answer.body;
                delivery.no_retry = answer.no_retry;
                delivery.notice = (answer.status != 200).then_some("dispatch_failed");
            }
            Ok(Err(notice)) => delivery.notice = Some(notice),
            Err(_) => {
                delivery.missed_deadline = true;
                delivery.notice = Some("operation_timeout");
            }
        }
        delivery.took = started.elapsed();
        delivery
    }
}
