//! What Slack sends, by whichever way it came, and what it is answered within 50 ms.

use std::time::Duration;

use axum::body::Bytes;
use serde::Serialize;
use serde_json::json;

use super::{Doors, Reject};
use crate::commands::{Outcome, Pressed};
use crate::slack::{self, Event, Interaction, Invocation, ReplyTo};
use domain::message::{Message, Modal};
use domain::refusal::Refusal;
use domain::words::Words;
use domain::workspace::Affiliation;

/// How long storing may take before Slack is asked to send it again.
const STORED: Duration = Duration::from_secs(1);

/// The JSON to answer with, where there is something to say.
pub type Reply = Option<Bytes>;

impl Doors {
    /// Takes the form of a slash command.
    pub async fn command(&self, form: &[u8]) -> Reply {
        let default = self.desk.default_words();
        let message = match Invocation::from_command(form, &self.api_url) {
            Err(_) => Refusal::UnreadablePayload.message(default),
            Ok(invocation) if self.desk.affiliation(&invocation.origin) != Affiliation::Ours => {
                Refusal::OtherTeam.message(default)
            }
            Ok(invocation) => {
                let (Outcome::Answer(message) | Outcome::Working(message)) =
                    self.desk.take(invocation, form).await;
                message
            }
        };
        Some(self.said.say(&message).await)
    }

    /// Takes the form of an interaction.
    pub async fn interaction(&self, form: &[u8]) -> Reply {
        let default = self.desk.default_words();
        let Ok(interaction) = Interaction::read(form, &self.api_url) else {
            let message = Refusal::UnreadablePayload.message(default);
            return Some(self.said.say(&message).await);
        };
        if self.desk.affiliation(&interaction.origin) == Affiliation::Foreign {
            let words = self.desk.words(&interaction.person).await;
            let refusal = Refusal::OtherTeam.message(words);
            return Some(self.refuse(interaction, refusal, words, false).await);
        }
        match self.desk.press(interaction.clone(), form).await {
            Pressed::Taken => None,
            Pressed::Modal(modal) => Some(written(&slack::updated(&modal))),
            Pressed::Wrong(why) => Some(written(&slack::errors(&why))),
            Pressed::Refused(message) => {
                let words = self.desk.words(&interaction.person).await;
                Some(self.refuse(interaction, message, words, true).await)
            }
        }
    }

    /// Tells the person where an interaction is told anything: a modal in its answer, a click by its response URL or,
    /// where that must not be called, in its channel.
    async fn refuse(
        &self,
        interaction: Interaction,
        message: Message,
        words: &Words,
        ours: bool,
    ) -> Bytes {
        if interaction.kind == "view_submission" {
            let modal = Modal {
                title: words.plain("app-name", &[]),
                message,
                input: None,
                submit: None,
                close: words.plain("close", &[]),
            };
            return written(&slack::updated(&modal));
        }
        let said = self.said.say(&message).await;
        // Another workspace is called by nobody here: its refusal stands in the answer alone.
        if let (true, Some(channel)) = (ours, interaction.channel) {
            let invocation = Invocation {
                origin: interaction.origin,
                person: interaction.person,
                channel,
                thread: None,
                text: String::new(),
                reply_to: interaction
                    .response_url
                    .map_or(ReplyTo::Ephemeral, ReplyTo::Url),
            };
            self.desk.tell_later(invocation, message);
        }
        said
    }

    /// Takes the JSON of an event; a mention is stored when this returns.
    ///
    /// # Errors
    /// When it could not be stored: it must be sent again.
    pub async fn event(&self, body: &[u8]) -> Result<Reply, Reject> {
        let mention = match Event::read(body) {
            Ok(Event::Challenge(challenge)) => {
                return Ok(Some(written(&json!({ "challenge": challenge }))));
            }
            Ok(Event::Mention(mention)) => *mention,
            Ok(Event::Other) => return Ok(None),
            Err(error) => {
                // Sent again it would be no better.
                tracing::warn!(%error, "an event from Slack was set aside");
                return Ok(None);
            }
        };
        if self.desk.affiliation(&mention.invocation.origin) == Affiliation::Foreign {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(body).into_owned();
        let stored = self.desk.receive_mention(mention, text);
        match tokio::time::timeout(STORED, stored).await {
            Ok(Ok(())) => Ok(None),
            Ok(Err(error)) => {
                let error = format!("{error:#}");
                tracing::error!(error, "a mention could not be stored");
                Err(Reject::NotStored)
            }
            Err(_) => {
                tracing::error!("a mention could not be stored in time");
                Err(Reject::NotStored)
            }
        }
    }
}

fn written(answer: &impl Serialize) -> Bytes {
    serde_json::to_vec(answer)
        .expect("answers are JSON: their keys are strings")
        .into()
}
