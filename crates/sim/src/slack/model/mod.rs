//! The workspace behind the wire: plain data and what may be done to it. No HTTP, no clock of its own.

mod channels;
mod default;
mod interactions;
mod messages;
mod people;
mod response_urls;
mod tickets;
mod transcript;
mod triggers;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub use channels::{Channel, Kind as ChannelKind};
pub use interactions::{Element, Which};
pub(in crate::slack) use messages::micros_of;
pub use messages::{Content, Draft, Message, Version};
pub use people::{Group, OtherHome, Person};
pub use response_urls::{Origin, ResponseUrl};
pub use transcript::Change;
pub use triggers::Trigger;
pub use views::{View, ViewKey};

/// The author of Slack's own notices.
pub const SLACKBOT: &str = "USLACKBOT";

/// The one team of a simulated Slack.
#[derive(Debug, Clone)]
pub struct Team {
    /// `T…`
    pub id: String,
    pub name: String,
    /// The first label of `https://DOMAIN.slack.com`.
    pub domain: String,
    /// User groups exist on paid plans only.
    pub paid: bool,
    /// The Enterprise Grid organization that it belongs to, `E…`.
    pub enterprise: Option<String>,
}

/// The one app that is installed in it.
#[derive(Debug, Clone)]
pub struct App {
    /// `A…`
    pub id: String,
    /// The bot's user id, `U…`.
    pub bot_user: String,
    /// `B…`
    pub bot_id: String,
    pub name: String,
    /// `xoxb-…`
    pub token: String,
    /// What the token may do; a test takes scopes away here.
    pub scopes: BTreeSet<String>,
    /// `xapp-…`, the app-level token, with which Socket Mode is opened.
    pub app_token: String,
    /// What the app-level token may do.
    pub app_token_scopes: BTreeSet<String>,
    pub signing_secret: String,
    /// The old `token` field of every payload; not a proof of anything.
    pub verification_token: String,
    /// Whether the Home tab is on; without it `views.publish` is refused.
    pub home_enabled: bool,
    /// Whether the app is installed in the whole organization: then no interaction names a workspace of the app.
    pub org_installed: bool,
}

/// Everything a simulated Slack holds.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub team: Team,
    pub app: App,
    pub channels: BTreeMap<String, Channel>,
    pub people: BTreeMap<String, Person>,
    pub groups: BTreeMap<String, Group>,
    /// `ws://ADDR/link/`, where Socket Mode connects; empty while nobody serves this workspace.
    pub link_url: String,
    messages: Vec<Message>,
    views: Vec<View>,
    triggers: Vec<Trigger>,
    response_urls: Vec<ResponseUrl>,
    tickets: Vec<tickets::Ticket>,
    last_ts: i64,
    last_change: u64,
    last_id: u64,
}

impl Workspace {
    /// A fresh `prefix…` id, unique in this workspace and the same in every run.
    pub fn fresh_id(&mut self, prefix: &str) -> String {
        self.last_id += 1;
        format!("{prefix}{:08}", self.last_id)
    }

    /// A fresh string that cannot be guessed from an id.
    fn fresh_secret(&mut self) -> String {
        self.last_id += 1;
        let seed = format!("{}:{}", self.app.signing_secret, self.last_id);
        hex::encode(&Sha256::digest(seed)[..12])
    }

    /// A message timestamp: unique, growing, never before `now`.
    fn fresh_ts(&mut self, now: Timestamp) -> String {
        self.last_ts = now.as_microsecond().max(self.last_ts + 100);
        messages::ts_of(self.last_ts)
    }
}
