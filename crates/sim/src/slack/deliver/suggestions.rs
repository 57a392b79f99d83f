//! Selects whose options the app supplies as a person types: `block_suggestion`.

use serde_json::{Map, Value, json};

use super::clicks::{common, find};
use super::{Delivery, Refused};
use crate::slack::blocks::suggestion_problems;
use crate::slack::{SlackSim, ViewKey, Which};

/// How many characters Slack's client waits for, where the select does not say.
const LEAST_TYPED: u64 = 3;

impl SlackSim {
    /// A person types into an `external_select` of their open modal or Home tab. What the app answers are its options
    /// from then on, to be chosen from by a click or a submission.
    ///
    /// # Errors
    /// When that view is not open before this person or has no such select, or too little was typed for Slack to ask.
    pub async fn suggest(
        &self,
        person: &str,
        view_id: &str,
        which: impl Into<Which>,
        typed: &str,
    ) -> Result<Delivery, Refused> {
        let (payload, action_id) = {
            let workspace = self.shared.workspace();
            let view = workspace
                .view(ViewKey::Id(view_id))
                .filter(|view| view.person == person)
                .ok_or_else(|| Refused(format!("{person} has no open view {view_id}")))?;
            let elements = view.elements();
            let element = find(&elements, &which.into())?;
            if element.kind() != "external_select" {
                return Err(Refused(format!("a {} has its options", element.kind())));
            }
            let least = element.json["min_query_length"].as_u64();
            if (typed.chars().count() as u64) < least.unwrap_or(LEAST_TYPED) {
                return Err(Refused(format!("{typed:?} is too short to be asked about")));
            }
            let mut payload = common(&workspace, person, "");
            payload["type"] = json!("block_suggestion");
            payload["action_id"] = json!(element.action_id());
            payload["block_id"] = json!(element.block_id);
            payload["value"] = json!(typed);
            payload["container"] = json!({"type": "view", "view_id": view_id});
            payload["view"] = workspace.view_json(view, json!({}));
            // Nothing can be opened while somebody types.
            if let Some(payload) = payload.as_object_mut() {
                payload.remove("trigger_id");
            }
            (payload, element.action_id().to_owned())
        };
        let mut delivery = self.interaction(&payload).await?;
        if delivery.ok() {
            match serde_json::from_str::<Map<String, Value>>(&delivery.body) {
                Ok(options) if suggestion_problems(&options).is_empty() => {
                    self.with(|workspace| workspace.set_suggested(view_id, &action_id, options));
                }
                _ => delivery.notice = Some("invalid_response"),
            }
        }
        Ok(delivery)
    }
}
