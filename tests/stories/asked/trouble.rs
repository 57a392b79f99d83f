//! When AWS denies, hangs, or does not know: each trouble costs only what it is about, and is said.

use domain::release::{News, Observation, Subject};
use sim::aws::world::{ROLE, Ship};
use sim::{Fault, Kind};

use super::{Account, HOME, OTHER, code_deploy, environment, execution, set};

/// How often a call that hangs may be tried within one answer: twice for each of four task definitions.
const ATTEMPTS: usize = 8;

#[tokio::test]
async fn what_aws_does_not_know_is_unknown() {
    let account = Account::open().await;
    let told = account
        .ask(&[
            code_deploy("d-ABCDEFGHI"),
            code_deploy("not an id"),
            execution("00000000-0000-4000-a000-000000000000"),
            set("prod-main", "nothing", "ecs-svc/1"),
            set("nowhere", "orders-api", "ecs-svc/1"),
            set("prod-main", "orders-api", "ecs-svc/1"),
        ])
        .await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_permission_that_is_missing_costs_only_what_needs_it() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.deploy("orders-api", Ship::healthy("v19"));
    account.minutes(1);
    // One that has ended, of which no set of tasks tells any more what it brought.
    let past = account
        .aws
        .edit(|world| world.home().deployments[0].id.clone());
    let asked = [
        code_deploy(&id),
        code_deploy(&past),
        account.newest_set("orders-api"),
    ];
    let mut told = Vec::new();
    for denied in [
        "codedeploy:BatchGetDeployments",
        "codedeploy:GetDeploymentGroup",
        "codedeploy:ListDeploymentTargets",
        "codedeploy:GetApplicationRevision",
        "ecs:DescribeServices",
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:DescribeTaskDefinition",
    ] {
        account.aws.edit(|world| world.deny(HOME, denied));
        // One who asks for the first time remembers nothing.
        let fresh = account.anew();
        told.push(format!("without {denied}\n{}", fresh.ask(&asked).await));
        account.aws.edit(|world| world.allow(HOME, denied));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_service_of_aws_that_hangs_holds_up_no_other_and_the_whole_is_bounded() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.deploy("orders-api", Ship::healthy("v19"));
    account.minutes(1);
    let asked = [code_deploy(&id), account.newest_set("orders-api")];
    let mut told = Vec::new();
    for hanging in [
        "codedeploy.BatchGetDeployments",
        "codedeploy.GetDeploymentGroup",
        "ecs.ListServiceDeployments",
        "ecs.DescribeTaskDefinition",
    ] {
        account.aws.faults().inject(Fault::on(hanging, Kind::Hang));
        account.aws.calls().clear();
        told.push(format!("{hanging}\n{}", account.anew().ask(&asked).await));
        let attempts = account.aws.calls().count(hanging);
        assert!((1..=ATTEMPTS).contains(&attempts), "{hanging}: {attempts}");
        account.aws.faults().clear();
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn what_is_refused_with_others_is_asked_for_alone() {
    let account = Account::open().await;
    let arns = [
        account.deploy("orders-api", Ship::healthy("v19")),
        account.deploy("search-api", Ship::healthy("v10")),
    ];
    account.minutes(1);
    // As AWS answers where the service of any one of them is gone.
    let gone = Kind::Error("ServiceNotFoundException".to_owned());
    let fault = Fault::on("ecs.DescribeServiceDeployments", gone).times(2);
    account.aws.faults().inject(fault);
    let asked = arns.map(|arn| Subject::of_service_deployment(&arn).expect("an ARN"));
    let answer = account
        .answer(&asked.clone().map(|of| account.question(of)))
        .await;
    let unknown = |of: &&Subject| {
        let about = |one: &&Observation| one.of == **of && one.news == News::Unknown;
        answer.observations.iter().any(|one| about(&one))
    };
    assert_eq!(answer.observations.len(), 2, "{answer:?}");
    assert_eq!(asked.iter().filter(unknown).count(), 1, "{answer:?}");
}

#[tokio::test]
async fn an_answer_may_be_waited_for_in_a_task_of_its_own() {
    let account = Account::open().await;
    let question = account.question(code_deploy("d-ABCDEFGHI"));
    let now = account.clock.now();
    let asked = tokio::spawn(async move {
        let environment = account.fleet.environments()[0].clone();
        let asked = account.fleet.ask(&environment, &[question], now).await;
        let found = account.fleet.discover(&environment, now, now).await;
        (asked.observations.len(), found.gaps)
    });
    assert_eq!(asked.await.expect("an answer"), (1, Vec::new()));
}

#[tokio::test]
async fn credentials_of_another_account_are_not_believed() {
    let mut wrong = environment("prod");
    wrong.account = OTHER.to_owned();
    let account = Account::with(vec![wrong]).await;
    let told = account.ask(&[code_deploy("d-ABCDEFGHI")]).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_role_is_assumed_where_the_environment_names_one() {
    let mut other = environment("other");
    other.account = OTHER.to_owned();
    other.role_arn = Some(ROLE.to_owned());
    let account = Account::with(vec![other]).await;
    account.ask(&[set("apps", "mailer", "ecs-svc/1")]).await;
    assert_eq!(
        account.aws.calls().of("ecs.DescribeServices")[0].scope,
        OTHER
    );
}
