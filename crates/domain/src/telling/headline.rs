//! The headline: what, to where, and how it stands, as a full sentence.

use super::View;
use crate::environments::Ownership;
use crate::names::last_part;
use crate::release::{Deployment, Standing, Subject, Version};
use crate::rich::{Rich, Span};
use crate::route::Mention;
use crate::words::{Value, Words};

/// Characters of a commit's id that people know it by.
const SHORT: usize = 7;

impl<'a> View<'a> {
    pub(super) fn headline(&self) -> Rich {
        let version = self.version();
        let by_hand = self.newest().is_some_and(|newest| self.is_by_hand(newest));
        self.sentence(
            self.stand.standing,
            by_hand,
            self.what(),
            self.place(),
            version,
        )
    }

    /// The headline of one deployment in it.
    pub(super) fn headline_of(&self, deployment: &Deployment) -> Rich {
        let own = self.place_of(deployment);
        let version = brought(deployment).map(short);
        self.sentence(
            self.standing_of(deployment),
            self.is_by_hand(deployment),
            self.name_of(deployment),
            own.unwrap_or_else(|| self.place()),
            version.or_else(|| self.commit()),
        )
    }

    fn sentence(
        &self,
        standing: Standing,
        by_hand: bool,
        what: Rich,
        place: Rich,
        version: Option<Rich>,
    ) -> Rich {
        let version = version.unwrap_or_else(|| self.words.say("release-new-version", &[]));
        let state = match standing {
            Standing::RollingBack if by_hand => "rolling-back-by-hand",
            Standing::RolledBack if by_hand => "rolled-back-by-hand",
            standing => standing.as_str(),
        };
        self.words.say(
            "release-headline",
            &[
                ("state", Value::Choice(state)),
                ("what", what.into()),
                ("where", place.into()),
                ("version", version.into()),
            ],
        )
    }

    /// The pipeline's environment, else that of the newest deployment.
    pub(super) fn place(&self) -> Rich {
        let placement = self.owner().placement();
        placement.map_or_else(Rich::default, |placement| placement.say(self.words))
    }

    /// Whose it is: its pipeline's environment, else that of the newest deployment.
    pub(super) fn owner(&self) -> Ownership<'a> {
        let environments = &self.around.environments;
        let run = self.release.execution();
        let run = run.map(|run| environments.of_execution(run));
        match (run, self.newest()) {
            (None | Some(Ownership::Nobody), Some(newest)) => environments.of_deployment(newest),
            (run, _) => run.unwrap_or(Ownership::Nobody),
        }
    }

    /// The environment of a deployment, where it has one.
    pub(super) fn place_of(&self, deployment: &Deployment) -> Option<Rich> {
        let placement = self
            .around
            .environments
            .of_deployment(deployment)
            .placement();
        Some(placement?.say(self.words))
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
        let id = Rich::text(id_of(&deployment.subject));
        words.say("release-of-deployment", &[("id", id.into())])
    }

    /// What people call what is released: the image's tag, else the commit, else the task definition.
    pub(super) fn version(&self) -> Option<Rich> {
        let roots = self.release.roots();
        let to = roots.iter().rev().find_map(|root| brought(root));
        // A revision is the last resort: of a run it may be that of another stage.
        let tagged = to.filter(|to| to.tag.is_some());
        tagged
            .map(short)
            .or_else(|| self.commit())
            .or_else(|| to.map(short))
    }

    fn commit(&self) -> Option<Rich> {
        let revision = self.release.execution()?.change()?.revision?;
        Some(Rich::code(short_id(&revision)))
    }
}

/// The version that is told of: what a deployment brings, and where it takes another one back, what that had brought.
fn brought(deployment: &Deployment) -> Option<&Version> {
    match deployment.undoes() {
        Some(_) => deployment.from(),
        None => deployment.to(),
    }
}

/// What runs where a deployment did not hold.
pub(super) fn kept(deployment: &Deployment) -> Option<&Version> {
    match deployment.undoes() {
        Some(_) => deployment.to(),
        None => deployment.from(),
    }
}

/// A version in one word.
pub fn short(version: &Version) -> Rich {
    match &version.tag {
        Some(tag) => Rich::code(tag),
        None => Rich::code(version.revision.to_string()),
    }
}

/// A version in full: `v41 (payments-api:41)`.
pub fn full(version: &Version, words: &Words) -> Rich {
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
