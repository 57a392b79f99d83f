//! How fast Slack may be told: posts by channel, edits by workspace, and the pauses that Slack asks for.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::store::Undelivered;
use domain::message::Urgency;
use domain::names::ChannelId;

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
        // Progress leaves a fifth of the budget to what cannot wait, and all that calls nobody a tenth to what does.
        let whole = rates.edits_a_minute;
        let budget = match message.urgency {
            Urgency::Progress => whole - whole / 5,
            Urgency::Turn => whole - whole / 10,
            Urgency::NeedsPerson => whole,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Thread;

    const RATES: Rates = Rates {
        between_posts: Duration::from_secs(1),
        edits_a_minute: 20,
        between_edits: Duration::from_secs(30),
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(100_000 + seconds)
    }

    fn post(channel: &str) -> Undelivered {
        Undelivered {
            id: "m1".to_owned(),
            channel: ChannelId::new(channel),
            body: String::new(),
            urgency: Urgency::Turn,
            ts: None,
            edited: at(-1_000),
            tried: None,
            failures: 0,
            thread: Thread::None,
            is_aside: false,
        }
    }

    fn edit(urgency: Urgency, edited: Timestamp) -> Undelivered {
        Undelivered {
            ts: Some("1.1".to_owned()),
            urgency,
            edited,
            ..post("C1")
        }
    }

    /// How many edits of an urgency are admitted at once.
    fn admitted(limits: &mut Limits, rates: &Rates, urgency: Urgency, now: Timestamp) -> usize {
        let edit = edit(urgency, at(-1_000));
        (0..1_000)
            .take_while(|_| limits.admit(&edit, rates, now).is_ok())
            .count()
    }

    #[test]
    fn the_less_urgent_leaves_a_part_of_the_edits_to_the_more_urgent() {
        use Urgency::{NeedsPerson, Progress, Turn};
        for (budget, order, expected) in [
            (20, [Progress, Turn, NeedsPerson], [16, 2, 2]),
            (20, [NeedsPerson, Turn, Progress], [20, 0, 0]),
            (20, [Turn, Progress, NeedsPerson], [18, 0, 2]),
            (50, [Progress, Turn, NeedsPerson], [40, 5, 5]),
            (1, [Progress, Turn, NeedsPerson], [1, 0, 0]),
        ] {
            let rates = Rates {
                edits_a_minute: budget,
                ..RATES
            };
            let mut limits = Limits::default();
            let counts = order.map(|urgency| admitted(&mut limits, &rates, urgency, at(0)));
            assert_eq!(counts, expected, "{budget} {order:?}");
            // All of it is there again after a minute, and not sooner.
            assert_eq!(admitted(&mut limits, &rates, NeedsPerson, at(59)), 0);
            assert_eq!(admitted(&mut limits, &rates, NeedsPerson, at(60)), budget);
        }
    }

    #[test]
    fn only_progress_waits_for_its_pace() {
        for (urgency, edited, expected) in [
            (Urgency::Progress, at(-29), Err(at(1))),
            (Urgency::Progress, at(-30), Ok(())),
            (Urgency::Turn, at(0), Ok(())),
            (Urgency::NeedsPerson, at(0), Ok(())),
        ] {
            let admitted = Limits::default().admit(&edit(urgency, edited), &RATES, at(0));
            assert_eq!(admitted, expected, "{urgency:?} {edited}");
        }
    }

    #[test]
    fn a_pause_that_slack_asks_for_holds_for_the_urgent_too() {
        let mut limits = Limits::default();
        limits.pause_edits(at(20));
        limits.pause_posts(&ChannelId::new("C1"), at(10));
        let urgent = edit(Urgency::NeedsPerson, at(-1_000));
        for (message, now, expected) in [
            (&urgent, 19, Err(at(20))),
            (&urgent, 20, Ok(())),
            (&post("C1"), 9, Err(at(10))),
            (&post("C2"), 9, Ok(())),
            (&post("C1"), 10, Ok(())),
        ] {
            assert_eq!(limits.admit(message, &RATES, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn each_channel_has_a_pace_of_its_own() {
        let mut limits = Limits::default();
        for (channel, now, expected) in [
            ("C1", 0, Ok(())),
            ("C1", 0, Err(at(1))),
            ("C2", 0, Ok(())),
            ("C1", 1, Ok(())),
        ] {
            assert_eq!(limits.admit(&post(channel), &RATES, at(now)), expected);
            limits.tidy(at(now));
        }
    }
}
