//! The Events API: the envelope of an event, the Home tab, the challenge, and retries.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Delivery, Door, Refused};
use crate::slack::{Channel, SlackSim, ViewKey};

/// How long after the one before each retry comes.
const WAITS: [SignedDuration; 3] = [
    SignedDuration::ZERO,
    SignedDuration::from_mins(1),
    SignedDuration::from_mins(5),
];

/// An event that was sent, and when it is to be sent again.
#[derive(Debug, Clone)]
pub struct Event {
    id: String,
    body: String,
    attempts: u32,
    reason: &'static str,
    due: Option<Timestamp>,
}

impl SlackSim {
    /// A person opens the app's `home` or `messages` tab.
    ///
    /// # Errors
    /// When there is no such person.
    pub async fn app_home_opened(&self, person: &str, tab: &str) -> Result<Delivery, Refused> {
        let event = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            let channel = workspace
                .open_direct(person)
                .map_err(|why| Refused(why.into()))?;
            let mut event = json!({
                "type": "app_home_opened", "user": person, "channel": channel, "tab": tab,
                "event_ts": format!("{}.{:06}", now.as_second(), now.subsec_microsecond()),
            });
            if let Some(home) = workspace.home_of(person) {
                let id = home.id.clone();
                if let Some(home) = workspace.view(ViewKey::Id(&id)) {
                    event["view"] = workspace.view_json(home, json!({}));
                }
            }
            event
        };
        Ok(self.event(event).await)
    }

    /// Slack's test of the events URL: the answer must repeat `challenge`.
    pub async fn url_verification(&self, challenge: &str) -> Delivery {
        let token = self.shared.workspace().app.verification_token.clone();
        let body = json!({"type": "url_verification", "token": token, "challenge": challenge});
        self.send(Door::Events, body.to_string(), None).await
    }

    /// Sends an event of any type in its envelope, and at once a second time if the app did not take it.
    pub async fn event(&self, event: Value) -> Delivery {
        let (id, body) = self.envelope(event);
        let first = Event {
            id,
            body,
            attempts: 0,
            reason: "unknown_error",
            due: None,
        };
        let delivery = self.attempt(first.clone(), None).await;
        if delivery.ok() || delivery.no_retry {
            return delivery;
        }
        self.retry_due().await.pop().unwrap_or(delivery)
    }

    /// Sends the retries whose time has come by the simulator's clock: at once, a minute and five minutes later.
    pub async fn retry_due(&self) -> Vec<Delivery> {
        let now = self.shared.clock.now();
        let due: Vec<Event> = {
            let mut events = self.shared.bot.events.lock().expect("the events' lock");
            events
                .iter_mut()
                .filter(|event| event.due.is_some_and(|due| due <= now))
                .map(|event| {
                    event.due = None;
                    event.clone()
                })
                .collect()
        };
        let mut deliveries = Vec::new();
        for event in due {
            let again = (event.attempts, event.reason);
            deliveries.push(self.attempt(event, Some(again)).await);
        }
        deliveries
    }

    /// Sends an event once more although the app took it, as Slack does when the answer was lost.
    ///
    /// # Errors
    /// When no event of that id was ever sent.
    pub async fn redeliver(&self, event_id: &str) -> Result<Delivery, Refused> {
        let event = {
            let events = self.shared.bot.events.lock().expect("the events' lock");
            events.iter().find(|event| event.id == event_id).cloned()
        };
        let event = event.ok_or_else(|| Refused(format!("no event {event_id} was sent")))?;
        let number = event.attempts.clamp(1, 3);
        Ok(self.attempt(event, Some((number, "http_timeout"))).await)
    }

    async fn attempt(&self, mut event: Event, retry: Option<(u32, &str)>) -> Delivery {
        let mut delivery = self.send(Door::Events, event.body.clone(), retry).await;
        event.attempts += 1;
        delivery.event_id = event.id.clone();
        delivery.attempts = event.attempts;
        event.reason = match delivery.status {
            0 if delivery.missed_deadline => "http_timeout",
            0 => "connection_failed",
            _ => "http_error",
        };
        let wait = usize::try_from(event.attempts - 1)
            .ok()
            .and_then(|index| WAITS.get(index));
        event.due = wait
            .filter(|_| !delivery.ok() && !delivery.no_retry)
            .map(|wait| self.shared.clock.now() + *wait);
        let mut events = self.shared.bot.events.lock().expect("the events' lock");
        events.retain(|known| known.id != event.id);
        events.push(event);
        delivery
    }

    fn envelope(&self, event: Value) -> (String, String) {
        let now = self.shared.clock.now();
        let mut workspace = self.shared.workspace();
        let id = workspace.fresh_id("Ev");
        let (team, app) = (&workspace.team, &workspace.app);
        // An installation in a whole organization is of no workspace.
        let (installed, enterprise) = match app.org_installed {
            true => (None, &team.enterprise),
            false => (Some(&team.id), &team.enterprise),
        };
        let channel = event["channel"].as_str();
        let channel = channel.and_then(|id| workspace.channels.get(id));
        let body = json!({
            "type": "event_callback", "token": app.verification_token, "team_id": team.id,
            "context_team_id": team.id, "context_enterprise_id": enterprise, "api_app_id": app.id,
            "event": event, "event_id": id, "event_time": now.as_second(),
            "is_ext_shared_channel": channel.is_some_and(Channel::is_ext_shared),
            "authorizations": [{
                "enterprise_id": enterprise, "team_id": installed, "user_id": app.bot_user, "is_bot": true,
                "is_enterprise_install": app.org_installed,
            }],
            "event_context": format!("4-{id}"),
        });
        (id, body.to_string())
    }
}
