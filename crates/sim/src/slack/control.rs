//! The control door of `pilothouse sim`: what people do, and what is seen, over HTTP. Slack has nothing of the kind.
//!
//! Clients in other languages act through it as Rust tests do through [`SlackSim`]. It needs no token, and is open only
//! where [`SlackSim::start_with_control`] opened it.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Delivery, Message, Reason, Refused, RequestUrls, SlackSim, View, Which, methods};
use crate::Call;

/// The door's routes, below `/sim`.
pub fn router(slack: SlackSim) -> Router {
    Router::new()
        .route("/sim/connect", post(connect))
        .route("/sim/act", post(act))
        .route("/sim/rules", post(rules))
        .route("/sim/calls", get(calls))
        .route("/sim/methods", get(offered))
        .route("/sim/seen", get(seen))
        .route("/sim/sockets", get(sockets))
        .with_state(slack)
}

/// Where the app listens.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Connect {
    /// `http://ADDR`, with its doors at `/slack/commands` and so on.
    Below {
        url: String,
    },
    Each(RequestUrls),
}

async fn connect(State(slack): State<SlackSim>, Json(urls): Json<Connect>) {
    slack.connect_to(match urls {
        Connect::Below { url } => RequestUrls::below(&url),
        Connect::Each(urls) => urls,
    });
}

/// One thing that somebody does, named as the method of [`SlackSim`] that does it.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
enum Act {
    Command {
        person: String,
        channel: String,
        command: String,
        #[serde(default)]
        text: String,
    },
    Click {
        person: String,
        channel: String,
        ts: String,
        which: Which,
    },
    Choose {
        person: String,
        channel: String,
        ts: String,
        which: Which,
        option: String,
    },
    ClickInView {
        person: String,
        view: String,
        which: Which,
        option: Option<String>,
    },
    Suggest {
        person: String,
        view: String,
        which: Which,
        typed: String,
    },
    Submit {
        person: String,
        view: String,
        #[serde(default)]
        values: BTreeMap<String, String>,
    },
    Close {
        person: String,
        view: String,
    },
    Mention {
        person: String,
        channel: String,
        text: String,
        thread_ts: Option<String>,
    },
    Home {
        person: String,
        #[serde(default = "home")]
        tab: String,
    },
    Redeliver {
        event: String,
    },
    SslCheck,
    Challenge {
        challenge: String,
    },
    /// Slack ends the app's connections, for this reason or without a word.
    Disconnect {
        reason: Option<Reason>,
    },
}

fn home() -> String {
    "home".into()
}

async fn act(State(slack): State<SlackSim>, Json(act): Json<Act>) -> Response {
    match carry_out(&slack, act).await {
        Ok(delivery) => Json(delivery).into_response(),
        Err(Refused(why)) => {
            (StatusCode::CONFLICT, Json(json!({ "refused": why }))).into_response()
        }
    }
}

/// What became of it; nothing where the app hears nothing of it.
async fn carry_out(slack: &SlackSim, act: Act) -> Result<Option<Delivery>, Refused> {
    let delivery = match act {
        Act::Command {
            person,
            channel,
            command,
            text,
        } => slack.command(&person, &channel, &command, &text).await?,
        Act::Click {
            person,
            channel,
            ts,
            which,
        } => {
            let message = standing(slack, &channel, &ts)?;
            slack.click(&person, &message, which).await?
        }
        Act::Choose {
            person,
            channel,
            ts,
            which,
            option,
        } => {
            let message = standing(slack, &channel, &ts)?;
            slack.choose(&person, &message, which, &option).await?
        }
        Act::ClickInView {
            person,
            view,
            which,
            option,
        } => {
            let option = option.as_deref();
            slack.click_in_view(&person, &view, which, option).await?
        }
        Act::Suggest {
            person,
            view,
            which,
            typed,
        } => slack.suggest(&person, &view, which, &typed).await?,
        Act::Submit {
            person,
            view,
            values,
        } => {
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            slack.submit(&person, &view, &values).await?
        }
        Act::Close { person, view } => return slack.close(&person, &view).await,
        Act::Mention {
            person,
            channel,
            text,
            thread_ts,
        } => {
            let thread_ts = thread_ts.as_deref();
            slack.mention(&person, &channel, &text, thread_ts).await?
        }
        Act::Home { person, tab } => slack.app_home_opened(&person, &tab).await?,
        Act::Redeliver { event } => slack.redeliver(&event).await?,
        Act::SslCheck => slack.ssl_check().await,
        Act::Challenge { challenge } => slack.url_verification(&challenge).await,
        Act::Disconnect { reason } => {
            match reason {
                Some(reason) => slack.disconnect(reason),
                None => slack.drop_sockets(),
            }
            return Ok(None);
        }
    };
    Ok(Some(delivery))
}

fn standing(slack: &SlackSim, channel: &str, ts: &str) -> Result<Message, Refused> {
    slack
        .read(|workspace| workspace.message(channel, ts).cloned())
        .ok_or_else(|| Refused(format!("there is no message {ts} in {channel}")))
}

/// What is changed about the workspace; what is left out stays as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    /// Whether there are rate limits.
    paces: Option<bool>,
    /// All that the token may do.
    scopes: Option<BTreeSet<String>>,
    /// Whether user groups exist.
    paid: Option<bool>,
    /// Whether the app has a Home tab.
    home: Option<bool>,
    /// Whether Socket Mode is on.
    sockets: Option<bool>,
}

async fn rules(State(slack): State<SlackSim>, Json(rules): Json<Rules>) {
    if let Some(on) = rules.paces {
        slack.set_paces(on);
    }
    if let Some(on) = rules.sockets {
        slack.use_sockets(on);
    }
    slack.with(|workspace| {
        let app = &mut workspace.app;
        app.home_enabled = rules.home.unwrap_or(app.home_enabled);
        if let Some(scopes) = rules.scopes {
            app.scopes = scopes;
        }
        workspace.team.paid = rules.paid.unwrap_or(workspace.team.paid);
    });
}

async fn calls(State(slack): State<SlackSim>) -> Json<Vec<Call>> {
    Json(slack.calls().all())
}

async fn offered() -> Json<Vec<&'static str>> {
    Json(methods::names().collect())
}

/// How many connections of the app are open.
async fn sockets(State(slack): State<SlackSim>) -> Json<usize> {
    Json(slack.sockets())
}

#[derive(Debug, Deserialize)]
struct Look {
    person: String,
    channel: String,
}

/// What a person has before them: messages of a channel with their threads, the modal on top, the Home tab.
async fn seen(State(slack): State<SlackSim>, Query(look): Query<Look>) -> Json<Value> {
    let shown = |view: &View| {
        let mut json = view.json.clone();
        json["id"] = json!(view.id);
        json["errors"] = json!(view.errors);
        json
    };
    Json(slack.read(|workspace| {
        let messages: Vec<&Message> = workspace
            .seen_by(&look.person, &look.channel)
            .chain(
                workspace
                    .messages(&look.channel)
                    .filter(|message| message.thread_ts.is_some() && !message.reply_broadcast)
                    .filter(|_| workspace.can_see(&look.person, &look.channel)),
            )
            .collect();
        json!({
            "messages": messages,
            "modal": workspace.modal_of(&look.person).map(shown),
            "home": workspace.home_of(&look.person).map(shown),
        })
    }))
}
