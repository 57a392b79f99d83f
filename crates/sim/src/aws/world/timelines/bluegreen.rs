//! Blue/green deployments of the ECS controller.

use super::Stage;
use crate::aws::world::ecs::{Health, Hook, Stage as Lifecycle, State, Strategy};
use crate::aws::world::{Shift, Ship};

fn strategy(shift: Shift, hooks: Vec<Hook>) -> Strategy {
    Strategy::BlueGreen {
        shift,
        bake_minutes: 10,
        hooks,
    }
}

fn pause(minutes: u32, continue_on_timeout: bool) -> Vec<Hook> {
    vec![Hook {
        stage: Lifecycle::PostTestTrafficShift,
        timeout_minutes: minutes,
        continue_on_timeout,
    }]
}

fn state(stage: &mut Stage) -> State {
    stage.service("search-api").history.last().unwrap().state
}

#[test]
fn it_goes_through_every_stage() {
    let mut stage = Stage::new();
    stage
        .home()
        .deploy("prod-main", "search-api", Ship::healthy("v10"))
        .unwrap();
    let seen = stage.watch(1, 700, |stage| {
        let last = stage.service("search-api").history.last().unwrap();
        last.stage.map_or("", Lifecycle::name)
    });
    assert_eq!(
        seen,
        [
            "",
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP",
        ]
    );
    assert_eq!(state(&mut stage), State::Successful);
    let service = stage.service("search-api");
    assert_eq!((service.fleets.len(), service.fleets[0].weight), (1, 100));
}

#[test]
fn both_sets_run_while_it_bakes_and_a_stop_goes_back() {
    let mut stage = Stage::new();
    let old = stage.service("search-api").fleets[0].id.clone();
    let arn = stage
        .home()
        .deploy("prod-main", "search-api", Ship::healthy("v10"))
        .unwrap();
    stage.step(200);
    let service = stage.service("search-api");
    assert_eq!(service.current().unwrap().stage, Some(Lifecycle::BakeTime));
    assert_eq!(service.count(|task| task.steady()), 6);
    assert_eq!(service.fleet(&old).unwrap().weight, 0);
    let now = stage.now;
    stage
        .service("search-api")
        .stop_deployment(&arn, false, now)
        .unwrap();
    let seen = stage.watch(1, 60, state);
    assert_eq!(
        seen,
        [
            State::RollbackRequested,
            State::RollbackInProgress,
            State::RollbackSuccessful
        ]
    );
    let service = stage.service("search-api");
    assert_eq!(service.fleets.len(), 1);
    assert_eq!(
        (service.fleets[0].id.as_str(), service.fleets[0].weight),
        (old.as_str(), 100)
    );
}

#[test]
fn linear_traffic_moves_in_steps() {
    let mut stage = Stage::new();
    let linear = Shift::Linear {
        percent: 25,
        minutes: 1,
    };
    stage.service("search-api").strategy = strategy(linear, Vec::new());
    stage
        .home()
        .deploy("prod-main", "search-api", Ship::healthy("v10"))
        .unwrap();
    let weights = stage.watch(5, 60, |stage| {
        let service = stage.service("search-api");
        let new = service.history.last().unwrap().fleet.clone();
        service.fleet(&new).unwrap().weight
    });
    assert_eq!(weights, [0, 25, 50, 75, 100]);
}

#[test]
fn a_pause_hook_waits_for_an_answer() {
    for (rollback, end) in [
        (false, State::Successful),
        (true, State::RollbackSuccessful),
    ] {
        let mut stage = Stage::new();
        stage.service("search-api").strategy = strategy(Shift::AllAtOnce, pause(60, false));
        let arn = stage
            .home()
            .deploy("prod-main", "search-api", Ship::healthy("v10"))
            .unwrap();
        stage.step(1800);
        let now = stage.now;
        let service = stage.service("search-api");
        let hook = service.current().unwrap().waiting().unwrap().id.clone();
        let refused = service
            .continue_deployment(&arn, "no-such-hook", false, now)
            .unwrap_err();
        assert_eq!(refused.code, "InvalidParameterException");
        service
            .continue_deployment(&arn, &hook, rollback, now)
            .unwrap();
        assert!(
            service
                .continue_deployment(&arn, &hook, rollback, now)
                .is_err()
        );
        stage.step(1800);
        assert_eq!(state(&mut stage), end);
    }
}

#[test]
fn a_pause_hook_times_out_its_own_way() {
    for (go_on, end) in [
        (true, State::Successful),
        (false, State::RollbackSuccessful),
    ] {
        let mut stage = Stage::new();
        stage.service("search-api").strategy = strategy(Shift::AllAtOnce, pause(60, go_on));
        stage
            .home()
            .deploy("prod-main", "search-api", Ship::healthy("v10"))
            .unwrap();
        stage.step(2 * 3600);
        assert_eq!(state(&mut stage), end);
    }
}

#[test]
fn a_broken_one_never_gets_traffic() {
    let mut stage = Stage::new();
    let old = stage.service("search-api").fleets[0].id.clone();
    stage
        .home()
        .deploy(
            "prod-main",
            "search-api",
            Ship::broken("v10", Health::Exits),
        )
        .unwrap();
    let weights = stage.watch(5, 120, |stage| {
        stage.service("search-api").fleet(&old).unwrap().weight
    });
    assert_eq!(weights, [100]);
    assert_eq!(state(&mut stage), State::RollbackSuccessful);
    assert_eq!(stage.service("search-api").steady(&old), 3);
}
