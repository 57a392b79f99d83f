//! CodeDeploy: applications, deployment groups, revisions and deployments, blue/green for ECS and in place on instances.

mod acts;
mod end;
mod run;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// An application of compute platform ECS, or Server.
#[derive(Debug, Clone)]
pub struct Application {
    pub name: String,
    pub groups: BTreeMap<String, Group>,
    /// By the SHA-256 of the AppSpec's text.
    pub revisions: BTreeMap<String, AppSpec>,
}

/// What to do when the replacement tasks are ready for traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyWait {
    pub minutes: u32,
    /// Whether it stops, rather than goes on, when nobody continued it.
    pub stop_on_timeout: bool,
}

/// A deployment group of one ECS service, or of instances.
#[derive(Debug, Clone)]
pub struct Group {
    pub name: String,
    pub id: String,
    pub cluster: String,
    pub service: String,
    /// The ids of the instances that it deploys to; then there is neither a cluster nor a service.
    pub instances: Vec<String>,
    /// A predefined configuration such as `CodeDeployDefault.ECSLinear10PercentEvery1Minutes`.
    pub config: String,
    /// Minutes that the old tasks stay after the shift, at most 2880.
    pub termination_minutes: u32,
    pub ready_wait: Option<ReadyWait>,
    /// `DEPLOYMENT_FAILURE`, `DEPLOYMENT_STOP_ON_ALARM`, `DEPLOYMENT_STOP_ON_REQUEST`.
    pub rollback_on: Vec<&'static str>,
    /// Names of CloudWatch alarms that stop a deployment.
    pub alarms: Vec<String>,
    pub target_groups: [String; 2],
    pub listener: String,
    pub role: String,
}

/// A registered revision.
#[derive(Debug, Clone)]
pub struct AppSpec {
    pub sha256: String,
    pub content: String,
    pub registered_at: Timestamp,
    pub used_at: Timestamp,
    pub groups: Vec<String>,
}

/// `DeploymentStatus`, without `Baking`, which ECS does not pass through as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Created,
    Queued,
    InProgress,
    Ready,
    Succeeded,
    Failed,
    Stopped,
}

impl Status {
    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Queued => "Queued",
            Self::InProgress => "InProgress",
            Self::Ready => "Ready",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Stopped => "Stopped",
        }
    }

    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Stopped)
    }
}

/// The lifecycle events of an ECS deployment, in order.
pub const EVENTS: [&str; 8] = [
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "AllowTestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
];

/// One lifecycle event of a deployment.
#[derive(Debug, Clone)]
pub struct Lifecycle {
    pub name: &'static str,
    /// `Pending`, `InProgress`, `Succeeded`, `Failed` or `Skipped`.
    pub status: &'static str,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// `errorInformation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
}

/// `rollbackInfo`.
#[derive(Debug, Clone, Default)]
pub struct RollbackInfo {
    /// The deployment that undoes this one.
    pub deployment: Option<String>,
    /// The deployment that this one undoes.
    pub triggering: Option<String>,
    pub message: String,
}

/// What a deployment is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Created,
    Queued,
    /// In the lifecycle event of this index of [`EVENTS`].
    Event(usize),
    /// Waits for `ContinueDeployment(READY_WAIT)`.
    Ready,
    /// All events are through; the old tasks still run.
    Termination,
    /// A rollback that only puts traffic and tasks back.
    Restoring,
    /// Installing a bundle on instances.
    Installing,
    /// Asked to stop.
    Stopping,
    Done,
}

/// What is asked of `CreateDeployment`.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The text of the AppSpec.
    pub content: String,
    pub description: Option<String>,
    /// `None` takes the group's.
    pub config: Option<String>,
    /// `None` takes the group's.
    pub rollback_on: Option<Vec<&'static str>>,
    /// Whether the group's alarms are ignored.
    pub ignore_alarms: bool,
    /// `user` if empty.
    pub creator: &'static str,
    /// The lifecycle event whose hook will fail.
    pub failing: Option<&'static str>,
}

/// One deployment.
#[derive(Debug, Clone)]
pub struct Deployment {
    pub id: String,
    pub application: String,
    pub group: String,
    pub config: String,
    pub creator: &'static str,
    pub description: Option<String>,
    pub status: Status,
    pub phase: Phase,
    /// The revision's SHA-256; on instances, the bundle's key in S3.
    pub revision: String,
    pub previous_revision: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub problem: Option<Problem>,
    pub rollback: Option<RollbackInfo>,
    pub rollback_on: Vec<&'static str>,
    pub ignore_alarms: bool,
    pub events: Vec<Lifecycle>,
    /// The old and the new task set, once there are any.
    pub blue: Option<String>,
    pub green: Option<String>,
    pub failing: Option<&'static str>,
    /// When the phase under way began.
    pub(super) since: Timestamp,
    pub(super) due: Option<Timestamp>,
    /// How it ends once it has stopped, and which event rolls it back.
    pub(super) ending: Option<(Status, Problem, &'static str, bool)>,
}

impl Group {
    /// Whether its compute platform is Server: it deploys to instances.
    pub fn is_server(&self) -> bool {
        !self.instances.is_empty()
    }
}

impl Deployment {
    /// When something happens next by itself.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// Whether the old tasks are being kept after the shift.
    pub fn is_terminating(&self) -> bool {
        self.phase == Phase::Termination
    }
}

/// The SHA-256 of an AppSpec, in hex, as CodeDeploy names it.
pub fn digest(content: &str) -> String {
    hex::encode(Sha256::digest(content))
}

/// The AppSpec that deploys `definition`, in JSON.
pub fn app_spec(definition: &str, container: &str, port: u16) -> String {
    serde_json::json!({
        "version": 0.0,
        "Resources": [{"TargetService": {
            "Type": "AWS::ECS::Service",
            "Properties": {
                "TaskDefinition": definition,
                "LoadBalancerInfo": {"ContainerName": container, "ContainerPort": port},
            },
        }}],
    })
    .to_string()
}

/// The task definition that an AppSpec names, in JSON or YAML.
pub fn task_definition_of(content: &str) -> Option<String> {
    let at = content.find("TaskDefinition")? + "TaskDefinition".len();
    let rest = content[at..].trim_start_matches(['"', '\'', ':', ' ', '\t', '\r', '\n']);
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}' | '<' | '>'))
        .unwrap_or(rest.len());
    Some(rest[..end].to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{app_spec, task_definition_of};

    #[test]
    fn an_app_spec_names_its_task_definition() {
        let arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/api:7";
        let yaml = format!(
            "version: 0.0\nResources:\n  - TargetService:\n      Properties:\n        TaskDefinition: \"{arn}\"\n"
        );
        assert_eq!(
            task_definition_of(&app_spec(arn, "api", 80)).as_deref(),
            Some(arn)
        );
        assert_eq!(task_definition_of(&yaml).as_deref(), Some(arn));
        assert_eq!(task_definition_of("version: 0.0"), None);
    }
}
