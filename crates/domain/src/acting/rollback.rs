//! How to roll back: from the state that AWS shows to the one way that is right in it, or a refusal in words.

use serde::{Deserialize, Serialize};

use super::mutation::{Mutation, RevisionRef};
use super::names::Names;
use crate::refusal::Refusal;
use crate::release::{Subject, Version};
use crate::service::Phase;

/// A deployment as AWS shows it when somebody wants it rolled back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub deployment: Subject,
    pub names: Names,
    /// What it brings.
    pub brings: Option<Version>,
    /// What ran before it.
    pub before: Option<Version>,
    pub state: State,
    /// The deployment of the same service that was made after it, if there is one.
    pub newer: Option<Newer>,
}

/// A deployment that was made after the one in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newer {
    pub id: String,
    pub is_in_motion: bool,
    /// Whether it succeeded, so that what it brought runs now.
    pub has_succeeded: bool,
}

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    InMotion(Phase),
    /// It is through, or took over before it failed or was stopped: what it brought runs. What ran before it, where AWS
    /// can bring that back.
    Succeeded {
        earlier: Option<Earlier>,
    },
    /// It failed or was stopped, and AWS takes it back by this other deployment, or has.
    TakenBack {
        by: String,
        is_through: bool,
    },
    /// It takes another one back itself.
    IsWayBack,
    /// It did not hold, and what ran before runs again.
    RolledBack,
    /// The way back failed, too.
    RollbackFailed,
    /// It failed or was stopped before it took over, and nothing took it back.
    Ended,
    /// CloudFormation made it: only that can take it back.
    CloudFormation,
    /// Neither CodeDeploy nor ECS itself deploys the service.
    External,
}

/// What AWS can bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// A revision of an application.
    CodeDeploy {
        application: String,
        group: String,
        revision: RevisionRef,
    },
    /// The ARN of a service revision that once succeeded.
    ServiceRevision(String),
}

/// What a rollback will do: what a person is shown, and what is carried out if it is still the same then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Plan {
    pub deployment: Subject,
    pub cluster: Option<String>,
    pub service: Option<String>,
    /// Of CodeDeploy.
    pub application: Option<String>,
    pub from: Option<Version>,
    pub to: Option<Version>,
    pub way: Way,
    pub speed: Speed,
}

/// By which means.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// CodeDeploy stops the deployment and takes it back.
    StopDeployment,
    /// CodeDeploy deploys the revision before it.
    CreateDeployment {
        application: String,
        group: String,
        revision: RevisionRef,
    },
    /// ECS stops the deployment and takes it back.
    StopServiceDeployment,
    /// ECS goes back to an earlier service revision.
    UpdateService { revision: String },
}

/// How fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speed {
    /// The old tasks still run: seconds.
    Instant,
    /// Old tasks have to be started first: minutes.
    Minutes,
}

/// Chooses the way back, by the table in which every state has one answer.
///
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html>,
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html>
///
/// # Errors
/// Why this deployment cannot be rolled back, and what to do.
pub fn plan(found: &Found) -> Result<Plan, Refusal> {
    let is_codedeploy = matches!(found.deployment, Subject::CodeDeploy { .. });
    let newer = found.newer.as_ref();
    let (way, speed) = match &found.state {
        State::External => return Err(Refusal::RollbackExternal),
        State::CloudFormation => return Err(Refusal::RollbackInCloudFormation),
        State::IsWayBack
        | State::InMotion(Phase::RollingBack)
        | State::TakenBack {
            is_through: false, ..
        } => return Err(Refusal::AlreadyRollingBack),
        State::InMotion(Phase::Stopping) => return Err(Refusal::RollbackWhileStopping),
        // The old tasks run until the deployment ends.
        State::InMotion(_) if is_codedeploy => (Way::StopDeployment, Speed::Instant),
        // The first deployment of a service has no revision that ECS could go back to.
        State::InMotion(_) if found.before.is_none() => return Err(Refusal::NoEarlierVersion),
        State::InMotion(phase) => (Way::StopServiceDeployment, speed(*phase)),
        State::TakenBack { .. } | State::RolledBack => {
            return Err(Refusal::AlreadyRolledBack {
                runs: found.before.as_ref().map(name),
            });
        }
        State::RollbackFailed => return Err(Refusal::RollbackFailedBefore),
        State::Ended => return Err(Refusal::NothingToRollBack),
        State::Succeeded { .. } if newer.is_some_and(|newer| newer.is_in_motion) => {
            return Err(Refusal::AnotherInMotion {
                id: newer.map(|newer| newer.id.clone()).unwrap_or_default(),
            });
        }
        State::Succeeded { .. } if newer.is_some_and(|newer| newer.has_succeeded) => {
            return Err(Refusal::NotCurrent);
        }
        State::Succeeded { earlier: None } => return Err(Refusal::NoEarlierVersion),
        State::Succeeded {
            earlier: Some(earlier),
        } => (way_to(earlier), Speed::Minutes),
    };
    Ok(Plan {
        deployment: found.deployment.clone(),
        cluster: found.names.cluster.clone(),
        service: found.names.service.clone(),
        application: found.names.application.clone(),
        from: found.brings.clone(),
        to: found.before.clone(),
        way,
        speed,
    })
}

fn way_to(earlier: &Earlier) -> Way {
    match earlier.clone() {
        Earlier::CodeDeploy {
            application,
            group,
            revision,
        } => Way::CreateDeployment {
            application,
            group,
            revision,
        },
        Earlier::ServiceRevision(revision) => Way::UpdateService { revision },
    }
}

/// A rolling deployment of ECS has stopped some of the old tasks already; a blue/green one keeps them until it ends.
fn speed(phase: Phase) -> Speed {
    match phase {
        Phase::ReplacingTasks | Phase::CleaningUp => Speed::Minutes,
        _ => Speed::Instant,
    }
}

fn name(version: &Version) -> String {
    match &version.tag {
        Some(tag) => tag.clone(),
        None => version.revision.to_string(),
    }
}

impl Plan {
    /// The one call that carries it out; `description` names who wanted it and carries the id of the claim.
    pub fn mutation(&self, description: String) -> Mutation {
        let deployment = self.deployment.clone();
        match self.way.clone() {
            Way::StopDeployment => Mutation::StopDeployment { deployment },
            Way::CreateDeployment {
                application,
                group,
                revision,
            } => Mutation::CreateDeployment {
                undoes: deployment,
                application,
                group,
                revision,
                description,
            },
            Way::StopServiceDeployment => Mutation::StopServiceDeployment { deployment },
            Way::UpdateService { revision } => Mutation::UpdateService {
                undoes: deployment,
                revision,
            },
        }
    }
}

impl Way {
    /// The word by which sentences choose.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::StopDeployment => "stop-deployment",
            Self::CreateDeployment { .. } => "create-deployment",
            Self::StopServiceDeployment => "stop-service-deployment",
            Self::UpdateService { .. } => "update-service",
        }
    }
}

impl Speed {
    /// The word by which sentences choose.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Instant => "instant",
            Self::Minutes => "minutes",
        }
    }
}
