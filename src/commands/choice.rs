//! A list of what may be meant, for one person alone, with a button for each.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Tools, acting};
use domain::look::Look;
use domain::message::{Actions, Button, Message, Part};
use domain::refusal::Refusal;
use domain::rich::Rich;
use domain::status;
use domain::words::Words;

/// What a list offers at most: two buttons, and a menu's five.
pub const OFFERED: usize = 7;

/// A list to choose from.
#[derive(Debug)]
pub struct Choice {
    pub headline: Rich,
    pub listed: Vec<Listed>,
    /// What is said below it.
    pub notes: Vec<Rich>,
}

/// One of them.
#[derive(Debug)]
pub struct Listed {
    pub line: Rich,
    /// None where nothing can be done to it.
    pub button: Option<Button>,
}

impl Choice {
    /// The list as a message. Its buttons are stored first.
    ///
    /// # Errors
    /// When they cannot be stored.
    pub async fn message(self, tools: &Tools, words: &Words) -> Result<Message, Refusal> {
        let more = self.listed.len().saturating_sub(OFFERED);
        let mut lines = Vec::new();
        let mut buttons = Vec::new();
        for one in self.listed.into_iter().take(OFFERED) {
            lines.push(one.line);
            let Some(button) = one.button else {
                continue;
            };
            let kept =
                tools
                    .store
                    .keep_intent(&button.intent, button.only.as_ref(), Timestamp::now());
            kept.await.map_err(|error| acting::unstored(&error))?;
            buttons.push(button);
        }
        if more > 0 {
            lines.push(words.say("choose-more", &[("n", more.into())]));
        }
        let more = buttons.split_off(buttons.len().min(2));
        let message = Message::sentence(self.headline).with(Part::Lines(lines));
        let message = match self.notes.is_empty() {
            true => message,
            false => message.with(Part::Lines(self.notes)),
        };
        let actions = Actions { buttons, more };
        Ok(match actions.is_empty() {
            true => message,
            false => message.with(Part::Actions(actions)),
        })
    }
}

/// A sentence for each thing that could not be seen.
pub fn gaps(looks: &[Arc<Look>], words: &Words) -> Vec<Rich> {
    status::gaps(&status::select(looks, None), words)
}
