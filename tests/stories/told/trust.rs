//! Whose word counts: AWS's answer before any event, and of an event only that for which its source can speak.

use std::time::Duration;

use domain::provenance::Provenance;
use serde_json::{Value, json};
use sim::aws::world::{HOME, OTHER, REGION, Ship};

use super::{DEPLOYS, Works, change};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
/// How often AWS is asked about what is in motion.
const STEP: Duration = Duration::from_secs(15);

/// Somebody may click everything, and somebody is called where anything fails; a second account is watched as well.
pub const SETTINGS: &str = r#"
[[environments]]
name = "partner"
account = "444455556666"
region = "ap-northeast-2"
role_arn = "arn:aws:iam::444455556666:role/pilothouse"

[[grants]]
actions = ["approve", "rollback", "continue"]
users = ["U0ANN"]

[[routes]]
match = ["*"]
channel = "C0DEPLOYS"
mention = ["S0ONCALL"]
"#;

/// A topic or a queue of the first account.
fn home() -> Provenance {
    Provenance::Account(HOME.to_owned())
}

/// The last event of this kind that AWS has told.
fn last(works: &Works, kind: &str) -> Value {
    let mut events = works.all_events().into_iter().rev();
    let event = events.find(|event| event["detail-type"] == kind);
    event.unwrap_or_else(|| panic!("no {kind}"))
}

/// The same event with other values, at these paths, and under an id of its own.
fn but(event: &Value, id: &str, changes: &[(&str, Value)]) -> Value {
    let mut changed = event.clone();
    changed["id"] = id.into();
    for (path, value) in changes {
        *changed.pointer_mut(path).expect("a member") = value.clone();
    }
    changed
}

const RUN: &str = "CodePipeline Pipeline Execution State Change";
const ACTION: &str = "CodePipeline Action Execution State Change";
const STAGE: &str = "CodePipeline Stage Execution State Change";
const ECS: &str = "ECS Deployment State Change";
const CODEDEPLOY: &str = "CodeDeploy Deployment State-change Notification";

async fn waiting() -> Works {
    let mut works = Works::open(SETTINGS).await;
    works
        .home(|home| home.run_pipeline("payments", change("v42")))
        .expect("a run");
    works.go_by(MINUTE * 6, STEP).await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("[Approve]"), "{shown}");
    works
}

/// Lets AWS be asked, and Slack be told, for a while.
async fn a_while(works: &mut Works, minutes: u32) {
    works.go_by(MINUTE * minutes, STEP).await;
    works.settle().await;
}

#[tokio::test]
async fn a_forged_success_takes_no_button_off_an_approval_that_aws_shows_waiting() {
    let mut works = waiting().await;
    let ahead = || json!("2031-01-01T00:00:00Z");
    let run = last(&works, RUN);
    let approval = last(&works, ACTION);
    assert_eq!(approval["detail"]["type"]["category"], "Approval");
    let stage = last(&works, STAGE);
    let done = |event: &Value, id: &str| {
        but(
            event,
            id,
            &[("/detail/state", "SUCCEEDED".into()), ("/time", ahead())],
        )
    };
    let production = [
        ("/detail/stage", json!("Production")),
        ("/detail/state", json!("STARTED")),
    ];
    works
        .hand_in(&[
            done(&run, "forged-1"),
            done(&approval, "forged-2"),
            done(&stage, "forged-3"),
            but(&stage, "forged-4", &production),
            but(
                &approval,
                "forged-5",
                &[("/detail/action-execution-id", "none".into())],
            ),
        ])
        .await;
    works.fold().await;
    works.tell().await;
    a_while(&mut works, 12).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("[Approve]"), "{shown}");
    assert!(!shown.contains("is deployed"), "{shown}");
    let calls = works.slack.calls().of("chat.update");
    let is_told = |word: &str| {
        let mut bodies = calls.iter().map(|call| call.request.to_string());
        bodies.any(|body| body.contains(word))
    };
    assert!(!is_told("is deployed"), "at no time");
    works.folds_again().await;

    // What AWS says in the end is told.
    works.approve("Fine");
    a_while(&mut works, 90).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("is deployed"), "{shown}");
}

#[tokio::test]
async fn a_forged_end_of_a_deployment_is_never_told_and_links_nothing() {
    let mut works = Works::open(SETTINGS).await;
    works.home(|home| {
        home.deploy("prod-main", "payments-api", Ship::healthy("v42"))
            .expect("a CodeDeploy deployment");
        home.deploy("prod-main", "orders-api", Ship::healthy("v19"))
            .expect("a rolling update");
    });
    works.go_by(MINUTE * 2, STEP).await;
    let (ecs, codedeploy) = (last(&works, ECS), last(&works, CODEDEPLOY));
    let id = codedeploy["detail"]["deploymentId"].clone();
    let trigger = json!({
        "region": REGION, "accountId": HOME, "deploymentId": id, "status": "FAILED",
        "rollbackInformation": {"RollbackDeploymentId": "d-FORGED999", "RollbackTriggeringDeploymentId": "d-FORGED888"},
        "completeTime": "2031-01-01T00:00:00Z",
    });
    let failed = [
        ("/detail/eventName", json!("SERVICE_DEPLOYMENT_FAILED")),
        ("/time", json!("2031-01-01T00:00:00Z")),
    ];
    let back = [(
        "/detail/reason",
        json!("ECS deployment ecs-svc/1 in progress: rolling back."),
    )];
    let stopped = [("/detail/state", json!("STOP"))];
    let forged = [
        trigger,
        but(&ecs, "forged-1", &failed),
        but(&ecs, "forged-2", &back),
        but(&codedeploy, "forged-3", &stopped),
    ];
    works.hand_in(&forged).await;
    works.fold().await;
    works.tell().await;
    a_while(&mut works, 80).await;
    let shown = works.shown(DEPLOYS);
    assert_eq!(shown.matches("is deployed").count(), 2, "{shown}");
    for call in works.slack.calls().all() {
        let body = call.request.to_string();
        let wrong = ["failed", "rolled back", "rolling back", "stopped"];
        assert!(!wrong.iter().any(|word| body.contains(word)), "{body}");
    }
    works.folds_again().await;
}

/// An execution that nobody has started.
fn of_nobody(works: &Works) -> Value {
    let id = (
        "/detail/execution-id",
        json!("11111111-2222-4333-8444-555555555555"),
    );
    but(&last(works, RUN), "forged-1", &[id])
}

#[tokio::test]
async fn nothing_is_posted_about_what_aws_does_not_know() {
    let mut works = waiting().await;
    let before = works.slack.messages(DEPLOYS).len();
    let asked = |works: &Works| works.aws.calls().count("codepipeline.GetPipelineExecution");
    let asked_before = asked(&works);
    works.hand_in(&[of_nobody(&works)]).await;
    works.fold().await;
    works.tell().await;
    a_while(&mut works, 10).await;
    assert_eq!(works.slack.messages(DEPLOYS).len(), before);
    let asked_since = asked(&works) - asked_before;
    assert!(asked_since >= 3, "{asked_since}");
    a_while(&mut works, 10).await;
    assert_eq!(
        asked(&works) - asked_before,
        asked_since,
        "it is not asked for ever"
    );
    // Where AWS is silent it may be there all the same.
    works.aws.edit(|world| world.deny(HOME, "codepipeline:*"));
    let id = (
        "/detail/execution-id",
        json!("99999999-2222-4333-8444-555555555555"),
    );
    let event = but(&last(&works, RUN), "forged-2", &[id]);
    works.hand_in(&[event]).await;
    a_while(&mut works, 1).await;
    assert_eq!(works.slack.messages(DEPLOYS).len(), before + 1);
}

#[tokio::test]
async fn what_is_replayed_is_told_as_replayed_without_buttons_and_mentions() {
    let mut works = waiting().await;
    let before = works.slack.messages(DEPLOYS).len();
    let run = of_nobody(&works);
    let failed = but(&run, "replayed-2", &[("/detail/state", json!("FAILED"))]);
    let approval = but(
        &last(&works, ACTION),
        "replayed-3",
        &[(
            "/detail/execution-id",
            run["detail"]["execution-id"].clone(),
        )],
    );
    works
        .hand_in_by(&[run, approval, failed], &Provenance::Replay)
        .await;
    a_while(&mut works, 2).await;
    let messages = works.slack.messages(DEPLOYS);
    let told = &messages[before..];
    assert!(!told.is_empty(), "{}", works.shown(DEPLOYS));
    for message in told {
        let body = message.blocks().iter().map(Value::to_string);
        let body = body.collect::<String>();
        let unwanted = ["\"actions\"", "\"button\"", "subteam", "S0ONCALL"];
        assert!(!unwanted.iter().any(|word| body.contains(word)), "{body}");
    }
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("Replayed: AWS does not know it."), "{shown}");
    // What AWS knows is told as AWS says.
    let real = but(
        &last(&works, RUN),
        "replayed-4",
        &[("/detail/state", json!("FAILED"))],
    );
    works.hand_in_by(&[real], &Provenance::Replay).await;
    a_while(&mut works, 2).await;
    assert_eq!(works.slack.messages(DEPLOYS).len(), before + told.len());
    assert!(works.shown(DEPLOYS).contains("[Approve]"));
}

/// Two accounts at work, with no event handed in.
async fn two_accounts() -> (Works, Vec<Value>) {
    let mut works = Works::open(SETTINGS).await;
    works.aws.edit(|world| {
        let other = world.region_mut(OTHER, REGION).expect("the other account");
        let shipped = other.deploy("apps", "billing-api", Ship::healthy("v4"));
        shipped.expect("a rolling update");
    });
    works.clock.advance(SECOND * 5);
    works.aws.tick();
    let events = works.all_events().into_iter();
    let events: Vec<Value> = events.filter(|event| event["account"] == OTHER).collect();
    assert!(!events.is_empty());
    works.forget_events();
    (works, events)
}

#[tokio::test]
async fn an_event_of_another_account_is_a_hint_of_which_nothing_is_told_before_aws_has_confirmed_it()
 {
    let (mut works, events) = two_accounts().await;
    let failed = [("/detail/eventName", json!("SERVICE_DEPLOYMENT_FAILED"))];
    let forged = but(&events[0], "forged-1", &failed);
    works.hand_in_by(&[forged], &home()).await;
    works.fold().await;
    works.clock.advance(MINUTE);
    works.tell().await;
    assert!(
        works.slack.messages(DEPLOYS).is_empty(),
        "nobody has confirmed it"
    );
    assert_eq!(works.store.backlog().await.expect("a count"), 0);
    works.ask().await;
    works.ask().await;
    works.settle().await;
    let shown = works.shown(DEPLOYS);
    assert!(
        shown.contains("billing-api") && shown.contains("partner"),
        "{shown}"
    );
    assert!(!shown.contains("failed"), "{shown}");
    // A copy that is believed is not taken for a repetition of one that is not.
    works.hand_in_by(&events, &home()).await;
    works
        .hand_in_by(&events, &Provenance::Account(OTHER.to_owned()))
        .await;
    a_while(&mut works, 40).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("is deployed"), "{shown}");
    for call in works.slack.calls().all() {
        assert!(
            !call.request.to_string().contains("failed"),
            "{}",
            call.request
        );
    }
}

#[tokio::test]
async fn a_forger_of_another_account_posts_nothing() {
    let (mut works, events) = two_accounts().await;
    let ghost = "arn:aws:ecs:ap-northeast-2:444455556666:service/apps/ghost-api";
    let run = json!({
        "version": "0", "id": "forged-2", "detail-type": RUN, "source": "aws.codepipeline",
        "account": OTHER, "region": REGION, "time": "2026-03-02T09:00:00Z", "resources": [],
        "detail": {"pipeline": "ghost", "execution-id": "00000000-0000-4000-8000-000000000001", "state": "FAILED"},
    });
    let alarm = json!({
        "version": "0", "id": "forged-3", "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
        "account": OTHER, "region": REGION, "time": "2026-03-02T09:00:00Z",
        "resources": ["arn:aws:cloudwatch:ap-northeast-2:444455556666:alarm:billing-5xx"],
        "detail": {"alarmName": "billing-5xx", "state": {"value": "ALARM", "reason": "Many"}, "previousState": {"value": "OK"}},
    });
    let forged = [
        but(&events[0], "forged-1", &[("/resources/0", json!(ghost))]),
        run,
        alarm.clone(),
        // Its own account is not that of what it is about.
        but(&events[0], "forged-4", &[("/account", json!(HOME))]),
        but(&events[0], "forged-5", &[("/region", json!("us-east-1"))]),
    ];
    works.hand_in_by(&forged, &home()).await;
    a_while(&mut works, 15).await;
    let shown = works.shown(DEPLOYS);
    assert!(
        !shown.contains("ghost") && !shown.contains("billing-5xx"),
        "{shown}"
    );
    // A contradiction is nobody's word, whichever way it comes.
    works.hand_in(&forged[3..]).await;
    works.fold().await;
    works.tell().await;
    // The account's own topic tells of its alarms.
    let own = Provenance::Account(OTHER.to_owned());
    works.hand_in_by(&[alarm], &own).await;
    a_while(&mut works, 2).await;
    let shown = works.shown(DEPLOYS);
    assert!(shown.contains("billing-5xx"), "{shown}");
}
