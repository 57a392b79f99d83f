//! Routes: which channel is told of what, who is mentioned there, and who is spared the progress.

use insta::assert_snapshot;

use super::kit::{action, at, codedeploy, deployment, execution, moving, progress, run, seen};
use super::{Told, around, shown};
use crate::names::{ChannelId, EnvironmentName, Globs, GroupId, PersonId};
use crate::release::{
    ActionNews, ActionState, DeploymentNews, DeploymentState, Observation, RunState,
};
use crate::route::{Mention, Milestone, Route};
use crate::service::{Means, Phase};

fn route(channel: &str, names: &str, only: &[Milestone]) -> Route {
    Route {
        environment: None,
        names: Globs::new([names]),
        only: only.to_vec(),
        channel: ChannelId::new(channel),
        mention: Vec::new(),
    }
}

/// A run that deploys `payments-api`, which stands like this.
fn story(state: DeploymentState, run_state: RunState) -> Vec<Observation> {
    let made = |state| ActionNews {
        made: Some(codedeploy("d-1")),
        started: Some(at(10)),
        ..action("Deploy", "1", state)
    };
    let mut story = vec![
        seen(&execution(), 0, run(RunState::Started)),
        seen(&execution(), 10, made(ActionState::Started)),
        seen(
            &codedeploy("d-1"),
            60,
            DeploymentNews {
                progress: progress(3, Some(50), Some(1_000)),
                ..deployment(state, Means::CodeDeploy)
            },
        ),
    ];
    if run_state == RunState::Failed {
        story.push(seen(&execution(), 61, made(ActionState::Failed)));
    }
    if run_state != RunState::Started {
        story.push(seen(&execution(), 62, run(run_state)));
    }
    story
}

/// Which channel has the message, `+` with how far things are; and which replies.
fn who(routes: Vec<Route>, story: &[Observation]) -> String {
    let posts = Told::new(around(routes)).at(70, story);
    let lines = posts.iter().map(|post| {
        let kind = match post.part.split('/').next().unwrap_or_default() {
            "" => "message",
            kind => kind,
        };
        format!("{} {kind}", post.channel)
    });
    lines.collect::<Vec<_>>().join(", ")
}

#[test]
fn each_route_takes_what_it_names_and_the_rest_goes_to_the_one_channel() {
    use Milestone::*;
    let running = || story(moving(Phase::ShiftingTraffic), RunState::Started);
    let broken = || story(DeploymentState::Failed, RunState::Failed);
    let back = || story(DeploymentState::RolledBack, RunState::Failed);
    let done = || story(DeploymentState::Succeeded, RunState::Succeeded);
    let elsewhere = || Route {
        environment: Some(EnvironmentName::new("staging")),
        ..route("C0STAGE", "*", &[])
    };
    for (name, routes, story, expected) in [
        ("no route", vec![], running(), "C0DEPLOYS message"),
        (
            "no route",
            vec![],
            broken(),
            "C0DEPLOYS message, C0DEPLOYS failed",
        ),
        (
            "all of the pipeline",
            vec![route("C0PAY", "payments-release", &[])],
            running(),
            "C0PAY message",
        ),
        (
            "all of the pipeline",
            vec![route("C0PAY", "payments-release", &[])],
            broken(),
            "C0PAY message, C0PAY failed",
        ),
        // The run's own states are left over.
        (
            "all of the service",
            vec![route("C0PAY", "payments-api", &[])],
            running(),
            "C0DEPLOYS message, C0PAY message",
        ),
        (
            "all of the service",
            vec![route("C0PAY", "payments-api", &[])],
            broken(),
            "C0DEPLOYS message, C0PAY message, C0PAY failed",
        ),
        (
            "the application",
            vec![route("C0PAY", "payments", &[Failed])],
            broken(),
            "C0DEPLOYS message, C0PAY message, C0PAY failed",
        ),
        (
            "the cluster",
            vec![route("C0PAY", "prod-main", &[Failed])],
            broken(),
            "C0DEPLOYS message, C0PAY message, C0PAY failed",
        ),
        (
            "failures",
            vec![route("C0BAD", "*", &[Failed])],
            running(),
            "C0DEPLOYS message",
        ),
        (
            "failures",
            vec![route("C0BAD", "*", &[Failed])],
            broken(),
            "C0BAD message, C0BAD failed, C0DEPLOYS message",
        ),
        (
            "failures",
            vec![route("C0BAD", "*", &[Failed])],
            back(),
            "C0DEPLOYS message, C0DEPLOYS rolled-back",
        ),
        (
            "rollbacks",
            vec![route("C0BAD", "*", &[RolledBack])],
            back(),
            "C0BAD message, C0BAD rolled-back, C0DEPLOYS message",
        ),
        (
            "successes",
            vec![route("C0GOOD", "*", &[Succeeded])],
            done(),
            "C0DEPLOYS message, C0GOOD message",
        ),
        (
            "another environment",
            vec![elsewhere()],
            broken(),
            "C0DEPLOYS message, C0DEPLOYS failed",
        ),
        (
            "other names",
            vec![route("C0ORDERS", "orders-*", &[])],
            broken(),
            "C0DEPLOYS message, C0DEPLOYS failed",
        ),
        (
            "two ways to one channel",
            vec![
                route("C0PAY", "*", &[Failed]),
                route("C0PAY", "payments-*", &[]),
            ],
            broken(),
            "C0PAY message, C0PAY failed",
        ),
        (
            "all, and failures elsewhere too",
            vec![route("C0PAY", "*", &[]), route("C0BAD", "*", &[Failed])],
            broken(),
            "C0BAD message, C0BAD failed, C0PAY message, C0PAY failed",
        ),
    ] {
        assert_eq!(who(routes, &story), expected, "{name}");
    }
}

#[test]
fn those_whom_the_routes_name_are_mentioned_once_each_and_only_while_it_calls() {
    let group = |id| Mention::Group(GroupId::new(id));
    let mentioning = |route: Route, mention| Route { mention, ..route };
    let routes = vec![
        mentioning(
            route("C0PAY", "*", &[]),
            vec![group("S0ONCALL"), Mention::Person(PersonId::new("U0ANN"))],
        ),
        mentioning(
            route("C0PAY", "payments-*", &[Milestone::Failed]),
            vec![group("S0PAY"), group("S0ONCALL")],
        ),
        mentioning(route("C0PAY", "orders-*", &[]), vec![group("S0ORDERS")]),
        mentioning(
            route("C0BAD", "*", &[Milestone::Failed]),
            vec![group("S0BAD")],
        ),
    ];
    let mut told = Told::new(around(routes));
    let broken = story(DeploymentState::Failed, RunState::Failed);
    let replies = |posts: Vec<super::Post>| {
        shown(
            &posts
                .into_iter()
                .filter(|post| !post.part.is_empty())
                .collect::<Vec<_>>(),
        )
    };
    let failed = replies(told.at(70, &broken));
    let mut retried = broken;
    retried.push(seen(&execution(), 100, run(RunState::Resumed)));
    let again = ActionNews {
        made: Some(codedeploy("d-2")),
        started: Some(at(100)),
        ..action("Deploy", "2", ActionState::Started)
    };
    retried.push(seen(&execution(), 100, again));
    let retried = replies(told.at(110, &retried));
    assert_snapshot!(format!("== failed\n{failed}== retried\n{retried}"));
}

#[test]
fn a_channel_that_wants_no_progress_is_spared_it_and_kept_true() {
    let quiet = [Milestone::Started, Milestone::Succeeded, Milestone::Failed];
    let routes = vec![
        route("C0QUIET", "*", &quiet),
        route("C0PAY", "*", &[Milestone::Progress]),
    ];
    let mut told = Told::new(around(routes));
    let shifting = told.at(
        70,
        &story(moving(Phase::ShiftingTraffic), RunState::Started),
    );
    assert_snapshot!(shown(&shifting));
    // What is told in no route of its own any more is kept true all the same.
    let done = told.at(70, &story(DeploymentState::RolledBack, RunState::Failed));
    let channels: Vec<_> = done
        .iter()
        .map(|post| (post.channel.as_str(), post.turn.as_str()))
        .collect();
    assert_eq!(
        channels,
        [
            ("C0DEPLOYS", "rolled-back"),
            ("C0DEPLOYS", "rolled-back"),
            ("C0PAY", "rolled-back"),
            ("C0QUIET", "rolled-back"),
        ]
    );
}

#[test]
fn a_deployment_outside_every_environment_is_told_as_a_part_of_its_run() {
    let mut story = story(moving(Phase::ShiftingTraffic), RunState::Started);
    story.push(seen(
        &codedeploy("d-1"),
        65,
        DeploymentNews {
            cluster: Some("sandbox".to_owned()),
            ..deployment(moving(Phase::ShiftingTraffic), Means::CodeDeploy)
        },
    ));
    let text = super::told(70, &story);
    assert!(text.contains("*payments-release* in prod"), "{text}");
    assert!(text.contains("payments-api → sandbox"), "{text}");
    assert_eq!(super::told(70, &story[3..]), "", "alone, it is nobody's");
}

#[test]
fn an_approval_that_was_overtaken_no_longer_waits() {
    let mut told = Told::new(around(Vec::new()));
    let mut story = vec![
        seen(&execution(), 0, run(RunState::Started)),
        seen(
            &execution(),
            10,
            action("Approve", "1", ActionState::Started),
        ),
    ];
    told.at(20, &story);
    story.push(seen(&execution(), 30, run(RunState::Superseded)));
    let posts = told.at(40, &story);
    let turns: Vec<_> = posts.iter().map(|post| post.turn.as_str()).collect();
    assert_eq!(turns, ["superseded", "ended"]);
    assert!(shown(&posts).contains("no longer waits for anybody"));
}
