//! The facts of a release, and the console's pages of it.

use super::View;
use super::headline::{full, id_of, short_id, who};
use crate::domain::console;
use crate::domain::release::{Change, Deployment, Subject};
use crate::domain::rich::{Rich, Span};
use crate::domain::words::Value;

/// Characters of a commit's message that are shown: its first line is made to be read alone.
const SUBJECT: usize = 120;

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
        add("label-version", self.change_of_version());
        add(
            "release-label-change",
            execution.and_then(|execution| self.change(execution.change()?)),
        );
        add("release-label-started", self.started());
        if execution.is_none() {
            add(
                "label-controller",
                self.newest().and_then(|one| self.means(one)),
            );
        }
        facts
    }

    /// From which version to which.
    fn change_of_version(&self) -> Option<Rich> {
        let roots = self.release.roots();
        let newest = roots.iter().rev().find(|root| root.to().is_some())?;
        let to = full(newest.to()?, self.words);
        match newest.from() {
            Some(from) => Some(Rich::join([full(from, self.words), to], " → ")),
            None => Some(to),
        }
    }

    fn change(&self, change: &Change) -> Option<Rich> {
        let revision = change.revision.as_deref().map(short_id);
        let mut pieces = Vec::new();
        match (&change.url, revision) {
            (Some(url), Some(revision)) => pieces.push(Rich::from(Span::Link {
                url: url.clone(),
                label: revision.to_owned(),
            })),
            (None, Some(revision)) => pieces.push(Rich::code(revision)),
            (_, None) => {}
        }
        if let Some(subject) = change
            .message
            .as_deref()
            .and_then(|text| text.lines().next())
        {
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
        let execution = self.release.execution();
        let at = match execution {
            Some(execution) => execution.started(),
            None => self.newest()?.created(),
        }?;
        let by = match execution {
            Some(execution) => execution.started_by(),
            None => self.newest()?.started_by(),
        };
        Some(match by {
            Some(by) => self.words.say(
                "release-started-by",
                &[("at", at.into()), ("who", who(by).into())],
            ),
            None => Rich::from(Span::Time(at)),
        })
    }

    fn means(&self, deployment: &Deployment) -> Option<Rich> {
        let means = Value::Choice(deployment.means()?.as_str());
        Some(self.words.say("release-means", &[("kind", means)]))
    }

    /// Links to the exact pages.
    pub(super) fn links(&self) -> Option<Rich> {
        let mut links = Vec::new();
        if let Some(Subject::Execution {
            place,
            pipeline,
            id,
        }) = self.release.execution().map(|execution| &execution.subject)
        {
            links.push(self.link("pipeline", console::execution(&place.region, pipeline, id)));
        }
        if let Some(newest) = self.newest() {
            links.extend(self.links_of(newest));
        }
        (!links.is_empty()).then(|| {
            let open = self.words.say("release-open", &[]);
            open.then(Rich::join(links, " · "))
        })
    }

    fn links_of(&self, deployment: &Deployment) -> Vec<Rich> {
        let region = &deployment.subject.place().region;
        let mut links = Vec::new();
        if let Subject::CodeDeploy { id, .. } = &deployment.subject {
            links.push(self.link("deployment", console::codedeploy(region, id)));
        }
        if let (Some(cluster), Some(service)) = (deployment.cluster(), deployment.service()) {
            let page = match &deployment.subject {
                Subject::ServiceDeployment { .. } => {
                    let id = id_of(&deployment.subject);
                    console::service_deployment(region, cluster, service, id)
                }
                _ => console::service_health(region, cluster, service),
            };
            links.push(self.link("service", page));
        }
        links
    }

    fn link(&self, kind: &'static str, url: String) -> Rich {
        let label = self
            .words
            .plain("release-page", &[("kind", Value::Choice(kind))]);
        Span::Link { url, label }.into()
    }
}
