//! Permissions that are missing, one at a time: the message says what is not known and why, and the rest is right.

use std::time::Duration;

use sim::aws::world::{HOME, Ship};

use super::{DEPLOYS, Works, change};

const MINUTE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_secs(15);

/// Everything that is asked about a release on its way.
const LOOKS: [&str; 16] = [
    "codedeploy:BatchGetDeployments",
    "codedeploy:GetDeploymentGroup",
    "codedeploy:ListDeploymentTargets",
    "codedeploy:BatchGetDeploymentTargets",
    "codedeploy:GetApplicationRevision",
    "codepipeline:ListPipelines",
    "codepipeline:GetPipeline",
    "codepipeline:GetPipelineState",
    "codepipeline:ListPipelineExecutions",
    "codepipeline:GetPipelineExecution",
    "codepipeline:ListActionExecutions",
    "ecs:DescribeServices",
    "ecs:ListServiceDeployments",
    "ecs:DescribeServiceDeployments",
    "ecs:DescribeServiceRevisions",
    "ecs:DescribeTaskDefinition",
];

/// A run that deploys with CodeDeploy, and a deployment of ECS alone, both as far as they come in a few minutes.
async fn told(denied: Option<&str>) -> String {
    let mut works = Works::open("").await;
    if let Some(denied) = denied {
        works.aws.edit(|world| world.deny(HOME, denied));
    }
    works.home(|home| {
        home.run_pipeline("payments", change("v42")).expect("a run");
        home.deploy("prod-main", "orders-api", Ship::healthy("v42"))
            .expect("a rolling update");
    });
    works.go_by(MINUTE * 3, TICK).await;
    works.approve("");
    works.go_by(MINUTE * 5, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    let mut own: Vec<&str> = shown
        .split("\n\n")
        .filter(|message| !message.starts_with("↳ "))
        .collect();
    own.sort_unstable();
    own.join("\n\n")
}

#[tokio::test]
async fn each_permission_that_is_missing_is_named_with_what_it_hides() {
    let right = told(None).await;
    assert!(!right.contains('🔒'), "{right}");
    let mut all = format!("with everything\n\n{right}");
    for denied in LOOKS {
        let told = told(Some(denied)).await;
        // What is the same as where nothing is missing needs no second look.
        let lines: Vec<&str> = right.lines().collect();
        let other: Vec<&str> = told.lines().filter(|line| !lines.contains(line)).collect();
        all.push_str(&format!("\n\n== without {denied}\n\n{}", other.join("\n")));
        if told != right {
            assert!(told.contains('🔒'), "{denied}: {told}");
            assert!(told.contains(denied), "{denied}: {told}");
        }
    }
    insta::assert_snapshot!(all);
}

#[tokio::test]
async fn what_is_granted_again_is_known_again() {
    let mut works = Works::open("").await;
    let denied = "codedeploy:GetDeploymentGroup";
    works.aws.edit(|world| world.deny(HOME, denied));
    works
        .home(|home| home.deploy("prod-main", "payments-api", Ship::healthy("v42")))
        .expect("a CodeDeploy deployment");
    works.go_by(MINUTE * 2, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains('🔒') && shown.contains(denied), "{shown}");
    works.aws.edit(|world| world.allow(HOME, denied));
    works.go_by(MINUTE * 5, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("payments-api in prod"), "{shown}");
    assert!(!shown.contains('🔒'), "{shown}");
}
