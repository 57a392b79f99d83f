//! Events of AWS: from their bytes to what they mean, one file to a family.

mod approval_message;
mod believed;
mod cloudwatch_alarm;
mod codebuild;
mod codecommit;
mod codecommit_trigger;
mod codedeploy_deployment;
mod codedeploy_trigger;
mod custom;
mod document;
mod ecr_scan;
mod ecs_deployment;
mod ecs_hook;
mod ecs_service_action;
mod ecs_task;
mod envelope;
mod families;
mod hosts;
mod lenient;
mod pipeline;
mod pipeline_action;
mod pipeline_execution;
mod pipeline_stage;
mod region;
mod silence;
pub mod sns;
#[cfg(test)]
mod tests;
mod wrapping;

use jiff::Timestamp;
use serde_json::Value;

pub use self::document::document;
pub use self::envelope::Undecodable;
pub use self::families::{FAMILIES, Family, Form};
pub use self::silence::Silence;
pub use self::wrapping::{Around, Said};

use self::envelope::Envelope;
use self::wrapping::unwrapped;
use domain::notice::Notice;
use domain::release::Observation;

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// By which it is counted: a word of ours, the name of its [`Family`], or `other`.
    pub family: &'static str,
    pub means: Means,
}

/// What becomes of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// It is a part of a release.
    Release(Vec<Observation>),
    /// It is told by itself, or in the thread of a release that it belongs to.
    Alone(Vec<Notice>),
    /// It is told nowhere, and why.
    Nothing(Silence),
}

/// Every event in the text of a message, however it is wrapped. `around` is what the message itself says of it.
///
/// # Errors
/// When there is none in it, or something besides.
pub fn said(body: &str, around: Around<'_>) -> Result<Vec<Said>, Undecodable> {
    let value = serde_json::from_str(body).map_err(|_| Undecodable::NoJson)?;
    let said = unwrapped(value, around)?;
    match said.iter().all(|said| is_event(&said.event)) {
        true => Ok(said),
        false => Err(Undecodable::NoEvent),
    }
}

/// Every event in a value, however it is wrapped; the value itself where that is no event, so that reading it tells why.
pub fn said_in(value: Value, around: Around<'_>) -> Vec<Said> {
    match unwrapped(value.clone(), around) {
        Ok(said) if said.iter().all(|said| is_event(&said.event)) => said,
        _ => vec![Said::within(value, around)],
    }
}

/// Reads an event, which nothing is wrapped around. `known` is when the bot came to know it.
///
/// # Errors
/// When it is no event, or one of a family that is read without what it is about.
pub fn decode(event: &Value, known: Timestamp) -> Result<Decoded, Undecodable> {
    let envelope = Envelope::read(event, known);
    if let Some(family) = family(event) {
        return Ok(Decoded {
            family: family.name,
            means: (family.read)(&envelope)?.unless_contradicted(&envelope),
        });
    }
    match envelope.kind() {
        Some((source, kind)) => Ok(Decoded {
            family: "other",
            means: Means::Nothing(Silence::of_kind(source, kind)),
        }),
        None => Err(Undecodable::NoEvent),
    }
}

fn family(event: &Value) -> Option<&'static Family> {
    FAMILIES.iter().find(|family| family.form.is_of(event))
}

/// Whether it is an event in any form, read or not.
fn is_event(value: &Value) -> bool {
    envelope::kind(value).is_some() || family(value).is_some()
}
