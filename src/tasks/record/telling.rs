//! What is told of the releases in hand: what each channel should show, from when on, and what leads to it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Held, Open, Recorder};
use crate::store::{Kept, Tx};
use crate::tasks::wants::want;
use domain::message::Urgency;
use domain::names::ChannelId;
use domain::release::{Release, Subject};
use domain::telling::{ASIDE, Post, absorbed, tell};

/// How long a first message waits for AWS's word, of a deployment also on which execution made it: a little longer than
/// a round of questions takes, so that where AWS is silent the message can say so.
pub(in crate::tasks) const ANSWER: SignedDuration = SignedDuration::from_secs(9);
/// How long before the bot first knew of something it may have ended, and is told all the same.
const PAST: SignedDuration = SignedDuration::from_hours(24);

/// What came of saying where something is told.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::tasks) struct Led {
    pub is_telling: bool,
    /// Whether something is to lead to a message that Slack does not show yet.
    pub waits: bool,
}

impl Recorder {
    /// Lets what was told of releases that became a part of this one, and of what it turned out to tell, lead to it.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub(in crate::tasks) async fn lead(
        &self,
        tx: &mut Tx,
        id: &str,
        release: &Release,
        now: Timestamp,
    ) -> anyhow::Result<Led> {
        let mut led = Led::default();
        let leading = tx.leading_to(id).await?;
        if leading.is_empty() {
            return Ok(led);
        }
        let shown = tx.shown_at(id).await?;
        // What happened beside it happened all the same.
        for gone in leading.iter().filter(|gone| !gone.part.starts_with(ASIDE)) {
            let channel = ChannelId::new(&gone.channel);
            let own = shown.get(&channel);
            led.waits |= own.is_some_and(Option::is_none);
            let ts = own.and_then(Option::as_ref);
            let link = ts.and_then(|ts| self.archive.link(&channel, ts));
            let post = Post {
                channel,
                part: gone.part.clone(),
                urgency: Urgency::Turn,
                turn: "absorbed".to_owned(),
                message: absorbed(release, link, &self.around, now),
            };
            led.is_telling |= want(tx, &gone.release, &post, now, now).await?;
        }
        Ok(led)
    }
}

impl Open<'_> {
    /// Says what every channel should show of a release, and of those that became a part of it.
    pub(super) async fn tell(&self, tx: &mut Tx, id: &str, held: &Held) -> anyhow::Result<Led> {
        let Recorder { around, .. } = self.recorder;
        let release = &held.kept.release;
        let mut led = self.recorder.lead(tx, id, release, self.now).await?;
        if !self.is_told(tx, id, held).await? {
            tx.drop_unposted(id).await?;
            return Ok(led);
        }
        tx.drop_early(id, self.now).await?;
        let already = tx.told(id).await?.into_iter().collect();
        let due = self.due(held);
        for post in tell(release, &already, around, self.now) {
            led.is_telling |= want(tx, id, &post, due, self.now).await?;
        }
        Ok(led)
    }

    /// Whether a release is told: what has been posted is kept true, but nothing is posted of what AWS does not know, nor
    /// of what began before anybody watched and was over by then.
    async fn is_told(&self, tx: &mut Tx, id: &str, held: &Held) -> anyhow::Result<bool> {
        let Kept { release, begun } = &held.kept;
        let is_unheard_of = release.is_unheard_of() && !release.is_replay();
        if !is_unheard_of && !release.was_over_before(|_| self.now) {
            return Ok(true);
        }
        let mut watched = BTreeMap::new();
        for environment in self.recorder.around.environments.all() {
            let begun = tx.watched_since(&environment.name).await?;
            watched.insert(&environment.name, begun.unwrap_or(self.now));
        }
        let since = |subject: &Subject| {
            let owner = self.recorder.around.environments.of_subject(subject);
            let possible = owner.environments().iter();
            let watched = possible.filter_map(|one| watched.get(&one.name)).min();
            watched.copied().unwrap_or(self.now).max(*begun - PAST)
        };
        let is_old = release.was_over_before(since);
        Ok(!(is_unheard_of || is_old) || tx.is_shown(id).await?)
    }

    /// When a first message may be posted: once AWS has told its names, or whose deployment it is, there is nothing to
    /// wait for.
    fn due(&self, held: &Held) -> Timestamp {
        let Kept { release, begun } = &held.kept;
        let is_told = match release.execution() {
            Some(_) => !held.seen.is_empty(),
            None => release.owner().is_some(),
        };
        // While nobody asked, nobody could answer.
        let since = self.recorder.since.get().copied().unwrap_or(self.now);
        let begun = (*begun).max(since);
        match is_told {
            true => self.now,
            false => self.now.max(begun + ANSWER),
        }
    }
}
