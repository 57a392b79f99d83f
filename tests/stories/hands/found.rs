//! What is found of a deployment that somebody wants rolled back: a row of the table each.

use domain::acting::rollback::{Earlier, State, Way, plan};
use domain::acting::{Found, RevisionRef};
use domain::look::Why;
use domain::refusal::Refusal;
use domain::release::{Subject, Version};
use domain::service::Phase;
use sim::aws::world::Ship;
use sim::aws::world::codedeploy::Deployment;
use sim::aws::world::ecs::{Controller, Health};

use super::{Account, service_deployment};
use crate::asked::{HOME, code_deploy, execution, set};

fn tag(version: &Option<Version>) -> Option<&str> {
    version.as_ref()?.tag.as_deref()
}

fn tags(found: &Found) -> (Option<&str>, Option<&str>) {
    (tag(&found.before), tag(&found.brings))
}

impl Account {
    /// Changes a deployment of CodeDeploy.
    fn mend(&self, id: &str, change: impl FnOnce(&mut Deployment)) {
        self.aws.edit(|world| {
            let mut deployments = world.home().deployments.iter_mut();
            change(deployments.find(|one| one.id == id).expect("a deployment"));
        });
    }
}

#[tokio::test]
async fn one_of_codedeploy_is_found_in_each_of_its_phases() {
    let account = Account::open().await;
    let subject = code_deploy(&account.deploy("payments-api", Ship::healthy("v42")));
    let mut phases = Vec::new();
    for seconds in [0, 5, 60, 120, 600, 600] {
        account.seconds(seconds);
        let found = account.found(&subject).await;
        let State::InMotion(phase) = found.state else {
            panic!("{found:?}");
        };
        assert_eq!(found.newer, None);
        let plan = plan(&found).expect("a plan");
        assert_eq!(plan.way, Way::StopDeployment);
        phases.push(phase);
    }
    phases.dedup();
    assert_eq!(phases.first(), Some(&Phase::Starting));
    assert!(phases.contains(&Phase::ShiftingTraffic), "{phases:?}");
    assert_eq!(phases.last(), Some(&Phase::TerminationWait));
    let found = account.found(&subject).await;
    assert_eq!(found.names.application.as_deref(), Some("payments"));
    assert_eq!(found.names.cluster.as_deref(), Some("prod-main"));
    assert_eq!(found.names.service.as_deref(), Some("payments-api"));
    assert_eq!(tags(&found), (Some("v41"), Some("v42")));
}

#[tokio::test]
async fn one_that_an_alarm_stopped_is_taken_back_by_another() {
    let account = Account::open().await;
    account.group(|group| {
        group.alarms = vec!["payments-5xx".to_owned()];
        group.rollback_on = vec!["DEPLOYMENT_STOP_ON_ALARM"];
    });
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(6);
    account
        .aws
        .edit(|world| world.home().raise_alarm("payments-5xx"));
    let mut through = Vec::new();
    for seconds in [24, 60] {
        account.seconds(seconds);
        let found = account.found(&code_deploy(&id)).await;
        let State::TakenBack { by, is_through } = found.state else {
            panic!("{found:?}");
        };
        through.push(is_through);
        let back = account.found(&code_deploy(&by)).await;
        assert_eq!(back.state, State::IsWayBack);
    }
    assert_eq!(through, [false, true]);
}

#[tokio::test]
async fn one_that_nothing_took_back_has_ended() {
    let account = Account::open().await;
    account.group(|group| group.rollback_on.clear());
    let ship = Ship::failing("v42", "AfterAllowTestTraffic");
    let id = account.deploy("payments-api", ship);
    account.minutes(20);
    assert_eq!(account.found(&code_deploy(&id)).await.state, State::Ended);
}

#[tokio::test]
async fn one_of_codedeploy_that_was_stopped_after_it_took_over_goes_back_to_what_had_succeeded_last()
 {
    let account = Account::open().await;
    account.group(|group| group.rollback_on.clear());
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(20);
    let before = account.aws.edit(|world| {
        let home = world.home();
        home.stop_deployment(&id, Some(false)).expect("it stops");
        let group = home.successful("payments", "payments-prod");
        group.expect("a deployment").revision.clone()
    });
    account.minutes(5);
    let found = account.found(&code_deploy(&id)).await;
    let earlier = Earlier::CodeDeploy {
        application: "payments".to_owned(),
        group: "payments-prod".to_owned(),
        revision: RevisionRef::AppSpec { sha256: before },
    };
    let earlier = Some(earlier);
    assert_eq!(found.state, State::Succeeded { earlier });
    assert_eq!(tags(&found), (Some("v41"), Some("v42")));
    let way = plan(&found).expect("a plan").way;
    assert!(matches!(way, Way::CreateDeployment { .. }), "{way:?}");
}

#[tokio::test]
async fn one_of_ecs_that_was_stopped_goes_back_while_its_service_has_to_run_it() {
    let account = Account::open().await;
    let arn = account.deploy("orders-api", Ship::healthy("v19"));
    account.seconds(30);
    let now = account.clock.now();
    account.aws.edit(|world| {
        let service = world.home().service_mut("prod-main", "orders-api");
        let service = service.expect("a service");
        service.stop_deployment(&arn, true, now).expect("it stops");
    });
    account.minutes(2);
    let found = account.found(&service_deployment(&arn)).await;
    assert_eq!(tags(&found), (Some("v18"), Some("v19")));
    let way = plan(&found).expect("a plan").way;
    assert!(matches!(way, Way::UpdateService { .. }), "{way:?}");

    account.deploy("orders-api", Ship::healthy("v20"));
    account.minutes(20);
    let found = account.found(&service_deployment(&arn)).await;
    assert_eq!(found.state, State::Ended);
    assert_eq!(plan(&found), Err(Refusal::NothingToRollBack));
}

#[tokio::test]
async fn one_of_cloudformation_is_left_to_it() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    for creator in ["CloudFormation", "CloudFormationRollback"] {
        account.mend(&id, |deployment| deployment.creator = creator);
        let found = account.found(&code_deploy(&id)).await;
        assert_eq!(found.state, State::CloudFormation, "{creator}");
    }
}

#[tokio::test]
async fn one_that_succeeded_goes_back_to_the_revision_before_it_until_another_has_succeeded() {
    let account = Account::open().await;
    let first = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(90);
    let before = account.aws.edit(|world| {
        let deployment = world.home().deployment(&first).expect("a deployment");
        deployment.previous_revision.clone().expect("a revision")
    });
    let earlier = State::Succeeded {
        earlier: Some(Earlier::CodeDeploy {
            application: "payments".to_owned(),
            group: "payments-prod".to_owned(),
            revision: RevisionRef::AppSpec { sha256: before },
        }),
    };
    let found = account.found(&code_deploy(&first)).await;
    assert_eq!(found.state, earlier);
    assert_eq!(found.newer, None);
    assert_eq!(tags(&found), (Some("v41"), Some("v42")));

    let second = account.deploy("payments-api", Ship::healthy("v43"));
    account.minutes(1);
    let found = account.found(&code_deploy(&first)).await;
    let moving = Refusal::AnotherInMotion { id: second };
    assert_eq!(plan(&found), Err(moving));

    account.minutes(90);
    let found = account.found(&code_deploy(&first)).await;
    assert_eq!(found.state, earlier);
    assert_eq!(plan(&found), Err(Refusal::NotCurrent));
}

#[tokio::test]
async fn one_that_a_later_one_went_back_to_runs_and_can_be_rolled_back() {
    let account = Account::open().await;
    let good = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(90);
    let bad = Ship::failing("v43", "AfterAllowTestTraffic");
    account.group(|group| group.rollback_on = vec!["DEPLOYMENT_FAILURE"]);
    account.deploy("payments-api", bad);
    account.minutes(30);
    let found = account.found(&code_deploy(&good)).await;
    let newer = found.newer.clone().expect("a newer one");
    assert!(!newer.has_succeeded && !newer.is_in_motion, "{newer:?}");
    assert!(plan(&found).is_ok(), "{found:?}");
}

#[tokio::test]
async fn the_first_one_and_one_that_brought_the_same_have_nothing_to_go_back_to() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(90);
    let nothing = State::Succeeded { earlier: None };
    account.mend(&id, |one| {
        one.previous_revision = Some(one.revision.clone())
    });
    assert_eq!(account.found(&code_deploy(&id)).await.state, nothing);
    account.mend(&id, |one| one.previous_revision = None);
    assert_eq!(account.found(&code_deploy(&id)).await.state, nothing);
}

#[tokio::test]
async fn one_of_ecs_is_found_on_its_way_through_and_taken_back() {
    let account = Account::open().await;
    let good = service_deployment(&account.deploy("orders-api", Ship::healthy("v19")));
    account.seconds(30);
    let found = account.found(&good).await;
    assert_eq!(found.state, State::InMotion(Phase::ReplacingTasks));
    assert_eq!(
        plan(&found).expect("a plan").way,
        Way::StopServiceDeployment
    );

    account.minutes(20);
    let found = account.found(&good).await;
    let State::Succeeded {
        earlier: Some(Earlier::ServiceRevision(_)),
    } = &found.state
    else {
        panic!("{found:?}");
    };
    assert_eq!(found.newer, None);
    assert_eq!(tags(&found), (Some("v18"), Some("v19")));

    let broken = Ship::broken("v20", Health::Unhealthy);
    let bad = service_deployment(&account.deploy("orders-api", broken));
    account.seconds(30);
    let found = account.found(&good).await;
    assert!(
        matches!(plan(&found), Err(Refusal::AnotherInMotion { .. })),
        "{found:?}"
    );
    account.minutes(40);
    assert_eq!(account.found(&bad).await.state, State::RolledBack);
    // What runs again can be rolled back, too.
    let found = account.found(&good).await;
    assert!(plan(&found).is_ok(), "{found:?}");

    account.deploy("orders-api", Ship::healthy("v21"));
    account.minutes(20);
    let found = account.found(&good).await;
    assert_eq!(plan(&found), Err(Refusal::NotCurrent));
}

#[tokio::test]
async fn a_revision_that_is_no_change_is_not_gone_back_to() {
    let account = Account::open().await;
    account.deploy("orders-api", Ship::healthy("v19"));
    account.minutes(20);
    let again = account.aws.edit(|world| {
        let home = world.home();
        let service = home.service("prod-main", "orders-api").expect("a service");
        let definition = service.definition.clone();
        home.update_service("prod-main", "orders-api", &definition)
    });
    let again = service_deployment(&again.expect("a deployment"));
    account.minutes(20);
    let found = account.found(&again).await;
    assert_eq!(tags(&found), (Some("v18"), Some("v19")), "{found:?}");
}

#[tokio::test]
async fn a_set_of_tasks_is_found_as_the_deployment_that_made_it() {
    let account = Account::open().await;
    let arn = account.deploy("orders-api", Ship::healthy("v19"));
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(1);
    let set = account.newest_set("orders-api");
    let found = account.found(&set).await;
    assert_eq!(found.deployment, service_deployment(&arn));
    let set = account.set_of("payments-api");
    assert_eq!(account.found(&set).await.deployment, code_deploy(&id));
}

#[tokio::test]
async fn a_service_that_others_deploy_is_left_to_them() {
    let account = Account::open().await;
    let external = account.newest_set("orders-api");
    account.aws.edit(|world| {
        let service = world.home().service_mut("prod-main", "orders-api");
        service.expect("a service").controller = Controller::External;
    });
    assert_eq!(account.found(&external).await.state, State::External);
}

#[tokio::test]
async fn what_aws_does_not_know_is_not_found() {
    let account = Account::open().await;
    let gone =
        "arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/prod-main/orders-api/gone";
    for unknown in [
        code_deploy("d-ABCDEFGHI"),
        code_deploy("not an id"),
        service_deployment(gone),
        set("prod-main", "orders-api", "ecs-svc/1"),
        set("prod-main", "nothing", "ecs-svc/1"),
        set("nowhere", "orders-api", "ecs-svc/1"),
        execution("00000000-0000-4000-a000-000000000000"),
    ] {
        let found = account.fleet.found(account.environment(), &unknown).await;
        assert_eq!(found, Ok(None), "{unknown}");
    }
}

#[tokio::test]
async fn what_decides_and_cannot_be_read_is_an_error_and_not_a_guess() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    let arn = account.deploy("orders-api", Ship::healthy("v19"));
    account.minutes(90);
    let (by_codedeploy, by_ecs) = (code_deploy(&id), service_deployment(&arn));
    let (set, deployments) = (
        account.newest_set("orders-api"),
        "ecs:ListServiceDeployments",
    );
    let rows: [(&Subject, &str); 6] = [
        (&by_codedeploy, "codedeploy:BatchGetDeployments"),
        (&by_codedeploy, "codedeploy:GetDeploymentGroup"),
        (&by_ecs, "ecs:DescribeServiceDeployments"),
        (&by_ecs, deployments),
        (&set, "ecs:DescribeServices"),
        (&set, deployments),
    ];
    for (of, read) in rows {
        account.aws.edit(|world| world.deny(HOME, read));
        let found = account.fleet.found(account.environment(), of).await;
        assert!(
            matches!(&found, Err(Why::Denied { permission, .. }) if permission == read),
            "{of} without {read}: {found:?}"
        );
        account.aws.edit(|world| world.allow(HOME, read));
    }
}
