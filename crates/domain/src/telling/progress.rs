//! How far a deployment is, and how long things took.

use jiff::{SignedDuration, Timestamp};

use super::View;
use super::headline::{kept, short};
use crate::release::{Deployment, DeploymentState, Progress, Standing, Version};
use crate::rich::Rich;
use crate::service::Phase;
use crate::words::Value;

impl View<'_> {
    /// A deployment in a line: what, to where, how it stands and how far it is.
    pub(super) fn deployment(&self, deployment: &Deployment, is_calm: bool) -> Rich {
        let words = self.words;
        let standing = self.standing_of(deployment);
        let what = self.name_of(deployment);
        let place = match deployment.cluster() {
            Some(cluster) => Rich::text(cluster),
            None => self.place_of(deployment).unwrap_or_default(),
        };
        let mut line = words.say(
            "release-deployment",
            &[
                ("state", Value::Choice(standing.as_str())),
                ("what", what.into()),
                ("where", place.into()),
            ],
        );
        if let Some(more) = self.how_far(deployment, is_calm) {
            line = Rich::join([line, more], ": ");
        }
        if standing.is_final()
            && let Some(took) = took(deployment.created(), self.end_of(deployment))
        {
            line = Rich::join([line, words.duration(took)], " · ");
        }
        line
    }

    /// What runs again where a deployment was taken back: what somebody asked for, else what ran before.
    fn kept<'d>(&'d self, deployment: &'d Deployment) -> Option<&'d Version> {
        let asked = self.release.rollback_of(&deployment.subject);
        let asked = asked.and_then(|deed| deed.to.as_ref());
        asked.or_else(|| kept(deployment))
    }

    /// When it ended, its way back included.
    pub(super) fn end_of(&self, deployment: &Deployment) -> Option<Timestamp> {
        let back = deployment
            .undone_by()
            .and_then(|back| self.release.deployment(back)?.ended());
        back.max(deployment.ended())
    }

    /// How far it is; of one that was taken back, what runs now.
    pub(super) fn how_far(&self, deployment: &Deployment, is_calm: bool) -> Option<Rich> {
        let words = self.words;
        let standing = self.standing_of(deployment);
        if standing == Standing::RolledBack {
            let version = ("version", short(self.kept(deployment)?).into());
            return Some(words.say("release-runs-again", &[version]));
        }
        if standing.is_final() {
            return None;
        }
        let state = deployment.seen().or(deployment.heard())?;
        let phase = match (standing, state) {
            // Its own deployment has ended; what takes it back is under way.
            (Standing::RollingBack, _) => Phase::RollingBack,
            (Standing::Running, DeploymentState::InMotion(phase))
                if phase != Phase::AwaitingPerson =>
            {
                phase
            }
            (Standing::AwaitingPerson | Standing::Stopping, DeploymentState::InMotion(phase)) => {
                phase
            }
            // AWS's last word is older than that of an event.
            _ => return Some(words.say("release-settling", &[])),
        };
        match deployment.progress().filter(|_| !is_calm) {
            Some(progress) => Some(self.rollout(phase, progress)),
            None => Some(words.say("release-phase", &[("phase", Value::Choice(phase.as_str()))])),
        }
    }

    fn rollout(&self, phase: Phase, progress: &Progress) -> Rich {
        let shifted = progress.traffic.filter(|_| phase == Phase::ShiftingTraffic);
        let choice = match shifted {
            Some(_) => "shifting-percent",
            None => phase.as_str(),
        };
        let rollout = self.words.say(
            "rollout",
            &[
                ("phase", Value::Choice(choice)),
                ("percent", u32::from(shifted.unwrap_or_default()).into()),
                ("done", progress.done.into()),
                ("total", progress.total.into()),
            ],
        );
        let until = progress.until.filter(|_| phase != Phase::RollingBack);
        match until.and_then(|until| self.left(until)) {
            Some(left) => Rich::join([rollout, left], ", "),
            None => rollout,
        }
    }

    /// Until when something waits, and how long that is at most.
    fn left(&self, until: Timestamp) -> Option<Rich> {
        let left = at_most(until.duration_since(self.now))?;
        Some(self.words.say(
            "release-until",
            &[
                ("until", until.into()),
                ("left", self.words.duration(left).into()),
            ],
        ))
    }
}

/// A time that is left, rounded up to a quarter of an hour, half an hour or whole hours: each step is an edit.
fn at_most(left: SignedDuration) -> Option<SignedDuration> {
    let minutes = (left.as_secs() + 59).div_euclid(60);
    let rounded = match minutes {
        ..=0 => return None,
        1..=15 => 15,
        16..=30 => 30,
        _ => (minutes + 59) / 60 * 60,
    };
    Some(SignedDuration::from_mins(rounded))
}

/// How long something took, where that is known. What took no time was only heard of when it ended.
pub(super) fn took(began: Option<Timestamp>, ended: Option<Timestamp>) -> Option<SignedDuration> {
    let took = ended?.duration_since(began?);
    took.is_positive().then_some(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_told_in_steps_and_never_grows() {
        let told = |seconds| at_most(SignedDuration::from_secs(seconds)).map(|left| left.as_mins());
        for (seconds, minutes) in [
            (-60, None),
            (0, None),
            (1, Some(15)),
            (15 * 60, Some(15)),
            (15 * 60 + 1, Some(30)),
            (44 * 60, Some(60)),
            (76 * 60, Some(120)),
            (26 * 3_600, Some(26 * 60)),
        ] {
            assert_eq!(told(seconds), minutes, "{seconds}");
        }
        let all: Vec<_> = (0..200 * 60).map(told).collect();
        assert!(all.is_sorted());
    }
}
