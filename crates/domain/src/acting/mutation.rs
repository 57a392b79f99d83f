//! The one call that changes AWS, with all that it is sent; what came of it, and what can be seen of it afterwards.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::intent::{ApprovalRef, Wait};
use crate::look::Why;
use crate::release::Subject;

/// A call that changes AWS. It is sent once; what it takes as text carries the id of the claim that it is made for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum Mutation {
    /// `codepipeline:PutApprovalResult`
    PutApprovalResult {
        approval: ApprovalRef,
        approved: bool,
        /// At most 512 characters.
        summary: String,
        /// Only whoever holds it may answer: it is not stored.
        #[serde(skip)]
        token: String,
    },
    /// `codedeploy:StopDeployment`, with a rollback.
    StopDeployment { deployment: Subject },
    /// `codedeploy:CreateDeployment` of an earlier revision.
    CreateDeployment {
        /// The deployment that it takes back.
        undoes: Subject,
        application: String,
        group: String,
        revision: RevisionRef,
        description: String,
    },
    /// `codedeploy:ContinueDeployment`
    ContinueDeployment {
        deployment: Subject,
        /// [`Wait::Ready`] or [`Wait::Termination`].
        wait: Wait,
    },
    /// `ecs:StopServiceDeployment`, with a rollback.
    StopServiceDeployment { deployment: Subject },
    /// `ecs:UpdateService` to what an earlier service revision was.
    UpdateService {
        /// The service deployment that it takes back.
        undoes: Subject,
        /// The ARN of the service revision.
        revision: String,
    },
    /// `ecs:ContinueServiceDeployment`
    ContinueServiceDeployment { deployment: Subject, hook: String },
}

impl Mutation {
    /// How long after it was sent AWS may first show anything of it: what is not to be seen by then was not done.
    /// CodeDeploy shows a stop once it has stopped, which took 23 s in a real account, and longer where a hook runs.
    pub fn lands_within(&self) -> SignedDuration {
        match self {
            Self::StopDeployment { .. } => SignedDuration::from_mins(3),
            _ => SignedDuration::from_secs(10),
        }
    }
}

/// An earlier revision of an application of CodeDeploy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevisionRef {
    /// An AppSpec by the SHA-256 of its text, which GetApplicationRevision has.
    AppSpec { sha256: String },
    /// A file in S3.
    S3 {
        bucket: String,
        key: String,
        /// `JSON`, `YAML`, `zip`, …
        bundle: Option<String>,
        version: Option<String>,
        e_tag: Option<String>,
    },
}

/// What came of sending a mutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// AWS took it; the deployment that it made, where it made one that AWS named.
    Done { made: Option<Subject> },
    /// AWS refused it, and has done nothing.
    Refused(Why),
    /// Nobody knows: there was no answer, or one that says nothing.
    Lost(Why),
}

/// What AWS shows of a mutation that was sent, and whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trace {
    /// It was done; the deployment that it made, where it made one.
    Done { made: Option<Subject> },
    /// Nothing of it is to be seen: it was not done, or not yet.
    None,
    /// Somebody else has done something in its place that excludes it, such as answering the approval.
    Overtaken,
}
