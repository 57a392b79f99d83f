//! Slack's signature over a request, and the ways in which a test spoils it.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// How requests are signed. The default is right: the app's secret, the wall clock, the body that is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signing {
    /// Another secret than the app's.
    pub secret: Option<String>,
    /// Another time than now, in seconds since 1970.
    pub timestamp: Option<i64>,
    /// Another body than the one that is sent: as if it had been changed on the way.
    pub body: Option<String>,
    /// No signature and no timestamp at all.
    pub unsigned: bool,
}

impl Signing {
    pub(super) fn headers(
        &self,
        secret: &str,
        body: &str,
        now: Timestamp,
    ) -> Vec<(&'static str, String)> {
        if self.unsigned {
            return Vec::new();
        }
        let timestamp = self.timestamp.unwrap_or(now.as_second());
        let secret = self.secret.as_deref().unwrap_or(secret);
        let body = self.body.as_deref().unwrap_or(body);
        vec![
            ("x-slack-request-timestamp", timestamp.to_string()),
            ("x-slack-signature", sign(secret, timestamp, body)),
        ]
    }
}

/// The value of `X-Slack-Signature`.
fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    format!("v0={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slacks_published_example_is_signed_as_published() {
        let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow\
                    &channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner\
                    &command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands\
                    %2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
                    &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        assert_eq!(
            sign("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, body),
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        );
    }
}
