//! Messages that people write and edit, and the `app_mention` that the app gets of them.

use serde_json::{Value, json};

use super::commands::may_write;
use super::escape::{To, escape};
use super::{Delivery, Refused};
use crate::slack::{Content, Draft, Message, SlackSim, Workspace};

impl SlackSim {
    /// A person writes `@app text` in a channel, or in the thread of `thread_ts`.
    ///
    /// # Errors
    /// When the person cannot write there; or, with the message posted all the same, when the app hears nothing of
    /// it because it is not in the channel or may not read mentions.
    pub async fn mention(
        &self,
        person: &str,
        channel: &str,
        text: &str,
        thread_ts: Option<&str>,
    ) -> Result<Delivery, Refused> {
        let name = self.shared.workspace().app.name.clone();
        let text = format!("@{name} {text}");
        self.say(person, channel, &text, thread_ts)
            .await?
            .ok_or_else(|| Refused(format!("the app hears no mention in {channel}")))
    }

    /// A person writes anything. Where that mentions the app, and the app is in the channel and may read mentions,
    /// it gets an `app_mention`, and at once a second time if it did not take the first.
    ///
    /// # Errors
    /// When the person cannot write there, or there is no such thread.
    pub async fn say(
        &self,
        person: &str,
        channel: &str,
        text: &str,
        thread_ts: Option<&str>,
    ) -> Result<Option<Delivery>, Refused> {
        let event = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            may_write(&workspace, person, channel)?;
            if let Some(parent) = thread_ts
                && workspace.message(channel, parent).is_none()
            {
                return Err(Refused(format!("there is no thread {parent}")));
            }
            let draft = Draft {
                channel: channel.into(),
                author: person.into(),
                thread_ts: thread_ts.map(ToOwned::to_owned),
                content: written(&workspace, text),
                ..Draft::default()
            };
            let message = workspace.post(draft, now).clone();
            heard(&mut workspace, &message)
        };
        self.tell(event).await
    }

    /// A person makes a message of their own say something else. Where it then mentions the app, the app gets another
    /// `app_mention`, of the same message, that says so.
    ///
    /// # Errors
    /// When the person cannot write there, or the message is not theirs.
    pub async fn edit(
        &self,
        person: &str,
        channel: &str,
        ts: &str,
        text: &str,
    ) -> Result<Option<Delivery>, Refused> {
        let event = {
            let now = self.shared.clock.now();
            let mut workspace = self.shared.workspace();
            may_write(&workspace, person, channel)?;
            let is_theirs = workspace
                .message(channel, ts)
                .is_some_and(|message| message.author == person);
            if !is_theirs {
                return Err(Refused(format!("{person} wrote no message {ts}")));
            }
            let content = written(&workspace, text);
            workspace.edit(channel, ts, content, now);
            let message = workspace.message(channel, ts).cloned();
            let message = message.ok_or_else(|| Refused(format!("there is no message {ts}")))?;
            heard(&mut workspace, &message).map(|mut event| {
                let at = format!("{}.{:06}", now.as_second(), now.subsec_microsecond());
                event["edited"] = json!({"user": person, "ts": at});
                event["event_ts"] = json!(at);
                event
            })
        };
        self.tell(event).await
    }

    async fn tell(&self, event: Option<Value>) -> Result<Option<Delivery>, Refused> {
        self.shared.changed();
        match event {
            Some(event) => Ok(Some(self.event(event).await)),
            None => Ok(None),
        }
    }
}

fn written(workspace: &Workspace, text: &str) -> Content {
    Content {
        text: escape(workspace, text, To::Message),
        ..Content::default()
    }
}

/// The event of a message that mentions the app, where the app hears of it.
fn heard(workspace: &mut Workspace, message: &Message) -> Option<Value> {
    let app = &workspace.app;
    let place = &workspace.channels[&message.channel];
    let is_heard = message.text().contains(&format!("<@{}>", app.bot_user))
        && place.members.contains(&app.bot_user)
        && app.scopes.contains("app_mentions:read");
    let is_shared = place.is_ext_shared();
    let team = workspace.team_of(&message.author).to_owned();
    is_heard.then(|| {
        let mut event = json!({
            "type": "app_mention", "user": message.author, "text": message.text(), "ts": message.ts,
            "event_ts": message.ts, "channel": message.channel, "team": team,
            "client_msg_id": workspace.fresh_id("m"),
        });
        if let Some(parent) = &message.thread_ts {
            event["thread_ts"] = json!(parent);
        }
        // Only where people of several workspaces meet does Slack say whose each is.
        if is_shared {
            event["user_team"] = json!(team);
            event["source_team"] = json!(team);
        }
        event
    })
}
