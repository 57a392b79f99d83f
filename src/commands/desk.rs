//! Where every invocation arrives: understood, answered at once or worked on, and its person answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;

use super::{Asker, Installation, Reply, Request, Tools, grammar};
use crate::slack::{Invocation, SlackError, render};
use crate::store::{Received, Store};
use domain::message::Message;
use domain::refusal::Refusal;

/// Answers that are worked on at the same moment; who comes beyond that is told to try again.
const AT_ONCE: usize = 512;
/// How long an answer may be worked on, whatever happens; and what changes something, longer than every call it makes.
const WORK: Duration = Duration::from_secs(20);
pub(super) const ACT: Duration = Duration::from_secs(45);

/// How long storing may take before the person is told to ask again.
pub(super) const STORED: Duration = Duration::from_secs(1);
/// How old a request for a change may be that a restart still carries out: who asked is still looking.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// The inbox's name for mentions.
pub const MENTION: &str = "slack.app_mention";
/// The inbox's name for slash commands that change something.
pub const COMMAND: &str = "slack.command";
/// The inbox's name for clicks and submitted modals.
pub const INTERACTION: &str = "slack.interaction";

/// Takes invocations. Clones share it.
#[derive(Debug, Clone)]
pub struct Desk {
    pub(super) tools: Arc<Tools>,
    pub(super) installation: Installation,
    pub(super) tasks: TaskTracker,
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
pub(super) enum Step {
    Answer(Reply),
    Work(Box<Request>, OwnedSemaphorePermit),
}

impl Desk {
    /// A desk for one workspace. Its work is tracked by `tasks`, so that a shutdown can wait for it.
    pub fn new(tools: Arc<Tools>, installation: Installation, tasks: TaskTracker) -> Self {
        Self {
            tools,
            installation,
            tasks,
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The store, for a door that must write something down before it acknowledges.
    pub fn store(&self) -> &Store {
        &self.tools.store
    }

    /// Takes a slash command, whose form is `raw`: what is returned is said at once, and what takes longer follows by
    /// itself. What may change something is stored first.
    pub async fn take(&self, invocation: Invocation, raw: &[u8]) -> Outcome {
        let asker = self.asker(&invocation, request_id(raw)).await;
        match self.understand(&invocation, &asker).await {
            Step::Answer(reply) => {
                self.learn_locale(&asker.person);
                Outcome::Answer(reply.into_message())
            }
            Step::Work(request, place) => {
                if request.changes() {
                    match self.write_down(&asker.request, COMMAND, raw).await {
                        Some(Received::First) => {}
                        // Slack has sent it twice, and it is worked on.
                        Some(Received::Again) => return self.working(&request, &asker),
                        None => return Outcome::Answer(Refusal::NotStored.message(asker.words)),
                    }
                }
                let working = self.working(&request, &asker);
                self.work_beside(invocation, *request, asker, place);
                working
            }
        }
    }

    fn working(&self, request: &Request, asker: &Asker) -> Outcome {
        let looking = asker.words.say(&format!("working-{}", request.name()), &[]);
        Outcome::Working(Message::sentence(looking))
    }

    fn work_beside(
        &self,
        invocation: Invocation,
        request: Request,
        asker: Asker,
        place: OwnedSemaphorePermit,
    ) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let started = Instant::now();
            let changes = request.changes();
            let words = desk.words_soon(&asker.person).await;
            let asker = Asker { words, ..asker };
            let message = desk.work(request, &asker).await.into_message();
            desk.tell(&invocation, &message, started).await;
            if changes {
                desk.finished(&asker.request).await;
            }
            desk.learn_locale(&asker.person);
            drop(place);
        });
    }

    /// Takes a slash command that was stored and not carried out when the bot last ended, at `stored`.
    pub async fn resume_command(&self, id: String, invocation: Invocation, stored: Timestamp) {
        let asker = self.asker(&invocation, id).await;
        let is_fresh = Self::is_fresh(stored);
        match self.understand(&invocation, &asker).await {
            Step::Work(request, place) if is_fresh => {
                self.work_beside(invocation, *request, asker, place);
            }
            Step::Work(..) => {
                self.finished(&asker.request).await;
                self.tell_later(invocation, Refusal::TooLate.message(asker.words));
            }
            Step::Answer(reply) => {
                self.finished(&asker.request).await;
                self.tell_later(invocation, reply.into_message());
            }
        }
    }

    /// Writes down what somebody wants before it is acknowledged; `None` where that failed or took too long.
    pub(super) async fn write_down(&self, id: &str, source: &str, raw: &[u8]) -> Option<Received> {
        let body = String::from_utf8_lossy(raw);
        let stored = self
            .tools
            .store
            .receive(id, source, &body, Timestamp::now());
        match tokio::time::timeout(STORED, stored).await {
            Ok(Ok(received)) => Some(received),
            Ok(Err(error)) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "a request could not be stored"
                );
                None
            }
            Err(_) => {
                tracing::error!("a request could not be stored in time");
                None
            }
        }
    }

    /// Notes that a request was dealt with.
    pub(super) async fn finished(&self, id: &str) {
        if let Err(error) = self.tools.store.done(id, Timestamp::now()).await {
            tracing::error!(error = format!("{error:#}"), "a request stays in the inbox");
        }
    }

    /// Whether a request that was stored then is still to be carried out.
    pub(super) fn is_fresh(stored: Timestamp) -> bool {
        Timestamp::now().duration_since(stored) <= FRESH
    }

    /// A place to work at, while there is one.
    pub(super) fn place(&self) -> Option<OwnedSemaphorePermit> {
        self.places.clone().try_acquire_owned().ok()
    }

    /// Tells somebody of ours something at a response URL or in the channel, after the acknowledgement.
    pub fn tell_later(&self, invocation: Invocation, message: Message) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let admitted = desk.admit(&invocation.person, &invocation.origin).await;
            if admitted.is_ok() {
                desk.tell(&invocation, &message, Instant::now()).await;
            }
        });
    }

    pub(super) async fn asker(&self, invocation: &Invocation, request: String) -> Asker {
        Asker {
            person: invocation.person.clone(),
            words: self.words(&invocation.person).await,
            request,
            channel: invocation.channel.clone(),
            thread: invocation.thread.clone(),
        }
    }

    pub(super) async fn understand(&self, invocation: &Invocation, asker: &Asker) -> Step {
        let refused = |refusal: Refusal| Step::Answer(asker.refuse(&refusal));
        let request = match grammar::parse(&invocation.text) {
            Ok(request) => request,
            Err(refusal) => {
                self.tools.metrics.command("refused");
                return refused(refusal);
            }
        };
        self.tools.metrics.command(request.name());
        if let Some(reply) = request.answer_at_once(&self.tools, asker).await {
            return Step::Answer(reply);
        }
        match self.place() {
            Some(place) => Step::Work(Box::new(request), place),
            None => refused(Refusal::Busy),
        }
    }

    pub(super) async fn work(&self, request: Request, asker: &Asker) -> Reply {
        let name = request.name();
        let (limit, refusal) = match request.changes() {
            true => (ACT, Refusal::Slow),
            false => (WORK, Refusal::Busy),
        };
        match tokio::time::timeout(limit, request.run(&self.tools, asker)).await {
            Ok(reply) => reply,
            Err(_) => {
                tracing::error!(command = name, "an answer took too long and was given up");
                asker.refuse(&refusal)
            }
        }
    }

    pub(super) async fn tell(&self, invocation: &Invocation, message: &Message, started: Instant) {
        let told = self.tools.slack.answer(invocation, &render(message)).await;
        self.delivered(invocation, told, started);
    }

    /// Counts an answer, and logs one that could not be delivered.
    pub(super) fn delivered(
        &self,
        invocation: &Invocation,
        told: Result<(), SlackError>,
        started: Instant,
    ) {
        self.tools.metrics.answer(told.is_ok(), started.elapsed());
        if let Err(error) = told {
            let channel = invocation.channel.as_str();
            tracing::error!(%error, channel, "an answer could not be delivered");
        }
    }
}

/// What came twice is the same request.
pub(super) fn request_id(raw: &[u8]) -> String {
    format!("request/{}", hex::encode(&Sha256::digest(raw)[..16]))
}
