//! One connection. It lives on a thread of its own, whose end is the end of all that the transport has begun there:
//! the transport itself would try again for ever, and neither its waits nor its attempts can be cut short.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use slack_morphism::clients_manager::SlackSocketModeClientsManagerFactory;
use slack_morphism::hyper_tokio::SlackClientHyperHttpsConnector;
use slack_morphism::listener::SlackClientEventsListenerEnvironment;
use slack_morphism::prelude::*;
use slack_morphism::socket_mode::{SlackSocketModeClientListener, SlackSocketModeWssClientId};
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::frames::{Frame, Leave};
use super::{Address, Envelope, Taken, Taker};
use crate::slack::client::production_connector;

/// How long an envelope may take to be acknowledged; Slack waits 3 s.
const TAKEN: Duration = Duration::from_millis(2_500);
/// How long what is in hand may take when the connection closes.
const IN_HAND: Duration = Duration::from_secs(3);
/// How long the closing handshake may take. The transport does not say when it is over.
const CLOSING: Duration = Duration::from_millis(200);
/// In seconds: longer than any attempt lives here, so that the transport never tries again by itself.
const NEVER: u64 = 3_600;
/// In seconds.
const PING: u64 = 5;
/// Pings without an answer after which the connection is given up.
const UNANSWERED: u64 = 3;

/// Why a connection is of no more use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Slack said so.
    Told(Leave),
    /// It was cut, or closed without a reason.
    Cut,
}

impl fmt::Display for End {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::Told(Leave::Disabled) => {
                "Socket Mode is turned off: turn it on at the app's Socket Mode page"
            }
            Self::Told(_) => "Slack ended the connection",
            Self::Cut => "the connection was cut",
        })
    }
}

/// How far a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Opening,
    Open,
    /// Told to end, and still of use until it does.
    Leaving(Leave),
    Over(End),
}

/// An open connection, or one that opens. Dropped, it closes as well; nobody waits for that then.
#[derive(Debug)]
pub struct Link {
    stage: watch::Receiver<Stage>,
    of_use: Arc<AtomicBool>,
    close: DropGuard,
    closed: CancellationToken,
}

impl Link {
    /// Begins to connect.
    ///
    /// # Errors
    /// When the machine has no thread to give.
    pub fn open<T: Taker>(address: &Address, taker: Arc<T>) -> io::Result<Self> {
        let (stage, of_stage) = watch::channel(Stage::Opening);
        let (close, closed) = (CancellationToken::new(), CancellationToken::new());
        let of_use = Arc::new(AtomicBool::new(false));
        let ear = Arc::new(Ear {
            taker,
            desk: Handle::current(),
            stage,
            of_use: of_use.clone(),
            close: close.clone(),
            in_hand: watch::Sender::new(0),
        });
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connection = hold(address.clone(), ear, close.clone());
        let end = closed.clone().drop_guard();
        std::thread::Builder::new()
            .name("slack-socket".to_owned())
            .spawn(move || {
                runtime.block_on(connection);
                // A name that is being looked up is waited for by nobody.
                runtime.shutdown_background();
                drop(end);
            })?;
        Ok(Self {
            stage: of_stage,
            of_use,
            close: close.drop_guard(),
            closed,
        })
    }

    /// Waits for Slack's hello.
    ///
    /// # Errors
    /// Why there is none. That it takes too long is for others to say.
    pub async fn hello(&mut self) -> Result<(), End> {
        let stage = self.stage.wait_for(|stage| *stage != Stage::Opening).await;
        match stage.as_deref() {
            Ok(Stage::Open) => Ok(()),
            Ok(Stage::Leaving(leave)) => Err(End::Told(*leave)),
            Ok(Stage::Over(end)) => Err(*end),
            _ => Err(End::Cut),
        }
    }

    /// Waits until Slack tells it to go, or it is cut.
    pub async fn end(&mut self) -> End {
        let is_over = |stage: &Stage| matches!(stage, Stage::Leaving(_) | Stage::Over(_));
        match self.stage.wait_for(is_over).await.as_deref() {
            Ok(Stage::Leaving(leave)) => End::Told(*leave),
            Ok(Stage::Over(end)) => *end,
            _ => End::Cut,
        }
    }

    /// Whether anything came through it.
    pub fn was_of_use(&self) -> bool {
        self.of_use.load(Ordering::Relaxed)
    }

    /// Whether something may still come through it.
    pub fn is_open(&self) -> bool {
        matches!(*self.stage.borrow(), Stage::Open | Stage::Leaving(_))
    }

    /// Lets Slack end it, for at most `patience`.
    pub async fn leave(mut self, patience: Duration, stop: CancellationToken) {
        let cut = async {
            // The sender lives in the connection; without it there is none.
            let _ = self
                .stage
                .wait_for(|stage| matches!(stage, Stage::Over(_)))
                .await;
        };
        let _ = tokio::time::timeout(patience, stop.run_until_cancelled(cut)).await;
        self.close().await;
    }

    /// Ends it, once what is in hand is acknowledged.
    pub async fn close(self) {
        drop(self.close);
        self.closed.cancelled().await;
    }
}

/// Holds a connection until it is to be closed.
async fn hold<T: Taker>(address: Address, ear: Arc<Ear<T>>, close: CancellationToken) {
    let config = SlackClientSocketModeConfig::new()
        .with_max_connections_count(1)
        .with_reconnect_timeout_in_seconds(NEVER)
        .with_ping_interval_in_seconds(PING)
        .with_ping_failure_threshold_times(UNANSWERED);
    // Of its own, for what it opens lives and dies on this thread. It was built once before, so that it can be.
    let Ok(connector) = production_connector() else {
        return;
    };
    let connector = SlackClientHyperHttpsConnector::with_connector(connector)
        .with_slack_api_url(&address.api_url);
    let token = SlackApiToken::new(address.app_token.expose().into());
    let client = Arc::new(SlackClient::new(connector.clone()));
    let environment = SlackClientEventsListenerEnvironment::new(client);
    let manager = connector.new_clients_manager(Arc::new(environment));
    // It fails for no reason; without it there is no hello.
    if manager
        .register_new_token(&config, token, ear.clone())
        .await
        .is_err()
    {
        return;
    }
    manager.start().await;
    close.cancelled().await;
    let mut in_hand = ear.in_hand.subscribe();
    let _ = tokio::time::timeout(IN_HAND, in_hand.wait_for(|count| *count == 0)).await;
    manager.shutdown().await;
    tokio::time::sleep(CLOSING).await;
}

/// Hears what the connection brings.
struct Ear<T> {
    taker: Arc<T>,
    /// Where what is begun lives on when the connection ends.
    desk: Handle,
    stage: watch::Sender<Stage>,
    of_use: Arc<AtomicBool>,
    close: CancellationToken,
    in_hand: watch::Sender<usize>,
}

impl<T: Taker> Ear<T> {
    /// The acknowledgement, unless Slack is to send it again.
    async fn take(&self, envelope: Envelope) -> Option<String> {
        if self.close.is_cancelled() {
            return None;
        }
        self.of_use.store(true, Ordering::Relaxed);
        self.in_hand.send_modify(|count| *count += 1);
        let taker = self.taker.clone();
        let asked = envelope.clone();
        let taken = self.desk.spawn(async move { taker.take(asked).await });
        let taken = tokio::time::timeout(TAKEN, taken).await;
        self.in_hand.send_modify(|count| *count -= 1);
        match taken {
            Ok(Ok(Taken::Acknowledged(reply))) => Some(envelope.acknowledgement(reply)),
            Ok(Ok(Taken::SendAgain)) => None,
            Ok(Err(_)) | Err(_) => {
                tracing::error!(kind = envelope.kind, "an envelope was not taken in time");
                None
            }
        }
    }

    /// Goes on to a stage; there is no way back.
    fn is_now(&self, stage: Stage) {
        self.stage.send_if_modified(|now| {
            let next = match (*now, stage) {
                // What Slack said first is why, however soon the connection is gone.
                (Stage::Leaving(leave), Stage::Over(_)) => Stage::Over(End::Told(leave)),
                (Stage::Over(_) | Stage::Leaving(_), _) => return false,
                (_, stage) => stage,
            };
            *now = next;
            true
        });
    }
}

#[async_trait]
impl<T: Taker> SlackSocketModeClientListener for Ear<T> {
    async fn on_message(&self, _: &SlackSocketModeWssClientId, text: String) -> Option<String> {
        match Frame::read(&text) {
            Frame::Hello => self.is_now(Stage::Open),
            Frame::Disconnect(leave) => self.is_now(Stage::Leaving(leave)),
            Frame::Envelope(envelope) => return self.take(envelope).await,
            Frame::Other => tracing::warn!("Slack sent a frame of an unknown kind"),
        }
        None
    }

    /// Whatever went wrong, an end follows.
    async fn on_error(&self, _: Box<dyn Error + Send + Sync>) {}

    async fn on_disconnect(&self, _: &SlackSocketModeWssClientId) {
        self.is_now(Stage::Over(End::Cut));
    }
}
