//! Clicks and submitted modals, read as leniently as they are written: every field may be missing, null or new.

use serde_json::Value;

use super::actions::MENU;
use super::payload::Unreadable;
use super::reply::ResponseUrl;
use super::views::{TEXT, ViewId};
use crate::domain::acting::IntentId;
use crate::domain::message::Press;
use crate::domain::names::{ChannelId, PersonId, TeamId};

/// A click, a submitted modal, or another interaction, as far as an answer needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// `block_actions`, `view_submission`, … as Slack calls it.
    pub kind: String,
    pub team: Option<TeamId>,
    pub person: PersonId,
    pub channel: Option<ChannelId>,
    pub response_url: Option<ResponseUrl>,
    /// The message that was clicked on.
    pub message: Option<MessageAt>,
    pub did: Did,
}

/// Where a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageAt {
    pub ts: String,
    /// The thread that it stands in.
    pub thread: Option<String>,
    /// Whether one person alone sees it.
    pub is_private: bool,
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// Clicked on something of ours.
    Click {
        press: Press,
        /// Whatever the button holds: it may have been forged.
        intent: IntentId,
        /// By which a modal can be opened.
        trigger: Option<String>,
    },
    /// Submitted a modal of ours.
    Submit {
        view: ViewId,
        /// Whatever the modal holds: it may have been forged.
        intent: IntentId,
        /// What they wrote.
        text: Option<String>,
    },
    /// Something that is not ours, or is no more.
    Other,
}

impl Interaction {
    /// Reads the form of an interaction, whose field `payload` is JSON.
    ///
    /// # Errors
    /// When there is no payload, it is no JSON object, or it names no person.
    pub fn read(form: &[u8], api_url: &str) -> Result<Self, Unreadable> {
        let (_, payload) = url::form_urlencoded::parse(form)
            .find(|(key, _)| key == "payload")
            .ok_or(Unreadable)?;
        let raw: Value = serde_json::from_str(&payload).map_err(|_| Unreadable)?;
        let text = |pointer: &str| {
            let text = raw.pointer(pointer).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let kind = text("/type").ok_or(Unreadable)?;
        Ok(Self {
            team: text("/team/id")
                .or_else(|| text("/user/team_id"))
                .map(TeamId::new),
            person: text("/user/id").map(PersonId::new).ok_or(Unreadable)?,
            channel: text("/channel/id")
                .or_else(|| text("/container/channel_id"))
                .map(ChannelId::new),
            response_url: text("/response_url")
                .and_then(|url| ResponseUrl::read(&url, api_url).ok()),
            message: text("/container/message_ts").map(|ts| MessageAt {
                ts,
                thread: text("/container/thread_ts"),
                is_private: raw.pointer("/container/is_ephemeral") == Some(&Value::Bool(true)),
            }),
            did: match kind.as_str() {
                "block_actions" => clicked(&raw, text("/trigger_id")),
                "view_submission" => submitted(&raw),
                _ => Did::Other,
            },
            kind,
        })
    }

    /// Whether what was clicked on is seen by that person alone.
    pub fn is_private(&self) -> bool {
        self.message.as_ref().is_some_and(|at| at.is_private)
    }
}

fn clicked(raw: &Value, trigger: Option<String>) -> Did {
    let text = |pointer: &str| raw.pointer(pointer).and_then(Value::as_str);
    let name = text("/actions/0/action_id").unwrap_or_default();
    let (press, intent) = match name {
        MENU => text("/actions/0/selected_option/value")
            .and_then(|value| value.split_once(':'))
            .unzip(),
        name => (
            name.split_once(':').map(|(press, _)| press),
            text("/actions/0/value"),
        ),
    };
    let press = match press {
        Some("act") => Press::Act,
        Some("ask") => Press::Ask,
        _ => return Did::Other,
    };
    match intent {
        Some(intent) => Did::Click {
            press,
            intent: IntentId::new(intent),
            trigger,
        },
        None => Did::Other,
    }
}

fn submitted(raw: &Value) -> Did {
    let text = |pointer: &str| raw.pointer(pointer).and_then(Value::as_str);
    let written = format!("/view/state/values/{TEXT}/{TEXT}/value");
    match (text("/view/id"), text("/view/private_metadata")) {
        (Some(view), Some(intent)) if !intent.is_empty() => Did::Submit {
            view: ViewId::new(view),
            intent: IntentId::new(intent),
            text: text(&written).map(str::to_owned),
        },
        _ => Did::Other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const API: &str = "https://slack.com/api";

    fn read(payload: &str) -> Result<Interaction, Unreadable> {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("payload", payload)
            .finish();
        Interaction::read(form.as_bytes(), API)
    }

    #[test]
    fn an_interaction_is_read_with_null_and_odd_fields() {
        let click = read(
            r#"{"type":"block_actions","team":null,"user":{"id":"U0ANN","team_id":"T0001"},
               "container":{"channel_id":"C0DEPLOYS"},"state":{"values":[]},"response_url":""}"#,
        )
        .expect("a click");
        assert_eq!(click.team, Some(TeamId::new("T0001")));
        assert_eq!(click.channel, Some(ChannelId::new("C0DEPLOYS")));
        assert_eq!(click.response_url, None);
        assert_eq!(click.did, Did::Other);
        assert_eq!(read("[]"), Err(Unreadable));
        assert_eq!(read(r#"{"type":"block_actions"}"#), Err(Unreadable));
        assert_eq!(read("{"), Err(Unreadable));
        assert_eq!(Interaction::read(b"nothing=1", API), Err(Unreadable));
    }

    #[test]
    fn what_was_clicked_is_told_apart() {
        let did = |action: Value| {
            let payload = json!({
                "type": "block_actions", "user": {"id": "U0ANN"}, "actions": [action], "trigger_id": "1.2",
            });
            read(&payload.to_string()).expect("a click").did
        };
        let click = |press| Did::Click {
            press,
            intent: IntentId::new("ab12"),
            trigger: Some("1.2".to_owned()),
        };
        let chosen =
            |value: &str| json!({"action_id": "more", "selected_option": {"value": value}});
        for (action, expected) in [
            (
                json!({"action_id": "act:approve", "value": "ab12"}),
                click(Press::Act),
            ),
            (
                json!({"action_id": "ask:reject:2", "value": "ab12"}),
                click(Press::Ask),
            ),
            (chosen("ask:ab12"), click(Press::Ask)),
            (chosen("ab12"), Did::Other),
            (json!({"action_id": "act:approve"}), Did::Other),
            (json!({"action_id": "a link", "value": "ab12"}), Did::Other),
            (json!({"action_id": 7, "value": null}), Did::Other),
            (json!(null), Did::Other),
        ] {
            assert_eq!(did(action.clone()), expected, "{action}");
        }
    }

    #[test]
    fn what_was_submitted_is_read() {
        let payload = json!({
            "type": "view_submission", "user": {"id": "U0ANN"},
            "view": {"id": "V1", "private_metadata": "ab12",
                "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "no"}}}}},
        });
        let submitted = read(&payload.to_string()).expect("a submission");
        assert_eq!(
            submitted.did,
            Did::Submit {
                view: ViewId::new("V1"),
                intent: IntentId::new("ab12"),
                text: Some("no".to_owned()),
            }
        );
    }

    proptest! {
        #[test]
        fn nothing_that_is_json_panics(action in "\\PC{0,20}", value in "\\PC{0,20}", rest in "\\PC{0,40}") {
            let payload = json!({
                "type": "block_actions", "user": {"id": "U"}, "container": rest,
                "actions": [{"action_id": action, "value": value, "selected_option": {"value": value}}],
            });
            prop_assert!(read(&payload.to_string()).is_ok());
            prop_assert!(read(&rest).is_err());
        }
    }
}
