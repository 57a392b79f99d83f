//! Clicks on messages and in views: `block_actions`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::fields::{picked, state};
use super::{Delivery, Door, Refused};
use crate::slack::{Element, Message, Origin, SlackSim, ViewKey, Which, Workspace};

impl SlackSim {
    /// A person clicks a button of a message, named by its `action_id` or as [`Which`] says. A confirm dialog is
    /// taken as answered with yes.
    ///
    /// # Errors
    /// When the person does not see the message, or the button is not on it as it stands now.
    pub async fn click(
        &self,
        person: &str,
        message: &Message,
        which: impl Into<Which>,
    ) -> Result<Delivery, Refused> {
        self.act_on_message(person, message, &which.into(), None)
            .await
    }

    /// A person chooses from a menu, select or list of a message, an option by its value or its words.
    ///
    /// # Errors
    /// As [`SlackSim::click`], and when there is no such option.
    pub async fn choose(
        &self,
        person: &str,
        message: &Message,
        which: impl Into<Which>,
        option: &str,
    ) -> Result<Delivery, Refused> {
        self.act_on_message(person, message, &which.into(), Some(option))
            .await
    }

    /// A person clicks in their open modal or Home tab; `option` is for what is chosen from.
    ///
    /// # Errors
    /// When that view is not open before this person, or has no such element.
    pub async fn click_in_view(
        &self,
        person: &str,
        view_id: &str,
        which: impl Into<Which>,
        option: Option<&str>,
    ) -> Result<Delivery, Refused> {
        let (payload, trigger_id) = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            let view = workspace
                .view(ViewKey::Id(view_id))
                .filter(|view| view.person == person)
                .ok_or_else(|| Refused(format!("{person} has no open view {view_id}")))?
                .clone();
            let elements = view.elements();
            let element = find(&elements, &which.into())?;
            let trigger = (!view.is_home()).then_some(view_id);
            let trigger_id = workspace.issue_trigger(person, trigger, now);
            let values = chosen_state(&elements, element, option)?;
            let mut payload = common(&workspace, person, &trigger_id);
            payload["actions"] = json!([action(element, option, now)?]);
            payload["container"] = json!({"type": "view", "view_id": view_id});
            payload["view"] = workspace.view_json(&view, values);
            payload["hash"] = json!(view.hash);
            (payload, trigger_id)
        };
        let mut delivery = self.interaction(&payload).await?;
        delivery.trigger_id = trigger_id;
        Ok(delivery)
    }

    async fn act_on_message(
        &self,
        person: &str,
        message: &Message,
        which: &Which,
        option: Option<&str>,
    ) -> Result<Delivery, Refused> {
        let (payload, trigger_id, response_url) = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            let message = standing(&workspace, person, message)?;
            let elements = message.elements();
            let element = find(&elements, which)?;
            let trigger_id = workspace.issue_trigger(person, None, now);
            let origin = Origin::Click {
                ts: message.ts.clone(),
            };
            let path = workspace.issue_response_url(person, &message.channel, origin, now);
            let response_url = format!("{}{path}", self.shared.base());
            let mut payload = common(&workspace, person, &trigger_id);
            payload["actions"] = json!([action(element, option, now)?]);
            payload["state"] = json!({"values": chosen_state(&elements, element, option)?});
            payload["response_url"] = json!(response_url);
            place(&workspace, &message, &mut payload);
            (payload, trigger_id, response_url)
        };
        let mut delivery = self.interaction(&payload).await?;
        delivery.trigger_id = trigger_id;
        delivery.response_url = response_url;
        Ok(delivery)
    }

    pub(super) async fn interaction(&self, payload: &Value) -> Result<Delivery, Refused> {
        let body = serde_urlencoded::to_string([("payload", payload.to_string())])
            .map_err(|why| Refused(why.to_string()))?;
        let delivery = self.send(Door::Interactions, body, None).await;
        self.shared.changed();
        Ok(delivery)
    }
}

/// What every interaction has.
pub(super) fn common(workspace: &Workspace, person: &str, trigger_id: &str) -> Value {
    let name = workspace
        .people
        .get(person)
        .map(|known| known.name.as_str());
    let (team, app) = (&workspace.team, &workspace.app);
    // Both are the app's, whoever acts; the person's own workspace is named with the person.
    let installed = match app.org_installed {
        true => Value::Null,
        false => json!({"id": team.id, "domain": team.domain}),
    };
    let enterprise = team
        .enterprise
        .as_ref()
        .map(|id| json!({"id": id, "name": id}));
    json!({
        "type": "block_actions", "token": app.verification_token, "api_app_id": app.id,
        "user": {"id": person, "username": name, "name": name, "team_id": workspace.team_of(person)},
        "team": installed, "enterprise": enterprise, "is_enterprise_install": app.org_installed,
        "trigger_id": trigger_id,
    })
}

/// The message as it stands, if the person sees it.
fn standing(workspace: &Workspace, person: &str, message: &Message) -> Result<Message, Refused> {
    if workspace
        .people
        .get(person)
        .is_none_or(|known| known.deleted)
    {
        return Err(Refused(format!("nobody is {person}")));
    }
    workspace
        .message(&message.channel, &message.ts)
        .filter(|message| workspace.can_see(person, &message.channel))
        .filter(|message| {
            message
                .ephemeral_to
                .as_deref()
                .is_none_or(|only| only == person)
        })
        .cloned()
        .ok_or_else(|| Refused(format!("{person} sees no message {}", message.ts)))
}

pub(super) fn find<'a>(elements: &'a [Element], which: &Which) -> Result<&'a Element, Refused> {
    elements
        .iter()
        .find(|element| element.is(which))
        .ok_or_else(|| Refused(format!("there is no {which:?} to click")))
}

fn action(element: &Element, option: Option<&str>, now: Timestamp) -> Result<Value, Refused> {
    let mut action = match (element.kind(), option) {
        ("button", None) => {
            let mut members = Map::new();
            for name in ["text", "value", "style"] {
                if let Some(value) = element.json.get(name) {
                    members.insert(name.into(), value.clone());
                }
            }
            members
        }
        (kind, None) => return Err(Refused(format!("a {kind} is chosen from, not clicked"))),
        (_, Some(option)) => picked(element, option)?,
    };
    action.insert("action_id".into(), element.action_id().into());
    action.insert("block_id".into(), element.block_id.clone().into());
    action.insert("type".into(), element.kind().into());
    action.insert(
        "action_ts".into(),
        format!("{}.{:06}", now.as_second(), now.subsec_microsecond()).into(),
    );
    Ok(Value::Object(action))
}

fn chosen_state(
    elements: &[Element],
    element: &Element,
    option: Option<&str>,
) -> Result<Value, Refused> {
    let chosen: Vec<(&str, &str)> = option
        .map(|option| (element.action_id(), option))
        .into_iter()
        .collect();
    state(elements, &chosen)
}

fn place(workspace: &Workspace, message: &Message, payload: &mut Value) {
    let ephemeral = message.ephemeral_to.is_some();
    let mut container = json!({
        "type": "message", "message_ts": message.ts, "channel_id": message.channel, "is_ephemeral": ephemeral,
    });
    if let Some(parent) = &message.thread_ts {
        container["thread_ts"] = json!(parent);
    }
    payload["container"] = container;
    let name = workspace
        .channels
        .get(&message.channel)
        .map(|channel| channel.name.as_str());
    payload["channel"] = json!({"id": message.channel, "name": name});
    // Slack does not keep ephemeral messages, so it cannot send them along.
    if !ephemeral {
        let mut json = workspace.message_json(message);
        if let Some(metadata) = message.metadata() {
            json.insert("metadata".into(), metadata.clone());
        }
        payload["message"] = Value::Object(json);
    }
}
