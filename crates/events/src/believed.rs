//! What of an event is believed: nothing that contradicts itself, and of what its source cannot speak for only its name.

use std::collections::BTreeSet;

use super::envelope::Envelope;
use super::{Means, Silence};
use domain::notice::Notice;
use domain::provenance::Provenance;
use domain::release::{News, Observation, Place, Subject};

impl Means {
    /// What is left of it where its source speaks for some accounts only. Of a release of another account that is a hint,
    /// by which AWS is asked; of anything else, nothing: AWS cannot be asked about that.
    pub fn said_by(self, provenance: &Provenance) -> Self {
        let ours = |place: &Place| provenance.speaks_for(&place.account);
        match self {
            Self::Release(all) if !all.iter().all(|one| ours(one.of.place())) => {
                Self::Release(named(&all, &News::Hint))
            }
            Self::Release(mut all) if *provenance == Provenance::Replay => {
                all.extend(named(&all, &News::Replayed));
                Self::Release(all)
            }
            Self::Alone(all) => match foreign(&all, ours) {
                Some(account) => Self::Nothing(Silence::Foreign { account }),
                None => Self::Alone(all),
            },
            means => means,
        }
    }

    /// Whether only the names in it are taken.
    pub fn is_hint(&self) -> bool {
        matches!(self, Self::Release(all) if all.iter().all(|one| one.news == News::Hint))
    }

    /// Nothing, where the event says that it is of another account or region than what it is about.
    pub(super) fn unless_contradicted(self, event: &Envelope<'_>) -> Self {
        let places: Vec<&Place> = match &self {
            Self::Release(all) => all.iter().map(|one| one.of.place()).collect(),
            Self::Alone(all) => all.iter().filter_map(|one| one.place.as_ref()).collect(),
            Self::Nothing(_) => return self,
        };
        match event.is_contradicted_by(places) {
            true => Self::Nothing(Silence::Contradicted),
            false => self,
        }
    }
}

/// An observation of each subject, once, that says this.
fn named(all: &[Observation], news: &News) -> Vec<Observation> {
    let mut seen: BTreeSet<&Subject> = BTreeSet::new();
    let first = all.iter().filter(|one| seen.insert(&one.of));
    first
        .map(|one| Observation {
            news: news.clone(),
            ..one.clone()
        })
        .collect()
}

/// The first account of these that is not ours.
fn foreign(all: &[Notice], ours: impl Fn(&Place) -> bool) -> Option<String> {
    let mut places = all.iter().filter_map(|notice| notice.place.as_ref());
    let place = places.find(|place| !ours(place))?;
    Some(place.account.clone())
}
