//! A service deployment of the ECS controller, with its states, stages and hooks.

use jiff::Timestamp;

/// `ServiceDeploymentStatus`, those that this model passes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    InProgress,
    StopRequested,
    Stopped,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    Successful,
}

impl State {
    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::StopRequested => "STOP_REQUESTED",
            Self::Stopped => "STOPPED",
            Self::RollbackRequested => "ROLLBACK_REQUESTED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::Successful => "SUCCESSFUL",
        }
    }

    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::Stopped | Self::RollbackSuccessful | Self::Successful
        )
    }
}

/// `lifecycleStage` of a blue/green service deployment, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    ReconcileService,
    PreScaleUp,
    ScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
    BakeTime,
    CleanUp,
}

impl Stage {
    /// The stage that the wire calls so.
    pub fn named(name: &str) -> Option<Self> {
        ALL_STAGES.into_iter().find(|stage| stage.name() == name)
    }

    /// As the wire writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }
}

/// Every stage, in order.
const ALL_STAGES: [Stage; 10] = [
    Stage::ReconcileService,
    Stage::PreScaleUp,
    Stage::ScaleUp,
    Stage::PostScaleUp,
    Stage::TestTrafficShift,
    Stage::PostTestTrafficShift,
    Stage::ProductionTrafficShift,
    Stage::PostProductionTrafficShift,
    Stage::BakeTime,
    Stage::CleanUp,
];

/// A PAUSE hook of the deployment configuration: the deployment waits there for `ContinueServiceDeployment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    pub stage: Stage,
    /// Minutes until it gives up, at most 20160.
    pub timeout_minutes: u32,
    /// Whether it goes on, rather than rolls back, when nobody answered.
    pub continue_on_timeout: bool,
}

/// A hook that a deployment reached.
#[derive(Debug, Clone)]
pub struct HookRun {
    pub id: String,
    /// `AWAITING_ACTION`, `SUCCEEDED`, `FAILED` or `TIMED_OUT`.
    pub status: &'static str,
    pub expires_at: Timestamp,
    pub hook: Hook,
}

/// `rollback` of a service deployment.
#[derive(Debug, Clone)]
pub struct Rollback {
    pub reason: String,
    pub started_at: Timestamp,
    /// The revision it goes back to.
    pub revision: String,
}

/// What a service was told to run, kept for as long as the service.
#[derive(Debug, Clone)]
pub struct Revision {
    pub arn: String,
    pub definition: String,
    pub image: String,
    pub container: String,
    pub created_at: Timestamp,
}

/// One service deployment.
#[derive(Debug, Clone)]
pub struct ServiceDeployment {
    pub arn: String,
    /// The revision that it brings.
    pub target: String,
    /// The revision that it replaces, if there was one.
    pub source: Option<String>,
    pub state: State,
    pub reason: String,
    /// Only of a blue/green deployment.
    pub stage: Option<Stage>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub stopped_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    pub rollback: Option<Rollback>,
    pub hooks: Vec<HookRun>,
    /// Alarms that ended it.
    pub alarms: Vec<String>,
    /// Failed tasks, as the circuit breaker counts them.
    pub failures: u32,
    /// The new deployment, and the one it replaces.
    pub fleet: String,
    pub previous: Option<String>,
    /// When the stage under way began.
    pub(super) since: Timestamp,
    pub(super) due: Option<Timestamp>,
}

impl ServiceDeployment {
    /// The hook that waits for somebody.
    pub fn waiting(&self) -> Option<&HookRun> {
        self.hooks
            .iter()
            .find(|run| run.status == "AWAITING_ACTION")
    }

    pub(super) fn turn(&mut self, state: State, reason: impl Into<String>, at: Timestamp) {
        self.state = state;
        self.reason = reason.into();
        self.updated_at = at;
        if state.is_final() {
            self.finished_at = Some(at);
            self.due = None;
        }
    }
}
