//! Mentions of the bot: delivered, edited, and answered by the time that the bot has stopped.

use serde_json::Value;
use sim::slack::{Delivery, Message, Workspace};

use crate::{DEPLOYS, House, read};

impl House {
    /// Somebody mentions the bot.
    pub async fn mentioned(&self, text: &str) -> Delivery {
        let heard = self.slack.mention("U0ANN", DEPLOYS, text, None).await;
        let heard = heard.expect("a mention that is heard");
        assert!(heard.ok(), "{heard:?}");
        heard
    }

    /// Edits the message of a mention, which mentions the bot once more, as a new event.
    pub async fn edited(&self, mention: &Delivery, text: &str) -> Delivery {
        let text = format!("@pilothouse {text}");
        let edited = self.slack.edit("U0ANN", DEPLOYS, &ts(mention), &text).await;
        let edited = edited.expect("an edit").expect("a mention");
        assert!(edited.ok() && edited.event_id != mention.event_id);
        edited
    }

    /// All that a mention is answered in the end: the texts for everyone, and those for its person.
    pub async fn answers_in_the_end(self, mention: &Delivery) -> (Vec<String>, Vec<String>) {
        let (status, _) = self.bot.stop().await.expect("an end");
        assert!(status.success());
        let answers = self.slack.read(|workspace| answers_to(workspace, mention));
        let (private, shared): (Vec<_>, Vec<_>) = answers
            .iter()
            .partition(|answer| answer.ephemeral_to.is_some());
        let texts = |of: Vec<_>| of.into_iter().map(read).collect();
        (texts(shared), texts(private))
    }
}

/// The timestamp of the message that mentioned the bot.
pub fn ts(mention: &Delivery) -> String {
    let sent: Value = serde_json::from_str(&mention.sent).expect("an event");
    sent["event"]["ts"].as_str().expect("a ts").to_owned()
}

/// All answers to a mention, the oldest first: those for everyone in its thread, and those for its person alone.
pub fn answers_to(workspace: &Workspace, mention: &Delivery) -> Vec<Message> {
    let sent: Value = serde_json::from_str(&mention.sent).expect("an event");
    let event = &sent["event"];
    let (channel, ts) = (&event["channel"], event["ts"].as_str().expect("a ts"));
    let parent = event["thread_ts"].as_str().unwrap_or(ts);
    let everything = workspace.everything().iter();
    let after = everything.skip_while(|one| one.ts != ts).skip(1);
    after
        .filter(|one| !one.deleted && *channel == one.channel.as_str())
        .filter(|one| match &one.ephemeral_to {
            Some(person) => event["user"] == person.as_str(),
            None => {
                let id = one.metadata().map(|data| &data["event_payload"]["id"]);
                let is_answer = id
                    .and_then(Value::as_str)
                    .is_some_and(|id| id.ends_with(ts));
                is_answer && one.thread_ts.as_deref() == Some(parent)
            }
        })
        .cloned()
        .collect()
}
