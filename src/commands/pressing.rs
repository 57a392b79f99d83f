//! A click or a submitted modal that is worked on, and the way back to its person.

use std::time::Instant;

use super::Desk;
use crate::slack::{Interaction, Invocation, ReplyTo, render};
use domain::message::Message;
use domain::refusal::Refusal;
use domain::words::Words;

/// Who did what, and where they are answered.
pub(super) struct Pressing {
    pub(super) id: String,
    pub(super) interaction: Interaction,
    pub(super) words: &'static Words,
}

impl Pressing {
    /// Tells the person alone why nothing was done, if they are one of ours.
    pub(super) async fn refuse(&self, desk: &Desk, refusal: &Refusal) {
        let Interaction { person, origin, .. } = &self.interaction;
        match desk.admit(person, origin).await {
            Ok(()) => self.tell(desk, &refusal.message(self.words)).await,
            Err(Refusal::OtherTeam) => {}
            Err(unclear) => self.tell(desk, &unclear.message(self.words)).await,
        }
    }

    /// Tells the person alone; what is private to them already is replaced, so that its buttons go.
    pub(super) async fn tell(&self, desk: &Desk, message: &Message) {
        let interaction = &self.interaction;
        if let (true, Some(url)) = (interaction.is_private(), &interaction.response_url) {
            match desk.tools.slack.replace(url, &render(message)).await {
                Ok(()) => return,
                Err(error) => tracing::info!(%error, "a private message was not replaced"),
            }
        }
        let Some(channel) = &interaction.channel else {
            return;
        };
        let thread = interaction.message.as_ref();
        let invocation = Invocation {
            origin: interaction.origin.clone(),
            person: interaction.person.clone(),
            channel: channel.clone(),
            thread: thread.and_then(|at| at.thread.clone()),
            text: String::new(),
            reply_to: interaction
                .response_url
                .clone()
                .map_or(ReplyTo::Ephemeral, ReplyTo::Url),
        };
        desk.tell(&invocation, message, Instant::now()).await;
    }
}
