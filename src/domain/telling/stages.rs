//! The lines below the headline: a line a stage, or a line a deployment.

use super::View;
use super::progress::took;
use crate::domain::release::{Deployment, Stage, StageStanding, Standing};
use crate::domain::rich::Rich;
use crate::domain::words::Value;

impl View<'_> {
    pub(super) fn lines(&self, is_calm: bool) -> Vec<Rich> {
        let Some(execution) = self.release.execution() else {
            let roots = self.release.roots();
            return roots
                .into_iter()
                .map(|root| self.deployment(root, is_calm))
                .collect();
        };
        let mut told: Vec<&Deployment> = Vec::new();
        let mut lines = Vec::new();
        for stage in execution.told_stages() {
            lines.push(self.stage(&stage));
            for action in &stage.actions {
                let made = action.made().and_then(|made| self.release.deployment(made));
                if let Some(deployment) = made {
                    told.push(deployment);
                    lines.push(self.below(deployment, is_calm));
                }
                if action.is_approval() && stage.standing == StageStanding::Succeeded {
                    lines.push(
                        self.words
                            .say("release-below", &[("line", self.answered(action).into())]),
                    );
                }
            }
        }
        // Those of an attempt that was repeated.
        for root in self.release.roots() {
            if !told.iter().any(|one| one.subject == root.subject) {
                lines.push(self.below(root, is_calm));
            }
        }
        lines
    }

    fn stage(&self, stage: &Stage<'_>) -> Rich {
        let words = self.words;
        // The stage is failed for its pipeline; whoever reads wants to know what became of the deployment in it.
        let back = stage
            .actions
            .iter()
            .filter_map(|action| self.release.deployment(action.made()?))
            .map(|deployment| self.release.stand_of(deployment, self.now).standing)
            .any(|standing| matches!(standing, Standing::RolledBack | Standing::RollingBack));
        let state = match stage.standing {
            StageStanding::Failed if back => "rolled-back",
            standing => standing.as_str(),
        };
        let name = ("name", Rich::text(stage.name).into());
        let line = words.say("release-stage", &[("state", Value::Choice(state)), name]);
        match took(stage.began, stage.ended) {
            Some(took) => Rich::join([line, words.duration(took)], " · "),
            None => line,
        }
    }

    fn below(&self, deployment: &Deployment, is_calm: bool) -> Rich {
        let line = self.deployment(deployment, is_calm);
        self.words.say("release-below", &[("line", line.into())])
    }
}
