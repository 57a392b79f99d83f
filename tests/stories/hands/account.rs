//! Whose account the credentials are.

use aws_smithy_async::time::StaticTimeSource;
use domain::acting::{Mutation, Sent};
use domain::look::Why;
use domain::names::Environment;
use pilothouse::aws::Fleet;
use sim::aws::world::{ROLE, Ship};
use sim::{Fault, Kind};

use super::service_deployment;
use crate::asked::{Account, HOME, OTHER, REGION, config, environment};

const CALL: &str = "sts.GetCallerIdentity";

#[tokio::test]
async fn credentials_of_the_right_account_are_asked_for_once() {
    let account = Account::open().await;
    let prod = account.environment();
    account
        .aws
        .faults()
        .inject(Fault::on(CALL, Kind::Error("AccessDenied".to_owned())).times(1));
    let denied = account.fleet.check_account(prod).await;
    assert!(matches!(denied, Err(Why::Denied { .. })), "{denied:?}");
    // That it could not be learned is not remembered; that it is the right one is.
    for _ in 0..3 {
        assert_eq!(account.fleet.check_account(prod).await, Ok(()));
    }
    assert_eq!(account.aws.calls().count(CALL), 2);
}

#[tokio::test]
async fn credentials_of_another_account_are_told_at_every_time() {
    let mut wrong = environment("prod");
    wrong.account = OTHER.to_owned();
    let account = Account::with(vec![wrong]).await;
    for _ in 0..2 {
        let whose = account.fleet.check_account(account.environment()).await;
        assert_eq!(whose, Err(Why::OtherAccount(HOME.to_owned())));
    }
}

/// The second account, by this role.
fn by_role(role: &str) -> Environment {
    Environment {
        account: OTHER.to_owned(),
        role_arn: Some(role.to_owned()),
        ..environment("other")
    }
}

/// A service deployment of the second account, and the call that stops it.
fn stop(account: &Account) -> Mutation {
    let arn = account.aws.edit(|world| {
        let region = world.region_mut(OTHER, REGION).expect("a region");
        region.deploy("apps", "mailer", Ship::healthy("v13"))
    });
    account.seconds(5);
    Mutation::StopServiceDeployment {
        deployment: service_deployment(&arn.expect("a deployment")),
    }
}

#[tokio::test]
async fn a_change_is_made_by_the_role_that_reads_which_is_assumed_once() {
    let mut account = Account::with(vec![by_role(ROLE)]).await;
    // By the clock of the simulated AWS, for else its sessions may be over as soon as they begin.
    let now = account.clock.now().as_second().try_into().expect("a time");
    let config = config(&account.aws)
        .into_builder()
        .time_source(StaticTimeSource::from_secs(now));
    account.fleet = Fleet::new(vec![by_role(ROLE)], config.build());
    let other = account.environment();
    assert_eq!(account.fleet.check_account(other).await, Ok(()));
    for _ in 0..2 {
        let sent = account.fleet.send(other, &stop(&account)).await;
        assert_eq!(sent, Sent::Done { made: None });
        account.minutes(10);
    }
    let stops = account.aws.calls().of("ecs.StopServiceDeployment");
    assert_eq!(stops.len(), 2);
    assert!(stops.iter().all(|call| call.scope == OTHER));
    assert_eq!(account.aws.calls().count("sts.AssumeRole"), 1);
}

#[tokio::test]
async fn without_credentials_nothing_is_sent_and_nothing_is_lost() {
    let role = "arn:aws:iam::444455556666:role/nobody";
    let account = Account::with(vec![by_role(role)]).await;
    let sent = account
        .fleet
        .send(account.environment(), &stop(&account))
        .await;
    assert_eq!(sent, Sent::Refused(Why::Credentials));
    assert_eq!(account.count("ecs.StopServiceDeployment"), 0);
}
