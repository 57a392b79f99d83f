//! A value of which the best word stands, in whichever order the words come: a last-writer-wins register.

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::{Observation, Source};

/// The best word so far: what AWS answered goes before what an event said, the later before the earlier, and at the
/// same moment the greater. Putting words in twice, or in another order, makes no difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Register<T>(Option<Word<T>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Word<T> {
    source: Source,
    at: Timestamp,
    value: T,
    /// When the bot came to know it; of a repetition, the first time.
    known: Reverse<Timestamp>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Ord> Register<T> {
    /// Takes an observation's word, where it has one; returns whether the value is another one now.
    pub(super) fn put(&mut self, observation: &Observation, value: impl Into<Option<T>>) -> bool {
        self.put_at(observation, observation.at, value)
    }

    /// The same, where the word is of another moment than the observation.
    pub(super) fn put_at(
        &mut self,
        observation: &Observation,
        at: Timestamp,
        value: impl Into<Option<T>>,
    ) -> bool {
        let Some(value) = value.into() else {
            return false;
        };
        let word = Word {
            source: observation.source,
            at,
            value,
            known: Reverse(observation.known),
        };
        match &self.0 {
            Some(best) if *best >= word => false,
            best => {
                let news = best.as_ref().is_none_or(|best| best.value != word.value);
                self.0 = Some(word);
                news
            }
        }
    }
}

impl<T> Register<T> {
    /// The best word's value.
    pub(super) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|word| &word.value)
    }

    /// The same of what AWS tells whole when it is asked: what only an event has claimed ends with an answer that came
    /// after it, at `answered`.
    pub(super) fn get_after(&self, answered: Option<Timestamp>) -> Option<&T> {
        let word = self.0.as_ref()?;
        let stands = word.source == Source::Seen || Some(word.known.0) > answered;
        stands.then_some(&word.value)
    }
}
