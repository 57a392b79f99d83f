//! Trigger ids: the three seconds in which a modal may answer what a person did.

use jiff::{SignedDuration, Timestamp};

use super::Workspace;

/// How long a trigger lasts.
const LIFE: SignedDuration = SignedDuration::from_secs(3);

/// One act of a person that may open one modal.
#[derive(Debug, Clone)]
pub struct Trigger {
    pub id: String,
    pub person: String,
    /// The modal that the person acted in, if it was one.
    pub view: Option<String>,
    pub issued: Timestamp,
    pub used: bool,
}

impl Workspace {
    /// Issues a trigger for something that `person` did, in `view` if that was in a modal.
    pub fn issue_trigger(&mut self, person: &str, view: Option<&str>, now: Timestamp) -> String {
        self.last_id += 1;
        let number = self.last_id;
        let id = format!("{number}.{}.{}", 1000 + number, self.fresh_secret());
        self.triggers.push(Trigger {
            id: id.clone(),
            person: person.into(),
            view: view.map(Into::into),
            issued: now,
            used: false,
        });
        id
    }

    /// The trigger, if it may still be exchanged.
    pub(super) fn live_trigger(&self, id: &str, now: Timestamp) -> Result<Trigger, &'static str> {
        let trigger = self
            .triggers
            .iter()
            .find(|trigger| trigger.id == id)
            .ok_or("invalid_trigger_id")?;
        if trigger.used {
            return Err("exchanged_trigger_id");
        }
        if now.duration_since(trigger.issued) > LIFE {
            return Err("expired_trigger_id");
        }
        Ok(trigger.clone())
    }

    /// Marks a trigger as used.
    pub(super) fn exchange_trigger(&mut self, id: &str) {
        if let Some(trigger) = self.triggers.iter_mut().find(|trigger| trigger.id == id) {
            trigger.used = true;
        }
    }
}
