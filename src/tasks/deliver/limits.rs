//! How fast Slack may be told: posts by channel, edits by workspace, and the pauses that Slack asks for.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::message::Urgency;
use crate::domain::names::ChannelId;
use crate::store::Undelivered;

/// The span that the edits of a workspace are counted in.
const MINUTE: SignedDuration = SignedDuration::from_secs(60);

/// The paces of the settings.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Between two posts in one channel.
    pub between_posts: Duration,
    /// Edits a minute in the whole workspace.
    pub edits_a_minute: usize,
    /// Between two progress edits of one message.
    pub between_edits: Duration,
}

/// What was sent lately, and what must wait.
#[derive(Debug, Default)]
pub(super) struct Limits {
    next_post: HashMap<ChannelId, Timestamp>,
    edits: VecDeque<Timestamp>,
    edits_paused: Option<Timestamp>,
}

impl Limits {
    /// Admits a message at `now` and counts it, or says when to ask again.
    pub(super) fn admit(
        &mut self,
        message: &Undelivered,
        rates: &Rates,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        match message.ts {
            None => self.admit_post(&message.channel, rates, now),
            Some(_) => self.admit_edit(message, rates, now),
        }
    }

    fn admit_post(
        &mut self,
        channel: &ChannelId,
        rates: &Rates,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        match self.next_post.get(channel) {
            Some(next) if *next > now => Err(*next),
            _ => {
                self.next_post
                    .insert(channel.clone(), now + rates.between_posts);
                Ok(())
            }
        }
    }

    fn admit_edit(
        &mut self,
        message: &Undelivered,
        rates: &Rates,
        now: Timestamp,
    ) -> Result<(), Timestamp> {
        if let Some(until) = self.edits_paused.filter(|until| *until > now) {
            return Err(until);
        }
        let next = message.edited + rates.between_edits;
        if message.urgency == Urgency::Progress && next > now {
            return Err(next);
        }
        while self.edits.front().is_some_and(|at| *at + MINUTE <= now) {
            self.edits.pop_front();
        }
        // Progress leaves a fifth of the budget to what cannot wait.
        let budget = match message.urgency {
            Urgency::Progress => rates.edits_a_minute - rates.edits_a_minute / 5,
            Urgency::NeedsPerson | Urgency::Turn => rates.edits_a_minute,
        };
        if self.edits.len() >= budget {
            return Err(self.edits.front().map_or(now, |at| *at + MINUTE));
        }
        self.edits.push_back(now);
        Ok(())
    }

    /// Slack wants no post in a channel until then.
    pub(super) fn pause_posts(&mut self, channel: &ChannelId, until: Timestamp) {
        self.next_post.insert(channel.clone(), until);
    }

    /// Slack wants no edit in the workspace until then.
    pub(super) fn pause_edits(&mut self, until: Timestamp) {
        self.edits_paused = Some(until);
    }

    /// Forgets what no longer limits anything.
    pub(super) fn tidy(&mut self, now: Timestamp) {
        self.next_post.retain(|_, next| *next > now);
    }
}
