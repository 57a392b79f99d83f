//! CodeDeploy blue/green deployments.

use super::Stage;
use crate::aws::world::codedeploy::{Deployment, Order, Phase, ReadyWait, Status};
use crate::aws::world::ecs::Health;
use crate::aws::world::{Refused, Ship};

impl Stage {
    fn ship(&mut self, ship: Ship) -> String {
        self.home()
            .deploy("prod-main", "payments-api", ship)
            .unwrap()
    }

    fn deployment(&mut self, id: &str) -> Deployment {
        self.home().deployment(id).unwrap().clone()
    }

    /// Traffic of the old and the new task set.
    fn weights(&mut self) -> Vec<u32> {
        self.service("payments-api")
            .fleets
            .iter()
            .map(|fleet| fleet.weight)
            .collect()
    }
}

fn statuses(stage: &mut Stage, id: &str) -> Vec<&'static str> {
    stage.watch(1, 300, |stage| stage.deployment(id).status.name())
}

#[test]
fn it_shifts_by_tenths_and_keeps_the_old_tasks_for_an_hour() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::healthy("v42"));
    let seen = stage.watch(5, 60, Stage::weights);
    let mut expected: Vec<Vec<u32>> = vec![vec![100], vec![100, 0]];
    expected.extend((1..=10).map(|step| vec![100 - step * 10, step * 10]));
    assert_eq!(seen, expected);
    let waiting = stage.deployment(&id);
    assert_eq!(
        (waiting.status, waiting.phase),
        (Status::InProgress, Phase::Termination)
    );
    assert!(
        waiting
            .events
            .iter()
            .all(|event| event.status == "Succeeded")
    );
    let service = stage.service("payments-api");
    assert_eq!(service.count(|task| task.steady()), 8);
    assert_eq!(
        service.primary().unwrap().external_id.as_deref(),
        Some(id.as_str())
    );
    stage.step(3700);
    assert_eq!(stage.deployment(&id).status, Status::Succeeded);
    let service = stage.service("payments-api");
    assert_eq!(
        (service.fleets.len(), service.count(|task| task.steady())),
        (1, 4)
    );
}

#[test]
fn an_alarm_in_mid_shift_stops_it_and_rolls_back() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::healthy("v42"));
    stage.step(240);
    assert!(stage.weights()[1] > 10);
    stage.home().raise_alarm("payments-api-5xx");
    stage.step(22);
    assert_eq!(stage.deployment(&id).status, Status::InProgress);
    stage.step(1);
    let stopped = stage.deployment(&id);
    assert_eq!(stopped.status, Status::Stopped);
    assert_eq!(stopped.problem.unwrap().code, "ALARM_ACTIVE");
    assert_eq!(stage.weights(), [100, 0]);
    let info = stopped.rollback.unwrap();
    let undo = info.deployment.unwrap();
    assert_eq!(
        info.message,
        format!(
            "Deployment {id} terminated. Automatic rollback is triggered with a DeploymentId {undo}."
        )
    );
    stage.step(10);
    let undo = stage.deployment(&undo);
    assert_eq!(
        (undo.status, undo.creator),
        (Status::Succeeded, "codeDeployRollback")
    );
    assert_eq!(undo.config, "CodeDeployDefault.ECSAllAtOnce");
    let info = undo.rollback.unwrap();
    assert_eq!(info.triggering.as_deref(), Some(id.as_str()));
    assert_eq!(
        info.message,
        format!(
            "Deployment {} is triggered to roll back deployment {id}.",
            undo.id
        )
    );
    stage.step(60);
    assert_eq!(stage.weights(), [100]);
}

#[test]
fn while_its_alarm_is_up_nothing_starts_unless_it_is_told_to() {
    let mut stage = Stage::new();
    stage.home().raise_alarm("payments-api-5xx");
    let id = stage.ship(Ship::healthy("v42"));
    stage.step(30);
    assert_eq!(stage.deployment(&id).status, Status::Stopped);
    stage.step(30);
    let content = stage.home().applications["payments"]
        .revisions
        .values()
        .next()
        .unwrap()
        .content
        .clone();
    let order = Order {
        content,
        ignore_alarms: true,
        ..Order::default()
    };
    let id = stage
        .home()
        .create_deployment("payments", "payments-prod", order)
        .unwrap();
    stage.step(2 * 3600);
    assert_eq!(stage.deployment(&id).status, Status::Succeeded);
}

#[test]
fn a_failing_hook_fails_it_and_rolls_back() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::failing("v42", "AfterAllowTestTraffic"));
    assert_eq!(
        statuses(&mut stage, &id),
        ["Created", "Queued", "InProgress", "Failed"]
    );
    let failed = stage.deployment(&id);
    assert_eq!(failed.problem.unwrap().code, "HOOK_EXECUTION_FAILURE");
    let events: Vec<&str> = failed.events.iter().map(|event| event.status).collect();
    assert_eq!(
        events,
        [
            "Succeeded",
            "Succeeded",
            "Succeeded",
            "Succeeded",
            "Failed",
            "Skipped",
            "Skipped",
            "Skipped"
        ]
    );
    let undo = failed.rollback.unwrap().deployment.unwrap();
    assert_eq!(stage.deployment(&undo).status, Status::Succeeded);
    assert_eq!(stage.weights(), [100]);
}

#[test]
fn a_stop_in_the_termination_wait_is_quick() {
    let mut stage = Stage::new();
    let before = stage.service("payments-api").definition.clone();
    let id = stage.ship(Ship::healthy("v42"));
    stage.step(1200);
    assert!(stage.deployment(&id).is_terminating());
    assert_eq!(stage.home().stop_deployment(&id, Some(true)), Ok("Pending"));
    stage.step(60);
    assert_eq!(stage.deployment(&id).status, Status::Stopped);
    let service = stage.service("payments-api");
    assert_eq!(
        (service.definition.clone(), service.fleets.len()),
        (before, 1)
    );
}

#[test]
fn a_stop_without_rollback_leaves_things_where_they_are() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::healthy("v42"));
    stage.step(240);
    let weights = stage.weights();
    stage.home().stop_deployment(&id, Some(false)).unwrap();
    stage.step(600);
    let stopped = stage.deployment(&id);
    assert_eq!(
        (stopped.status, stopped.rollback.is_none()),
        (Status::Stopped, true)
    );
    assert_eq!(stage.weights(), weights);
    let code = |refused: Result<&str, Refused>| refused.unwrap_err().code;
    assert_eq!(
        code(stage.home().stop_deployment(&id, Some(true))),
        "DeploymentAlreadyCompletedException"
    );
}

#[test]
fn a_ready_wait_holds_the_traffic() {
    for (minutes, stop, go_on, end) in [
        (10, true, false, "Stopped"),
        (10, false, false, "InProgress"),
        (10, true, true, "InProgress"),
    ] {
        let mut stage = Stage::new();
        let group = stage
            .home()
            .applications
            .get_mut("payments")
            .unwrap()
            .groups
            .get_mut("payments-prod")
            .unwrap();
        group.ready_wait = Some(ReadyWait {
            minutes,
            stop_on_timeout: stop,
        });
        let id = stage.ship(Ship::healthy("v42"));
        stage.step(120);
        assert_eq!(stage.deployment(&id).status, Status::Ready);
        assert_eq!(stage.weights(), [100, 0]);
        let refused = stage.home().continue_deployment(&id, true).unwrap_err();
        assert_eq!(refused.code, "DeploymentIsNotInReadyStateException");
        if go_on {
            stage.home().continue_deployment(&id, false).unwrap();
        }
        stage.step(700);
        assert_eq!(stage.deployment(&id).status.name(), end);
    }
}

#[test]
fn broken_tasks_time_it_out_after_an_hour() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::broken("v42", Health::CannotStart));
    stage.step(3000);
    assert_eq!(stage.deployment(&id).status, Status::InProgress);
    stage.step(900);
    let failed = stage.deployment(&id);
    assert_eq!(
        (failed.status, failed.problem.unwrap().code),
        (Status::Failed, "TIMEOUT")
    );
    stage.step(60);
    assert_eq!(stage.service("payments-api").count(|task| task.steady()), 4);
}

#[test]
fn a_group_deploys_one_thing_at_a_time() {
    let mut stage = Stage::new();
    let id = stage.ship(Ship::healthy("v42"));
    let refused = stage
        .home()
        .deploy("prod-main", "payments-api", Ship::healthy("v43"))
        .unwrap_err();
    assert_eq!(refused.code, "DeploymentLimitExceededException");
    assert!(
        refused
            .message
            .ends_with(&format!("already has an active Deployment '{id}'"))
    );
}
