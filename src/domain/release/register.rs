//! A value of which the best word stands, in whichever order the words come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::Source;

/// The best word so far: what AWS answered goes before what an event said, the later before the earlier, and at the
/// same moment the greater. Putting words in twice, or in another order, makes no difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Register<T>(Option<Word<T>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Word<T> {
    source: Source,
    at: Timestamp,
    value: T,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Ord> Register<T> {
    /// Takes a word, where there is one; returns whether the value is another one now.
    pub(super) fn put(
        &mut self,
        source: Source,
        at: Timestamp,
        value: impl Into<Option<T>>,
    ) -> bool {
        let Some(value) = value.into() else {
            return false;
        };
        let word = Word { source, at, value };
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
}
