//! What calls for a person in a deployment: that it waits, failed, is rolled back, or could not be.

use super::super::{View, turn};
use super::run::part_of_run;
use super::{Call, FAILED};
use crate::message::{Message, Part};
use crate::release::{Action, Deployment, Execution, Release, Standing};
use crate::route::Milestone;

/// How the names of a kind of reply begin, the milestone by which it is routed, and when it calls.
type Kind = (&'static str, Milestone, &'static [Standing]);

const WAITS: Kind = (
    "approval/",
    Milestone::Approval,
    &[Standing::AwaitingPerson],
);

/// That a rollback fails is worth a call of its own: whoever saw the first may have gone.
const TROUBLES: [Kind; 3] = [
    (
        FAILED,
        Milestone::Failed,
        &[Standing::Failed, Standing::Stopped],
    ),
    (
        "rolled-back/",
        Milestone::RolledBack,
        &[Standing::RollingBack, Standing::RolledBack],
    ),
    (
        "rollback-failed/",
        Milestone::Failed,
        &[Standing::RollbackFailed],
    ),
];

/// The calls of a deployment that stands for itself.
pub(super) fn calls<'a>(view: &View<'a>, root: &'a Deployment) -> Vec<Call<'a>> {
    let stand = view.release.stand_of(root, view.now);
    let is_overtaken = view.is_overtaken(root);
    let mut message = view.message_of(root);
    if is_overtaken {
        message = message.with(Part::Paragraph(view.words.say("release-retried", &[])));
    }
    let waiting = match stand.standing {
        Standing::AwaitingPerson => message.clone(),
        _ => view.about(view.words.say("release-no-longer-waits", &[])),
    };
    let troubles = TROUBLES.map(|kind| (kind, message.clone()));
    let call = |((kind, milestone, when), message): (Kind, Message)| Call {
        parts: parts(view, root, kind),
        milestone,
        about: Some(&root.subject),
        is_current: when.contains(&stand.standing) && !is_overtaken,
        turn: match is_overtaken {
            true => "over".to_owned(),
            false => turn(stand),
        },
        message,
    };
    [(WAITS, waiting)]
        .into_iter()
        .chain(troubles)
        .map(call)
        .collect()
}

/// All by which a reply of a kind may have been named: by the deployment itself, by its sets of tasks, by what takes it
/// back, and, where it failed a run, by that.
fn parts(view: &View<'_>, root: &Deployment, kind: &str) -> Vec<String> {
    let release = view.release;
    let sets = release.parts_of(&root.subject).map(|set| &set.subject);
    let subjects = [&root.subject]
        .into_iter()
        .chain(sets)
        .chain(root.undone_by());
    let mut parts: Vec<String> = subjects.map(|subject| format!("{kind}{subject}")).collect();
    if kind == FAILED {
        parts.extend(attempts_of(release, root).map(|(id, _)| format!("{FAILED}{id}")));
        if view.failed_with(root) {
            parts.extend(release.execution().map(part_of_run));
        }
    }
    parts
}

/// The attempts of actions that made a deployment.
pub(in super::super) fn attempts_of<'a>(
    release: &'a Release,
    root: &'a Deployment,
) -> impl Iterator<Item = (&'a str, &'a Action)> + use<'a> {
    release
        .execution()
        .into_iter()
        .flat_map(Execution::attempts)
        .filter(|(_, action)| action.made() == Some(&root.subject))
}

impl View<'_> {
    /// Whether the run has gone on without a deployment: an attempt after the one that made it is under way, or through.
    pub(in super::super) fn is_overtaken(&self, root: &Deployment) -> bool {
        let Some(execution) = self.release.execution() else {
            return false;
        };
        let made: Vec<&Action> = attempts_of(self.release, root)
            .map(|(_, action)| action)
            .collect();
        match made.is_empty() {
            true => self.stand.standing == Standing::Succeeded,
            false => !made.iter().any(|action| execution.is_latest(action)),
        }
    }

    /// Whether the run ended as it did because of this deployment, or with it.
    pub(super) fn failed_with(&self, root: &Deployment) -> bool {
        let failed = self.release.execution().and_then(Execution::failed_action);
        match self.stand.standing {
            Standing::Stopped => self.standing_of(root) == Standing::Stopped,
            _ => failed.and_then(Action::made) == Some(&root.subject),
        }
    }

    /// A deployment as a reply tells of it.
    fn message_of(&self, deployment: &Deployment) -> Message {
        let mut message = Message::sentence(self.headline_of(deployment));
        let stand = self.release.stand_of(deployment, self.now);
        message
            .parts
            .extend(self.doubt(stand, deployment.is_unknown()));
        let runs_again = self
            .how_far(deployment, true)
            .filter(|_| stand.standing == Standing::RolledBack)
            .map(|far| self.alone(far));
        let more = [
            self.deed_on(deployment),
            self.why_of(deployment),
            self.waits_until(deployment),
            runs_again,
        ];
        message
            .parts
            .extend(more.into_iter().flatten().map(Part::Paragraph));
        message
    }
}
