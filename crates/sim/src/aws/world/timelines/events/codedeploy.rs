//! What is told of the deployments of CodeDeploy.

use super::super::Stage;
use crate::aws::world::Ship;
use crate::aws::world::codedeploy::ReadyWait;

#[test]
fn codedeploy_tells_success_once_the_old_tasks_are_gone() {
    let mut stage = Stage::new();
    stage.release("payments-api", Ship::healthy("v42"));
    insta::assert_snapshot!(stage.story(2 * 3600), @r"
    3     CodeDeploy | START | payments A
    4239  CodeDeploy | SUCCESS | payments A
    ");
}

#[test]
fn codedeploy_stopped_by_an_alarm_rolls_back_by_a_deployment_of_its_own() {
    let mut stage = Stage::new();
    stage.release("payments-api", Ship::healthy("v42"));
    stage.step(240);
    stage.home().raise_alarm("payments-api-5xx");
    insta::assert_snapshot!(stage.story(300), @r"
    3     CodeDeploy | START | payments A
    240   alarm | ALARM | payments-api-5xx
    263   CodeDeploy | STOP | payments A
    265   CodeDeploy | START | payments B
    268   CodeDeploy | SUCCESS | payments B
    ");
}

#[test]
fn codedeploy_tells_that_it_is_ready_and_that_a_hook_failed() {
    let mut stage = Stage::new();
    let payments = stage.home().applications.get_mut("payments").unwrap();
    let group = payments.groups.get_mut("payments-prod").unwrap();
    group.ready_wait = Some(ReadyWait {
        minutes: 10,
        stop_on_timeout: false,
    });
    stage.release("payments-api", Ship::failing("v42", "AfterAllowTraffic"));
    insta::assert_snapshot!(stage.story(3600), @r"
    3     CodeDeploy | START | payments A
    78    CodeDeploy | READY | payments A
    1239  CodeDeploy | FAILURE | payments A
    1241  CodeDeploy | START | payments B
    1244  CodeDeploy | SUCCESS | payments B
    ");
}
