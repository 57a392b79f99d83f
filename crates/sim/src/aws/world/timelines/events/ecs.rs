//! What is told of the deployments of the ECS controller.

use super::super::Stage;
use crate::aws::world::ecs::{Breaker, Health, Hook, Stage as Lifecycle, Strategy};
use crate::aws::world::{Shift, Ship};

/// What the ECS deployment events give as their reasons; ids are left out.
fn reasons(stage: &mut Stage) -> Vec<String> {
    let events = stage.world.take_events();
    let details = events.iter().map(|event| &event.json["detail"]);
    let reasons = details.filter_map(|detail| {
        let (kind, reason) = (detail["eventType"].as_str()?, detail["reason"].as_str()?);
        let words = reason.split(' ').filter(|it| !it.starts_with("ecs-svc/"));
        Some(format!("{kind} {}", words.collect::<Vec<_>>().join(" ")))
    });
    reasons.collect()
}

#[test]
fn a_rolling_deployment_completes() {
    let mut stage = Stage::new();
    stage.release("orders-api", Ship::healthy("v19"));
    insta::assert_snapshot!(stage.story(600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | orders-api A
    55    ECS | SERVICE_DEPLOYMENT_COMPLETED | orders-api A
    55    ECS action | SERVICE_STEADY_STATE | orders-api
    ");
}

#[test]
fn a_broken_one_fails_and_the_one_before_it_completes_again() {
    for health in [Health::CannotStart, Health::Unhealthy] {
        let mut stage = Stage::new();
        stage.release("orders-api", Ship::broken("v19", health));
        stage.step(600);
        assert_eq!(
            reasons(&mut stage),
            [
                "INFO ECS deployment in progress.",
                "ERROR ECS deployment circuit breaker: tasks failed to start.",
                "INFO ECS deployment circuit breaker: rolling back to deploymentId",
                "INFO ECS deployment completed.",
            ],
            "{health:?}"
        );
    }
    let mut stage = Stage::new();
    stage.release("orders-api", Ship::broken("v19", Health::CannotStart));
    insta::assert_snapshot!(stage.story(600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | orders-api A
    30    ECS | SERVICE_DEPLOYMENT_FAILED | orders-api A
    30    ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | orders-api B
    40    ECS | SERVICE_DEPLOYMENT_COMPLETED | orders-api B
    40    ECS action | SERVICE_STEADY_STATE | orders-api
    ");
}

#[test]
fn a_failure_is_told_only_where_something_watches() {
    let broken = || Ship::broken("v19", Health::CannotStart);
    let mut stage = Stage::new();
    let breaker = |enable, rollback| Breaker { enable, rollback };
    stage.service("orders-api").breaker = breaker(true, false);
    stage.release("orders-api", broken());
    insta::assert_snapshot!(stage.story(600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | orders-api A
    30    ECS | SERVICE_DEPLOYMENT_FAILED | orders-api A
    ");
    let mut stage = Stage::new();
    stage.service("orders-api").breaker = breaker(false, false);
    stage.release("orders-api", broken());
    insta::assert_snapshot!(stage.story(24 * 3600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | orders-api A
    140   ECS action | SERVICE_TASK_START_IMPAIRED | orders-api
    ");
}

#[test]
fn an_alarm_fails_it_and_a_person_only_takes_it_back() {
    let mut stage = Stage::new();
    stage
        .service("orders-api")
        .alarms
        .push("orders-5xx".to_owned());
    stage.release("orders-api", Ship::healthy("v19"));
    stage.step(20);
    stage.home().raise_alarm("orders-5xx");
    stage.step(300);
    assert_eq!(
        reasons(&mut stage),
        [
            "INFO ECS deployment in progress.",
            "ERROR ECS deployment alarm: alarm detected.",
            "INFO ECS deployment alarm: rolling back to deploymentId",
            "INFO ECS deployment completed.",
        ]
    );
    stage.home().clear_alarm("orders-5xx");
    let arn = stage.release("orders-api", Ship::healthy("v20"));
    stage.step(20);
    let now = stage.now;
    let stopped = stage
        .service("orders-api")
        .stop_deployment(&arn, false, now);
    stopped.unwrap();
    stage.step(300);
    assert_eq!(
        reasons(&mut stage),
        [
            "INFO ECS deployment in progress.",
            "INFO ECS deployment rolling back to deploymentId",
            "INFO ECS deployment completed.",
        ]
    );
}

#[test]
fn a_native_blue_green_one_tells_as_little_as_a_rolling_one() {
    let mut stage = Stage::new();
    stage.release("search-api", Ship::healthy("v10"));
    insta::assert_snapshot!(stage.story(3600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api A
    677   ECS | SERVICE_DEPLOYMENT_COMPLETED | search-api A
    677   ECS action | SERVICE_STEADY_STATE | search-api
    ");
    stage.release("search-api", Ship::broken("v11", Health::Exits));
    insta::assert_snapshot!(stage.story(3600), @r"
    3600  ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api A
    3652  ECS | SERVICE_DEPLOYMENT_FAILED | search-api A
    3652  ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api B
    3662  ECS | SERVICE_DEPLOYMENT_COMPLETED | search-api B
    3662  ECS action | SERVICE_STEADY_STATE | search-api
    ");
}

#[test]
fn a_hook_tells_that_it_waits_and_what_came_of_it() {
    let mut stage = Stage::new();
    stage.service("search-api").strategy = Strategy::BlueGreen {
        shift: Shift::AllAtOnce,
        bake_minutes: 0,
        hooks: vec![Hook {
            stage: Lifecycle::PostTestTrafficShift,
            timeout_minutes: 60,
            continue_on_timeout: false,
        }],
    };
    let arn = stage.release("search-api", Ship::healthy("v10"));
    stage.step(600);
    let now = stage.now;
    let service = stage.service("search-api");
    let hook = service.current().unwrap().waiting().unwrap().id.clone();
    let answered = service.continue_deployment(&arn, &hook, false, now);
    answered.unwrap();
    insta::assert_snapshot!(stage.story(600), @r"
    0     ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api A
    52    ECS hook | HOOK_AWAITING_ACTION | search-api B
    600   ECS hook | HOOK_SUCCEEDED | search-api B
    626   ECS | SERVICE_DEPLOYMENT_COMPLETED | search-api A
    626   ECS action | SERVICE_STEADY_STATE | search-api
    ");
    stage.release("search-api", Ship::healthy("v11"));
    insta::assert_snapshot!(stage.story(2 * 3600), @r"
    1200  ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api A
    1252  ECS hook | HOOK_AWAITING_ACTION | search-api B
    4852  ECS hook | HOOK_TIMED_OUT | search-api B
    4853  ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | search-api C
    4868  ECS | SERVICE_DEPLOYMENT_COMPLETED | search-api C
    4868  ECS action | SERVICE_STEADY_STATE | search-api
    ");
}
