//! What the bot finds by itself: what is in motion, and what began while it was down.

use std::collections::BTreeMap;

use domain::look::Why;
use domain::names::Globs;
use jiff::Timestamp;
use pilothouse::aws::Answer;
use sim::aws::world::Ship;
use sim::aws::world::ecs::Health;
use sim::{Fault, Kind};

use super::{Account, HOME, OTHER, environment};

impl Account {
    async fn discovered(&self, since: Timestamp) -> Answer {
        let environment = &self.fleet.environments()[0];
        self.fleet
            .discover(environment, since, self.clock.now())
            .await
    }

    async fn discover(&self, since: Timestamp) -> String {
        self.reader.read(&self.discovered(since).await)
    }
}

#[tokio::test]
async fn an_account_at_rest_has_nothing_to_tell() {
    let account = Account::open().await;
    assert_eq!(account.discover(account.clock.now()).await, "");
}

#[tokio::test]
async fn all_that_is_in_motion_is_found_whenever_it_began() {
    let account = Account::open().await;
    account.run("v42");
    account.deploy("payments-api", Ship::healthy("v42"));
    account.deploy("search-api", Ship::healthy("v10"));
    account.until_approval();
    account.deploy("orders-api", Ship::healthy("v19"));
    account.seconds(20);
    insta::assert_snapshot!(account.discover(account.clock.now()).await);
}

#[tokio::test]
async fn all_that_began_and_ended_meanwhile_is_found() {
    let account = Account::open().await;
    account.minutes(5);
    let since = account.clock.now();
    account.run("v42");
    account.deploy(
        "payments-api",
        Ship::failing("v42", "AfterAllowTestTraffic"),
    );
    account.deploy("orders-api", Ship::broken("v19", Health::Unhealthy));
    account.until_approval();
    account.approve(false, "Not today");
    account.minutes(30);
    insta::assert_snapshot!(account.discover(since).await);
}

#[tokio::test]
async fn a_blue_green_deployment_of_ecs_that_was_rolled_back_meanwhile_is_found() {
    let account = Account::open().await;
    account.minutes(5);
    let since = account.clock.now();
    account.deploy("search-api", Ship::broken("v10", Health::CannotStart));
    account.minutes(60);
    let found = account.discover(since).await;
    assert!(found.contains("search-api"), "{found}");
}

#[tokio::test]
async fn what_belongs_to_another_environment_is_left_to_it() {
    let mut staging = environment("staging");
    staging.clusters = Globs::new(["staging"]);
    staging.pipelines = Globs::new(["nothing"]);
    let account = Account::with(vec![staging]).await;
    account.run("v42");
    account.deploy("payments-api", Ship::healthy("v42"));
    account.deploy("orders-api", Ship::healthy("v19"));
    account.seconds(75);
    insta::assert_snapshot!(account.discover(account.clock.now()).await);
}

#[tokio::test]
async fn what_cannot_be_listed_is_a_gap_and_hides_nothing_else() {
    let account = Account::open().await;
    account.run("v42");
    account.deploy("payments-api", Ship::healthy("v42"));
    account.deploy("orders-api", Ship::healthy("v19"));
    account.seconds(20);
    let mut found = Vec::new();
    for denied in [
        "ecs:ListClusters",
        "ecs:ListServices",
        "ecs:ListServiceDeployments",
        "codedeploy:ListDeployments",
        "codedeploy:BatchGetDeployments",
        "codepipeline:ListPipelines",
        "codepipeline:ListPipelineExecutions",
    ] {
        account.aws.edit(|world| world.deny(HOME, denied));
        let answer = account.discovered(account.clock.now()).await;
        account.aws.edit(|world| world.allow(HOME, denied));
        let missing: Vec<&str> = answer
            .gaps
            .iter()
            .filter_map(|why| match why {
                Why::Denied { permission, .. } => Some(permission.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(missing, [denied]);
        let mut kinds: Vec<&str> = answer
            .observations
            .iter()
            .map(|one| super::read::kind(&one.of))
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        found.push(format!("without {denied}: {}", kinds.join(", ")));
    }
    insta::assert_snapshot!(found.join("\n"));
}

#[tokio::test]
async fn an_account_that_hangs_is_given_up_in_time() {
    let account = Account::open().await;
    account.aws.faults().inject(Fault::on("*", Kind::Hang));
    account.aws.calls().clear();
    let answer = account.discovered(account.clock.now()).await;
    // Each is tried twice, and what cannot be listed is not asked about.
    let mut tries: BTreeMap<(String, String), usize> = BTreeMap::new();
    for call in account.aws.calls().all() {
        assert!(call.operation.contains(".List"), "{call:?}");
        let what = (call.operation, call.request.to_string());
        *tries.entry(what).or_default() += 1;
    }
    assert!(
        !tries.is_empty() && tries.values().all(|tries| *tries <= 2),
        "{tries:?}"
    );
    assert_eq!(answer.observations, []);
    assert_eq!(answer.gaps, [Why::Silent]);
}

#[tokio::test]
async fn another_accounts_releases_are_not_told_as_ours() {
    let mut wrong = environment("prod");
    wrong.account = OTHER.to_owned();
    let account = Account::with(vec![wrong]).await;
    account.run("v42");
    account.seconds(20);
    let answer = account.discovered(account.clock.now()).await;
    assert_eq!(answer.observations, []);
    assert_eq!(answer.gaps, [Why::OtherAccount(HOME.to_owned())]);
}
