//! What an intent is about: where it is, what people call it, and what AWS shows of it where that decides.

use crate::commands::Tools;
use crate::domain::acting::continuing::Waiting;
use crate::domain::acting::{Found, Intent};
use crate::domain::names::Environment;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Subject, Version};

use super::unstored;

/// What an intent is about.
#[derive(Debug, Clone)]
pub struct Thing {
    pub environment: Environment,
    /// What grants may name it by, the best name first.
    pub names: Vec<String>,
    pub version: Option<Version>,
    /// What a rollback goes back to.
    pub to: Option<Version>,
    pub shown: Shown,
}

/// What AWS shows of it.
#[derive(Debug, Clone)]
pub enum Shown {
    /// It is asked when it is claimed: nothing depends on it before.
    Later,
    Found(Box<Found>),
    Waiting(Box<Waiting>),
}

impl Thing {
    /// Finds out what an intent is about; for what goes to a deployment AWS is asked, by whose word it has its names.
    ///
    /// # Errors
    /// When it belongs to no environment, or AWS does not know it or does not answer.
    pub async fn of(tools: &Tools, intent: &Intent) -> Result<Self, Refusal> {
        let subject = intent.subject();
        let environments = &tools.environments;
        let nearest = environments
            .of_subject(subject)
            .ok_or(Refusal::NotCurrent)?;
        match intent {
            Intent::Refresh { .. } => Ok(Self {
                environment: nearest.clone(),
                names: known_as(tools, subject).await?,
                version: None,
                to: None,
                shown: Shown::Later,
            }),
            Intent::Approve { .. } | Intent::Reject { .. } => Ok(Self {
                environment: nearest.clone(),
                names: pipeline(subject).into_iter().collect(),
                version: shipped(tools, subject).await?,
                to: None,
                shown: Shown::Later,
            }),
            Intent::Rollback { deployment, .. } => {
                let found = tools.fleet.found(nearest, deployment).await;
                let found = found
                    .map_err(Refusal::NotKnown)?
                    .ok_or(Refusal::NotCurrent)?;
                let cluster = found.cluster.as_deref();
                Ok(Self {
                    environment: owner(tools, subject, cluster)?,
                    names: names(&found.service, &found.application),
                    version: found.brings.clone(),
                    to: found.before.clone(),
                    shown: Shown::Found(Box::new(found)),
                })
            }
            Intent::Continue { deployment, .. } => {
                let waiting = tools.fleet.waiting(nearest, deployment).await;
                let waiting = waiting
                    .map_err(Refusal::NotKnown)?
                    .ok_or(Refusal::NotCurrent)?;
                let cluster = waiting.cluster.as_deref();
                Ok(Self {
                    environment: owner(tools, subject, cluster)?,
                    names: names(&waiting.service, &waiting.application),
                    version: waiting.brings.clone(),
                    to: None,
                    shown: Shown::Waiting(Box::new(waiting)),
                })
            }
        }
    }
}

fn pipeline(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Execution { pipeline, .. } => Some(pipeline.clone()),
        _ => None,
    }
}

fn names(service: &Option<String>, application: &Option<String>) -> Vec<String> {
    service.iter().chain(application).cloned().collect()
}

/// The environment of a deployment by its cluster, which AWS has told.
fn owner(tools: &Tools, subject: &Subject, cluster: Option<&str>) -> Result<Environment, Refusal> {
    let environments = &tools.environments;
    let owner = environments.of_cluster(subject.place(), cluster);
    owner.cloned().ok_or(Refusal::NotCurrent)
}

/// What people call it, as far as the bot knows.
async fn known_as(tools: &Tools, subject: &Subject) -> Result<Vec<String>, Refusal> {
    if let Some(pipeline) = pipeline(subject) {
        return Ok(vec![pipeline]);
    }
    let release = tools.store.release_with(subject).await;
    let release = release.map_err(|error| unstored(&error))?;
    let deployment = release.as_ref().and_then(|it| it.deployment(subject));
    let names = deployment.into_iter().flat_map(|one| one.names());
    Ok(names.map(str::to_owned).collect())
}

/// What an execution has deployed last, as far as the bot knows.
async fn shipped(tools: &Tools, subject: &Subject) -> Result<Option<Version>, Refusal> {
    let release = tools.store.release_with(subject).await;
    let release = release.map_err(|error| unstored(&error))?;
    Ok(release.and_then(|release| Some(release.roots().last()?.to()?.clone())))
}
