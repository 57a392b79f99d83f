//! Modals in their stacks, and the Home tab.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Trigger, Workspace};

/// How many modals lie on each other.
const STACK: usize = 3;

/// A modal or a Home tab.
#[derive(Debug, Clone)]
pub struct View {
    /// `V…`
    pub id: String,
    pub person: String,
    /// Changes at every update.
    pub hash: String,
    /// The first view of the stack; itself if it is that one.
    pub root: String,
    pub previous: Option<String>,
    /// As the app sent it, with the ids that Slack filled in.
    pub json: Value,
    /// False once a modal was closed or submitted.
    pub open: bool,
    /// What the app said is wrong with the last submission, by block.
    pub errors: BTreeMap<String, String>,
    /// What the app answered when its person typed into a select, by `action_id`.
    pub suggested: BTreeMap<String, Map<String, Value>>,
}

impl View {
    /// Whether it is the Home tab, and not a modal.
    pub fn is_home(&self) -> bool {
        self.json["type"] == "home"
    }

    /// A string member of the view: `callback_id`, `private_metadata`, `external_id`.
    pub fn member(&self, name: &str) -> &str {
        self.json[name].as_str().unwrap_or_default()
    }
}

/// How an app names a view.
#[derive(Debug, Clone, Copy)]
pub enum ViewKey<'a> {
    Id(&'a str),
    External(&'a str),
}

impl Workspace {
    /// Every view there ever was, oldest first.
    pub fn views(&self) -> &[View] {
        &self.views
    }

    /// The modal on top of a person's stack.
    pub fn modal_of(&self, person: &str) -> Option<&View> {
        self.views
            .iter()
            .rfind(|view| view.person == person && view.open && !view.is_home())
    }

    /// A person's Home tab, if the app has published one.
    pub fn home_of(&self, person: &str) -> Option<&View> {
        self.views
            .iter()
            .find(|view| view.person == person && view.is_home())
    }

    /// A view that is open, or a Home tab.
    pub fn view(&self, key: ViewKey<'_>) -> Option<&View> {
        self.views.iter().find(|view| {
            view.open
                && match key {
                    ViewKey::Id(id) => view.id == id,
                    ViewKey::External(id) => !id.is_empty() && view.member("external_id") == id,
                }
        })
    }

    /// Opens a modal as a new stack.
    ///
    /// # Errors
    /// Slack's names for what is wrong with the trigger, `duplicate_external_id`.
    pub fn open_modal(
        &mut self,
        trigger: &str,
        json: Value,
        now: Timestamp,
    ) -> Result<&View, &'static str> {
        let Trigger { person, .. } = self.live_trigger(trigger, now)?;
        self.check_external_id(&json, None)?;
        self.exchange_trigger(trigger);
        self.close_stack(&person);
        Ok(self.add_view(&person, None, json, now))
    }

    /// Pushes a modal on the one in which the trigger was issued.
    ///
    /// # Errors
    /// As [`Workspace::open_modal`], and `not_found`, `push_limit_reached`.
    pub fn push_modal(
        &mut self,
        trigger: &str,
        json: Value,
        now: Timestamp,
    ) -> Result<&View, &'static str> {
        let live = self.live_trigger(trigger, now)?;
        let below = live.view.ok_or("not_found")?;
        self.check_external_id(&json, None)?;
        let below = self.view(ViewKey::Id(&below)).ok_or("not_found")?.clone();
        if self.stack_depth(&live.person) >= STACK {
            return Err("push_limit_reached");
        }
        self.exchange_trigger(trigger);
        Ok(self.add_view(&live.person, Some(&below), json, now))
    }

    /// Pushes a modal as the answer to a submission.
    ///
    /// # Errors
    /// `not_found`, `push_limit_reached`, `duplicate_external_id`.
    pub fn push_on(
        &mut self,
        below: &str,
        json: Value,
        now: Timestamp,
    ) -> Result<&View, &'static str> {
        let below = self.view(ViewKey::Id(below)).ok_or("not_found")?.clone();
        self.check_external_id(&json, None)?;
        if self.stack_depth(&below.person) >= STACK {
            return Err("push_limit_reached");
        }
        let person = below.person.clone();
        Ok(self.add_view(&person, Some(&below), json, now))
    }

    /// Replaces what a view shows. A `hash` is compared first.
    ///
    /// # Errors
    /// `not_found`, `hash_conflict`, `duplicate_external_id`.
    pub fn update_view(
        &mut self,
        key: ViewKey<'_>,
        hash: Option<&str>,
        mut json: Value,
        now: Timestamp,
    ) -> Result<&View, &'static str> {
        let old = self.view(key).ok_or("not_found")?;
        if hash.is_some_and(|hash| hash != old.hash) {
            return Err("hash_conflict");
        }
        let id = old.id.clone();
        self.check_external_id(&json, Some(&id))?;
        if let Some(blocks) = json.get_mut("blocks").and_then(Value::as_array_mut) {
            self.fill_ids(blocks);
        }
        let hash = self.fresh_hash(now);
        let view = self
            .views
            .iter_mut()
            .find(|view| view.id == id)
            .ok_or("not_found")?;
        view.json = json;
        view.hash = hash;
        view.errors.clear();
        view.suggested.clear();
        Ok(view)
    }

    /// Publishes a person's Home tab.
    ///
    /// # Errors
    /// `user_not_found`, `not_enabled`, `hash_conflict`, `duplicate_external_id`.
    pub fn publish_home(
        &mut self,
        person: &str,
        hash: Option<&str>,
        json: Value,
        now: Timestamp,
    ) -> Result<&View, &'static str> {
        if !self.people.contains_key(person) {
            return Err("user_not_found");
        }
        if !self.app.home_enabled {
            return Err("not_enabled");
        }
        if let Some(home) = self.home_of(person) {
            let id = home.id.clone();
            return self.update_view(ViewKey::Id(&id), hash, json, now);
        }
        self.check_external_id(&json, None)?;
        Ok(self.add_view(person, None, json, now))
    }

    /// Closes one modal.
    pub fn close_modal(&mut self, id: &str) {
        if let Some(view) = self.views.iter_mut().find(|view| view.id == id) {
            view.open = view.is_home();
        }
    }

    /// Closes all modals of a person.
    pub fn close_stack(&mut self, person: &str) {
        for view in &mut self.views {
            if view.person == person && !view.is_home() {
                view.open = false;
            }
        }
    }

    /// Shows the person what the app found wrong with a submission.
    pub fn set_errors(&mut self, id: &str, errors: BTreeMap<String, String>) {
        if let Some(view) = self.views.iter_mut().find(|view| view.id == id) {
            view.errors = errors;
        }
    }

    /// Gives a select the options that the app answered, in place of the last ones.
    pub fn set_suggested(&mut self, id: &str, action_id: &str, options: Map<String, Value>) {
        if let Some(view) = self.views.iter_mut().find(|view| view.id == id) {
            view.suggested.insert(action_id.to_owned(), options);
        }
    }

    fn stack_depth(&self, person: &str) -> usize {
        self.views
            .iter()
            .filter(|view| view.person == person && view.open && !view.is_home())
            .count()
    }

    fn check_external_id(&self, json: &Value, own: Option<&str>) -> Result<(), &'static str> {
        let wanted = json["external_id"].as_str().unwrap_or_default();
        match self.view(ViewKey::External(wanted)) {
            Some(other) if own != Some(other.id.as_str()) => Err("duplicate_external_id"),
            _ => Ok(()),
        }
    }

    fn fresh_hash(&mut self, now: Timestamp) -> String {
        let secret = self.fresh_secret();
        format!("{}.{}", now.as_second(), &secret[..8])
    }

    fn add_view(
        &mut self,
        person: &str,
        below: Option<&View>,
        mut json: Value,
        now: Timestamp,
    ) -> &View {
        if let Some(blocks) = json.get_mut("blocks").and_then(Value::as_array_mut) {
            self.fill_ids(blocks);
        }
        let id = self.fresh_id("V");
        let hash = self.fresh_hash(now);
        self.views.push(View {
            root: below.map_or_else(|| id.clone(), |below| below.root.clone()),
            previous: below.map(|below| below.id.clone()),
            id,
            person: person.into(),
            hash,
            json,
            open: true,
            errors: BTreeMap::new(),
            suggested: BTreeMap::new(),
        });
        self.views.last().expect("the view just pushed")
    }

    /// A view as the API and the payloads show it. `values` is its state.
    pub fn view_json(&self, view: &View, values: Value) -> Value {
        let mut json = view.json.clone();
        for (name, default) in [
            ("private_metadata", json!("")),
            ("callback_id", json!("")),
            ("external_id", json!("")),
            ("title", Value::Null),
            ("close", Value::Null),
            ("submit", Value::Null),
            ("clear_on_close", json!(false)),
            ("notify_on_close", json!(false)),
        ] {
            if json.get(name).is_none() {
                json[name] = default;
            }
        }
        json["id"] = json!(view.id);
        json["team_id"] = json!(self.team.id);
        json["app_id"] = json!(self.app.id);
        json["app_installed_team_id"] = json!(self.team.id);
        json["bot_id"] = json!(self.app.bot_id);
        json["hash"] = json!(view.hash);
        json["root_view_id"] = json!(view.root);
        json["previous_view_id"] = json!(view.previous);
        // Slack writes an empty map as an empty list.
        json["state"] = json!({"values": match values {
            Value::Object(map) if map.is_empty() => json!([]),
            other => other,
        }});
        json
    }
}
