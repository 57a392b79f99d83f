//! The simulated Slack: one workspace with one app in it, its Web API, its response URLs, and its people's acts.
//!
//! `model` is the workspace and knows no HTTP; `api` and `methods` are the Web API in front of it, with `blocks`
//! judging what is posted and `paces` how fast; `hooks` serves response URLs, and `work` brings a call of either kind
//! from arrival to answer; `deliver` is the other direction, what people do and Slack signs and sends to the app, or
//! passes on through `sockets`; of what they do in `house` it is not told. `control` lets clients in
//! other languages act for people.

mod api;
pub mod blocks;
mod control;
mod deliver;
mod hooks;
mod house;
mod methods;
mod model;
mod paces;
mod reply;
mod scopes;
mod sockets;
#[cfg(test)]
mod tests;
mod wire;
mod work;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use tokio::sync::watch;

use crate::{Calls, Clock, Faults, Server};

pub use deliver::{Delivery, Door, Refused, RequestUrls, Signing};
pub use model::{
    App, Change, Channel, ChannelKind, Content, Draft, Element, Group, Message, Origin, OtherHome,
    Person, ResponseUrl, SLACKBOT, Team, Trigger, Version, View, ViewKey, Which, Workspace,
};
pub use sockets::{Reason, SocketTimes};

/// A running simulated Slack. Clones are the same Slack; it stops when the last is dropped.
#[derive(Debug, Clone)]
pub struct SlackSim {
    shared: Arc<Shared>,
    /// Nothing in the handle that the server itself holds: it would never be dropped.
    server: Option<Arc<Server>>,
    signing: Signing,
}

/// What the server's requests and the people's acts share.
#[derive(Debug)]
struct Shared {
    workspace: Mutex<Workspace>,
    clock: Clock,
    calls: Calls,
    faults: Faults,
    paces: paces::Paces,
    paced: AtomicBool,
    latency: Mutex<Duration>,
    base: OnceLock<String>,
    bot: deliver::Bot,
    sockets: Arc<sockets::Sockets>,
    changes: watch::Sender<u64>,
}

impl Shared {
    fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().expect("the workspace's lock")
    }

    fn latency(&self) -> Duration {
        *self.latency.lock().expect("the latency's lock")
    }

    /// `http://ADDR`
    fn base(&self) -> &str {
        self.base.get().map_or("", String::as_str)
    }

    /// Tells everybody who waits in [`SlackSim::until`] to look again.
    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl SlackSim {
    /// Serves a fresh default workspace on `listen` (port 0 picks one). All limits in time, of paces, triggers and
    /// response URLs, go by `clock`, which need not be the clock of any other simulator.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start(listen: SocketAddr, clock: Clock) -> io::Result<Self> {
        Self::serve(listen, clock, false).await
    }

    /// As [`SlackSim::start`], with a control door below `/sim` through which anybody may act for the people: for
    /// clients in other languages, never beside anything that matters.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start_with_control(listen: SocketAddr, clock: Clock) -> io::Result<Self> {
        Self::serve(listen, clock, true).await
    }

    async fn serve(listen: SocketAddr, clock: Clock, controlled: bool) -> io::Result<Self> {
        let shared = Arc::new(Shared {
            workspace: Mutex::new(Workspace::default()),
            clock,
            calls: Calls::recorded("slack")?,
            faults: Faults::default(),
            paces: paces::Paces::default(),
            paced: AtomicBool::new(true),
            latency: Mutex::new(Duration::ZERO),
            base: OnceLock::new(),
            bot: deliver::Bot::default(),
            sockets: Arc::default(),
            changes: watch::Sender::new(0),
        });
        let mut slack = Self {
            shared: shared.clone(),
            server: None,
            signing: Signing::default(),
        };
        let mut router = Router::new()
            .route("/api/{method}", get(api::serve).post(api::serve))
            .route("/commands/{team}/{id}/{secret}", post(hooks::serve))
            .route("/actions/{team}/{id}/{secret}", post(hooks::serve))
            .route("/link/", get(sockets::serve))
            .with_state(shared.clone());
        if controlled {
            router = router.merge(control::router(slack.clone()));
        }
        let server = Server::start(listen, router).await?;
        shared
            .base
            .get_or_init(|| format!("http://{}", server.addr()));
        shared.workspace().link_url = format!("ws://{}/link/", server.addr());
        slack.server = Some(Arc::new(server));
        Ok(slack)
    }

    /// The Web API's base without a trailing slash: `http://ADDR/api`.
    pub fn api_url(&self) -> String {
        format!("{}/api", self.shared.base())
    }

    /// What the app asked, oldest first.
    pub fn calls(&self) -> &Calls {
        &self.shared.calls
    }

    /// What is to go wrong. Operations are the methods' names, `response_url`, and `link` for the handshake of Socket
    /// Mode; the scope is the team id. An error by name is a 200 of the Web API, and else a 404.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// The simulator's clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// How long every answer takes, in real time.
    pub fn set_latency(&self, latency: Duration) {
        *self.shared.latency.lock().expect("the latency's lock") = latency;
    }

    /// Makes every rate limit so many times as generous, by shrinking its window: 1.0 is Slack's own pace. For a bot
    /// whose paces are scaled alike. A `Retry-After` is scaled too, and then rounded up to whole seconds: as Slack's
    /// own it is never below 1, so that a bot that is refused waits a real second. The windows are measured by the
    /// simulator's clock: with a stepped one that nobody steps, a limit that was reached stays so; start the simulator
    /// with a running clock of its own then.
    ///
    /// # Panics
    /// Unless `scale` is at least 0.001.
    pub fn set_pace_scale(&self, scale: f64) {
        self.shared.paces.set_scale(scale);
    }

    /// Turns the rate limits on (as they are at the start) or off.
    pub fn set_paces(&self, on: bool) {
        self.shared.paced.store(on, Ordering::Relaxed);
    }

    /// Reads the workspace. The lock is held meanwhile: no awaiting in there.
    pub fn read<T>(&self, look: impl FnOnce(&Workspace) -> T) -> T {
        look(&self.shared.workspace())
    }

    /// Changes the workspace. The lock is held meanwhile: no awaiting in there.
    pub fn with<T>(&self, work: impl FnOnce(&mut Workspace) -> T) -> T {
        let result = work(&mut self.shared.workspace());
        self.shared.changed();
        result
    }

    /// Waits until `look` finds something, looking again after every change; `None` after `patience` of real time.
    pub async fn until<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&Workspace) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.shared.changes.subscribe();
        tokio::time::timeout(patience, async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = look(&self.shared.workspace()) {
                    return found;
                }
                // The sender lives as long as this handle.
                let _ = changes.changed().await;
            }
        })
        .await
        .ok()
    }

    /// A counter that grows at every change, for a page that follows along.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.shared.changes.subscribe()
    }

    /// What a person has before them in a channel, oldest first.
    pub fn seen_by(&self, person: &str, channel: &str) -> Vec<Message> {
        let workspace = self.shared.workspace();
        workspace.seen_by(person, channel).cloned().collect()
    }

    /// What stands in a channel for all its members, replies included, oldest first.
    pub fn messages(&self, channel: &str) -> Vec<Message> {
        let workspace = self.shared.workspace();
        workspace.messages(channel).cloned().collect()
    }

    /// Every post and every edit in a channel, threads included, in the order in which they came about.
    pub fn transcript(&self, channel: &str) -> Vec<Change> {
        self.shared.workspace().transcript(channel)
    }

    /// The ephemeral messages that a person has in a channel, oldest first.
    pub fn ephemerals(&self, person: &str, channel: &str) -> Vec<Message> {
        let workspace = self.shared.workspace();
        workspace.ephemerals(person, channel).cloned().collect()
    }

    /// The modal on top of a person's stack.
    pub fn modal_of(&self, person: &str) -> Option<View> {
        self.shared.workspace().modal_of(person).cloned()
    }
}
