//! Tells news that is no release's own: by itself, or with the release that it turns out to have to do with.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::record::{Recorded, Recorder};
use super::wants::want;
use crate::bell::Bell;
use crate::domain::message::Urgency;
use crate::domain::names::ChannelId;
use crate::domain::notice::{About, AlarmState, Belonging, Notice, Story};
use crate::domain::release::Release;
use crate::domain::telling::{ASIDE, Post, tell_alone, tell_within, told_elsewhere};
use crate::store::{KeptStory, Store, Tx};

/// Stories looked at in one transaction.
const BATCH: u32 = 50;
/// How long telling waits after the store has failed.
const AGAIN: Duration = Duration::from_secs(5);
/// How often the store is asked though nobody rang.
const IDLE: SignedDuration = SignedDuration::from_secs(60);
/// How long after it began an alarm is told with what has become of the release beside it.
const FOLLOWED: SignedDuration = SignedDuration::from_mins(60);

impl Recorder {
    /// Folds notices into their stories; they are told when it is their time. The caller commits.
    ///
    /// # Errors
    /// When the store cannot be read or written: then nothing of it must be committed.
    pub async fn note(
        &self,
        tx: &mut Tx,
        notices: Vec<Notice>,
        now: Timestamp,
    ) -> anyhow::Result<Recorded> {
        let mut recorded = Recorded::default();
        for notice in notices {
            let due = self.due(&notice, now);
            let story = Story::of(notice.clone());
            if !story.is_ours(&self.around.environments) {
                recorded.foreign += 1;
                continue;
            }
            let topic = notice.topic();
            let known = tx.stories_of(&topic).await?;
            let mut kept = known
                .into_iter()
                .find(|one| one.story.goes_on_with(&notice));
            let is_news = match &mut kept {
                Some(kept) => kept.story.fold(notice),
                None => true,
            };
            if !is_news {
                continue;
            }
            let mut kept = kept.unwrap_or_else(|| KeptStory {
                id: format!("story/{topic}@{}", story.first().at.as_millisecond()),
                story,
                release: None,
                settle: None,
            });
            kept.settle = Some(kept.settle.map_or(due, |settle| settle.min(due)));
            tx.keep_story(&kept, now).await?;
            recorded.is_noted = true;
        }
        Ok(recorded)
    }

    /// When a notice is told: what a release may tell better waits a while for that release.
    fn due(&self, notice: &Notice, now: Timestamp) -> Timestamp {
        match &notice.about {
            About::Push(_) => now + self.looks.look * 4,
            About::Approval(_) => now + self.looks.look * 2,
            About::Death(_) | About::Trouble(_) => now + self.looks.look,
            About::Alarm(_) | About::Build(_) | About::Scan(_) | About::Custom(_) => now,
        }
    }

    /// When a story that has just been told is looked at again.
    fn again(&self, story: &Story, now: Timestamp) -> Option<Timestamp> {
        let age = now.duration_since(story.first().at);
        let is_open = match &story.last().about {
            About::Alarm(alarm) => alarm.state != AlarmState::Ok && age < FOLLOWED,
            About::Approval(asked) => asked.ask.until.is_some_and(|until| now < until),
            About::Push(_) => age < SignedDuration::try_from(self.looks.reconcile * 3).ok()?,
            _ => false,
        };
        is_open.then(|| self.looks.later(now))
    }
}

/// Who tells stories.
#[derive(Debug, Clone)]
pub struct Stories {
    pub store: Store,
    pub recorder: Arc<Recorder>,
    /// Rung where a notice was stored.
    pub noted: Bell,
    /// Rung where something is to be told.
    pub telling: Bell,
}

impl Stories {
    /// Tells until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        let mut noted = self.noted.listen();
        let tell = async {
            loop {
                let now = Timestamp::now();
                let next = match self.run_once(now).await {
                    Ok(next) => next.unwrap_or(now + IDLE).min(now + IDLE),
                    Err(error) => {
                        let error = format!("{error:#}");
                        tracing::error!(error, "news that is no release's own could not be told");
                        now + AGAIN
                    }
                };
                let wait = Timestamp::now()
                    .duration_until(next)
                    .max(SignedDuration::ZERO);
                tokio::select! {
                    () = noted.heard() => {}
                    () = tokio::time::sleep(wait.unsigned_abs()) => {}
                }
            }
        };
        stop.run_until_cancelled(tell).await;
    }

    /// Tells what is due by `now`; returns when to look again.
    ///
    /// # Errors
    /// When the store cannot be read or written: then it is still due.
    pub async fn run_once(&self, now: Timestamp) -> anyhow::Result<Option<Timestamp>> {
        let mut tx = self.store.begin().await?;
        let due = tx.due_stories(now, BATCH).await?;
        let mut is_telling = false;
        if !due.is_empty() {
            let releases = tx.recent_releases(now).await?;
            for mut kept in due {
                is_telling |= self.settle(&mut tx, &mut kept, &releases, now).await?;
                tx.keep_story(&kept, now).await?;
            }
        }
        tx.commit().await?;
        if is_telling {
            self.telling.ring();
        }
        self.store.forget_stories(now).await?;
        self.store.next_story().await
    }

    /// Says what is to be told of a story; returns whether there is anything to deliver.
    async fn settle(
        &self,
        tx: &mut Tx,
        kept: &mut KeptStory,
        releases: &[(String, Release)],
        now: Timestamp,
    ) -> anyhow::Result<bool> {
        let around = &self.recorder.around;
        let story = &kept.story;
        let told = tx.told(&kept.id).await?;
        let already: BTreeSet<ChannelId> = told.into_iter().map(|(channel, _)| channel).collect();
        let is_still = |(id, release): &&(String, Release)| match &kept.release {
            Some(theirs) if theirs == id => true,
            _ => story.concerns(release, now),
        };
        let concerned = releases.iter().find(is_still);
        kept.settle = self.recorder.again(story, now);
        let mut beside = None;
        let mut posts = Vec::new();
        match (story.belonging(), concerned) {
            (Some(Belonging::Within), Some((id, _))) if already.is_empty() => {
                let replies = self.replies(tx, story, &kept.id, id, now).await?;
                if !replies.is_empty() {
                    kept.release = Some(id.clone());
                    return tell(tx, id, &replies, now).await;
                }
            }
            (Some(Belonging::Said), Some((id, release))) => {
                kept.release = Some(id.clone());
                kept.settle = None;
                posts.extend(already.iter().map(|channel| Post {
                    channel: channel.clone(),
                    part: String::new(),
                    urgency: Urgency::Turn,
                    turn: "absorbed".to_owned(),
                    message: told_elsewhere(release, around, now),
                }));
                return tell(tx, &kept.id, &posts, now).await;
            }
            (Some(Belonging::Beside), Some((_, release))) => beside = Some(release),
            _ => {}
        }
        posts.extend(tell_alone(story, beside, &already, around, now));
        tell(tx, &kept.id, &posts, now).await
    }

    /// The replies in the threads of a release, wherever that is told.
    async fn replies(
        &self,
        tx: &mut Tx,
        story: &Story,
        id: &str,
        release: &str,
        now: Timestamp,
    ) -> anyhow::Result<Vec<Post>> {
        let Some((message, turn, urgency)) = tell_within(story, &self.recorder.around, now) else {
            return Ok(Vec::new());
        };
        let told = tx.told(release).await?.into_iter();
        let reply = |(channel, _)| Post {
            channel,
            part: format!("{ASIDE}{id}"),
            urgency,
            turn: turn.clone(),
            message: message.clone(),
        };
        Ok(told
            .filter(|(_, part)| part.is_empty())
            .map(reply)
            .collect())
    }
}

async fn tell(tx: &mut Tx, id: &str, posts: &[Post], now: Timestamp) -> anyhow::Result<bool> {
    let mut is_telling = false;
    for post in posts {
        is_telling |= want(tx, id, post, now, now).await?;
    }
    Ok(is_telling)
}
