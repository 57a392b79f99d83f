//! What `replay` is told: where a bot takes events, and by which token.

use url::Url;

use super::variables::Variables;
use super::{Notes, Problems, Secret, not_yet, slack, sources};

/// The path of the door; an API destination sends there too.
const PATH: &str = "aws/events";
/// The variable with the token, in which the bot has it as well.
const TOKEN: &str = "PILOTHOUSE_EVENTS_TOKEN";

/// A bot's door for events, and what opens it.
#[derive(Debug, Clone)]
pub struct EventsDoor {
    pub url: Url,
    pub token: Secret,
}

impl EventsDoor {
    /// Reads `--to`, the address of the bot or of its door, and the token of this process.
    ///
    /// # Errors
    /// Everything that is wrong with them, by the rules of the settings.
    pub fn load(to: &str) -> Result<Self, Problems> {
        Self::read(to, &|name| {
            Some(std::env::var_os(name)?.to_string_lossy().into_owned())
        })
    }

    fn read(to: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Self, Problems> {
        let notes = Notes::default();
        let variables = Variables::new(env, &notes);
        let hint = "it is the one that the bot was started with";
        let token = variables.secret(TOKEN, hint, sources::token);
        not_yet::in_variable(TOKEN, &variables, &notes);
        let url = url(to)
            .map_err(|why| notes.nowhere(format!("--to {why}")))
            .ok();
        let (problems, _) = notes.into_parts();
        match (url, token) {
            (Some(url), Some(token)) if problems.is_empty() => Ok(Self { url, token }),
            _ => Err(Problems::new("", problems)),
        }
    }
}

/// The address of the door. The token goes there, so that it is held to what Slack's address is held to.
fn url(to: &str) -> Result<Url, String> {
    let base = slack::address(to, "http://127.0.0.1:8080")?;
    let door = match base.ends_with(&format!("/{PATH}")) {
        true => base,
        false => format!("{base}/{PATH}"),
    };
    Url::parse(&door).map_err(|error| format!("is no URL: {error}"))
}
