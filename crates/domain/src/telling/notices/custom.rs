//! What somebody wrote themselves: shown as it is, and nothing in it mentions, links or acts.

use std::collections::BTreeSet;

use super::Told;
use crate::message::{Message, Part};
use crate::names::ChannelId;
use crate::notice::{About, Custom};
use crate::rich::Rich;
use crate::telling::{ASIDE, Post};

/// Characters of one paragraph, within what one block of Slack's takes.
const PARAGRAPH: usize = 2_000;
/// Characters of a line that says all; a title may be as long.
const TITLE: usize = 250;

impl Told<'_> {
    /// The first of a thread as a message, each that follows as a reply below it.
    pub(super) fn customs(&self, channels: &BTreeSet<ChannelId>) -> Vec<Post> {
        let mut posts = Vec::new();
        for (index, notice) in self.story.notices().iter().enumerate() {
            let About::Custom(custom) = &notice.about else {
                continue;
            };
            let part = match index {
                0 => String::new(),
                _ => format!("{ASIDE}{}", notice.key()),
            };
            posts.extend(channels.iter().map(|channel| Post {
                channel: channel.clone(),
                part: part.clone(),
                urgency: self.urgency(),
                turn: String::new(),
                message: self.custom(custom),
            }));
        }
        posts
    }

    pub(super) fn custom(&self, custom: &Custom) -> Message {
        let words = self.words;
        let is_title =
            custom.description.chars().count() <= TITLE && !custom.description.contains('\n');
        let alone = || Some(custom.description.as_str()).filter(|_| is_title);
        let written = custom.title.as_deref().or(custom.summary.as_deref());
        let title = written.or_else(alone);
        let mut message = match title {
            Some(title) => {
                let title = ("title", Rich::text(title).into());
                Message::sentence(words.say("notice-custom", &[title]))
            }
            None => Message::sentence(words.say("notice-custom-untitled", &[])),
        };
        let said_already = written.is_none() && is_title;
        let paragraphs = match said_already {
            true => Vec::new(),
            false => paragraphs(&custom.description),
        };
        message.parts.extend(
            paragraphs
                .into_iter()
                .map(|text| Part::Paragraph(Rich::text(text))),
        );
        if !custom.next_steps.is_empty() {
            message = message.with(Part::Paragraph(words.say("notice-next-steps", &[])));
            let steps = custom.next_steps.iter().enumerate();
            let steps = steps.map(|(index, step)| Rich::text(format!("{}. {step}", index + 1)));
            message = message.with(Part::Lines(steps.collect()));
        }
        let mut facts: Vec<(Rich, Rich)> = custom
            .context
            .iter()
            .map(|(name, value)| (Rich::text(name), Rich::text(value)))
            .collect();
        if !custom.resources.is_empty() {
            facts.push(self.fact("resources", Rich::text(custom.resources.join("\n"))));
        }
        if !facts.is_empty() {
            message = message.with(Part::Facts(facts));
        }
        if !custom.keywords.is_empty() {
            message = message.with(Part::Note(Rich::text(custom.keywords.join(" · "))));
        }
        message
    }
}

/// A long text in pieces that fit, cut between lines where that is possible.
fn paragraphs(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut line: Vec<char> = line.chars().collect();
        while !line.is_empty() || pieces.is_empty() {
            let rest = line.split_off(line.len().min(PARAGRAPH));
            let piece: String = line.iter().collect();
            match pieces.last_mut() {
                Some(last) if last.chars().count() + piece.chars().count() < PARAGRAPH => {
                    last.push('\n');
                    last.push_str(&piece);
                }
                _ => pieces.push(piece),
            }
            line = rest;
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}
