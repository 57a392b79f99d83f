//! What Slack says on a socket, read leniently, and how it is acknowledged.
//!
//! <https://docs.slack.dev/apis/events-api/using-socket-mode>

use serde_json::Value;

/// One request of Slack's, as it comes through a socket.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// `slash_commands`, `interactive`, `events_api`, as Slack calls it.
    pub kind: String,
    /// What the request's body would hold over HTTP.
    pub payload: Value,
    id: String,
    accepts_reply: bool,
}

/// A frame.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// The connection is good from now on.
    Hello,
    /// It ends, now or soon.
    Disconnect(Leave),
    Envelope(Envelope),
    /// Nothing that is known.
    Other,
}

/// Why Slack ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Another machine is to take over: the next connection is wanted before this one ends.
    Refresh,
    /// Socket Mode is turned off for this app.
    Disabled,
    /// Any other reason.
    Other,
}

impl Frame {
    /// Reads a frame; what is not JSON is nothing that is known.
    pub fn read(text: &str) -> Self {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return Self::Other;
        };
        match (frame["type"].as_str(), frame["envelope_id"].as_str()) {
            (Some("hello"), _) => Self::Hello,
            (Some("disconnect"), _) => Self::Disconnect(match frame["reason"].as_str() {
                Some("warning" | "refresh_requested") => Leave::Refresh,
                Some("link_disabled") => Leave::Disabled,
                _ => Leave::Other,
            }),
            (Some(kind), Some(id)) => Self::Envelope(Envelope {
                kind: kind.to_owned(),
                id: id.to_owned(),
                accepts_reply: frame["accepts_response_payload"] == true,
                payload: frame.get("payload").cloned().unwrap_or_default(),
            }),
            _ => Self::Other,
        }
    }
}

impl Envelope {
    /// The frame that acknowledges it; a reply is left out where Slack takes none.
    pub fn acknowledgement(&self, reply: Option<String>) -> String {
        let id = Value::from(self.id.as_str());
        match reply.filter(|_| self.accepts_reply) {
            Some(reply) => format!(r#"{{"envelope_id":{id},"payload":{reply}}}"#),
            None => format!(r#"{{"envelope_id":{id}}}"#),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn frames_are_read_as_slack_writes_them_and_otherwise_passed_over() {
        for (text, frame) in [
            (r#"{"type":"hello","num_connections":1}"#, Frame::Hello),
            (
                r#"{"type":"disconnect","reason":"warning"}"#,
                Frame::Disconnect(Leave::Refresh),
            ),
            (
                r#"{"type":"disconnect","reason":"refresh_requested","debug_info":{}}"#,
                Frame::Disconnect(Leave::Refresh),
            ),
            (
                r#"{"type":"disconnect","reason":"link_disabled"}"#,
                Frame::Disconnect(Leave::Disabled),
            ),
            (r#"{"type":"disconnect"}"#, Frame::Disconnect(Leave::Other)),
            (r#"{"type":"events_api"}"#, Frame::Other),
            ("[]", Frame::Other),
            ("no JSON", Frame::Other),
        ] {
            assert_eq!(Frame::read(text), frame, "{text}");
        }
    }

    #[test]
    fn a_reply_goes_only_where_slack_takes_one() {
        let of = |accepts: bool| {
            let frame = json!({
                "type": "slash_commands", "envelope_id": "a\"b", "payload": {"text": "status"},
                "accepts_response_payload": accepts,
            });
            let Frame::Envelope(envelope) = Frame::read(&frame.to_string()) else {
                panic!("no envelope");
            };
            let reply = Some(r#"{"text":"hi"}"#.to_owned());
            envelope.acknowledgement(reply)
        };
        assert_eq!(
            of(true),
            r#"{"envelope_id":"a\"b","payload":{"text":"hi"}}"#
        );
        assert_eq!(of(false), r#"{"envelope_id":"a\"b"}"#);
    }
}
