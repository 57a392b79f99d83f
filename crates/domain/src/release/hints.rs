//! What events have said of a state since AWS last answered: hints, each of which ends with AWS's next answer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::Observation;

/// The hints that no answer has ended yet. Neither order nor repetition makes a difference: a hint of which the bot
/// learnt before an answer is dropped, whichever of the two comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hints<S: Ord> {
    /// When AWS last answered, by the bot's own clock.
    answered: Option<Timestamp>,
    open: BTreeSet<Hint<S>>,
}

/// What an event has said.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Hint<S> {
    /// When the bot came to know it, by its own clock.
    pub known: Timestamp,
    /// When it happened, as the event tells; never later than the bot knew of it.
    pub at: Timestamp,
    pub state: S,
}

impl<S: Ord> Default for Hints<S> {
    fn default() -> Self {
        Self {
            answered: None,
            open: BTreeSet::new(),
        }
    }
}

impl<S: Ord> Hints<S> {
    /// Takes what an event says.
    pub(super) fn hear(&mut self, observation: &Observation, state: S) {
        if Some(observation.known) > self.answered {
            self.open.insert(Hint {
                at: observation.at,
                known: observation.known,
                state,
            });
        }
    }

    /// Takes that AWS has answered: that wins over every event of which the bot knew by then, whatever its own time.
    pub(super) fn answer(&mut self, known: Timestamp) {
        if Some(known) > self.answered {
            self.answered = Some(known);
            self.open.retain(|hint| hint.known > known);
        }
    }

    /// When AWS last answered.
    pub(super) fn answered(&self) -> Option<Timestamp> {
        self.answered
    }

    /// The hints that stand, the first of which the bot learnt first.
    pub(super) fn open(&self) -> impl DoubleEndedIterator<Item = &Hint<S>> {
        self.open.iter()
    }
}
