//! Where every invocation arrives: understood, answered at once or worked on, and its person answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;

use super::{Asker, Intent, grammar};
use crate::aws::Fleet;
use crate::domain::message::Message;
use crate::domain::names::{PersonId, TeamId};
use crate::domain::policy::Grant;
use crate::domain::refusal::Refusal;
use crate::domain::words::{Locale, Words};
use crate::metrics::Metrics;
use crate::slack::{Invocation, People, Slack, render};
use crate::store::{Received, Store};

/// Answers that are worked on at the same moment; who comes beyond that is told to try again.
const AT_ONCE: usize = 512;
/// How long an answer may be worked on, whatever happens.
const WORK: Duration = Duration::from_secs(20);

/// The inbox's name for mentions.
pub const MENTION: &str = "slack.app_mention";

/// What commands work with.
#[derive(Debug)]
pub struct Tools {
    pub fleet: Arc<Fleet>,
    pub slack: Slack,
    pub people: People,
    pub store: Store,
    pub grants: Vec<Grant>,
    pub metrics: Metrics,
}

/// Takes invocations. Clones share it.
#[derive(Debug, Clone)]
pub struct Desk {
    tools: Arc<Tools>,
    team: TeamId,
    tasks: TaskTracker,
    places: Arc<Semaphore>,
}

/// What to say within the acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// This is the answer.
    Answer(Message),
    /// The answer follows; this is said meanwhile.
    Working(Message),
}

/// What was understood, and what it leads to.
enum Step {
    Answer(Message),
    Work(Box<Intent>, OwnedSemaphorePermit),
}

impl Desk {
    /// A desk for one workspace. Its work is tracked by `tasks`, so that a shutdown can wait for it.
    pub fn new(tools: Arc<Tools>, team: TeamId, tasks: TaskTracker) -> Self {
        Self {
            tools,
            team,
            tasks,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The store, for a door that must write something down before it acknowledges.
    pub fn store(&self) -> &Store {
        &self.tools.store
    }

    /// The language in which a person is answered: theirs where it is known, else the installation's.
    pub async fn words(&self, person: &PersonId) -> &'static Words {
        let people = &self.tools.people;
        let known = people.known_locale(person).await;
        known.unwrap_or(people.default_locale()).words()
    }

    /// The language of the installation, for those who are not known.
    pub fn default_words(&self) -> &'static Words {
        self.tools.people.default_locale().words()
    }

    /// Whether a request is from the workspace that this is for.
    pub fn is_ours(&self, team: &TeamId) -> bool {
        *team == self.team
    }

    /// Takes a slash command: what is returned is said at once, and what takes longer follows by itself.
    pub async fn take(&self, invocation: Invocation) -> Outcome {
        let asker = self.asker(&invocation).await;
        match self.understand(&invocation, &asker).await {
            Step::Answer(message) => {
                self.learn_locale(&asker.person);
                Outcome::Answer(message)
            }
            Step::Work(intent, place) => {
                let looking = asker.words.say(&format!("working-{}", intent.name()), &[]);
                let desk = self.clone();
                self.tasks.spawn(async move {
                    let started = Instant::now();
                    let message = desk.work(*intent, &asker).await;
                    desk.tell(&invocation, &message, started).await;
                    desk.learn_locale(&asker.person);
                    drop(place);
                });
                Outcome::Working(Message::sentence(looking))
            }
        }
    }

    /// Stores a mention and takes it, unless it came before.
    ///
    /// It goes on when its caller waits no longer: a mention that is stored after Slack was told to send it again
    /// would pass for a repetition then, and nobody would answer it.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn receive_mention(
        &self,
        id: String,
        invocation: Invocation,
        body: String,
    ) -> anyhow::Result<()> {
        let desk = self.clone();
        let stored = self.tasks.spawn(async move {
            let store = &desk.tools.store;
            let received = store.receive(&id, MENTION, &body, Timestamp::now()).await?;
            if received == Received::First {
                desk.take_mention(id, invocation);
            }
            anyhow::Ok(())
        });
        stored.await.context("storing a mention was cut short")?
    }

    /// Takes a mention that is stored under `id`: whatever the answer, it is told in the channel to its person alone.
    pub fn take_mention(&self, id: String, invocation: Invocation) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let started = Instant::now();
            let asker = desk.asker(&invocation).await;
            let message = match desk.understand(&invocation, &asker).await {
                Step::Answer(message) => message,
                Step::Work(intent, _place) => desk.work(*intent, &asker).await,
            };
            desk.tell(&invocation, &message, started).await;
            if let Err(error) = desk.tools.store.done(&id, Timestamp::now()).await {
                tracing::error!(error = format!("{error:#}"), "a mention stays in the inbox");
            }
            desk.learn_locale(&asker.person);
        });
    }

    /// Tells somebody something at a response URL or in the channel, after the acknowledgement.
    pub fn tell_later(&self, invocation: Invocation, message: Message) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            desk.tell(&invocation, &message, Instant::now()).await;
        });
    }

    async fn asker(&self, invocation: &Invocation) -> Asker {
        Asker {
            person: invocation.person.clone(),
            words: self.words(&invocation.person).await,
        }
    }

    async fn understand(&self, invocation: &Invocation, asker: &Asker) -> Step {
        let refused = |refusal: Refusal| Step::Answer(refusal.message(asker.words));
        let intent = match grammar::parse(&invocation.text) {
            Ok(intent) => intent,
            Err(refusal) => {
                self.tools.metrics.command("refused");
                return refused(refusal);
            }
        };
        self.tools.metrics.command(intent.name());
        if let Some(message) = intent.answer_at_once(&self.tools, asker).await {
            return Step::Answer(message);
        }
        match self.places.clone().try_acquire_owned() {
            Ok(place) => Step::Work(Box::new(intent), place),
            Err(_) => refused(Refusal::Busy),
        }
    }

    async fn work(&self, intent: Intent, asker: &Asker) -> Message {
        let name = intent.name();
        match tokio::time::timeout(WORK, intent.run(&self.tools, asker)).await {
            Ok(message) => message,
            Err(_) => {
                tracing::error!(command = name, "an answer took too long and was given up");
                Refusal::Busy.message(asker.words)
            }
        }
    }

    async fn tell(&self, invocation: &Invocation, message: &Message, started: Instant) {
        let told = self.tools.slack.answer(invocation, &render(message)).await;
        self.tools.metrics.answer(told.is_ok(), started.elapsed());
        if let Err(error) = told {
            let channel = invocation.channel.as_str();
            tracing::error!(%error, channel, "an answer could not be delivered");
        }
    }

    /// Looks a person's language up for the next time.
    fn learn_locale(&self, person: &PersonId) {
        if self.tools.people.asked_lately(person) {
            return;
        }
        let tools = self.tools.clone();
        let person = person.clone();
        self.tasks.spawn(async move {
            match tools.people.look_up_locale(&person).await {
                Ok(Some(locale)) => keep(&tools.store, &person, locale).await,
                Ok(None) => {}
                Err(error) => tracing::info!(%error, "a person's language could not be looked up"),
            }
        });
    }
}

async fn keep(store: &Store, person: &PersonId, locale: Locale) {
    let kept = store
        .keep_locale(person.as_str(), locale.tag(), Timestamp::now())
        .await;
    if let Err(error) = kept {
        tracing::warn!(
            error = format!("{error:#}"),
            "a person's language was not kept"
        );
    }
}
