//! Deployments without a cluster, or of which AWS does not show it: which environment they are told of, and where.

use std::time::Duration;

use sim::aws::world::{HOME, OTHER, REGION, Ship};

use super::{DEPLOYS, Works};

const TICK: Duration = Duration::from_secs(15);
const GROUP: &str = "codedeploy:GetDeploymentGroup";

/// A development environment beside production, and an account with one environment alone.
const DEVELOPMENT: &str = r#"
[[environments]]
name = "dev"
account = "111122223333"
region = "ap-northeast-2"
clusters = ["dev-*"]
pipelines = ["none-*"]
applications = ["web", "jobs/jobs-dev"]
production = false

[[environments]]
name = "apps"
account = "444455556666"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::444455556666:role/pilothouse"
production = false
"#;

const ROUTES: &str = r#"
[[routes]]
environment = "prod"
channel = "C0PAYMENTS"
mention = ["S0ONCALL"]
"#;

/// Deploys a bundle with CodeDeploy to instances in an account.
fn bundle(works: &Works, account: &str, application: &str, group: &str) {
    works.aws.edit(|world| {
        let region = world.region_mut(account, REGION).expect("a region");
        region.add_server_group(application, group, &["i-0a1b2c3d4e5f60718"]);
        region
            .deploy_bundle(application, group, "web-42.zip")
            .expect("a deployment");
    });
}

#[tokio::test]
async fn a_deployment_on_instances_is_told_of_the_environment_that_names_its_application_or_is_alone()
 {
    for are_events_lost in [false, true] {
        let mut works = Works::open(DEVELOPMENT).await;
        works.clock.advance(TICK);
        bundle(&works, HOME, "web", "web-dev");
        bundle(&works, HOME, "jobs", "jobs-dev");
        bundle(&works, OTHER, "batch", "batch-all");
        // Nothing in the settings says whose this one is.
        bundle(&works, HOME, "website", "website-1");
        if are_events_lost {
            works.clock.advance(TICK * 8);
            works.aws.tick();
            works.forget_events();
            works.reconcile().await;
        } else {
            works.go_by(TICK * 8, TICK).await;
        }
        works.settle().await;
        let shown = works.shown(DEPLOYS);
        for (application, place) in [
            ("web", "dev"),
            ("jobs", "dev"),
            ("batch", "apps"),
            ("website", "an unknown environment (prod / staging / dev)"),
        ] {
            let said = format!(
                "CodeDeploy application {application} in {place}: a new version is deployed"
            );
            assert!(shown.contains(&said), "{said}:\n{shown}");
        }
        let missing = "add applications to whichever of prod / staging / dev this belongs to. \
                       What is missing there: website/website-1";
        assert!(shown.contains(missing), "{shown}");
        assert_eq!(shown.matches("nvironment unknown").count(), 1, "{shown}");
    }
}

#[tokio::test]
async fn what_may_be_in_several_environments_is_told_where_the_routes_of_all_of_them_lead() {
    let all = ROUTES.replace("environment = \"prod\"\n", "match = [\"payments\"]\n");
    for (routes, channel) in [(ROUTES, DEPLOYS), (&all, "C0PAYMENTS")] {
        let mut works = Works::open(routes).await;
        works.aws.edit(|world| world.deny(HOME, GROUP));
        works
            .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy("v42")))
            .expect("a deployment");
        works.go_by(TICK * 4, TICK).await;
        for one in [DEPLOYS, "C0PAYMENTS"] {
            let shown = works.shown(one);
            let is_told = shown.contains("Environment unknown: add applications to");
            assert_eq!(is_told, one == channel, "{one}: {shown}");
            assert_eq!(!shown.is_empty(), one == channel, "{one}: {shown}");
        }
    }
}

#[tokio::test]
async fn a_group_whose_cluster_was_once_seen_is_told_of_its_environment_from_then_on() {
    let mut works = Works::open(ROUTES).await;
    let deploy = |works: &Works, version: &str| {
        works
            .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy(version)))
            .expect("a deployment");
    };
    deploy(&works, "v42");
    works.go_by(TICK * 400, TICK * 4).await;
    works.settle().await;
    works.aws.edit(|world| world.deny(HOME, GROUP));
    deploy(&works, "v43");
    works.go_by(TICK * 4, TICK).await;
    let shown = works.shown("C0PAYMENTS");
    let (_, second) = shown.split_once("v43").expect("the second deployment");
    assert!(!shown.contains("nvironment unknown"), "{shown}");
    assert!(
        second.contains("payments-api") && shown.contains("payments-api in prod: v43"),
        "{shown}"
    );
    assert_eq!(works.shown(DEPLOYS), "");
}
