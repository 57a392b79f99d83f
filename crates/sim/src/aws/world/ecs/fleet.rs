//! The tasks of one task definition in a service: an ECS deployment, or a CodeDeploy task set.

use jiff::Timestamp;

/// `rolloutState` and `rolloutStateReason` of a rolling deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollout {
    /// `IN_PROGRESS`, `COMPLETED` or `FAILED`.
    pub state: &'static str,
    pub reason: String,
}

/// A deployment of a service under the ECS controller; a task set under CodeDeploy's.
#[derive(Debug, Clone)]
pub struct Fleet {
    /// `ecs-svc/` and digits; also `startedBy` of its tasks.
    pub id: String,
    /// The task definition's ARN.
    pub definition: String,
    /// The service revision's ARN; empty for a task set.
    pub revision: String,
    /// `PRIMARY`, `ACTIVE` or `DRAINING`.
    pub status: &'static str,
    /// How many tasks there should be.
    pub target: u32,
    /// How many failed to start or to stay.
    pub failed: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Only of a rolling deployment.
    pub rollout: Option<Rollout>,
    /// Production traffic in percent.
    pub weight: u32,
    /// Test traffic in percent.
    pub test_weight: u32,
    /// The name of its target group.
    pub target_group: String,
    /// The CodeDeploy deployment that made it.
    pub external_id: Option<String>,
    /// Not before this is a failed task replaced.
    pub(super) retry_at: Option<Timestamp>,
}

impl Fleet {
    /// A fleet without tasks yet.
    pub fn new(id: String, definition: &str, target: u32, at: Timestamp) -> Self {
        Self {
            id,
            definition: definition.to_owned(),
            revision: String::new(),
            status: "PRIMARY",
            target,
            failed: 0,
            created_at: at,
            updated_at: at,
            rollout: None,
            weight: 0,
            test_weight: 0,
            target_group: String::new(),
            external_id: None,
            retry_at: None,
        }
    }

    /// Says how far a rolling deployment is.
    pub fn roll(&mut self, state: &'static str, reason: impl Into<String>, at: Timestamp) {
        self.rollout = Some(Rollout {
            state,
            reason: reason.into(),
        });
        self.updated_at = at;
    }
}
