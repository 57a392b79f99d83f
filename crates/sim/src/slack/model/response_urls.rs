//! Response URLs: five answers in thirty minutes to one thing that a person did.

use jiff::{SignedDuration, Timestamp};

use super::Workspace;

/// How long one lasts.
const LIFE: SignedDuration = SignedDuration::from_mins(30);
/// How often one may be used.
const USES: u32 = 5;

/// What a response URL was handed out for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A slash command: there is no original to replace.
    Command,
    /// A click on the message with this `ts`.
    Click { ts: String },
}

/// One response URL.
#[derive(Debug, Clone)]
pub struct ResponseUrl {
    /// `/commands/TEAM/ID/SECRET` or `/actions/TEAM/ID/SECRET`.
    pub path: String,
    pub origin: Origin,
    pub channel: String,
    pub person: String,
    pub issued: Timestamp,
    pub uses: u32,
}

impl Workspace {
    /// Issues one for what `person` did in `channel`; returns its path.
    pub fn issue_response_url(
        &mut self,
        person: &str,
        channel: &str,
        origin: Origin,
        now: Timestamp,
    ) -> String {
        let family = match origin {
            Origin::Command => "commands",
            Origin::Click { .. } => "actions",
        };
        let id = self.fresh_id("");
        let secret = self.fresh_secret();
        let path = format!("/{family}/{}/{id}/{secret}", self.team.id);
        self.response_urls.push(ResponseUrl {
            path: path.clone(),
            origin,
            channel: channel.into(),
            person: person.into(),
            issued: now,
            uses: 0,
        });
        path
    }

    /// The URL at `path`, if it can still be used.
    ///
    /// # Errors
    /// `no_service`, `expired_url`, `used_url`.
    pub fn live_response_url(
        &self,
        path: &str,
        now: Timestamp,
    ) -> Result<ResponseUrl, &'static str> {
        let url = self
            .response_urls
            .iter()
            .find(|url| url.path == path)
            .ok_or("no_service")?;
        if now.duration_since(url.issued) > LIFE {
            return Err("expired_url");
        }
        if url.uses >= USES {
            return Err("used_url");
        }
        Ok(url.clone())
    }

    /// Counts one use.
    pub fn count_use(&mut self, path: &str) {
        if let Some(url) = self.response_urls.iter_mut().find(|url| url.path == path) {
            url.uses += 1;
        }
    }
}
