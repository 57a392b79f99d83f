//! One release is one message, whatever is known of it first and wherever its pipeline is.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use sim::aws::World;
use sim::aws::world::pipeline::{Action, Mode, Stage};
use sim::aws::world::{HOME, NewService, OTHER, REGION, ROLE, Ship};
use sim::{Fault, Kind};

use super::{DEPLOYS, Works, change};

const TICK: Duration = Duration::from_secs(15);
const MINUTE: Duration = Duration::from_secs(60);

/// The second account, whose services the first one's pipeline deploys.
const ELSEWHERE: &str = r#"
[[environments]]
name = "apps"
account = "444455556666"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::444455556666:role/pilothouse"
production = false
"#;

/// Alarms of the front door have a channel of their own.
const ROUTED: &str = r#"
[[routes]]
match = ["front-door-*"]
channel = "C0PAYMENTS"
"#;

/// What is said where AWS could not say who made a deployment.
const UNSAID: &str = "Which pipeline's run this belongs to, if any, is not known";

/// The three that tell of a release, in every order.
const ORDERS: [[&str; 3]; 6] = [
    [PIPELINE, CODEDEPLOY, ECS],
    [PIPELINE, ECS, CODEDEPLOY],
    [CODEDEPLOY, PIPELINE, ECS],
    [CODEDEPLOY, ECS, PIPELINE],
    [ECS, PIPELINE, CODEDEPLOY],
    [ECS, CODEDEPLOY, PIPELINE],
];

const PIPELINE: &str = "aws.codepipeline";
const CODEDEPLOY: &str = "aws.codedeploy";
const ECS: &str = "aws.ecs";
const ALARM: &str = "aws.cloudwatch";

/// Every message that was ever posted, replies left out.
fn posted(works: &Works) -> Vec<String> {
    let calls = works.slack.calls().all();
    let posts = calls.iter().filter(|call| {
        call.operation == "chat.postMessage" && !call.request["thread_ts"].is_string()
    });
    posts.map(|call| call.request["text"].to_string()).collect()
}

/// Which messages of the channel have a link to its first one.
fn leading_to_the_first(works: &Works) -> Vec<usize> {
    let messages = works.slack.messages(DEPLOYS);
    let link = messages[0].ts.replace('.', "");
    let link = format!("slack.com/archives/{DEPLOYS}/p{link}|");
    let leads = |index: &usize| {
        let blocks = serde_json::to_string(messages[*index].blocks());
        blocks.expect("blocks").contains(&link)
    };
    (0..messages.len()).filter(leads).collect()
}

/// Lets the second source's events come three rounds late, the third's six, and so on.
fn one_after_the_other<const N: usize>(works: &mut Works, order: [&'static str; N]) {
    let clock = works.clock.clone();
    works.trickle(move |event: &Value, _, _| {
        let place = order.iter().position(|source| event["source"] == *source);
        let told = event["time"].as_str().and_then(|time| time.parse().ok());
        let late = TICK * 3 * u32::try_from(place.unwrap_or_default()).unwrap_or_default();
        told.is_none_or(|told: Timestamp| clock.now() >= told + late)
    });
}

/// A pipeline of the first account that deploys into the second: first by ECS, then by CodeDeploy.
fn pipeline_into_another_account(world: &mut World) {
    let other = world.region_mut(OTHER, REGION).expect("a second account");
    other.add_service(&NewService::code_deploy("apps", "ledger-api", 2, "v3"));
    let pace = "CodeDeployDefault.ECSLinear10PercentEvery1Minutes";
    other.add_group("ledger", "ledger-prod", "apps", "ledger-api", pace, 5);
    let mut staging = Action::new(
        "DeployBilling",
        "Deploy",
        "ECS",
        &[("ClusterName", "apps"), ("ServiceName", "billing-api")],
    );
    let mut production = Action::new(
        "DeployLedger",
        "Deploy",
        "CodeDeployToECS",
        &[
            ("ApplicationName", "ledger"),
            ("DeploymentGroupName", "ledger-prod"),
        ],
    );
    staging.role = Some(ROLE.to_owned());
    production.role = Some(ROLE.to_owned());
    let source = [("RepositoryName", "billing"), ("BranchName", "main")];
    let source = Action::new("Checkout", "Source", "CodeCommit", &source);
    world.home().add_pipeline(
        "billing",
        Mode::Superseded,
        vec![
            Stage::new("Source", vec![source]),
            Stage::new("Billing", vec![staging]),
            Stage::new("Ledger", vec![production]),
        ],
    );
}

#[tokio::test]
async fn whoever_tells_first_a_run_is_one_message_from_the_start() {
    for order in ORDERS {
        let mut works = Works::open("").await;
        one_after_the_other(&mut works, order);
        works
            .home(|home| home.run_pipeline("payments", change("v42")))
            .expect("a run");
        works.go_by(TICK * 24, TICK).await;
        works.approve("Fine");
        works.go_by(TICK * 60, TICK).await;
        works.go_by(MINUTE * 70, MINUTE * 5).await;
        works.settle().await;
        let posted = posted(&works);
        assert_eq!(posted.len(), 1, "{order:?}: {posted:#?}");
        let shown = works.shown(DEPLOYS);
        assert!(shown.contains("v42 is deployed"), "{order:?}: {shown}");
    }
}

#[tokio::test]
async fn a_pipeline_that_deploys_into_another_account_is_one_message_in_any_order() {
    for order in ORDERS {
        let mut works = Works::open(ELSEWHERE).await;
        works.aws.edit(pipeline_into_another_account);
        one_after_the_other(&mut works, order);
        works
            .home(|home| home.run_pipeline("billing", change("v4")))
            .expect("a run");
        works.go_by(TICK * 80, TICK).await;
        works.settle().await;
        let posted = posted(&works);
        assert_eq!(posted.len(), 1, "{order:?}: {posted:#?}");
        let shown = works.shown(DEPLOYS);
        for told in ["billing", "v4 is deployed", "billing-api", "ledger-api"] {
            assert!(shown.contains(told), "{order:?}, {told}: {shown}");
        }
    }
}

#[tokio::test]
async fn what_was_not_posted_before_the_end_waits_for_aws_after_the_start() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.clock.advance(TICK);
    works.aws.tick();
    works.hand_in(&works.all_events()).await;
    works.fold().await;
    // Killed before AWS could be asked, and started long after.
    works.clock.advance(TICK * 4);
    works.restarted().await;
    works.tell().await;
    assert!(posted(&works).is_empty(), "told before AWS was asked");
    // What is found to be under way is, as yet, somebody else's.
    works.reconcile().await;
    works.tell().await;
    works.settle().await;
    let posted = posted(&works);
    assert_eq!(posted.len(), 1, "{posted:#?}");
}

#[tokio::test]
async fn where_aws_may_not_say_who_made_it_the_message_says_so_and_leads_on_later() {
    let mut works = Works::open("").await;
    let denied = "codepipeline:ListActionExecutions";
    works.aws.edit(|world| world.deny(HOME, denied));
    works.trickle(|event, _, _| {
        event["detail-type"] != "CodePipeline Action Execution State Change"
    });
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(TICK * 10, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains(UNSAID) && shown.contains(denied), "{shown}");
    assert_eq!(posted(&works).len(), 2, "{shown}");
    works.aws.edit(|world| world.allow(HOME, denied));
    works.go_by(TICK * 20, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert_eq!(leading_to_the_first(&works), [1]);
    assert!(shown.contains("This is a part of payments"), "{shown}");
    assert!(!shown.contains(UNSAID), "{shown}");
}

#[tokio::test]
async fn what_slack_never_had_of_a_deployment_is_not_made_a_line_of_its_run() {
    let mut works = Works::open("").await;
    let denied = "codepipeline:ListActionExecutions";
    works.aws.edit(|world| world.deny(HOME, denied));
    works.trickle(|event, _, _| {
        event["detail-type"] != "CodePipeline Action Execution State Change"
    });
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(TICK, TICK).await;
    assert_eq!(works.slack.messages(DEPLOYS).len(), 1);
    // Slack cannot be reached while the deployment is told by itself, and while it turns out to be a part of the run.
    let faults = works.slack.faults().clone();
    faults.inject(Fault::on("*", Kind::Drop));
    works.go_by(TICK * 10, TICK).await;
    let tried = posted(&works);
    assert!(tried.len() > 1, "{tried:#?}");
    works.aws.edit(|world| world.allow(HOME, denied));
    works.go_by(TICK * 10, TICK).await;
    faults.clear();
    works.go_by(TICK * 30, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    let messages = works.slack.messages(DEPLOYS).into_iter();
    let own = messages.filter(|message| message.thread_ts.is_none());
    assert_eq!(own.count(), 1, "{shown}");
    assert!(!shown.contains("This is a part of"), "{shown}");
}

#[tokio::test]
async fn a_run_is_one_message_also_where_service_deployments_may_not_be_listed() {
    // Where the pipeline does not name what it makes either, there are only times until the action has ended.
    let denied = [
        "ecs:ListServiceDeployments",
        "codepipeline:GetPipelineState",
    ];
    for denied in [&denied[..1], &denied] {
        let mut works = Works::open("").await;
        works.aws.edit(|world| {
            for permission in denied {
                world.deny(HOME, permission);
            }
        });
        works
            .home(|home| home.run_pipeline("payments", change("v42")))
            .expect("a run");
        works.go_by(TICK * 24, TICK).await;
        works.settle().await;
        let posted = posted(&works);
        assert_eq!(posted.len(), 1, "{denied:?}: {posted:#?}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(works.shown(DEPLOYS));
        }
    }
}

#[tokio::test]
async fn where_aws_is_silent_the_message_comes_after_a_while_all_the_same() {
    let mut works = Works::open("").await;
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v42")))
        .expect("a deployment");
    works.clock.advance(TICK);
    works.aws.tick();
    works.hand_in(&works.all_events()).await;
    works.forget_events();
    works.fold().await;
    works.tell().await;
    assert_eq!(posted(&works).len(), 0);
    works.clock.advance(Duration::from_secs(9));
    works.tell().await;
    assert_eq!(posted(&works).len(), 1);
    works
        .aws
        .faults()
        .inject(Fault::on("codepipeline.ListPipelines", Kind::Hang));
    works.go_by(TICK * 3, TICK).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("AWS did not answer in time"), "{shown}");
}

/// Runs the pipeline up to the middle of its production deployment, which an alarm then stops.
async fn stopped_by_an_alarm(works: &mut Works) {
    works.stopped_by("front-door-5xx");
    works.home(|home| {
        home.run_pipeline("payments", change("v42")).expect("a run");
    });
    works.go_by(TICK * 20, TICK).await;
    works.approve("Fine");
    works.go_by(TICK * 12, TICK).await;
    works.home(|home| home.raise_alarm("front-door-5xx"));
    works.go_by(TICK * 24, TICK).await;
    works.home(|home| home.clear_alarm("front-door-5xx"));
    works.go_by(MINUTE * 6, MINUTE).await;
    works.settle().await;
}

/// Every order of the three, with the alarm at each place among them.
fn orders_with_the_alarm() -> impl Iterator<Item = [&'static str; 4]> {
    ORDERS.into_iter().flat_map(|[one, two, three]| {
        [
            [ALARM, one, two, three],
            [one, ALARM, two, three],
            [one, two, ALARM, three],
            [one, two, three, ALARM],
        ]
    })
}

#[tokio::test]
async fn an_alarm_that_stops_a_deployment_is_told_in_its_thread_whoever_tells_first() {
    let mut in_order = Works::open("").await;
    stopped_by_an_alarm(&mut in_order).await;
    let shown = in_order.shown(DEPLOYS);
    insta::assert_snapshot!(shown);
    for order in orders_with_the_alarm() {
        let mut works = Works::open("").await;
        one_after_the_other(&mut works, order);
        stopped_by_an_alarm(&mut works).await;
        let posted = posted(&works);
        assert_eq!(posted.len(), 1, "{order:?}: {posted:#?}");
        let mut told = [works.shown(DEPLOYS), shown.clone()].map(|shown| {
            let mut messages: Vec<String> = shown.split("\n\n").map(str::to_owned).collect();
            messages.sort_unstable();
            messages
        });
        let [late, right] = &mut told;
        assert_eq!(late, right, "{order:?}");
    }
}

#[tokio::test]
async fn an_alarm_of_which_aws_could_not_say_what_it_stops_leads_there_once_it_has() {
    let mut works = Works::open("").await;
    let denied = "codedeploy:BatchGetDeployments";
    works.aws.edit(|world| world.deny(HOME, denied));
    works.stopped_by("front-door-5xx");
    works.home(|home| {
        home.deploy("prod-main", "payments-api", Ship::healthy("v42"))
            .expect("a deployment");
    });
    works.go_by(TICK * 12, TICK).await;
    works.home(|home| home.raise_alarm("front-door-5xx"));
    works.go_by(TICK * 4, TICK).await;
    // The deployment, the one that takes it back, and the alarm.
    assert_eq!(posted(&works).len(), 3, "{}", works.shown(DEPLOYS));
    works.aws.edit(|world| world.allow(HOME, denied));
    works.go_by(MINUTE * 10, MINUTE).await;
    works.settle().await;
    assert_eq!(posted(&works).len(), 3);
    assert_eq!(leading_to_the_first(&works), [1, 2]);
    insta::assert_snapshot!(works.shown(DEPLOYS));
}

#[tokio::test]
async fn an_alarm_that_a_route_takes_elsewhere_is_told_there_too() {
    let mut works = Works::open(ROUTED).await;
    stopped_by_an_alarm(&mut works).await;
    assert_eq!(posted(&works).len(), 2);
    insta::assert_snapshot!(works.shown("C0PAYMENTS"));
}

#[tokio::test]
async fn an_account_that_shows_no_pipelines_hides_nothing_of_what_another_shows() {
    let mut works = Works::open(ELSEWHERE).await;
    let denied = "codepipeline:ListPipelines";
    works.aws.edit(|world| world.deny(OTHER, denied));
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works
        .home(|home| home.deploy("prod-main", "orders-api", Ship::healthy("v43")))
        .expect("a deployment");
    works.go_by(TICK * 8, TICK).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    let own: Vec<&str> = shown
        .split("\n\n")
        .filter(|one| one.contains('🔒'))
        .collect();
    // Whose the lone deployment is that account alone could say.
    assert_eq!(own.len(), 1, "{shown}");
    assert!(own[0].contains("orders-api"), "{shown}");
    assert!(
        own[0].contains(UNSAID) && own[0].contains(denied),
        "{shown}"
    );
}
