//! Deployments of ECS: rolling and blue/green, as the events of their sets of tasks lead to them.

use domain::release::Subject;
use sim::aws::world::Ship;
use sim::aws::world::ecs::{Health, Hook, Stage, Strategy};

use super::{Account, set};

impl Account {
    /// Makes deployments of `search-api` wait for a person once their tasks are there.
    pub fn pause(&self) {
        self.aws.edit(|world| {
            let service = world.home().service_mut("prod-main", "search-api");
            let Strategy::BlueGreen { hooks, .. } = &mut service.expect("a service").strategy
            else {
                panic!("not blue/green");
            };
            hooks.push(Hook {
                stage: Stage::PostScaleUp,
                timeout_minutes: 30,
                continue_on_timeout: true,
            });
        });
    }
}

#[tokio::test]
async fn a_rolling_deployment_is_told_from_its_first_task_to_its_end() {
    let account = Account::open().await;
    account.deploy("orders-api", Ship::healthy("v19"));
    let new = account.newest_set("orders-api");
    let mut told = vec![account.ask(std::slice::from_ref(&new)).await];
    account.seconds(45);
    told.push(account.ask(std::slice::from_ref(&new)).await);
    account.minutes(5);
    told.push(account.ask(&[new]).await);
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn what_is_gone_back_to_is_a_part_of_the_deployment_that_did_not_hold() {
    let account = Account::open().await;
    let old = account.newest_set("orders-api");
    account.deploy("orders-api", Ship::broken("v19", Health::Unhealthy));
    let new = account.newest_set("orders-api");
    let mut told = Vec::new();
    let mut state = String::new();
    // At every state of the deployment that is new; its later ones reach the bot by the old set's events.
    for _ in 0..60 {
        account.seconds(30);
        let now = account.aws.edit(|world| {
            let service = world.home().service("prod-main", "orders-api");
            service
                .expect("a service")
                .history
                .last()
                .map(|one| one.state.name())
        });
        let now = now.expect("a deployment");
        if now != state {
            state = now.to_owned();
            told.push(account.ask(&[old.clone(), new.clone()]).await);
        }
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_blue_green_deployment_of_ecs_waits_bakes_and_ends() {
    let account = Account::open().await;
    account.pause();
    account.deploy("search-api", Ship::healthy("v10"));
    let new = account.newest_set("search-api");
    account.minutes(3);
    let mut told = vec![account.ask(std::slice::from_ref(&new)).await];
    account.minutes(33);
    told.push(account.ask(std::slice::from_ref(&new)).await);
    account.minutes(20);
    told.push(account.ask(&[new]).await);
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_service_deployment_is_known_by_its_arn_alone() {
    let account = Account::open().await;
    let arn = account.deploy("orders-api", Ship::healthy("v19"));
    let subject = Subject::of_service_deployment(&arn).expect("an ARN");
    account.seconds(45);
    insta::assert_snapshot!(account.ask(&[subject]).await);
}

#[tokio::test]
async fn an_arn_in_its_old_form_is_looked_for_in_every_cluster() {
    let account = Account::open().await;
    account.deploy("orders-api", Ship::healthy("v19"));
    let Subject::EcsDeployment { id, .. } = account.newest_set("orders-api") else {
        panic!("not a set");
    };
    // Both clusters have a service of this name; only one has the set.
    let told = account.ask(&[set("", "orders-api", &id)]).await;
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn without_service_deployments_the_service_itself_is_believed() {
    let account = Account::open().await;
    account
        .aws
        .edit(|world| world.deny(super::HOME, "ecs:ListServiceDeployments"));
    let old = account.newest_set("orders-api");
    account.deploy("orders-api", Ship::broken("v19", Health::Unhealthy));
    let new = account.newest_set("orders-api");
    account.minutes(1);
    let mut told = vec![account.ask(std::slice::from_ref(&new)).await];
    account.minutes(40);
    told.push(account.ask(&[old, new]).await);
    insta::assert_snapshot!(told.join("\n"));
}
