//! A push, as a trigger of CodeCommit tells it to a topic or to Lambda:
//! <https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-notify.html>.

use serde_json::Value;

use super::codecommit::reference;
use super::envelope::{Envelope, Undecodable};
use super::lenient::{text, time};
use super::{Means, Silence};
use domain::names::last_part;
use domain::notice::{About, Notice, Push};
use domain::release::place;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    let records = event.whole()["Records"].as_array();
    let mut pushes = Vec::new();
    let mut silence = Silence::NoReference;
    for record in records.into_iter().flatten() {
        if text(record, &["eventName"]).as_deref() == Some("TriggerEventTest") {
            silence = Silence::TriggerTest;
            continue;
        }
        let references = record["codecommit"]["references"].as_array();
        for changed in references.ok_or(Undecodable::Missing("references"))? {
            if changed["deleted"].as_bool() == Some(true) {
                silence = Silence::ReferenceDeleted;
            } else if let Some(push) = push(event, record, changed)? {
                pushes.push(push);
            }
        }
    }
    Ok(match pushes.is_empty() {
        true => Means::Nothing(silence),
        false => Means::Alone(pushes),
    })
}

/// `None` where what changed is neither a branch nor a tag.
fn push(
    event: &Envelope<'_>,
    record: &Value,
    changed: &Value,
) -> Result<Option<Notice>, Undecodable> {
    let arn = text(record, &["eventSourceARN"]).ok_or(Undecodable::Missing("eventSourceARN"))?;
    let full = text(changed, &["ref"]).ok_or(Undecodable::Missing("ref"))?;
    let Some((reference, is_tag)) = reference(&full) else {
        return Ok(None);
    };
    let push = Push {
        repository: last_part(&arn).to_owned(),
        reference,
        is_tag,
        commit: text(changed, &["commit"]).ok_or(Undecodable::Missing("commit"))?,
        by: text(record, &["userIdentityARN"]),
    };
    Ok(Some(Notice {
        at: time(record, &["eventTime"]).unwrap_or(event.at),
        place: Some(place(&arn).ok_or(Undecodable::Missing("account and region"))?),
        about: About::Push(push),
    }))
}
