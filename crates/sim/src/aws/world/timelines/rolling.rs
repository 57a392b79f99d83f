//! Rolling deployments.

use super::Stage;
use crate::aws::world::Ship;
use crate::aws::world::ecs::{Breaker, Health, State};

fn state(stage: &mut Stage) -> (State, &'static str) {
    let service = stage.service("orders-api");
    let state = service.history.last().unwrap().state;
    let rollout = service.primary().unwrap().rollout.as_ref().unwrap().state;
    (state, rollout)
}

#[test]
fn a_healthy_one_completes_task_by_task() {
    let mut stage = Stage::new();
    let arn = stage
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v19"))
        .unwrap();
    assert!(arn.contains(":service-deployment/prod-main/orders-api/"));
    let running = |stage: &mut Stage| {
        let service = stage.service("orders-api");
        let new = service.fleets[0].id.clone();
        let all = service.count(|task| task.steady());
        assert!(all >= 6, "never fewer than desired, but {all}");
        service.running(&new)
    };
    let seen = stage.watch(5, 12, running);
    assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(state(&mut stage), (State::Successful, "COMPLETED"));
    assert_eq!(stage.service("orders-api").fleets.len(), 1);
    assert!(stage.heard(
        "orders-api",
        "(service orders-api) has reached a steady state."
    ));
    let fleet = stage.service("orders-api").fleets[0].id.clone();
    assert!(stage.heard(
        "orders-api",
        &format!("(deployment {fleet}) deployment completed.")
    ));
}

#[test]
fn the_circuit_breaker_rolls_a_broken_one_back() {
    for health in [Health::CannotStart, Health::Exits, Health::Unhealthy] {
        let mut stage = Stage::new();
        let old = stage.service("orders-api").fleets[0].id.clone();
        let before = stage.service("orders-api").definition.clone();
        stage
            .home()
            .deploy("prod-main", "orders-api", Ship::broken("v19", health))
            .unwrap();
        let new = stage.service("orders-api").fleets[0].id.clone();
        let seen = stage.watch(5, 60, state);
        assert_eq!(
            seen,
            [
                (State::Pending, "IN_PROGRESS"),
                (State::InProgress, "IN_PROGRESS"),
                (State::RollbackInProgress, "IN_PROGRESS"),
                (State::RollbackSuccessful, "COMPLETED"),
            ],
            "{health:?}"
        );
        assert!(stage.heard(
            "orders-api",
            &format!("(deployment {new}) deployment failed: tasks failed to start.")
        ));
        assert!(stage.heard("orders-api", &format!("rolling back to deployment {old}.")));
        let service = stage.service("orders-api");
        assert_eq!(service.definition, before);
        assert_eq!(service.fleets.len(), 1);
        assert_eq!(service.steady(&old), 6);
        assert!(service.history.last().unwrap().failures >= service.threshold());
    }
}

#[test]
fn without_rollback_it_stays_as_it_is() {
    let mut stage = Stage::new();
    stage.service("orders-api").breaker = Breaker {
        enable: true,
        rollback: false,
    };
    stage
        .home()
        .deploy(
            "prod-main",
            "orders-api",
            Ship::broken("v19", Health::CannotStart),
        )
        .unwrap();
    stage.step(600);
    assert_eq!(state(&mut stage), (State::Stopped, "FAILED"));
    stage.step(600);
    assert_eq!(
        stage.service("orders-api").due(),
        None,
        "it no longer tries"
    );
    assert_eq!(stage.service("orders-api").count(|task| task.steady()), 6);
}

#[test]
fn the_circuit_breaker_trips_with_fewer_tasks_than_may_fail() {
    for tasks in 1..=3 {
        let mut stage = Stage::new();
        stage.service("orders-api").desired = tasks;
        let broken = Ship::broken("v19", Health::CannotStart);
        let begun = stage.home().deploy("prod-main", "orders-api", broken);
        begun.unwrap();
        stage.step(600);
        let (ended, _) = state(&mut stage);
        assert_eq!(ended, State::RollbackSuccessful, "{tasks} tasks");
    }
}

#[test]
fn without_a_circuit_breaker_it_never_ends() {
    let mut stage = Stage::new();
    stage.service("orders-api").breaker = Breaker {
        enable: false,
        rollback: false,
    };
    stage
        .home()
        .deploy(
            "prod-main",
            "orders-api",
            Ship::broken("v19", Health::CannotStart),
        )
        .unwrap();
    stage.step(24 * 3600);
    assert_eq!(state(&mut stage), (State::InProgress, "IN_PROGRESS"));
    assert_eq!(stage.service("orders-api").count(|task| task.steady()), 6);
}

#[test]
fn a_stop_rolls_back_and_a_second_one_changes_nothing() {
    let mut stage = Stage::new();
    let arn = stage
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v19"))
        .unwrap();
    stage.step(30);
    let now = stage.now;
    stage
        .service("orders-api")
        .stop_deployment(&arn, false, now)
        .unwrap();
    assert_eq!(state(&mut stage).0, State::RollbackRequested);
    stage
        .service("orders-api")
        .stop_deployment(&arn, false, now)
        .unwrap();
    let seen = stage.watch(5, 20, |stage| state(stage).0);
    assert_eq!(
        seen,
        [
            State::RollbackRequested,
            State::RollbackInProgress,
            State::RollbackSuccessful
        ]
    );
    let now = stage.now;
    let refused = stage
        .service("orders-api")
        .stop_deployment(&arn, false, now)
        .unwrap_err();
    assert_eq!(refused.code, "ConflictException");
}

#[test]
fn an_alarm_rolls_back() {
    let mut stage = Stage::new();
    stage
        .service("orders-api")
        .alarms
        .push("orders-5xx".to_owned());
    stage
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v19"))
        .unwrap();
    stage.step(20);
    stage.home().raise_alarm("orders-5xx");
    stage.step(120);
    assert_eq!(state(&mut stage), (State::RollbackSuccessful, "COMPLETED"));
    assert!(stage.heard("orders-api", "deployment failed: alarm detected."));
}

#[test]
fn a_newer_deployment_takes_over() {
    let mut stage = Stage::new();
    stage
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v19"))
        .unwrap();
    stage.step(20);
    stage
        .home()
        .deploy("prod-main", "orders-api", Ship::healthy("v20"))
        .unwrap();
    stage.step(300);
    let history = &stage.service("orders-api").history;
    assert_eq!(history[history.len() - 2].state, State::Stopped);
    assert_eq!(state(&mut stage), (State::Successful, "COMPLETED"));
    assert_eq!(stage.service("orders-api").fleets.len(), 1);
}

#[test]
fn crashed_tasks_stay_away_until_they_recover() {
    let mut stage = Stage::new();
    stage
        .home()
        .crash_tasks("prod-main", "orders-api", 2)
        .unwrap();
    stage.step(600);
    assert_eq!(stage.service("orders-api").count(|task| task.steady()), 4);
    stage
        .home()
        .recover_tasks("prod-main", "orders-api")
        .unwrap();
    stage.step(60);
    assert_eq!(stage.service("orders-api").count(|task| task.steady()), 6);
}
