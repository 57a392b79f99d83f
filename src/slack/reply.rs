//! Where an answer goes: a response URL, a thread, or an ephemeral message in the channel.

use std::fmt;

use url::Url;

use domain::loopback::is_loopback;

/// How the person who asked is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReplyTo {
    /// Five uses within thirty minutes; an ephemeral message after that.
    Url(ResponseUrl),
    /// The thread below this message, for everyone who reads it. What only the person may read goes by an ephemeral
    /// message.
    Thread(String),
    Ephemeral,
}

impl ReplyTo {
    /// The way that a payload's `response_url` opens; one that must not be called is as good as none.
    pub fn from_payload(url: Option<&str>, api_url: &str) -> Self {
        url.and_then(|url| ResponseUrl::read(url, api_url).ok())
            .map_or(Self::Ephemeral, Self::Url)
    }
}

/// An address that may be posted to: Slack's own, or loopback where the Web API itself is on loopback.
#[derive(Clone, PartialEq, Eq)]
pub struct ResponseUrl(Url);

/// The address is not Slack's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the response URL is not on a host of Slack's")]
pub struct BadResponseUrl;

impl ResponseUrl {
    /// Takes an address that is Slack's own, given that the Web API is at `api_url`.
    ///
    /// # Errors
    /// For any other host, scheme or port, and for an address with a user in it.
    pub fn read(url: &str, api_url: &str) -> Result<Self, BadResponseUrl> {
        let url = Url::parse(url).map_err(|_| BadResponseUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadResponseUrl);
        }
        let simulated = Url::parse(api_url).is_ok_and(|api| is_loopback(&api));
        let ours = if simulated {
            is_loopback(&url) && matches!(url.scheme(), "http" | "https")
        } else {
            url.scheme() == "https" && url.port().is_none() && is_slacks(&url)
        };
        ours.then_some(Self(url)).ok_or(BadResponseUrl)
    }

    /// The address. It is a secret: whoever has it can post.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for ResponseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseUrl(…)")
    }
}

fn is_slacks(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        ["slack.com", "slack-gov.com"].iter().any(|slacks| {
            host.strip_suffix(slacks)
                .is_some_and(|sub| sub.len() > 1 && sub.ends_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slacks_hosts_are_called_and_loopback_only_from_loopback() {
        let slack = "https://slack.com/api";
        let sim = "http://127.0.0.1:4000/api";
        for (url, api, ours) in [
            ("https://hooks.slack.com/commands/T/1/x", slack, true),
            ("https://acme.slack.com/commands/T/1/x", slack, true),
            ("https://hooks.slack-gov.com/commands/T/1/x", slack, true),
            ("http://hooks.slack.com/commands/T/1/x", slack, false),
            ("https://hooks.slack.com:8443/commands/T/1/x", slack, false),
            ("https://u:p@hooks.slack.com/commands/T/1/x", slack, false),
            ("https://slack.com.evil.example/x", slack, false),
            ("https://evilslack.com/x", slack, false),
            ("http://127.0.0.1:4000/commands/x", slack, false),
            ("http://169.254.169.254/latest", slack, false),
            ("http://127.0.0.1:4000/commands/x", sim, true),
            ("http://[::1]:4000/commands/x", sim, true),
            ("https://hooks.slack.com/commands/T/1/x", sim, false),
            ("ftp://127.0.0.1/x", sim, false),
            ("", slack, false),
        ] {
            assert_eq!(
                ResponseUrl::read(url, api).is_ok(),
                ours,
                "{url} from {api}"
            );
        }
    }
}
