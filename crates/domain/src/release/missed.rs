//! What AWS did not let the bot see of a release when it was last asked.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::observation::Observation;
use super::register::Register;
use crate::look::Why;

/// By subject, the reasons of the latest look at it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Missed(BTreeMap<String, Register<Vec<Why>>>);

impl Missed {
    /// Takes what a look missed; returns whether that is anything new. That nothing was missed, still, is not.
    pub(super) fn put(&mut self, look: &Observation, missed: &[Why]) -> bool {
        let latest = self.0.entry(look.of.to_string()).or_default();
        let before = latest.get().cloned().unwrap_or_default();
        latest.put_at(look, look.known, missed.to_vec());
        latest.get() != Some(&before)
    }

    /// Every reason, once.
    pub(super) fn all(&self) -> BTreeSet<&Why> {
        self.0
            .values()
            .filter_map(Register::get)
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;
    use crate::release::{News, Place, Source, Subject};

    #[test]
    fn the_latest_look_says_what_is_missed_in_whichever_order_looks_come() {
        let of = Subject::CodeDeploy {
            place: Place {
                account: "111122223333".to_owned(),
                region: "ap-northeast-2".to_owned(),
            },
            id: "d-1".to_owned(),
        };
        let looks = [(1, vec![]), (2, vec![Why::Credentials]), (3, vec![])];
        let at = |second| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
        for (order, news) in [
            ([0, 1, 2], [false, true, true]),
            ([2, 1, 0], [false, false, false]),
            ([1, 2, 0], [true, true, false]),
            ([1, 1, 1], [true, false, false]),
        ] {
            let mut missed = Missed::default();
            let said = order.map(|look| {
                let (second, why) = &looks[look];
                let look = Observation {
                    of: of.clone(),
                    at: at(*second),
                    known: at(*second),
                    source: Source::Seen,
                    news: News::Missed(why.clone()),
                };
                missed.put(&look, why)
            });
            assert_eq!(said, news, "{order:?}");
            assert_eq!(missed.all().is_empty(), order != [1, 1, 1], "{order:?}");
        }
    }
}
