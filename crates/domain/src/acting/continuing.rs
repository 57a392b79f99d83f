//! What a deployment waits for, and the call that lets it go on.

use super::intent::Wait;
use super::mutation::Mutation;
use super::names::Names;
use crate::refusal::Refusal;
use crate::release::{Subject, Version};

/// What a deployment waits for when somebody wants it to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub deployment: Subject,
    pub names: Names,
    pub brings: Option<Version>,
    pub before: Option<Version>,
    /// Nothing, where it does not wait.
    pub wait: Option<Wait>,
}

/// The call that ends a wait.
///
/// # Errors
/// When it does not wait for that.
pub fn go_on(waiting: &Waiting, wait: &Wait) -> Result<Mutation, Refusal> {
    let deployment = waiting.deployment.clone();
    match &waiting.wait {
        Some(present) if present == wait => Ok(match wait.clone() {
            Wait::Hook(hook) => Mutation::ContinueServiceDeployment { deployment, hook },
            wait => Mutation::ContinueDeployment { deployment, wait },
        }),
        _ => Err(Refusal::NotWaiting),
    }
}

impl Wait {
    /// The word by which sentences choose.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Termination => "termination",
            Self::Hook(_) => "hook",
        }
    }
}
