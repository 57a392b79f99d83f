//! The lines below the headline: a line a stage, or a line a deployment.

use std::collections::BTreeSet;

use super::View;
use super::calls::attempts_of;
use super::progress::took;
use crate::release::{ActionState, Deployment, Stage, StageStanding, Standing, Subject};
use crate::rich::Rich;
use crate::words::Value;

impl View<'_> {
    pub(super) fn lines(&self, is_calm: bool) -> Vec<Rich> {
        let roots = self.release.roots();
        let Some(execution) = self.release.execution() else {
            return self.without_run(&roots, is_calm);
        };
        let mut told: BTreeSet<&Subject> = BTreeSet::new();
        let mut lines = Vec::new();
        for stage in execution.told_stages() {
            let made_here: Vec<&Deployment> = roots
                .iter()
                .copied()
                .filter(|root| {
                    attempts_of(self.release, root).any(|(_, one)| one.stage == stage.name)
                })
                .collect();
            lines.push(self.stage(&stage, &made_here));
            for action in stage.actions.iter().filter(|one| one.is_approval()) {
                // How the run ended says so at the top.
                if action.state() == Some(ActionState::Succeeded) {
                    let attempt = execution.attempt_of(action).unwrap_or_default();
                    lines.push(self.below(self.answered(attempt, action)));
                }
            }
            for root in made_here {
                told.insert(&root.subject);
                lines.push(self.below(self.deployment(root, is_calm)));
            }
        }
        for root in roots {
            if !told.contains(&root.subject) {
                lines.push(self.below(self.deployment(root, is_calm)));
            }
        }
        lines
    }

    fn without_run(&self, roots: &[&Deployment], is_calm: bool) -> Vec<Rich> {
        match roots {
            // Its headline says the rest.
            [root] => {
                let far = self.how_far(root, is_calm);
                far.map(|far| self.alone(far)).into_iter().collect()
            }
            roots => {
                let lines = roots.iter().map(|root| self.deployment(root, is_calm));
                lines.collect()
            }
        }
    }

    /// How far the only deployment is.
    pub(super) fn alone(&self, far: Rich) -> Rich {
        self.words.say("rollout-line", &[("rollout", far.into())])
    }

    fn stage(&self, stage: &Stage<'_>, made_here: &[&Deployment]) -> Rich {
        let words = self.words;
        // The stage is failed for its pipeline; whoever reads wants to know what became of the deployment in it.
        let back = made_here.iter().any(|root| {
            let standing = self.standing_of(root);
            matches!(standing, Standing::RolledBack | Standing::RollingBack)
                && !self.is_overtaken(root)
        });
        let is_under_way = matches!(
            stage.standing,
            StageStanding::Running | StageStanding::Waiting
        );
        let is_lost = is_under_way && self.stand.standing == Standing::Lost;
        let state = match stage.standing {
            StageStanding::Failed if back => "rolled-back",
            _ if is_lost => "lost",
            standing => standing.as_str(),
        };
        let name = ("name", Rich::text(stage.name).into());
        let line = words.say("release-stage", &[("state", Value::Choice(state)), name]);
        match (took(stage.began, stage.ended), stage.began) {
            (Some(took), _) => Rich::join([line, words.duration(took)], " · "),
            (None, Some(began)) if is_under_way && !is_lost => {
                let since = words.say("release-since", &[("at", began.into())]);
                Rich::join([line, since], " · ")
            }
            _ => line,
        }
    }

    fn below(&self, line: Rich) -> Rich {
        self.words.say("release-below", &[("line", line.into())])
    }
}
