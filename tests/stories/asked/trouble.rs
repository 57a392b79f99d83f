//! When AWS denies, hangs, or does not know: each trouble costs only what it is about, and is said.

use std::time::{Duration, Instant};

use pilothouse::sim::aws::world::{ROLE, Ship};
use pilothouse::sim::{Fault, Kind};

use super::{Account, HOME, OTHER, code_deploy, environment, execution, set};

/// How long an answer may take, and a little for this machine.
const WHOLE: Duration = Duration::from_secs(9);

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
    let asked = [code_deploy(&id), account.newest_set("orders-api")];
    let mut told = Vec::new();
    for denied in [
        "codedeploy:BatchGetDeployments",
        "codedeploy:GetDeploymentGroup",
        "codedeploy:ListDeploymentTargets",
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
        let began = Instant::now();
        told.push(format!("{hanging}\n{}", account.anew().ask(&asked).await));
        assert!(began.elapsed() < WHOLE, "{hanging}: {:?}", began.elapsed());
        account.aws.faults().clear();
    }
    insta::assert_snapshot!(told.join("\n"));
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
