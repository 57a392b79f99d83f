//! The facts of a release: versions, what is shipped, who started it.

use super::View;
use super::headline::{full, short_id, who};
use super::links::web;
use super::progress::took;
use crate::release::{Change, Deployment, Subject};
use crate::rich::{Rich, Span};
use crate::words::Value;

/// Characters of a commit's message that are shown: its first line is made to be read alone.
const SUBJECT: usize = 120;
/// Deployments of one run of which versions are shown; the rest is a click away.
const SHOWN: usize = 6;

impl View<'_> {
    pub(super) fn facts(&self) -> Vec<(Rich, Rich)> {
        let words = self.words;
        let mut facts = Vec::new();
        let mut add = |label: &str, value: Option<Rich>| {
            if let Some(value) = value {
                facts.push((words.say(label, &[]), value));
            }
        };
        let execution = self.release.execution();
        add("label-version", self.versions());
        add(
            "release-label-change",
            execution.and_then(|execution| self.change(&execution.change()?)),
        );
        add("release-label-started", self.started());
        add("release-label-took", self.took());
        if let Some(newest) = self.newest().filter(|_| execution.is_none()) {
            add("label-cluster", newest.cluster().map(Rich::code));
            add("label-controller", self.means(newest));
        }
        facts
    }

    /// From which version to which; of a run, of each service that it deploys.
    fn versions(&self) -> Option<Rich> {
        let mut lines: Vec<Rich> = Vec::new();
        let roots = self.release.roots();
        let several = roots
            .iter()
            .any(|root| root.service() != roots[0].service());
        for root in roots.into_iter().rev().take(SHOWN) {
            let Some(version) = self.version_of(root) else {
                continue;
            };
            let line = match several {
                true => Rich::join([self.name_of(root), version], ": "),
                false => version,
            };
            // One service in several environments.
            if !lines.contains(&line) {
                lines.insert(0, line);
            }
        }
        (!lines.is_empty()).then(|| Rich::join(lines, "\n"))
    }

    fn version_of(&self, deployment: &Deployment) -> Option<Rich> {
        let to = full(deployment.to()?, self.words);
        Some(match deployment.from() {
            Some(from) => Rich::join([full(from, self.words), to], " → "),
            None => to,
        })
    }

    fn change(&self, change: &Change) -> Option<Rich> {
        let revision = change.revision.as_deref().map(short_id);
        let link = change.url.as_ref().filter(|url| web(url)).zip(revision);
        let mut pieces = Vec::new();
        match (link, revision) {
            (Some((url, revision)), _) => pieces.push(Rich::from(Span::Link {
                url: url.clone(),
                label: revision.to_owned(),
            })),
            (None, Some(revision)) => pieces.push(Rich::code(revision)),
            (None, None) => {}
        }
        let message = change.message.as_deref();
        if let Some(subject) = message.and_then(|text| text.lines().next()) {
            let cut: String = subject.chars().take(SUBJECT).collect();
            let end = if cut.len() < subject.len() { "…" } else { "" };
            pieces.push(Rich::text(format!("{cut}{end}")));
        }
        if let Some(author) = &change.author {
            let author = ("who", Rich::text(author).into());
            pieces.push(self.words.say("release-by", &[author]));
        }
        (!pieces.is_empty()).then(|| Rich::join(pieces, " "))
    }

    fn started(&self) -> Option<Rich> {
        let (at, by) = match self.release.execution() {
            Some(execution) => (execution.started(), execution.started_by()),
            None => {
                let newest = self.newest()?;
                (newest.created(), newest.started_by())
            }
        };
        let at = at?;
        Some(match by {
            Some(by) => self.words.say(
                "release-started-by",
                &[("at", at.into()), ("who", who(by).into())],
            ),
            None => Rich::from(Span::Time(at)),
        })
    }

    fn took(&self) -> Option<Rich> {
        if !self.stand.standing.is_final() {
            return None;
        }
        let took = match self.release.execution() {
            Some(execution) => took(execution.started(), execution.ended()),
            None => {
                let newest = self.newest()?;
                took(newest.created(), self.end_of(newest))
            }
        };
        Some(self.words.duration(took?))
    }

    fn means(&self, deployment: &Deployment) -> Option<Rich> {
        let application = deployment
            .application()
            .filter(|_| matches!(deployment.subject, Subject::CodeDeploy { .. }));
        if let Some(application) = application {
            let application = Rich::code(application);
            return Some(self.words.say(
                "controller-codedeploy-application",
                &[("application", application.into())],
            ));
        }
        let means = Value::Choice(deployment.means()?.as_str());
        Some(self.words.say("release-means", &[("kind", means)]))
    }
}
