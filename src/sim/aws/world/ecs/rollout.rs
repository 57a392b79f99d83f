//! A service deployment of the ECS controller: its states, its stages, and how it is asked to stop or go on.

use jiff::Timestamp;

use super::{Controller, Fleet, Service, Strategy};
use crate::sim::aws::world::ids::Ids;
use crate::sim::aws::world::place::{Refused, later};

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

impl Service {
    /// Failures at which the circuit breaker trips: half of the desired count, 3 at least and 200 at most.
    pub fn threshold(&self) -> u32 {
        self.desired.div_ceil(2).clamp(3, 200)
    }

    /// Begins a deployment of `revision` under the ECS controller. Answers the service deployment's ARN.
    pub(crate) fn begin(&mut self, revision: Revision, ids: &mut Ids, at: Timestamp) -> String {
        let short = ids.short();
        let arn = self.place.arn(
            "ecs",
            &format!("service-deployment/{}/{}/{short}", self.cluster, self.name),
        );
        if let Some(running) = self
            .history
            .last_mut()
            .filter(|last| !last.state.is_final())
        {
            let reason = "A newer service deployment has started.";
            running.turn(State::Stopped, reason, at);
            running.stopped_at = Some(at);
        }
        let previous = self.primary().cloned();
        for fleet in &mut self.fleets {
            fleet.status = "ACTIVE";
        }
        let mut fleet = Fleet::new(ids.fleet(), &revision.definition, 0, at);
        fleet.revision.clone_from(&revision.arn);
        let rolling = self.strategy == Strategy::Rolling;
        if rolling {
            fleet.target = self.desired;
            fleet.weight = 100;
            let reason = format!("ECS deployment {} in progress.", fleet.id);
            fleet.roll("IN_PROGRESS", reason, at);
        }
        self.definition.clone_from(&revision.definition);
        self.history.push(ServiceDeployment {
            arn: arn.clone(),
            target: revision.arn.clone(),
            source: previous.as_ref().map(|fleet| fleet.revision.clone()),
            state: State::Pending,
            reason: String::new(),
            stage: None,
            created_at: at,
            started_at: None,
            finished_at: None,
            stopped_at: None,
            updated_at: at,
            rollback: None,
            hooks: Vec::new(),
            alarms: Vec::new(),
            failures: 0,
            fleet: fleet.id.clone(),
            previous: previous.map(|fleet| fleet.id),
            since: at,
            due: Some(later(at, 2)),
        });
        self.fleets.insert(0, fleet);
        self.revisions.push(revision);
        self.touch(at);
        arn
    }

    /// `StopServiceDeployment`: asks the deployment under way to roll back, or (`abort`) only to stop.
    ///
    /// # Errors
    /// `ConflictException` where it has ended.
    pub fn stop_deployment(
        &mut self,
        arn: &str,
        abort: bool,
        at: Timestamp,
    ) -> Result<(), Refused> {
        let Some(deployment) = self.history.iter_mut().find(|one| one.arn == arn) else {
            return Err(not_found());
        };
        match deployment.state {
            State::Pending | State::InProgress => {
                let state = if abort {
                    State::StopRequested
                } else {
                    State::RollbackRequested
                };
                deployment.turn(
                    state,
                    "Service deployment was stopped by a user request.",
                    at,
                );
                deployment.stopped_at = Some(at);
                deployment.due = Some(later(at, 5));
                Ok(())
            }
            State::StopRequested | State::RollbackRequested | State::RollbackInProgress => Ok(()),
            State::Stopped | State::RollbackSuccessful | State::Successful => Err(Refused::new(
                "ConflictException",
                "The service deployment cannot be stopped because it has already completed.",
            )),
        }
    }

    /// `ContinueServiceDeployment`: answers the hook that waits.
    ///
    /// # Errors
    /// `InvalidParameterException` where no such hook waits.
    pub fn continue_deployment(
        &mut self,
        arn: &str,
        hook: &str,
        rollback: bool,
        at: Timestamp,
    ) -> Result<(), Refused> {
        let Some(deployment) = self.history.iter_mut().find(|one| one.arn == arn) else {
            return Err(not_found());
        };
        let in_progress = deployment.state == State::InProgress;
        let run = deployment
            .hooks
            .iter_mut()
            .find(|run| run.id == hook && run.status == "AWAITING_ACTION" && in_progress)
            .ok_or_else(|| {
                let message = format!("The hook {hook} is not awaiting action.");
                Refused::new("InvalidParameterException", message)
            })?;
        run.status = if rollback { "FAILED" } else { "SUCCEEDED" };
        deployment.updated_at = at;
        if rollback {
            let reason = "Rollback was requested for a lifecycle hook.";
            deployment.turn(State::RollbackRequested, reason, at);
        }
        deployment.due = Some(later(at, 1));
        Ok(())
    }

    /// An alarm went off: a deployment that watches it fails.
    pub(crate) fn alarm(&mut self, name: &str, ids: &mut Ids, at: Timestamp) {
        let watches = self.controller == Controller::Ecs && self.alarms.iter().any(|it| it == name);
        if watches
            && self
                .current()
                .is_some_and(|it| it.state == State::InProgress)
        {
            if let Some(current) = self.history.last_mut() {
                current.alarms.push(name.to_owned());
            }
            self.fail("alarm detected", true, ids, at);
        }
    }

    /// Moves the deployment under way.
    pub(super) fn progress(&mut self, at: Timestamp, ids: &mut Ids) {
        let Some(current) = self
            .history
            .last_mut()
            .filter(|last| !last.state.is_final())
        else {
            return self.drop_empty_fleets();
        };
        if current.due.is_some_and(|due| due <= at) {
            current.due = None;
            match current.state {
                State::Pending => {
                    current.turn(State::InProgress, "", at);
                    current.started_at = Some(at);
                }
                State::RollbackRequested => {
                    self.roll_back("Service deployment was stopped by a user request.", ids, at)
                }
                State::StopRequested => self.abandon(at),
                _ => {}
            }
        }
        match self.strategy {
            Strategy::Rolling => self.progress_rolling(at, ids),
            Strategy::BlueGreen { .. } => self.progress_blue_green(at, ids),
        }
    }

    /// The deployment under way has failed.
    pub(super) fn fail(&mut self, why: &str, rollback: bool, ids: &mut Ids, at: Timestamp) {
        let Some(fleet) = self.current().map(|current| current.fleet.clone()) else {
            return;
        };
        let what = format!("(deployment {fleet}) deployment failed: {why}.");
        self.say(ids, at, &what);
        let guard = if why == "alarm detected" {
            "alarm"
        } else {
            "circuit breaker"
        };
        if self.strategy == Strategy::Rolling
            && let Some(fleet) = self.fleet_mut(&fleet)
        {
            fleet.roll("FAILED", format!("ECS deployment {guard}: {why}."), at);
        }
        if rollback {
            self.roll_back(
                &format!("Service deployment rolled back because of the {guard}."),
                ids,
                at,
            );
        } else {
            self.abandon(at);
        }
    }

    /// Ends the deployment under way without going back.
    fn abandon(&mut self, at: Timestamp) {
        if let Some(current) = self.history.last_mut() {
            current.stopped_at = Some(at);
            let reason = "Service deployment stopped.";
            current.turn(State::Stopped, reason, at);
        }
    }

    /// Sends the deployment under way back to what ran before.
    fn roll_back(&mut self, reason: &str, ids: &mut Ids, at: Timestamp) {
        let Some(current) = self.history.last_mut() else {
            return;
        };
        let (Some(previous), Some(source)) = (current.previous.clone(), current.source.clone())
        else {
            return self.abandon(at);
        };
        let failed = current.fleet.clone();
        current.turn(State::RollbackInProgress, reason, at);
        current.rollback = Some(Rollback {
            reason: reason.to_owned(),
            started_at: at,
            revision: source,
        });
        current.stage = current.stage.map(|_| Stage::ProductionTrafficShift);
        current.since = at;
        current.due = current.stage.map(|_| later(at, 5));
        let desired = self.desired;
        for fleet in &mut self.fleets {
            fleet.status = if fleet.id == previous {
                "PRIMARY"
            } else {
                "ACTIVE"
            };
            if fleet.id == previous {
                fleet.target = desired;
                self.definition.clone_from(&fleet.definition);
            }
        }
        let rolling = self.strategy == Strategy::Rolling;
        if rolling {
            if let Some(fleet) = self.fleet_mut(&previous) {
                let reason = format!(
                    "ECS deployment circuit breaker: rolling back to deploymentId {previous}."
                );
                fleet.roll("IN_PROGRESS", reason, at);
            }
            if let Some(fleet) = self.fleet_mut(&failed) {
                fleet.target = 0;
                if fleet
                    .rollout
                    .as_ref()
                    .is_some_and(|it| it.state == "IN_PROGRESS")
                {
                    fleet.roll(
                        "FAILED",
                        format!("ECS deployment {failed} was stopped."),
                        at,
                    );
                }
            }
        }
        self.fleets.sort_by_key(|fleet| fleet.status != "PRIMARY");
        let what = format!("rolling back to deployment {previous}.");
        self.say(ids, at, &what);
        self.touch(at);
    }

    /// Deployments and drained task sets without tasks are no longer listed, the `PRIMARY` one excepted.
    pub(super) fn drop_empty_fleets(&mut self) {
        let codedeploy = self.controller == Controller::CodeDeploy;
        let tasks = &self.tasks;
        self.fleets.retain(|fleet| {
            let left = tasks
                .iter()
                .any(|task| task.owner == fleet.id && task.stopped_at.is_none());
            let set = codedeploy && fleet.status == "ACTIVE";
            fleet.status == "PRIMARY" || fleet.target > 0 || left || set
        });
    }
}

fn not_found() -> Refused {
    Refused::new(
        "ServiceDeploymentNotFoundException",
        "Service deployment not found.",
    )
}
