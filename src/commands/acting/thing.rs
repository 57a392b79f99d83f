//! What an intent is about: where it is, what people call it, and what AWS shows of it where that decides.

use crate::commands::Tools;
use crate::store::Group;
use domain::acting::continuing::Waiting;
use domain::acting::{Found, Intent, Names, TargetName};
use domain::environments::{Ownership, Placement};
use domain::look::Why;
use domain::names::Environment;
use domain::refusal::Refusal;
use domain::release::{Deployment, Place, Subject, Version};

use super::unstored;

/// What an intent is about.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Whose credentials act on it.
    pub credentials: Environment,
    /// Where it is, as far as that is known: what is done there must be allowed wherever it may be.
    pub placement: Placement,
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
    /// Finds out what an intent is about; for what goes to a deployment AWS is asked, by whose word it has its names. The
    /// futures that ask AWS are large: boxed, they stay off the stack of everything that waits for them.
    ///
    /// # Errors
    /// When it belongs to no environment, or AWS does not know it or does not answer.
    pub async fn of(tools: &Tools, intent: &Intent) -> Result<Self, Refusal> {
        let subject = intent.subject();
        match intent {
            Intent::Refresh { .. } => Self::as_known(tools, subject).await,
            Intent::Approve { .. } | Intent::Reject { .. } => {
                let owner = tools.environments.of_subject(subject);
                let names = pipeline(subject).into_iter().collect();
                let thing = Self::owned(&owner, None, names, Shown::Later)?;
                let version = shipped(tools, subject).await?;
                Ok(Self { version, ..thing })
            }
            Intent::Rollback { .. } | Intent::Continue { .. } => {
                Self::as_shown(tools, subject, intent).await
            }
        }
    }

    /// As the bot knows it, without asking AWS.
    async fn as_known(tools: &Tools, subject: &Subject) -> Result<Self, Refusal> {
        let environments = &tools.environments;
        let release = tools.store.release_with(subject).await;
        let release = release.map_err(|error| unstored(&error))?;
        let deployment = release.as_ref().and_then(|it| it.deployment(subject));
        let owner = match deployment {
            Some(deployment) => environments.of_deployment(deployment),
            None => environments.of_subject(subject),
        };
        let deployed = deployment.into_iter().flat_map(Deployment::names);
        let names = deployed.map(str::to_owned).chain(pipeline(subject));
        Self::owned(&owner, None, names.collect(), Shown::Later)
    }

    /// As AWS shows it.
    async fn as_shown(tools: &Tools, subject: &Subject, intent: &Intent) -> Result<Self, Refusal> {
        let possible = tools.environments.of_subject(subject);
        let (by, mut shown) = shown_to(tools, possible.environments(), intent).await?;
        let mut names = shown.names().cloned().unwrap_or_default();
        if names.cluster.is_none() {
            names = completed(tools, subject.place(), names).await?;
            shown.is_called(names.clone());
        }
        let (cluster, group) = (names.cluster.as_deref(), names.group_name());
        let owner = tools.environments.of_group(subject.place(), cluster, group);
        Self::owned(&owner, Some(by), names.for_grants(), shown)
    }

    /// What is owned so, read by the credentials of `by`; where its environment is known, that one's are right.
    fn owned(
        owner: &Ownership<'_>,
        by: Option<&Environment>,
        names: Vec<String>,
        shown: Shown,
    ) -> Result<Self, Refusal> {
        let credentials = match owner {
            Ownership::Known(environment) => Some(*environment),
            _ => by.or(owner.asked_by()),
        };
        let (version, to) = shown.versions();
        Ok(Self {
            credentials: credentials.ok_or(Refusal::NotCurrent)?.clone(),
            placement: owner.placement().ok_or(Refusal::NotCurrent)?,
            names,
            version,
            to,
            shown,
        })
    }
}

impl Shown {
    /// What AWS shows an environment of the deployment that an intent goes to; nothing where it does not know it.
    async fn to(tools: &Tools, by: &Environment, intent: &Intent) -> Result<Option<Self>, Why> {
        match intent {
            Intent::Rollback { deployment, .. } => {
                let found = Box::pin(tools.fleet.found(by, deployment)).await?;
                Ok(found.map(|found| Self::Found(Box::new(found))))
            }
            Intent::Continue { deployment, .. } => {
                let waiting = Box::pin(tools.fleet.waiting(by, deployment)).await?;
                Ok(waiting.map(|waiting| Self::Waiting(Box::new(waiting))))
            }
            Intent::Approve { .. } | Intent::Reject { .. } | Intent::Refresh { .. } => {
                Ok(Some(Self::Later))
            }
        }
    }

    fn names(&self) -> Option<&Names> {
        match self {
            Self::Later => None,
            Self::Found(found) => Some(&found.names),
            Self::Waiting(waiting) => Some(&waiting.names),
        }
    }

    /// Takes names that the bot knows better than AWS shows them now.
    fn is_called(&mut self, names: Names) {
        match self {
            Self::Later => {}
            Self::Found(found) => found.names = names,
            Self::Waiting(waiting) => waiting.names = names,
        }
    }

    /// What it brings, and what a rollback goes back to.
    fn versions(&self) -> (Option<Version>, Option<Version>) {
        match self {
            Self::Later => (None, None),
            Self::Found(found) => (found.brings.clone(), found.before.clone()),
            Self::Waiting(waiting) => (waiting.brings.clone(), None),
        }
    }
}

/// What AWS shows to one of these environments, in their order: to one that is shown its cluster, else to one that is shown
/// anything. Those with the same role are shown the same.
async fn shown_to<'e>(
    tools: &Tools,
    environments: &[&'e Environment],
    intent: &Intent,
) -> Result<(&'e Environment, Shown), Refusal> {
    let mut best = Err(Refusal::NotCurrent);
    let mut asked = Vec::new();
    for &by in environments {
        if asked.contains(&&by.role_arn) {
            continue;
        }
        asked.push(&by.role_arn);
        match Shown::to(tools, by, intent).await {
            Ok(Some(shown)) => {
                let is_whole = shown.names().is_some_and(|names| names.cluster.is_some());
                if is_whole {
                    return Ok((by, shown));
                }
                best = best.or(Ok((by, shown)));
            }
            Ok(None) => {}
            Err(why) => best = best.map_err(|_| Refusal::NotKnown(why)),
        }
    }
    best
}

/// The names with what the group deploys to, as far as AWS has ever shown that.
async fn completed(tools: &Tools, place: &Place, mut names: Names) -> Result<Names, Refusal> {
    let (Some(application), Some(name)) = (&names.application, &names.group) else {
        return Ok(names);
    };
    let group = Group {
        place,
        application,
        name,
    };
    let deployed = tools.store.group(group).await;
    if let Some(deployed) = deployed.map_err(|error| unstored(&error))? {
        names.cluster = Some(deployed.cluster);
        names.service = Some(deployed.service);
    }
    Ok(names)
}

impl Thing {
    /// What people call it, and where it is.
    pub fn target(&self) -> TargetName {
        let names = self.shown.names();
        TargetName {
            name: self.names.first().cloned(),
            cluster: names.and_then(|names| names.cluster.clone()),
            placement: self.placement.clone(),
        }
    }
}

fn pipeline(subject: &Subject) -> Option<String> {
    match subject {
        Subject::Execution { pipeline, .. } => Some(pipeline.clone()),
        _ => None,
    }
}

/// What an execution has deployed last, as far as the bot knows.
async fn shipped(tools: &Tools, subject: &Subject) -> Result<Option<Version>, Refusal> {
    let release = tools.store.release_with(subject).await;
    let release = release.map_err(|error| unstored(&error))?;
    Ok(release.and_then(|release| Some(release.roots().last()?.to()?.clone())))
}
