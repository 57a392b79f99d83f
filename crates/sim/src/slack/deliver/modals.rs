//! Modals submitted and closed, and what the app answers to that.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::clicks::common;
use super::fields::{is_named, state};
use super::{Delivery, Refused};
use crate::slack::methods::check_view;
use crate::slack::{SlackSim, View, ViewKey};

impl SlackSim {
    /// A person submits the modal on top of their stack. `values` are what they wrote or chose, by action or block
    /// id; what is not named keeps its initial value. The app's answer closes, marks, changes or stacks modals.
    ///
    /// # Errors
    /// When that modal is not on top, or Slack's client would not submit it: something required is missing, too
    /// short, too long, or not among the options.
    pub async fn submit(
        &self,
        person: &str,
        view_id: &str,
        values: &[(&str, &str)],
    ) -> Result<Delivery, Refused> {
        let payload = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            let view = on_top(workspace.modal_of(person), person, view_id)?;
            if view.json["submit"].is_null() {
                return Err(Refused(format!("{view_id} has nothing to submit with")));
            }
            let elements = view.elements();
            for (name, _) in values {
                if !elements.iter().any(|element| is_named(element, name)) {
                    return Err(Refused(format!("{view_id} has no {name}")));
                }
            }
            let state = state(&elements, values)?;
            require_inputs(&view, &state)?;
            // The client takes the old errors down before it asks again.
            workspace.set_errors(view_id, BTreeMap::new());
            let trigger_id = workspace.issue_trigger(person, Some(view_id), now);
            let mut payload = common(&workspace, person, &trigger_id);
            payload["type"] = json!("view_submission");
            payload["view"] = workspace.view_json(&view, state);
            payload["response_urls"] = json!([]);
            payload
        };
        let mut delivery = self.interaction(&payload).await?;
        if delivery.ok() && !self.take_reply(person, view_id, &delivery) {
            delivery.notice = Some("invalid_response");
        }
        self.shared.changed();
        Ok(delivery)
    }

    /// A person closes the modal on top of their stack. The app hears of it only if the modal says so.
    ///
    /// # Errors
    /// When that modal is not on top.
    pub async fn close(&self, person: &str, view_id: &str) -> Result<Option<Delivery>, Refused> {
        let payload = {
            let mut workspace = self.shared.workspace();
            let view = on_top(workspace.modal_of(person), person, view_id)?;
            let mut payload = common(&workspace, person, "");
            workspace.close_modal(view_id);
            payload["type"] = json!("view_closed");
            payload["view"] = workspace.view_json(&view, json!({}));
            payload["is_cleared"] = json!(false);
            if let Some(payload) = payload.as_object_mut() {
                payload.remove("trigger_id");
            }
            (view.json["notify_on_close"] == true).then_some(payload)
        };
        self.shared.changed();
        match payload {
            Some(payload) => Ok(Some(self.interaction(&payload).await?)),
            None => Ok(None),
        }
    }

    /// Does what the app answered to a submission; false if Slack cannot.
    fn take_reply(&self, person: &str, view_id: &str, delivery: &Delivery) -> bool {
        let now = self.shared.clock.now();
        let mut workspace = self.shared.workspace();
        if delivery.body.trim().is_empty() {
            workspace.close_modal(view_id);
            return true;
        }
        let Ok(reply) = serde_json::from_str::<Map<String, Value>>(&delivery.body) else {
            return false;
        };
        let modal = reply
            .get("view")
            .filter(|view| check_view(view, "modal").is_ok());
        match (reply.get("response_action").and_then(Value::as_str), modal) {
            (None, _) if reply.is_empty() => workspace.close_modal(view_id),
            (Some("clear"), _) => workspace.close_stack(person),
            (Some("update"), Some(modal)) => {
                let key = ViewKey::Id(view_id);
                return workspace.update_view(key, None, modal.clone(), now).is_ok();
            }
            (Some("push"), Some(modal)) => {
                return workspace.push_on(view_id, modal.clone(), now).is_ok();
            }
            (Some("errors"), _) => {
                let inputs = workspace
                    .view(ViewKey::Id(view_id))
                    .map(input_blocks)
                    .unwrap_or_default();
                let errors: Option<BTreeMap<String, String>> = reply
                    .get("errors")
                    .and_then(|errors| serde_json::from_value(errors.clone()).ok());
                match errors {
                    // An error on anything but an input block cannot be shown.
                    Some(errors)
                        if !errors.is_empty()
                            && errors.keys().all(|block| inputs.contains(block)) =>
                    {
                        workspace.set_errors(view_id, errors);
                    }
                    _ => return false,
                }
            }
            _ => return false,
        }
        true
    }
}

fn on_top(top: Option<&View>, person: &str, view_id: &str) -> Result<View, Refused> {
    top.filter(|view| view.id == view_id)
        .cloned()
        .ok_or_else(|| Refused(format!("{person} has no modal {view_id} on top")))
}

fn input_blocks(view: &View) -> Vec<String> {
    blocks(view)
        .filter_map(|block| block["block_id"].as_str().map(ToOwned::to_owned))
        .collect()
}

fn blocks(view: &View) -> impl Iterator<Item = &Value> {
    let blocks = view.json["blocks"].as_array().into_iter().flatten();
    blocks.filter(|block| block["type"] == "input")
}

/// Every input that is not optional must have something in it.
fn require_inputs(view: &View, state: &Value) -> Result<(), Refused> {
    for block in blocks(view).filter(|block| block["optional"] != true) {
        let id = block["block_id"].as_str().unwrap_or_default();
        let action = block["element"]["action_id"].as_str().unwrap_or_default();
        let filled = state[id][action].as_object().is_some_and(|members| {
            members
                .iter()
                .filter(|(name, _)| *name != "type")
                .all(|(_, value)| match value {
                    Value::Null => false,
                    Value::Array(items) => !items.is_empty(),
                    _ => true,
                })
        });
        if !filled {
            return Err(Refused(format!("{id} must be filled in")));
        }
    }
    Ok(())
}
