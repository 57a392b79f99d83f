//! `[slack]` and its variables: which workspace, which channel, in which language, with which secrets.

use toml::de::DeTable;
use url::Url;

use super::shapes;
use super::table::Table;
use super::values::{text, word};
use super::variables::Variables;
use domain::loopback::is_loopback;
use domain::names::{ChannelId, TeamId};
use domain::secret::Secret;

/// The workspace that Pilothouse works in.
#[derive(Debug, Clone, PartialEq)]
pub struct Slack {
    /// Requests from any other workspace are refused.
    pub team: TeamId,
    /// Where deployments are told.
    pub channel: ChannelId,
    /// The language of shared messages, `en` or `ko`; `en` unless set.
    pub locale: String,
    /// The Web API's base without a slash at its end; `https://slack.com/api` unless set.
    pub api_url: String,
    /// `xoxb-…`
    pub bot_token: Secret,
    /// How Slack's requests come in.
    pub transport: Transport,
}

/// The way by which Slack's requests come in, with the secret that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// Slack posts to a public address, and signs every request.
    Http { signing_secret: Secret },
    /// The bot connects to Slack itself, with its app-level token (`xapp-…`), and needs no address.
    Socket { app_token: Secret },
}

/// What the variables say about Slack, wherever the file stands.
pub(super) struct Access {
    api_url: String,
    bot_token: Secret,
}

impl Access {
    pub(super) fn read(variables: &Variables<'_>) -> Option<Self> {
        let bot_token = variables.secret(
            "SLACK_BOT_TOKEN",
            "copy it from the app's OAuth & Permissions page",
            bot_token,
        );
        let api_url = variables.optional("SLACK_API_URL", api_url);
        Some(Self {
            api_url: api_url?.unwrap_or_else(|| "https://slack.com/api".to_owned()),
            bot_token: bot_token?,
        })
    }
}

/// Which of the two, before its secret is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Http,
    Socket,
}

impl Way {
    /// What the file says, whatever else is wrong with it; the transport that needs nothing said if it says nothing.
    pub(super) fn of(root: &DeTable<'_>) -> Self {
        let slack = root
            .get("slack")
            .and_then(|value| value.get_ref().as_table());
        let word = slack.and_then(|slack| slack.get("transport")?.get_ref().as_str());
        match word {
            Some("socket") => Self::Socket,
            _ => Self::Http,
        }
    }

    /// Its secret, from the one variable that it needs.
    pub(super) fn transport(self, variables: &Variables<'_>) -> Option<Transport> {
        match self {
            Self::Http => {
                let where_it_is = "copy it from the app's Basic Information page";
                let secret = variables.secret("SLACK_SIGNING_SECRET", where_it_is, |_| Ok(()));
                secret.map(|signing_secret| Transport::Http { signing_secret })
            }
            Self::Socket => {
                let where_it_is = "make one with the scope connections:write on the app's Basic Information page, \
                     or write transport = \"http\"";
                let token = variables.secret("SLACK_APP_TOKEN", where_it_is, app_token);
                token.map(|app_token| Transport::Socket { app_token })
            }
        }
    }
}

impl Slack {
    pub(super) fn read(
        top: &Table<'_>,
        access: Option<Access>,
        transport: Option<Transport>,
    ) -> Option<Self> {
        if !top.has("slack") {
            top.wrong("[slack] with `team` and `channel` is missing".to_owned());
        }
        let table = top.table("slack")?;
        let way = table.or("transport", (), text(word(&[("http", ()), ("socket", ())])));
        let team = table.required("team", text(shapes::team));
        let channel = table.required("channel", text(shapes::channel));
        let locale = table.or("locale", "en", text(word(&[("en", "en"), ("ko", "ko")])));
        let access = access?;
        way?;
        Some(Self {
            team: team?,
            channel: channel?,
            locale: locale?.to_owned(),
            api_url: access.api_url,
            bot_token: access.bot_token,
            transport: transport?,
        })
    }
}

fn bot_token(value: &str) -> Result<(), String> {
    match value.strip_prefix("xoxb-") {
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err("is not a bot token, which begins with `xoxb-`".to_owned()),
    }
}

fn app_token(value: &str) -> Result<(), String> {
    match value.strip_prefix("xapp-") {
        Some(rest) if !rest.is_empty() => Ok(()),
        _ => Err("is not an app-level token, which begins with `xapp-`".to_owned()),
    }
}

fn api_url(value: &str) -> Result<String, String> {
    address(value, "https://slack.com/api")
}

/// An address that a token goes to, so that nobody on the way may read it; without a slash at its end.
pub(super) fn address(value: &str, example: &str) -> Result<String, String> {
    let url = Url::parse(value).map_err(|_| format!("is not a URL such as `{example}`"))?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err("is not https; plain http is only for loopback".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("has a query or fragment, and should end in its path".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user or password in it, and should have none".to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}
