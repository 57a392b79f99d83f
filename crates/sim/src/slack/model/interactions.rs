//! What can be clicked on a message or a view, and the ids that Slack fills in.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Content, Workspace};

/// How a test or a person points at something to click.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// By its `action_id`.
    Action(String),
    /// By the words on it.
    Text(String),
    /// By its `value`.
    Value(String),
}

impl From<&str> for Which {
    fn from(action_id: &str) -> Self {
        Self::Action(action_id.into())
    }
}

/// An interactive element where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    pub block_id: String,
    pub json: Value,
}

impl Element {
    /// Its `action_id`.
    pub fn action_id(&self) -> &str {
        self.json["action_id"].as_str().unwrap_or_default()
    }

    /// The words on it, where it is a button.
    pub fn text(&self) -> &str {
        self.json["text"]["text"].as_str().unwrap_or_default()
    }

    /// `button`, `overflow`, …
    pub fn kind(&self) -> &str {
        self.json["type"].as_str().unwrap_or_default()
    }

    /// The option of an overflow menu, select or radio list that has this value or these words.
    pub fn option(&self, wanted: &str) -> Option<&Value> {
        let groups = self.json["option_groups"].as_array().into_iter().flatten();
        self.json["options"]
            .as_array()
            .into_iter()
            .flatten()
            .chain(groups.flat_map(|group| group["options"].as_array().into_iter().flatten()))
            .find(|option| option["value"] == wanted || option["text"]["text"] == wanted)
    }

    /// Whether this is the one meant.
    pub fn is(&self, which: &Which) -> bool {
        match which {
            Which::Action(id) => self.action_id() == id,
            Which::Text(text) => self.text() == text,
            Which::Value(value) => self.json["value"] == *value,
        }
    }
}

/// Every interactive element of some blocks, in reading order.
pub fn elements(blocks: &[Value]) -> Vec<Element> {
    let mut found = Vec::new();
    for block in blocks {
        let single = match block["type"].as_str() {
            Some("section") => &block["accessory"],
            Some("input") => &block["element"],
            _ => &Value::Null,
        };
        let many = match block["type"].as_str() {
            Some("actions") => block["elements"].as_array().map_or(&[][..], Vec::as_slice),
            _ => &[],
        };
        for json in std::iter::once(single).chain(many) {
            if json["action_id"].is_string() {
                found.push(Element {
                    block_id: block["block_id"].as_str().unwrap_or_default().into(),
                    json: json.clone(),
                });
            }
        }
    }
    found
}

impl super::Message {
    /// Everything on it that can be clicked now, attachments included.
    pub fn elements(&self) -> Vec<Element> {
        let content = self.content();
        let mut found = elements(&content.blocks);
        for attachment in &content.attachments {
            found.extend(elements(
                attachment["blocks"].as_array().map_or(&[], Vec::as_slice),
            ));
        }
        found
    }
}

impl super::View {
    /// Everything on it that can be filled in or clicked now, with the options that the app supplied meanwhile.
    pub fn elements(&self) -> Vec<Element> {
        let mut found = elements(self.json["blocks"].as_array().map_or(&[], Vec::as_slice));
        for element in &mut found {
            let suggested = self.suggested.get(element.action_id());
            for (name, options) in suggested.into_iter().flatten() {
                element.json[name] = options.clone();
            }
        }
        found
    }
}

impl Workspace {
    /// The content with every `block_id` and `action_id` that the app left out.
    pub(super) fn with_ids(&mut self, mut content: Content) -> Content {
        self.fill_ids(&mut content.blocks);
        for attachment in &mut content.attachments {
            if let Some(blocks) = attachment.get_mut("blocks").and_then(Value::as_array_mut) {
                self.fill_ids(blocks);
            }
        }
        content
    }

    /// Fills in the ids that an app left out.
    pub(super) fn fill_ids(&mut self, blocks: &mut [Value]) {
        for block in blocks {
            if block.get("block_id").is_none_or(Value::is_null) {
                block["block_id"] = json!(self.fresh_id("b"));
            }
            for member in ["accessory", "element"] {
                if let Some(element) = block.get_mut(member) {
                    self.fill_action_id(element);
                }
            }
            if block["type"] == "actions"
                && let Some(elements) = block.get_mut("elements").and_then(Value::as_array_mut)
            {
                for element in elements {
                    self.fill_action_id(element);
                }
            }
        }
    }

    fn fill_action_id(&mut self, element: &mut Value) {
        let passive = element["type"] == "image";
        if element.is_object() && !passive && element["action_id"].is_null() {
            element["action_id"] = json!(self.fresh_id("a"));
        }
    }
}
