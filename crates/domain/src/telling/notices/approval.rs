//! A manual approval that waits and of which no release is known: without buttons, for nobody knows what they would approve.

use super::Told;
use crate::console;
use crate::message::{Message, Part};
use crate::notice::Approval;
use crate::rich::Rich;
use crate::telling::failure::asked;
use crate::telling::links::web;
use crate::words::Value;

impl Told<'_> {
    pub(super) fn approval(&self, approval: &Approval) -> (Message, String) {
        let words = self.words;
        let is_over = approval.ask.until.is_some_and(|until| until <= self.now);
        let state = if is_over { "over" } else { "waits" };
        let mut message = Message::sentence(words.say(
            "notice-approval",
            &[
                ("state", Value::Choice(state)),
                ("pipeline", Rich::text(&approval.pipeline).into()),
                ("where", self.place()),
            ],
        ));
        if !is_over {
            let asked = asked(&approval.action, &approval.ask, words);
            message = message.with(Part::Paragraph(asked));
        }
        let ours = || {
            let region = self.region()?;
            Some(console::pipeline_page(region, &approval.pipeline))
        };
        let page = approval
            .console
            .clone()
            .filter(|url| web(url))
            .or_else(ours);
        message
            .parts
            .extend(page.map(|url| self.open("pipeline", url)));
        (message, state.to_owned())
    }
}
