//! Tells news that is no release's own: by itself, or with the release that it turns out to have to do with.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::record::{Recorded, Recorder};
use super::wants::want;
use crate::bell::Bell;
use crate::store::{KeptStory, Store, Tx};
use domain::message::Urgency;
use domain::names::ChannelId;
use domain::notice::{About, AlarmState, Belonging, Notice, Story};
use domain::release::Release;
use domain::telling::{ASIDE, Post, tell_alone, tell_within};

/// Stories looked at in one transaction.
const BATCH: u32 = 50;
/// How long telling waits after the store has failed.
const AGAIN: Duration = Duration::from_secs(5);
/// How often the store is asked though nobody rang.
const IDLE: SignedDuration = SignedDuration::from_secs(60);
/// How long after it began an alarm is told with what has become of the release beside it.
const FOLLOWED: SignedDuration = SignedDuration::from_mins(60);
/// How long a release may go on that an alarm may stop.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

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
                id: format!("story/{topic}@{}", story.first().key()),
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
            About::Alarm(alarm) if alarm.state == AlarmState::Alarm => now + self.looks.look,
            About::Build(build) if build.is_of_pipeline => now + self.looks.look,
            About::Alarm(_) | About::Build(_) | About::Scan(_) | About::Custom(_) => now,
        }
    }

    /// When a story that has just been told is looked at again.
    fn again(&self, story: &Story, now: Timestamp) -> Option<Timestamp> {
        let age = now.duration_since(story.first().at);
        let is_young =
            |age| SignedDuration::try_from(self.looks.reconcile * 3).is_ok_and(|young| age < young);
        let is_open = match &story.last().about {
            About::Alarm(alarm) => alarm.state != AlarmState::Ok && age < FOLLOWED,
            About::Approval(asked) => asked.ask.until.is_some_and(|until| now < until),
            About::Push(_) => is_young(age),
            About::Build(build) => build.is_of_pipeline && is_young(age),
            _ => false,
        };
        is_open.then(|| self.looks.later(now))
    }

    /// When an alarm that is told with a release is looked at again, as long as that may go on.
    fn until_known(&self, alarm: &Story, now: Timestamp) -> Option<Timestamp> {
        let age = now.duration_since(alarm.first().at);
        let is_over =
            matches!(&alarm.last().about, About::Alarm(alarm) if alarm.state == AlarmState::Ok);
        (!is_over && age < LONGEST).then(|| self.looks.later(now))
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
            let mut releases = tx.recent_releases(now).await?;
            // Nobody is told of these, so that nothing can be told with them.
            releases.retain(|(_, release)| !release.is_unheard_of());
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
        let own = match &kept.release {
            Some(id) => tx.release(id).await?.map(|own| (id.clone(), own.release)),
            None => None,
        };
        let is_own = own.as_ref().filter(|(_, own)| story.stops(own, now));
        let concerned = is_own
            .or_else(|| releases.iter().find(|(_, one)| story.stops(one, now)))
            .or(own.as_ref())
            .or_else(|| releases.iter().find(|(_, one)| story.concerns(one, now)));
        let concerned = concerned.and_then(|(id, release)| {
            let belonging = story.belonging(release, now)?;
            Some((belonging, id, release))
        });
        kept.settle = self.recorder.again(story, now);
        let mut beside = None;
        let mut covered = BTreeSet::new();
        let mut is_telling = false;
        match concerned {
            Some((Belonging::Said, id, release)) => {
                kept.release = Some(id.clone());
                kept.settle = None;
                tx.drop_unposted(&kept.id).await?;
                tx.lead(&kept.id, id).await?;
                return Ok(self.recorder.lead(tx, id, release, now).await?.is_telling);
            }
            Some((Belonging::Within, id, release)) => {
                // What was told by itself before stays so, but for an alarm: that turns out to be the release's own.
                let is_own = story.stops(release, now);
                let mut replies = Vec::new();
                if is_own || already.is_empty() {
                    let belonging = (id.as_str(), Belonging::Within);
                    replies = self.replies(tx, story, &kept.id, belonging, now).await?;
                }
                is_telling |= tell(tx, id, &replies, now).await?;
                covered.extend(replies.into_iter().map(|reply| reply.channel));
                if !covered.is_empty() {
                    kept.release = Some(id.clone());
                    tx.lead_where_told(&kept.id, id).await?;
                    is_telling |= self.recorder.lead(tx, id, release, now).await?.is_telling;
                    if !is_own {
                        return Ok(is_telling);
                    }
                    // Whether it has stopped anything is known at the end.
                    kept.settle = self.recorder.until_known(story, now);
                }
            }
            Some((Belonging::Beside, id, release)) => {
                let belonging = (id.as_str(), Belonging::Beside);
                let replies = self.replies(tx, story, &kept.id, belonging, now).await?;
                is_telling |= tell(tx, id, &replies, now).await?;
                kept.release = Some(id.clone());
                tx.lead_nowhere(&kept.id).await?;
                beside = Some(release);
            }
            None => tx.lead_nowhere(&kept.id).await?,
        }
        let mut posts = tell_alone(story, beside, &already, around, now);
        posts.retain(|post| !covered.contains(&post.channel));
        is_telling |= tell(tx, &kept.id, &posts, now).await?;
        Ok(is_telling)
    }

    /// The replies in the threads of a release, wherever that is told.
    async fn replies(
        &self,
        tx: &mut Tx,
        story: &Story,
        id: &str,
        (release, belonging): (&str, Belonging),
        now: Timestamp,
    ) -> anyhow::Result<Vec<Post>> {
        let told = tell_within(story, belonging, &self.recorder.around, now);
        let Some((message, turn)) = told else {
            return Ok(Vec::new());
        };
        let told = tx.told(release).await?.into_iter();
        let reply = |(channel, _)| Post {
            channel,
            part: format!("{ASIDE}{id}"),
            // It calls nobody.
            urgency: Urgency::Turn,
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
