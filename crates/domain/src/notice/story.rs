//! Notices of one topic that follow each other closely: one message.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{About, AlarmState, Notice};

/// How long after the last of them a notice still goes on with the same story.
const PAUSE: SignedDuration = SignedDuration::from_mins(10);
/// Notices that a story remembers one by one; of those beyond, only that they were.
const REMEMBERED: usize = 100;

/// One or several notices that are told as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// In the order in which they happened; never empty.
    notices: Vec<Notice>,
    /// Those that are not remembered.
    beyond: u64,
}

impl Story {
    /// A story that begins.
    pub fn of(notice: Notice) -> Self {
        Self {
            notices: vec![notice],
            beyond: 0,
        }
    }

    /// Whether a notice of the same topic goes on with it; otherwise it begins another story.
    pub fn goes_on_with(&self, notice: &Notice) -> bool {
        let (first, last) = (self.first(), self.last());
        if notice < first {
            notice.is_followed_by(first)
        } else if notice > last {
            last.is_followed_by(notice)
        } else {
            true
        }
    }

    /// Takes a notice; returns whether it says anything new. Neither the order nor repetitions make a difference, except
    /// that what is no longer remembered is counted again.
    pub fn fold(&mut self, notice: Notice) -> bool {
        let known = self.notices.iter().position(|known| known.is_same(&notice));
        let (notice, says_more) = match known.map(|known| self.notices.remove(known)) {
            Some(known) => {
                let both = known.clone().with(notice);
                let says_more = both != known;
                (both, says_more)
            }
            None => (notice, true),
        };
        let at = self.notices.partition_point(|known| *known < notice);
        self.notices.insert(at, notice);
        if self.notices.len() > REMEMBERED {
            // The first tells when it began, the last how it stands.
            self.notices.remove(1);
            self.beyond += 1;
        }
        says_more
    }

    /// The one that happened first.
    pub fn first(&self) -> &Notice {
        self.notices.first().expect("a story is never empty")
    }

    /// The one that happened last.
    pub fn last(&self) -> &Notice {
        self.notices.last().expect("a story is never empty")
    }

    /// Those that are remembered, in the order in which they happened.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.notices.len() as u64 + self.beyond
    }
}

impl Notice {
    /// Whether the later one goes on with this one's story.
    fn is_followed_by(&self, later: &Self) -> bool {
        let is_near = later.at.duration_since(self.at) <= PAUSE;
        match (&self.about, &later.about) {
            // An alarm goes on until it is over, however long that takes. One that rises again after a pause is news, also
            // where nobody was told that it had been over.
            (About::Alarm(alarm), About::Alarm(later)) => {
                let rises = later.state == AlarmState::Alarm && later.was != Some(later.state);
                is_near || (alarm.state != AlarmState::Ok && !rises)
            }
            // Another run of the same pipeline waits until another time.
            (About::Approval(asked), About::Approval(later)) => asked.ask.until == later.ask.until,
            // What is found once more is no news.
            (About::Scan(scan), About::Scan(later)) => {
                is_near || (scan.critical, scan.high) == (later.critical, later.high)
            }
            // What people write is one story only where they say so.
            (About::Custom(custom), About::Custom(_)) => {
                custom.thread.is_some() || (is_near && self.is_same(later))
            }
            // A build fails once.
            (About::Build(_), _) => true,
            _ => is_near,
        }
    }

    /// Whether both tell of the same, by whatever way they came: an alarm is told by its topic and by EventBridge.
    fn is_same(&self, other: &Self) -> bool {
        match (&self.about, &other.about) {
            (About::Death(death), About::Death(other)) => death.task == other.task,
            // EventBridge's own time has no fractions.
            (About::Alarm(alarm), About::Alarm(other_alarm)) => {
                let second = |notice: &Self| notice.at.as_second();
                alarm.state == other_alarm.state && second(self) == second(other)
            }
            (About::Build(build), About::Build(other)) => build.id == other.id,
            (About::Push(push), About::Push(other)) => push.commit == other.commit,
            (About::Approval(_), About::Approval(_)) => true,
            (About::Custom(custom), About::Custom(other_custom)) if custom.id.is_some() => {
                custom == other_custom
            }
            _ => self == other,
        }
    }

    /// Of two that tell of the same, what says more: where one leaves out what the other has, that other one. Whichever
    /// comes first makes no difference.
    fn with(self, other: Self) -> Self {
        Self {
            at: self.at.min(other.at),
            place: self.place,
            about: self.about.max(other.about),
        }
    }
}
