//! CodeCommit Repository State Change:
//! <https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html>.

use super::envelope::{Envelope, Undecodable};
use super::{Means, Silence};
use domain::names::last_part;
use domain::notice::{About, Notice, Push};

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    match event.required(&["event"], "event")?.as_str() {
        "referenceCreated" | "referenceUpdated" => {}
        "referenceDeleted" => return Ok(Means::Nothing(Silence::ReferenceDeleted)),
        "unreferencedMergeCommitCreated" => return Ok(Means::Nothing(Silence::NoReference)),
        _ => return Ok(Means::Nothing(Silence::NewState)),
    }
    let said = |name| event.text(&["referenceName"]).zip(Some(name));
    let full = event.text(&["referenceFullName"]);
    let named = match (&full, event.text(&["referenceType"]).as_deref()) {
        (Some(full), _) => reference(full),
        (None, Some("tag")) => said(true),
        (None, _) => said(false),
    };
    let Some((reference, is_tag)) = named else {
        return Ok(Means::Nothing(Silence::NoReference));
    };
    let of_arn = || {
        event
            .resources()
            .next()
            .map(|arn| last_part(arn).to_owned())
    };
    let repository = event.text(&["repositoryName"]).or_else(of_arn);
    let push = Push {
        repository: repository.ok_or(Undecodable::Missing("repositoryName"))?,
        reference,
        is_tag,
        commit: event.required(&["commitId"], "commitId")?,
        by: event.text(&["callerUserArn"]),
    };
    Ok(Means::Alone(vec![Notice {
        at: event.at,
        place: Some(event.place()?),
        about: About::Push(push),
    }]))
}

/// The branch or the tag that Git calls by this full name, and whether it is a tag; `None` for what is neither.
pub(super) fn reference(full: &str) -> Option<(String, bool)> {
    let branch = full.strip_prefix("refs/heads/").zip(Some(false));
    let tag = || full.strip_prefix("refs/tags/").zip(Some(true));
    let (name, is_tag) = branch.or_else(tag)?;
    Some((name.to_owned(), is_tag))
}
