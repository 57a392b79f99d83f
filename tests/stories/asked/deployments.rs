//! Deployments of CodeDeploy: from the first task to the end of the wait, stopped by an alarm, and failed.

use domain::release::Subject;
use sim::aws::world::Ship;
use sim::aws::world::codedeploy::{Group, ReadyWait};

use super::{Account, code_deploy, set};

impl Account {
    /// Changes the deployment group of `payments-api`.
    pub fn group(&self, change: impl FnOnce(&mut Group)) {
        self.aws.edit(|world| {
            let application = world.home().applications.get_mut("payments");
            let group = application.and_then(|found| found.groups.get_mut("payments-prod"));
            change(group.expect("a group"));
        });
    }

    /// The set of tasks that is not yet, or no longer, the one that matters.
    pub fn set_of(&self, service: &str) -> Subject {
        let id = self.aws.edit(|world| {
            let service = world.home().service("prod-main", service);
            let fleets = &service.expect("a service").fleets;
            fleets
                .iter()
                .find(|fleet| fleet.status != "PRIMARY")
                .map(|fleet| fleet.id.clone())
        });
        set("prod-main", service, &id.expect("a new set of tasks"))
    }
}

#[tokio::test]
async fn a_blue_green_deployment_is_told_from_its_start_to_the_end_of_its_wait() {
    let account = Account::open().await;
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    let subject = [code_deploy(&id)];
    let mut told = vec![account.ask(&subject).await];
    account.seconds(30);
    told.push(account.ask(&subject).await);
    account.minutes(6);
    told.push(account.ask(&subject).await);
    account.minutes(10);
    told.push(account.ask(&subject).await);
    account.minutes(70);
    told.push(account.ask(&subject).await);
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_set_of_tasks_is_a_part_of_the_deployment_that_made_it() {
    let account = Account::open().await;
    account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(1);
    let set = account.set_of("payments-api");
    insta::assert_snapshot!(account.ask(&[set]).await);
}

#[tokio::test]
async fn one_that_an_alarm_stops_is_told_with_the_one_that_takes_it_back() {
    let account = Account::open().await;
    account.group(|group| {
        group.alarms = vec!["payments-5xx".to_owned()];
        group.rollback_on = vec!["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"];
    });
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(6);
    account
        .aws
        .edit(|world| world.home().raise_alarm("payments-5xx"));
    let subject = [code_deploy(&id)];
    let mut told = Vec::new();
    for seconds in [10, 14, 3, 60] {
        account.seconds(seconds);
        told.push(account.ask(&subject).await);
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn one_that_a_hook_turns_down_has_failed() {
    let account = Account::open().await;
    account.group(|group| group.rollback_on.clear());
    let id = account.deploy(
        "payments-api",
        Ship::failing("v42", "AfterAllowTestTraffic"),
    );
    account.minutes(20);
    insta::assert_snapshot!(account.ask(&[code_deploy(&id)]).await);
}

#[tokio::test]
async fn one_that_waits_for_a_person_says_so() {
    let account = Account::open().await;
    account.group(|group| {
        group.ready_wait = Some(ReadyWait {
            minutes: 30,
            stop_on_timeout: true,
        });
    });
    let id = account.deploy("payments-api", Ship::healthy("v42"));
    account.minutes(6);
    insta::assert_snapshot!(account.ask(&[code_deploy(&id)]).await);
}
