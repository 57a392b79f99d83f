//! Replies in a message's thread, most of them shown to the whole channel too: edits notify nobody, these do.

use std::collections::{BTreeMap, BTreeSet};

use super::Post;
use super::calls::Call;
use super::headline::mentioned;
use super::routes::Audience;
use crate::message::{Part, Urgency};
use crate::names::ChannelId;

/// The replies of a call: those that were told are kept true; a new one begins only while it calls, or aside.
pub(super) fn replies(
    call: &Call<'_>,
    audience: &Audience<'_>,
    already: &BTreeSet<(ChannelId, String)>,
) -> Vec<Post> {
    let mut told: BTreeMap<&ChannelId, Vec<&str>> = BTreeMap::new();
    for (channel, part) in already {
        if call.parts.contains(part) {
            told.entry(channel).or_default().push(part);
        }
    }
    if let Some(new) = call.begins() {
        let has_message = audience.channels();
        for channel in audience.hearing(call) {
            // What calls nobody is no reason for a message.
            if call.is_current || has_message.contains(channel) {
                told.entry(channel).or_insert_with(|| vec![new]);
            }
        }
    }
    let mut posts = Vec::new();
    for (channel, parts) in told {
        let mut message = call.message.clone();
        let mentions = audience.mentions(channel, call);
        if call.is_current && !mentions.is_empty() {
            message = message.with(Part::Paragraph(mentioned(mentions)));
        }
        posts.extend(parts.into_iter().map(|part| Post {
            channel: channel.clone(),
            part: part.to_owned(),
            urgency: match call.is_current {
                true => Urgency::NeedsPerson,
                false => Urgency::Turn,
            },
            turn: call.turn.clone(),
            message: message.clone(),
        }));
    }
    posts
}
