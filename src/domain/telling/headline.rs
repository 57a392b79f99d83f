//! The headline: what, to where, and how it stands, as a full sentence.

use super::View;
use crate::domain::names::last_part;
use crate::domain::release::{Deployment, Subject, Version};
use crate::domain::rich::{Rich, Span};
use crate::domain::route::Mention;
use crate::domain::words::{Value, Words};

/// Characters of a commit's id that people know it by.
const SHORT: usize = 7;

impl View<'_> {
    pub(super) fn headline(&self) -> Rich {
        self.words.say(
            "release-headline",
            &[
                ("state", Value::Choice(self.stand.standing.as_str())),
                ("what", self.what().into()),
                ("where", self.place().into()),
                ("version", self.version().into()),
            ],
        )
    }

    /// What is released: the pipeline, else the service; an identifier is never its only name.
    pub(super) fn what(&self) -> Rich {
        if let Some(execution) = self.release.execution()
            && let Subject::Execution { pipeline, .. } = &execution.subject
        {
            return Rich::text(pipeline);
        }
        match self.newest() {
            Some(deployment) => self.name_of(deployment),
            None => self.words.say("release-something", &[]),
        }
    }

    /// A deployment by its service, else by what CodeDeploy calls it, else by its id.
    pub(super) fn name_of(&self, deployment: &Deployment) -> Rich {
        let words = self.words;
        if let Some(service) = deployment.service() {
            return Rich::text(service);
        }
        if let Some(application) = deployment.application() {
            let application = Rich::text(application);
            return words.say(
                "release-of-application",
                &[("application", application.into())],
            );
        }
        let id = Rich::code(id_of(&deployment.subject));
        words.say("release-of-deployment", &[("id", id.into())])
    }

    fn place(&self) -> Rich {
        let environment = self.environment();
        Rich::text(environment.map_or("?", |environment| environment.name.as_str()))
    }

    /// What people call what is released: the image's tag, else its revision, else the commit.
    pub(super) fn version(&self) -> Rich {
        let roots = self.release.roots();
        let to = roots.iter().rev().find_map(|root| root.to());
        if let Some(version) = to {
            return short(version);
        }
        let execution = self.release.execution();
        match execution.and_then(|execution| execution.change()?.revision.as_deref()) {
            Some(revision) => Rich::code(short_id(revision)),
            None => self.words.say("release-new-version", &[]),
        }
    }
}

/// A version in one word.
pub(super) fn short(version: &Version) -> Rich {
    match &version.tag {
        Some(tag) => Rich::code(tag),
        None => Rich::code(version.revision.to_string()),
    }
}

/// A version in full: `v41 (payments-api:41)`.
pub(super) fn full(version: &Version, words: &Words) -> Rich {
    let revision = Rich::code(version.revision.to_string());
    match &version.tag {
        Some(tag) => words.say(
            "version",
            &[
                ("tag", Rich::code(tag).into()),
                ("revision", revision.into()),
            ],
        ),
        None => revision,
    }
}

/// The start of a commit's id; of anything else, all of it.
pub(super) fn short_id(revision: &str) -> &str {
    let is_commit = revision.len() == 40 && revision.bytes().all(|b| b.is_ascii_hexdigit());
    match is_commit {
        true => &revision[..SHORT],
        false => revision,
    }
}

/// What AWS calls it.
pub(super) fn id_of(subject: &Subject) -> &str {
    match subject {
        Subject::Execution { id, .. }
        | Subject::CodeDeploy { id, .. }
        | Subject::ServiceDeployment { id, .. }
        | Subject::EcsDeployment { id, .. } => id,
    }
}

/// Who or what an ARN names, as people call them; anything else as it stands.
pub(super) fn who(name: &str) -> Rich {
    match name.starts_with("arn:") {
        true => Rich::text(last_part(name)),
        false => Rich::text(name),
    }
}

/// People and groups, so that they are told.
pub(super) fn mentioned(mentions: Vec<Mention>) -> Rich {
    let spans = mentions.into_iter().map(|mention| match mention {
        Mention::Group(group) => Rich::from(Span::Group(group)),
        Mention::Person(person) => Rich::from(Span::Person(person)),
    });
    Rich::join(spans, " ")
}
