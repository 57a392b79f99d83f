//! The door for SNS: what a subscribed topic posts, proven before anything is done and stored before it is acknowledged.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::aws::{came, store};
use super::body::read;
use super::{Doors, Reject};
use crate::aws::sns::{Topics, Unproven};
use crate::store::Incoming;
use domain::provenance::Provenance;
use events::sns::{Envelope, Kind, Untrusted};
use events::{self, Around};

/// Set, to `true`, on what is delivered raw.
const RAW: &str = "x-amz-sns-rawdelivery";
/// How long answering may take: SNS waits 15 s.
/// <https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html>
const ANSWERED: Duration = Duration::from_secs(9);
/// How often the log says the same of messages that are refused: they may be any stranger's.
const TOLD: Duration = Duration::from_secs(60);
/// The longest ARN of a topic, or a little more, in characters.
const LONGEST_ARN: usize = 320;

/// What the door knows.
#[derive(Debug, Clone)]
struct Door {
    doors: Arc<Doors>,
    topics: Topics,
    told: Arc<Told>,
}

/// When the log last said why messages are refused. There are not many reasons.
#[derive(Debug, Default)]
struct Told(Mutex<HashMap<String, Instant>>);

/// The one route, for messages of these topics.
pub(super) fn routes(doors: Arc<Doors>, topics: Topics) -> Router {
    Router::new().route("/aws/sns", post(sns)).with_state(Door {
        doors,
        topics,
        told: Arc::default(),
    })
}

/// `POST /aws/sns`.
///
/// SNS repeats what is answered with 5xx, and never what is answered with 4xx:
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html>
async fn sns(State(door): State<Door>, request: Request) -> Response {
    let result = tokio::time::timeout(ANSWERED, door.message(request)).await;
    let result = result.unwrap_or_else(|_| {
        door.told.once_a_minute("late", || {
            tracing::error!("a message of SNS could not be dealt with in time");
        });
        Err(Reject::OutOfReach)
    });
    door.doors
        .answer("aws_sns", result.map(IntoResponse::into_response))
}

impl Door {
    async fn message(&self, request: Request) -> Result<(), Reject> {
        let (headers, body) = read(request).await?;
        let envelope = Envelope::read(&body).ok().filter(|_| !is_raw(&headers));
        let Some(envelope) = envelope else {
            self.told.once_a_minute("no envelope", || {
                tracing::warn!(
                    "what came to /aws/sns is no signed message of SNS and was refused; if it is a subscription of \
                     yours, turn raw message delivery off: RawMessageDelivery=false"
                );
            });
            return Err(Reject::NoMessage);
        };
        self.prove(&envelope).await?;
        match envelope.kind {
            Kind::Notification => self.take(&envelope).await,
            Kind::SubscriptionConfirmation => self.confirm(&envelope).await,
            Kind::UnsubscribeConfirmation => {
                let topic = envelope.topic_arn.as_str();
                tracing::warn!(
                    topic,
                    "the topic was unsubscribed: what it is told is not told here any more"
                );
                Ok(())
            }
        }
    }

    async fn prove(&self, envelope: &Envelope) -> Result<(), Reject> {
        let Err(why) = self.topics.prove(envelope, Timestamp::now()).await else {
            return Ok(());
        };
        let reject = match why {
            Unproven::Unavailable(_) => Reject::OutOfReach,
            Unproven::Untrusted(
                Untrusted::Topic | Untrusted::CertificateUrl(_) | Untrusted::SubscribeUrl(_),
            ) => Reject::Foreign,
            Unproven::Untrusted(_) => Reject::Unsigned,
        };
        let why = why.to_string();
        // Whoever forges one may call its topic as they like.
        let topic: String = envelope.topic_arn.chars().take(LONGEST_ARN).collect();
        self.told.once_a_minute(&why, || match reject {
            Reject::OutOfReach => {
                tracing::error!(why, topic, "a message of SNS cannot be proven now");
            }
            _ => tracing::warn!(why, topic, "a message of SNS was refused"),
        });
        Err(reject)
    }

    async fn take(&self, envelope: &Envelope) -> Result<(), Reject> {
        let Some(incoming) = incoming(envelope) else {
            let (id, topic) = (envelope.message_id.as_str(), envelope.topic_arn.as_str());
            self.doors.metrics.event("unknown", "no_json");
            tracing::warn!(
                id,
                topic,
                "a notification of SNS holds no JSON object; it was set aside"
            );
            return Ok(());
        };
        store(&self.doors, incoming).await
    }

    async fn confirm(&self, envelope: &Envelope) -> Result<(), Reject> {
        let topic = envelope.topic_arn.as_str();
        match self.topics.confirm(envelope).await {
            Ok(()) => {
                tracing::info!(topic, "the subscription of a topic is confirmed");
                Ok(())
            }
            Err(why) => {
                tracing::error!(
                    topic,
                    ?why,
                    "the subscription of a topic cannot be confirmed; SNS asks again for a while"
                );
                Err(Reject::OutOfReach)
            }
        }
    }
}

impl Told {
    /// Says it, unless that was done less than a minute ago.
    fn once_a_minute(&self, why: &str, say: impl FnOnce()) {
        let mut told = self.0.lock().expect("the lock of what was told");
        let now = Instant::now();
        if told.get(why).is_none_or(|last| now - *last >= TOLD) {
            told.insert(why.to_owned(), now);
            say();
        }
    }
}

fn is_raw(headers: &HeaderMap) -> bool {
    headers.get(RAW).is_some_and(|value| value == "true")
}

/// What a notification holds, however it is wrapped, to be stored; `None` where that is no JSON object.
fn incoming(envelope: &Envelope) -> Option<Vec<Incoming>> {
    let message: Value = serde_json::from_str(&envelope.message).ok()?;
    let around = Around {
        message: Some(&envelope.message_id),
        topic: Some(&envelope.topic_arn),
    };
    let said = message
        .is_object()
        .then(|| events::said_in(message, around))?;
    let provenance = Provenance::of_topic(&envelope.topic_arn);
    Some(said.iter().map(|said| came(said, &provenance)).collect())
}
