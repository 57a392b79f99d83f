//! How far a deployment is, and how long things took.

use jiff::{SignedDuration, Timestamp};

use super::View;
use super::headline::short;
use crate::domain::release::{Deployment, DeploymentState, Standing};
use crate::domain::rich::Rich;
use crate::domain::service::Phase;
use crate::domain::words::Value;

impl View<'_> {
    /// A deployment in a line: what, to where, how it stands and how far it is.
    pub(super) fn deployment(&self, deployment: &Deployment, is_calm: bool) -> Rich {
        let words = self.words;
        let standing = self.release.stand_of(deployment, self.now).standing;
        let what = self.name_of(deployment);
        let environments = &self.around.environments;
        let place = deployment
            .cluster()
            .or_else(|| Some(environments.of_deployment(deployment)?.name.as_str()));
        let what = match place {
            Some(place) => words.say(
                "release-deployment-to",
                &[("what", what.into()), ("where", Rich::text(place).into())],
            ),
            None => what,
        };
        let mut line = words.say(
            "release-deployment",
            &[
                ("state", Value::Choice(standing.as_str())),
                ("what", what.into()),
            ],
        );
        if let Some(more) = self.how_far(deployment, standing, is_calm) {
            line = Rich::join([line, more], ": ");
        }
        if standing.is_final()
            && let Some(took) = took(deployment.created(), self.end_of(deployment))
        {
            line = Rich::join([line, words.duration(took)], " · ");
        }
        line
    }

    /// When it ended, its way back included.
    fn end_of(&self, deployment: &Deployment) -> Option<Timestamp> {
        let back = deployment
            .undone_by()
            .and_then(|back| self.release.deployment(back)?.ended());
        back.max(deployment.ended())
    }

    fn how_far(&self, deployment: &Deployment, standing: Standing, is_calm: bool) -> Option<Rich> {
        let words = self.words;
        if standing == Standing::RolledBack {
            let from = deployment.from()?;
            let version = ("version", short(from).into());
            return Some(words.say("release-runs-again", &[version]));
        }
        if standing.is_final() {
            return None;
        }
        let DeploymentState::InMotion(phase) = deployment.seen().or(deployment.heard())? else {
            return None;
        };
        let progress = deployment.progress().filter(|_| !is_calm);
        let Some(progress) = progress else {
            return Some(words.say("release-phase", &[("phase", Value::Choice(phase.as_str()))]));
        };
        let shifted = progress.traffic.filter(|_| phase == Phase::ShiftingTraffic);
        let phase = match shifted {
            Some(_) => "shifting-percent",
            None => phase.as_str(),
        };
        let rollout = words.say(
            "rollout",
            &[
                ("phase", Value::Choice(phase)),
                ("percent", u32::from(shifted.unwrap_or_default()).into()),
                ("done", progress.done.into()),
                ("total", progress.total.into()),
            ],
        );
        Some(match progress.until.and_then(|until| self.left(until)) {
            Some(left) => Rich::join([rollout, left], ", "),
            None => rollout,
        })
    }

    /// Until when something waits, and about how long that is: in steps, so that the text changes seldom.
    fn left(&self, until: Timestamp) -> Option<Rich> {
        let minutes = until.duration_since(self.now).as_mins();
        let step = if minutes > 20 { 15 } else { 5 };
        let about = (minutes + step - 1) / step * step;
        if about <= 0 {
            return None;
        }
        let left = self.words.duration(SignedDuration::from_mins(about));
        Some(self.words.say(
            "release-until",
            &[("until", until.into()), ("left", left.into())],
        ))
    }
}

/// How long something took, where that is known.
pub(super) fn took(began: Option<Timestamp>, ended: Option<Timestamp>) -> Option<SignedDuration> {
    let took = ended?.duration_since(began?);
    (!took.is_negative()).then_some(took)
}
