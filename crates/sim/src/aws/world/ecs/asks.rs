//! What can be asked of a service under the ECS controller: begin a deployment, stop it, answer its hook; and an alarm.

use jiff::Timestamp;

use super::progress::Cause;
use super::{Controller, Fleet, Revision, Service, ServiceDeployment, State, Strategy};
use crate::aws::world::events::ecs_deployment::Change;
use crate::aws::world::ids::Ids;
use crate::aws::world::place::{Refused, later};

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
        let reason = format!("ECS deployment {} in progress.", fleet.id);
        self.tell(&fleet.id, Change::InProgress, &reason, at);
        if self.strategy == Strategy::Rolling {
            fleet.target = self.desired;
            fleet.weight = 100;
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
        let deployment = deployment.clone();
        self.tell_hook(&deployment, at);
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
            self.fail(Cause::Alarm, true, ids, at);
        }
    }
}

fn not_found() -> Refused {
    Refused::new(
        "ServiceDeploymentNotFoundException",
        "Service deployment not found.",
    )
}
