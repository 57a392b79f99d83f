//! Clicks and submitted dialogs, read as leniently as Slack writes them: every field may be missing, null or of a new kind.

use serde_json::Value;

use super::actions::{MENU, SEPARATOR};
use super::payload::{Unreadable, text};
use super::reply::ResponseUrl;
use super::views::{CALLBACK, TEXT, ViewId};
use domain::acting::IntentId;
use domain::message::Press;
use domain::names::{ChannelId, PersonId, TeamId};
use domain::workspace::Origin;

/// A click, a submitted modal, or another interaction, as far as an answer needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// `block_actions`, `view_submission`, … as Slack calls it.
    pub kind: String,
    pub origin: Origin,
    pub person: PersonId,
    pub channel: Option<ChannelId>,
    /// The message that was clicked, if it was one.
    pub message: Option<MessageAt>,
    pub response_url: Option<ResponseUrl>,
    pub did: Did,
}

/// What the person did. Ids are as Slack brought them: what they stand for is for the store to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Did {
    /// A button was clicked, or something in a menu chosen.
    Click {
        press: Press,
        intent: IntentId,
        /// What opens one modal, within 3 s.
        trigger: Option<String>,
    },
    /// A modal was submitted.
    Submit {
        view: ViewId,
        intent: IntentId,
        /// What was written, where something was.
        text: Option<String>,
    },
    /// Nothing that stands for something of ours.
    Other,
}

/// A message in its channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageAt {
    pub ts: String,
    /// The `ts` of the message that it replies to.
    pub thread: Option<String>,
    /// Whether one person alone sees it: then only a response URL changes it.
    pub is_ephemeral: bool,
}

impl Interaction {
    /// Whether somebody waits for what comes of it: a closed modal asks for nothing.
    pub fn asks_something(&self) -> bool {
        self.kind != "view_closed"
    }

    /// Whether what was clicked on is seen by that person alone.
    pub fn is_private(&self) -> bool {
        self.message.as_ref().is_some_and(|at| at.is_ephemeral)
    }

    /// Reads the form of an interaction, whose field `payload` is JSON. `api_url` decides which response URLs are called.
    ///
    /// # Errors
    /// When there is no payload, it is no JSON object, or it names no person.
    pub fn read(form: &[u8], api_url: &str) -> Result<Self, Unreadable> {
        let (_, payload) = url::form_urlencoded::parse(form)
            .find(|(key, _)| key == "payload")
            .ok_or(Unreadable)?;
        let payload: Value = serde_json::from_str(&payload).map_err(|_| Unreadable)?;
        let text = |pointer| text(&payload, pointer);
        let kind = text("/type").ok_or(Unreadable)?;
        Ok(Self {
            kind: kind.to_owned(),
            // Team and organization are those of the app, whoever acts.
            origin: Origin {
                installed_in: ids(text("/team/id"), text("/enterprise/id")),
                person_of: ids(text("/user/team_id"), None),
                is_shared: None,
            },
            person: text("/user/id").map(PersonId::new).ok_or(Unreadable)?,
            channel: text("/channel/id")
                .or_else(|| text("/container/channel_id"))
                .map(ChannelId::new),
            message: text("/container/message_ts").map(|ts| MessageAt {
                ts: ts.to_owned(),
                thread: text("/container/thread_ts").map(str::to_owned),
                is_ephemeral: payload["container"]["is_ephemeral"] == true,
            }),
            response_url: text("/response_url")
                .and_then(|url| ResponseUrl::read(url, api_url).ok()),
            did: match kind {
                "block_actions" => click(&payload),
                "view_submission" => submission(&payload),
                _ => None,
            }
            .unwrap_or(Did::Other),
        })
    }
}

fn ids(team: Option<&str>, organization: Option<&str>) -> Vec<TeamId> {
    team.into_iter()
        .chain(organization)
        .map(TeamId::new)
        .collect()
}

/// What the first of the actions stands for. A button's `action_id` and an option's value both begin with the press.
fn click(payload: &Value) -> Option<Did> {
    let action = payload.pointer("/actions/0")?;
    let (press, id) = match text(action, "/action_id")? {
        MENU => text(action, "/selected_option/value")?.split_once(SEPARATOR)?,
        button => (
            button.split_once(SEPARATOR)?.0,
            // A link's button has none.
            text(action, "/value")?,
        ),
    };
    let press = [Press::Act, Press::Ask]
        .into_iter()
        .find(|known| known.as_str() == press)?;
    Some(Did::Click {
        press,
        intent: (!id.is_empty()).then(|| IntentId::new(id))?,
        trigger: text(payload, "/trigger_id").map(str::to_owned),
    })
}

fn submission(payload: &Value) -> Option<Did> {
    let view = payload.get("view")?;
    if text(view, "/callback_id").is_some_and(|id| id != CALLBACK) {
        return None;
    }
    // Slack writes an empty map of values as an empty list.
    let written = &view["state"]["values"][TEXT][TEXT];
    Some(Did::Submit {
        view: ViewId::new(text(view, "/id")?),
        intent: IntentId::new(text(view, "/private_metadata")?),
        text: text(written, "/value").map(str::to_owned),
    })
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

    fn click_on(action: &Value) -> Did {
        let payload = json!({
            "type": "block_actions", "user": {"id": "U0ANN"}, "trigger_id": "1.2.x", "actions": [action],
        });
        read(&payload.to_string()).expect("a click").did
    }

    #[test]
    fn an_interaction_is_read_with_null_and_odd_fields() {
        let click = read(
            r#"{"type":"block_actions","team":null,"user":{"id":"U0ANN","team_id":"T0001"},
               "container":{"channel_id":"C0DEPLOYS"},"state":{"values":[]},"response_url":"",
               "actions":null}"#,
        )
        .expect("a click");
        assert_eq!(click.origin.person_of, [TeamId::new("T0001")]);
        assert!(click.origin.installed_in.is_empty());
        assert_eq!(click.channel, Some(ChannelId::new("C0DEPLOYS")));
        assert_eq!(click.response_url, None);
        assert_eq!(click.message, None);
        assert_eq!(click.did, Did::Other);
        assert_eq!(read("[]"), Err(Unreadable));
        assert_eq!(read(r#"{"type":"block_actions"}"#), Err(Unreadable));
        assert_eq!(read("{"), Err(Unreadable));
        assert_eq!(Interaction::read(b"nothing=1", API), Err(Unreadable));
    }

    #[test]
    fn a_button_and_a_menu_say_what_they_stand_for() {
        let click = |press| Did::Click {
            press,
            intent: IntentId::new("abc"),
            trigger: Some("1.2.x".to_owned()),
        };
        for (action, did) in [
            (
                json!({"action_id": "act:approve", "value": "abc"}),
                click(Press::Act),
            ),
            (
                json!({"action_id": "ask:reject:2", "value": "abc"}),
                click(Press::Ask),
            ),
            (
                json!({"action_id": "more", "selected_option": {"value": "ask:abc"}}),
                click(Press::Ask),
            ),
        ] {
            assert_eq!(click_on(&action), did, "{action}");
        }
    }

    #[test]
    fn what_is_not_ours_stands_for_nothing() {
        for action in [
            json!({"action_id": "act:approve", "url": "https://example.com"}),
            json!({"action_id": "act:approve", "value": null}),
            json!({"action_id": "act:approve", "value": ""}),
            json!({"action_id": "approve", "value": "abc"}),
            json!({"action_id": "do:approve", "value": "abc"}),
            json!({"action_id": "more", "value": "act:abc"}),
            json!({"action_id": "more", "selected_option": null}),
            json!({"action_id": "more", "selected_option": {"value": "abc"}}),
            json!({"action_id": "more", "selected_option": {"value": "act:"}}),
            json!({"action_id": 7, "value": "abc"}),
            json!("act:approve"),
        ] {
            assert_eq!(click_on(&action), Did::Other, "{action}");
        }
    }

    #[test]
    fn a_submission_is_read_with_and_without_something_written() {
        let submit = |view: Value| {
            let payload = json!({"type": "view_submission", "user": {"id": "U0ANN"}, "view": view});
            read(&payload.to_string()).expect("a submission").did
        };
        let view = |values: Value| {
            json!({
                "id": "V1", "callback_id": "pilothouse", "private_metadata": "abc", "state": {"values": values},
            })
        };
        for (values, text) in [
            (
                json!({"text": {"text": {"value": "too risky"}}}),
                Some("too risky"),
            ),
            (json!({"text": {"text": {"value": null}}}), None),
            (json!({"text": []}), None),
            (json!([]), None),
            (Value::Null, None),
        ] {
            let did = Did::Submit {
                view: ViewId::new("V1"),
                intent: IntentId::new("abc"),
                text: text.map(str::to_owned),
            };
            assert_eq!(submit(view(values.clone())), did, "{values}");
        }
        for not_ours in [
            json!(null),
            json!({"id": "V1", "private_metadata": ""}),
            json!({"private_metadata": "abc"}),
            json!({"id": "V1", "private_metadata": "abc", "callback_id": "another"}),
        ] {
            assert_eq!(submit(not_ours.clone()), Did::Other, "{not_ours}");
        }
    }

    /// JSON of any shape, in which the names that are read are frequent.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            prop::sample::select(vec![
                "",
                ":",
                "act:",
                "act:x",
                "more",
                "block_actions",
                "V1"
            ])
            .prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        let names = prop::sample::select(vec![
            "type",
            "id",
            "user",
            "team",
            "actions",
            "action_id",
            "value",
            "view",
            "state",
            "values",
            "text",
            "selected_option",
            "private_metadata",
            "container",
            "message_ts",
        ]);
        leaf.prop_recursive(5, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map(names.clone(), inner, 0..6).prop_map(|members| {
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect::<serde_json::Map<_, _>>()
                        .into()
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn nothing_that_can_be_sent_makes_it_panic(
            view in any_json(), actions in any_json(), container in any_json(), kind in any_json(),
        ) {
            for kind in [json!("block_actions"), json!("view_submission"), kind] {
                let payload = json!({
                    "type": kind, "user": {"id": "U0ANN"}, "view": view, "actions": [actions], "container": container,
                });
                let is_read = read(&payload.to_string()).is_ok();
                prop_assert_eq!(is_read, kind.as_str().is_some_and(|kind| !kind.is_empty()));
            }
            let _ = read(&view.to_string());
        }

        #[test]
        fn no_bytes_make_it_panic(form in prop::collection::vec(any::<u8>(), 0..64), payload in ".{0,64}") {
            let _ = Interaction::read(&form, API);
            let _ = read(&payload);
        }
    }
}
