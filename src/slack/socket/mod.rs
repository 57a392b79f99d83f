//! Socket Mode: the bot connects to Slack itself, and needs no public address.
//!
//! `link` is one connection, `frames` is what is said on it; here is when there is one.

mod frames;
mod link;

use std::sync::Arc;
use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::frames::Leave;
use self::link::{End, Link};
use super::client::{Slack, SlackError};
use domain::secret::Secret;

pub use self::frames::Envelope;

/// How long Slack may take from the first call to its hello.
const HELLO: Duration = Duration::from_secs(10);
/// How long an old connection may still be used while the next one is open.
const LEAVING: Duration = Duration::from_secs(30);
/// A connection that lasted so long, or brought anything, was a good one: the next wait begins anew.
const GOOD: Duration = Duration::from_secs(30);

/// How the bot is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// For the first time.
    Connecting,
    /// Slack has said hello.
    Open,
    /// Why not.
    Closed(String),
}

/// What became of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// With the JSON of a reply, where there is something to say.
    Acknowledged(Option<String>),
    /// It is left to Slack to send it again.
    SendAgain,
}

/// Whoever takes envelopes. It must answer within 2.5 s, for Slack waits 3 s; whatever takes longer is done beside.
pub trait Taker: Send + Sync + 'static {
    /// Takes one.
    fn take(&self, envelope: Envelope) -> impl Future<Output = Taken> + Send;
}

/// Where to connect, and as which app.
#[derive(Debug, Clone)]
pub struct Address {
    /// The Web API's base, no slash at its end.
    pub api_url: String,
    /// The app-level token.
    pub app_token: Secret,
}

/// Keeps a connection open, and a second one while the first is about to end.
#[derive(Debug)]
pub struct Socket<T> {
    address: Address,
    /// Speaks with the app-level token.
    app: Slack,
    taker: Arc<T>,
    standing: watch::Sender<Standing>,
}

impl<T: Taker> Socket<T> {
    /// One that connects when it runs, and tells `standing` how it is connected.
    ///
    /// # Errors
    /// When the machine has no root certificates.
    pub fn new(
        address: Address,
        taker: Arc<T>,
        standing: watch::Sender<Standing>,
    ) -> anyhow::Result<Self> {
        // The transport takes whichever provider the process has. Another that is there already will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self {
            app: Slack::new(&address.api_url, address.app_token.expose())?,
            address,
            taker,
            standing,
        })
    }

    /// Connects, and connects again, until told to stop; then ends once what is in hand is acknowledged.
    pub async fn run(self, stop: CancellationToken) {
        let leaving = TaskTracker::new();
        let mut waits = waits();
        // What is about to end, and is still of use while there is no other.
        let mut last: Option<Link> = None;
        while let Some(connected) = stop.run_until_cancelled(self.connect()).await {
            let mut link = match connected {
                Ok(link) => link,
                Err(why) => {
                    self.is_closed(last.as_ref(), why);
                    wait(&mut waits, &stop).await;
                    continue;
                }
            };
            if self.standing.send_replace(Standing::Open) != Standing::Open {
                tracing::info!("connected to Slack");
            }
            if let Some(old) = last.take() {
                leaving.spawn(old.leave(LEAVING, stop.clone()));
            }
            let begun = Instant::now();
            let end = stop.run_until_cancelled(link.end()).await;
            let was_good = begun.elapsed() >= GOOD || link.was_of_use();
            if was_good {
                waits = self::waits();
            }
            match end {
                Some(End::Told(Leave::Refresh)) => {
                    last = Some(link);
                    if was_good {
                        continue;
                    }
                }
                Some(end) => {
                    link.close().await;
                    self.is_closed(None, end.to_string());
                }
                None => last = Some(link),
            }
            wait(&mut waits, &stop).await;
        }
        if let Some(link) = last {
            link.close().await;
        }
        leaving.close();
        leaving.wait().await;
    }

    /// Opens a connection, to Slack's hello.
    async fn connect(&self) -> Result<Link, String> {
        let mut link = Link::open(&self.address, self.taker.clone())
            .map_err(|error| format!("this machine has no thread for a connection: {error}"))?;
        let why = match tokio::time::timeout(HELLO, link.hello()).await {
            Ok(Ok(())) => return Ok(link),
            Ok(Err(end)) => end.to_string(),
            Err(_) => self.why().await,
        };
        link.close().await;
        Err(why)
    }

    /// Tells why there is no connection, if there is none.
    fn is_closed(&self, other: Option<&Link>, why: String) {
        if other.is_some_and(Link::is_open) {
            return;
        }
        let closed = Standing::Closed(why.clone());
        if self.standing.send_replace(closed.clone()) != closed {
            tracing::error!(why, "not connected to Slack");
        }
    }

    /// Why no connection came about: the transport tells nobody, so Slack is asked for an address once more.
    async fn why(&self) -> String {
        match self.app.may_connect().await {
            Ok(()) => "Slack did not say hello".to_owned(),
            Err(error) => error.to_string(),
        }
    }
}

/// At once, more or less, after the first loss; then longer and longer, up to half a minute, and never all bots at the
/// same moment.
fn waits() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_delay(Duration::from_secs(30))
        .without_max_times()
        .with_jitter()
        .build()
}

async fn wait(waits: &mut ExponentialBackoff, stop: &CancellationToken) {
    let pause = waits.next().unwrap_or(HELLO);
    stop.run_until_cancelled(tokio::time::sleep(pause)).await;
}

impl Slack {
    /// Whether Slack lets this app connect. The address that it gives for that is not used.
    async fn may_connect(&self) -> Result<(), SlackError> {
        self.post("apps.connections.open", &serde_json::json!({}))
            .await
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn slacks_own_addresses_are_spoken_to_in_tls() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("wss://{}/link/", server.local_addr().expect("an address"));
        let heard = async {
            let (mut stream, _) = server.accept().await.expect("a connection");
            stream.read_u8().await.expect("a byte")
        };
        let connect = tokio_tungstenite::connect_async(url);
        let (first, refused) = tokio::join!(heard, connect);
        // A record of TLS's handshake.
        assert_eq!(first, 0x16);
        assert!(refused.is_err());
    }
}
