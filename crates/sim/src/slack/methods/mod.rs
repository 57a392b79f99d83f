//! The Web API's methods: what each needs, how fast it may be called, and what it does.

mod apps;
mod auth;
mod chat;
mod content;
mod conversations;
mod history;
mod pages;
mod usergroups;
mod users;
mod views;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::model::Workspace;
use super::paces::Tier;
use super::wire::{Args, Failure};

pub use content::hook_content;
pub use views::check_view;

/// What a method answers, without `ok`.
pub type Answer = Result<Map<String, Value>, Failure>;

/// Which of the app's tokens a method takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `xoxb-…`
    Bot,
    /// `xapp-…`; such a method takes POST only.
    AppLevel,
}

/// A method of the Web API.
#[derive(Debug)]
pub struct Method {
    pub name: &'static str,
    pub token: TokenKind,
    /// Any of these is needed; none at all if empty.
    pub scopes: &'static [&'static str],
    pub tier: Tier,
    /// Whether it reads arguments from a JSON body.
    pub json: bool,
    /// Whether it answers in pages.
    pub paged: bool,
    pub run: fn(&mut Workspace, &Args, Timestamp) -> Answer,
}

const READ: &[&str] = &["channels:read", "groups:read", "im:read", "mpim:read"];
const HISTORY: &[&str] = &[
    "channels:history",
    "groups:history",
    "im:history",
    "mpim:history",
];
const WRITE: &[&str] = &["chat:write"];

/// A method that writes: it takes JSON and answers in one piece.
const fn writes(
    name: &'static str,
    scopes: &'static [&'static str],
    tier: Tier,
    run: fn(&mut Workspace, &Args, Timestamp) -> Answer,
) -> Method {
    Method {
        json: true,
        ..reads(name, scopes, tier, run)
    }
}

/// A method that reads: it takes a query or a form, not JSON.
const fn reads(
    name: &'static str,
    scopes: &'static [&'static str],
    tier: Tier,
    run: fn(&mut Workspace, &Args, Timestamp) -> Answer,
) -> Method {
    Method {
        name,
        token: TokenKind::Bot,
        scopes,
        tier,
        json: false,
        paged: false,
        run,
    }
}

/// A method that reads in pages.
const fn pages(
    name: &'static str,
    scopes: &'static [&'static str],
    tier: Tier,
    run: fn(&mut Workspace, &Args, Timestamp) -> Answer,
) -> Method {
    Method {
        paged: true,
        ..reads(name, scopes, tier, run)
    }
}

static METHODS: &[Method] = &[
    Method {
        token: TokenKind::AppLevel,
        ..writes(
            "apps.connections.open",
            &["connections:write"],
            Tier::T3,
            apps::open,
        )
    },
    writes("auth.test", &[], Tier::Special, auth::test),
    writes("chat.postMessage", WRITE, Tier::Post, chat::post_message),
    writes("chat.postEphemeral", WRITE, Tier::T4, chat::post_ephemeral),
    writes("chat.update", WRITE, Tier::T3, chat::update),
    writes("chat.delete", WRITE, Tier::T3, chat::delete),
    reads("chat.getPermalink", &[], Tier::Special, chat::permalink),
    reads("conversations.info", READ, Tier::T3, conversations::info),
    pages("conversations.list", READ, Tier::T2, conversations::list),
    writes(
        "conversations.open",
        &["im:write", "mpim:write"],
        Tier::T3,
        conversations::open,
    ),
    pages(
        "conversations.members",
        READ,
        Tier::T4,
        conversations::members,
    ),
    pages("conversations.history", HISTORY, Tier::T3, history::history),
    pages("conversations.replies", HISTORY, Tier::T3, history::replies),
    reads("users.info", &["users:read"], Tier::T4, users::info),
    reads(
        "usergroups.list",
        &["usergroups:read"],
        Tier::T2,
        usergroups::list,
    ),
    reads(
        "usergroups.users.list",
        &["usergroups:read"],
        Tier::T2,
        usergroups::users,
    ),
    writes("views.open", &[], Tier::T4, views::open),
    writes("views.push", &[], Tier::T4, views::push),
    writes("views.update", &[], Tier::T4, views::update),
    writes("views.publish", &[], Tier::T4, views::publish),
];

/// The names of all methods.
pub fn names() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|method| method.name)
}

/// The method of this name.
pub fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}
