//! Events of AWS: from their bytes to observations, one file to a family.

mod codedeploy_deployment;
mod ecs_deployment;
mod envelope;
mod lenient;
mod pipeline;
mod pipeline_action;
mod pipeline_execution;
mod pipeline_stage;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

pub use envelope::{Undecodable, id};

use self::envelope::{Envelope, unwrapped};
use crate::domain::release::Observation;

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// By which it is counted: a word of ours.
    pub family: &'static str,
    /// Nothing where the family is not read, or says nothing of a release.
    pub observations: Vec<Observation>,
}

/// A family: its `source`, its `detail-type`, the word it is counted by, and how it is read.
type Family = (
    &'static str,
    &'static str,
    &'static str,
    fn(&Envelope<'_>) -> Result<Option<Observation>, Undecodable>,
);

/// Every family that is read. A new one is a file and a line here.
const FAMILIES: [Family; 5] = [
    (
        "aws.ecs",
        "ECS Deployment State Change",
        "ecs_deployment",
        ecs_deployment::read,
    ),
    (
        "aws.codedeploy",
        "CodeDeploy Deployment State-change Notification",
        "codedeploy_deployment",
        codedeploy_deployment::read,
    ),
    (
        "aws.codepipeline",
        "CodePipeline Pipeline Execution State Change",
        "pipeline_execution",
        pipeline_execution::read,
    ),
    (
        "aws.codepipeline",
        "CodePipeline Stage Execution State Change",
        "pipeline_stage",
        pipeline_stage::read,
    ),
    (
        "aws.codepipeline",
        "CodePipeline Action Execution State Change",
        "pipeline_action",
        pipeline_action::read,
    ),
];

/// The event of EventBridge in a message: the message itself, or what a notification of SNS holds.
///
/// # Errors
/// When there is none in it.
pub fn event(body: &str) -> Result<Value, Undecodable> {
    let event = unwrapped(serde_json::from_str(body).map_err(|_| Undecodable::NoJson)?)?;
    match envelope::is_event(&event) {
        true => Ok(event),
        false => Err(Undecodable::NoEvent),
    }
}

/// Reads an event, as EventBridge sends it or within a notification of SNS. `known` is when the bot came to know it.
///
/// # Errors
/// When it is no event, or one of a family that is read without what it is about.
pub fn decode(body: &str, known: Timestamp) -> Result<Decoded, Undecodable> {
    let event = event(body)?;
    let envelope = Envelope::read(&event, known);
    let family = FAMILIES
        .iter()
        .find(|(source, kind, ..)| envelope.is(source, kind));
    let Some((.., family, read)) = family else {
        return Ok(Decoded {
            family: "other",
            observations: Vec::new(),
        });
    };
    Ok(Decoded {
        family,
        observations: read(&envelope)?.into_iter().collect(),
    })
}
