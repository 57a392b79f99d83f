//! EventBridge outside the model: what happened is written down here, and carried to every target.
//!
//! The model puts its events into outboxes; whoever has moved it publishes them on the [`Bus`], which hands each target
//! its own [`Round`] of parcels; a courier per target carries them, one after the other. What SNS delivers goes the same
//! way, in a round of its own: `sns`.

mod courier;
mod disorder;
mod round;
mod sns;
mod target;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::watch;

pub use self::disorder::Disorder;
use self::round::{Parcel, Policy, Round};
use self::sns::Post;
pub use self::sns::{CERTIFICATE, PATH, deliver};
use self::target::Outcome;
pub use self::target::Target;
use super::AwsSim;
use super::world::Event;
use super::world::sns::Letter;
use crate::Calls;

/// How many events are kept to be read again, and how many may wait to be sent; the oldest go first.
const KEPT: usize = 20_000;
/// How long [`AwsSim::delivered`] waits at most, in real time.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was told, and who is to be told.
#[derive(Debug)]
pub struct Bus {
    state: Mutex<State>,
    /// What the targets were sent. The operation is the target's URL, the scope the event's account.
    deliveries: Calls,
    /// Grows whenever there is something to look at again.
    changes: watch::Sender<u64>,
}

#[derive(Debug)]
struct State {
    told: VecDeque<Value>,
    disorder: Disorder,
    held: VecDeque<Event>,
    rounds: Vec<Round<Event>>,
    deadline: Option<Duration>,
    /// What SNS is carrying to its subscriptions, and what it has carried.
    letters: Round<Post>,
    posted: VecDeque<Post>,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                told: VecDeque::new(),
                disorder: Disorder::default(),
                held: VecDeque::new(),
                rounds: Vec::new(),
                deadline: None,
                letters: Round::new(Policy::SNS),
                posted: VecDeque::new(),
            }),
            deliveries: Calls::default(),
            changes: watch::Sender::new(0),
        }
    }
}

impl Bus {
    /// Takes what has just happened, oldest first.
    pub fn publish(&self, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let mut state = self.state();
        for event in &events {
            push_bounded(&mut state.told, event.json.clone());
        }
        if state.disorder.held {
            for event in events {
                push_bounded(&mut state.held, event);
            }
        } else {
            state.dispatch(events);
        }
        drop(state);
        self.changed();
    }

    /// Takes what SNS is to deliver, published now.
    pub fn post(&self, letters: Vec<Letter>) {
        if letters.is_empty() {
            return;
        }
        let mut state = self.state();
        for letter in letters {
            let post = Post::now(letter);
            push_bounded(&mut state.posted, post.clone());
            state.letters.push(post);
        }
        drop(state);
        self.changed();
    }

    /// The next parcel for a target that is due at `now`; it counts as under way until [`Bus::settle`].
    fn next(&self, round: usize, now: Timestamp) -> Option<Parcel<Event>> {
        self.state().rounds.get_mut(round)?.next(now)
    }

    /// What has become of a parcel.
    fn settle(&self, round: usize, parcel: Parcel<Event>, outcome: Outcome, now: Timestamp) {
        if let Some(round) = self.state().rounds.get_mut(round) {
            round.settle(parcel, outcome, now);
        }
        self.changed();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the bus's lock")
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

impl State {
    /// Whether nothing is under way, and nothing could be delivered at `now`.
    fn is_idle(&self, now: Timestamp) -> bool {
        self.rounds.iter().all(|round| round.is_idle(now)) && self.letters.is_idle(now)
    }

    fn dispatch(&mut self, events: Vec<Event>) {
        let parcels = self.disorder.arrange(events);
        for round in &mut self.rounds {
            for event in &parcels {
                round.push(event.clone());
            }
        }
    }
}

impl AwsSim {
    /// Sends every event from now on to `target` too, as an EventBridge rule that matches all would. To be called
    /// inside a Tokio runtime.
    pub fn send_events_to(&self, target: Target) {
        let bus = &self.inner.bus;
        let round = {
            let mut state = bus.state();
            state.rounds.push(Round::new(Policy::EVENT_BRIDGE));
            state.rounds.len() - 1
        };
        let courier = courier::carry(Arc::clone(&self.inner), round, target);
        self.couriers
            .lock()
            .expect("the couriers' lock")
            .spawn(courier);
    }

    /// Every event told so far, oldest first, as EventBridge writes it.
    pub fn events(&self) -> Vec<Value> {
        self.tick();
        self.inner.bus.state().told.iter().cloned().collect()
    }

    /// What the targets were sent and answered: the operation is the target's URL, the scope the event's account, the
    /// status 0 where there was no answer.
    pub fn deliveries(&self) -> &Calls {
        &self.inner.bus.deliveries
    }

    /// How deliveries go from now on. What was held goes out unless it is to be held further.
    pub fn set_disorder(&self, disorder: Disorder) {
        let held = disorder.held;
        self.inner.bus.state().disorder = disorder;
        if !held {
            self.release_events();
        }
    }

    /// Sends what [`Disorder::held`] has kept back, all at once.
    pub fn release_events(&self) {
        self.tick();
        let mut state = self.inner.bus.state();
        let held = state.held.drain(..).collect();
        state.dispatch(held);
        drop(state);
        self.inner.bus.changed();
    }

    /// Makes every delivery that waits for its next attempt due now.
    pub fn retry_due(&self) {
        let mut state = self.inner.bus.state();
        state.rounds.iter_mut().for_each(Round::hurry);
        state.letters.hurry();
        drop(state);
        self.inner.bus.changed();
    }

    /// Delivers everything once more that SNS has delivered so far, as it may at any time.
    pub fn redeliver_messages(&self) {
        let mut state = self.inner.bus.state();
        for post in state.posted.clone() {
            state.letters.push(post);
        }
        drop(state);
        self.inner.bus.changed();
    }

    /// Changes a target's deadline from five seconds of real time, and a subscription's from fifteen, so that a test of a late answer is quick.
    pub fn set_target_deadline(&self, deadline: Duration) {
        self.inner.bus.state().deadline = Some(deadline);
    }

    /// Waits until nothing is left that could be delivered at the clock's time, at most half a minute of real time.
    /// Answers how many deliveries are left nevertheless: those that wait for their next attempt.
    pub async fn delivered(&self) -> usize {
        self.tick();
        let bus = &self.inner.bus;
        let mut changes = bus.changes.subscribe();
        let idle = async {
            loop {
                changes.mark_unchanged();
                let now = self.inner.clock.now();
                if bus.state().is_idle(now) {
                    return;
                }
                // The sender lives as long as this handle.
                let _ = changes.changed().await;
            }
        };
        let _ = tokio::time::timeout(PATIENCE, idle).await;
        let state = bus.state();
        state.rounds.iter().map(Round::left).sum::<usize>() + state.letters.left()
    }
}

fn push_bounded<T>(queue: &mut VecDeque<T>, item: T) {
    if queue.len() == KEPT {
        queue.pop_front();
    }
    queue.push_back(item);
}
