//! Whether a request is really from Slack: <https://docs.slack.dev/authentication/verifying-requests-from-slack>.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

/// How far a request's time may lie from ours, in seconds, either way.
const WINDOW: i64 = 300;

/// Why a request is not taken for Slack's. The caller answers the same to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    #[error("the signature or its timestamp is missing or malformed")]
    Malformed,
    #[error("the timestamp is more than five minutes from now")]
    Stale,
    #[error("the signature is wrong")]
    Wrong,
}

/// Checks the `v0` signature of `body`, as it came over the wire, in constant time.
///
/// `timestamp` and `signature` are the values of `X-Slack-Request-Timestamp` and `X-Slack-Signature`.
///
/// # Errors
/// [`Unsigned`] says which check failed.
pub fn verify(
    secret: &str,
    timestamp: Option<&str>,
    signature: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Unsigned> {
    let (timestamp, signature) = timestamp.zip(signature).ok_or(Unsigned::Malformed)?;
    let claimed = signature
        .strip_prefix("v0=")
        // Slack writes lower-case digits, and its own SDKs take no others.
        .filter(|digits| !digits.bytes().any(|b| b.is_ascii_uppercase()))
        .and_then(|digits| hex::decode(digits).ok())
        .ok_or(Unsigned::Malformed)?;
    // Digits alone: a sign or a space would parse, and Slack never sends one.
    if timestamp.is_empty() || !timestamp.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Unsigned::Malformed);
    }
    let at: i64 = timestamp.parse().map_err(|_| Unsigned::Malformed)?;
    if at.abs_diff(now.as_second()) > WINDOW.unsigned_abs() {
        return Err(Unsigned::Stale);
    }
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(b"v0:");
    mac.update(timestamp.as_bytes());
    mac.update(b":");
    mac.update(body);
    mac.verify_slice(&claimed).map_err(|_| Unsigned::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Slack's own example, from the page named above.
    const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
    const AT: i64 = 1_531_420_618;
    const SIGNATURE: &str = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const BODY: &str = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a time")
    }

    #[test]
    fn slacks_own_example_is_accepted_within_five_minutes_either_way() {
        let check = |now| {
            verify(
                SECRET,
                Some("1531420618"),
                Some(SIGNATURE),
                BODY.as_bytes(),
                now,
            )
        };
        assert_eq!(check(at(AT)), Ok(()));
        assert_eq!(check(at(AT + 300)), Ok(()));
        assert_eq!(check(at(AT - 300)), Ok(()));
        assert_eq!(check(at(AT + 301)), Err(Unsigned::Stale));
        assert_eq!(check(at(AT - 301)), Err(Unsigned::Stale));
    }

    #[test]
    fn anything_else_is_refused() {
        let body = BODY.as_bytes();
        let upper = SIGNATURE.replace("a2114d", "A2114D");
        let other = SIGNATURE.replace("a2114d", "b2114d");
        for (timestamp, signature, body, refused) in [
            (None, Some(SIGNATURE), body, Unsigned::Malformed),
            (Some("1531420618"), None, body, Unsigned::Malformed),
            (
                Some("1531420618.0"),
                Some(SIGNATURE),
                body,
                Unsigned::Malformed,
            ),
            (
                Some("+1531420618"),
                Some(SIGNATURE),
                body,
                Unsigned::Malformed,
            ),
            (
                Some(" 1531420618"),
                Some(SIGNATURE),
                body,
                Unsigned::Malformed,
            ),
            (Some(""), Some(SIGNATURE), body, Unsigned::Malformed),
            (
                Some("99999999999999999999"),
                Some(SIGNATURE),
                body,
                Unsigned::Malformed,
            ),
            (
                Some("1531420618"),
                Some(upper.as_str()),
                body,
                Unsigned::Malformed,
            ),
            (Some("1531420618"), Some("v0="), body, Unsigned::Wrong),
            (Some("1531420618"), Some("v0=zz"), body, Unsigned::Malformed),
            (
                Some("1531420618"),
                Some(&SIGNATURE[3..]),
                body,
                Unsigned::Malformed,
            ),
            (
                Some("1531420618"),
                Some(other.as_str()),
                body,
                Unsigned::Wrong,
            ),
            (
                Some("1531420618"),
                Some(SIGNATURE),
                b"".as_slice(),
                Unsigned::Wrong,
            ),
            (Some("1531420619"), Some(SIGNATURE), body, Unsigned::Wrong),
        ] {
            assert_eq!(
                verify(SECRET, timestamp, signature, body, at(AT)),
                Err(refused),
                "{timestamp:?} {signature:?}"
            );
        }
    }
}
