//! Deployments that no pipeline made: of CodeDeploy and of ECS, and what is said while names are not known.

use insta::assert_snapshot;

use super::kit::{
    at, codedeploy, deployment, execution, folded, heard, moving, native, progress, run, seen,
    tasks,
};
use super::{Told, around, each, told};
use crate::release::{DeploymentNews, DeploymentState, News, Observation, RunState, Subject};
use crate::service::{Means, Phase};
use crate::telling::absorbed;

fn shipped(state: DeploymentState, means: Means, ended: Option<i64>) -> DeploymentNews {
    DeploymentNews {
        progress: progress(3, Some(10), None),
        ended: ended.map(at),
        ..deployment(state, means)
    }
}

#[test]
fn a_deployment_of_codedeploy_is_told_through_its_phases() {
    let mut told = Told::new(around(Vec::new()));
    let d = codedeploy("d-1");
    let named = |state| DeploymentNews {
        application: Some("payments".to_owned()),
        ..DeploymentNews::new(state)
    };
    let mut story = vec![heard(&d, 0, moving(Phase::Starting))];
    told.step("no name", 1, &story);
    story.push(heard(&d, 0, named(moving(Phase::Starting))));
    told.step("an application", 2, &story);
    for (name, second, phase) in [
        ("replacing", 60, Phase::ReplacingTasks),
        ("shifting", 120, Phase::ShiftingTraffic),
        ("awaiting", 180, Phase::AwaitingPerson),
    ] {
        story.push(seen(
            &d,
            second,
            shipped(moving(phase), Means::CodeDeploy, None),
        ));
        told.step(name, second, &story);
    }
    story.push(heard(&d, 300, DeploymentState::Succeeded));
    told.step("an event says done", 305, &story);
    story.push(seen(
        &d,
        306,
        shipped(DeploymentState::Succeeded, Means::CodeDeploy, Some(299)),
    ));
    told.step("done", 307, &story);
    assert_snapshot!(told.story);
}

#[test]
fn a_rollback_of_codedeploy_is_no_success_and_may_fail() {
    let d = codedeploy("d-1");
    let back = codedeploy("d-2");
    let stopped = DeploymentNews {
        undone_by: Some(back.clone()),
        reason: Some("The deployment was stopped by an alarm.".to_owned()),
        ..shipped(DeploymentState::Stopped, Means::CodeDeploy, Some(200))
    };
    let undoing = |state, ended| DeploymentNews {
        reason: (state == DeploymentState::Failed)
            .then(|| "The target group does not exist".to_owned()),
        undoes: Some(d.clone()),
        ..shipped(state, Means::CodeDeploy, ended)
    };
    let mut follower = Told::new(around(Vec::new()));
    let mut story = vec![seen(
        &d,
        10,
        shipped(DeploymentState::Failed, Means::CodeDeploy, Some(9)),
    )];
    follower.at(10, &story);
    story.push(seen(&d, 210, stopped));
    story.push(seen(&back, 210, undoing(moving(Phase::RollingBack), None)));
    follower.step("under way, after a failure was told", 210, &story);
    let way_there = story.clone();
    story.push(seen(
        &back,
        260,
        undoing(DeploymentState::Succeeded, Some(255)),
    ));
    let done = story.split_off(1);
    let mut story = way_there;
    story.push(seen(
        &back,
        260,
        undoing(DeploymentState::Failed, Some(255)),
    ));
    follower.step("failed too", 260, &story);

    // What takes something back is no success either where nobody knows what.
    let alone = [seen(
        &back,
        260,
        undoing(DeploymentState::Succeeded, Some(255)),
    )];
    let others = each(
        260,
        &[("done", done), ("of something unknown", alone.to_vec())],
    );
    assert_snapshot!(follower.story + &others);
}

#[test]
fn ecs_is_told_alike_whether_task_by_task_or_blue_and_green() {
    let whole = native("X");
    let mut told = Told::new(around(Vec::new()));
    let part = |id: &str| Observation {
        news: News::PartOf(whole.clone()),
        ..seen(&tasks(id), 1, DeploymentState::Succeeded)
    };
    let rolling = |state, ended| shipped(state, Means::Rolling, ended);
    let mut story = vec![
        heard(&tasks("ecs-svc/2"), 0, moving(Phase::ReplacingTasks)),
        part("ecs-svc/2"),
        part("ecs-svc/1"),
        seen(&whole, 30, rolling(moving(Phase::ReplacingTasks), None)),
    ];
    told.step("rolling: under way", 30, &story);
    story.push(heard(
        &tasks("ecs-svc/2"),
        100,
        DeploymentNews {
            reason: Some("ECS deployment circuit breaker: tasks failed to start.".to_owned()),
            ..DeploymentNews::new(DeploymentState::Failed)
        },
    ));
    story.push(heard(&tasks("ecs-svc/1"), 101, moving(Phase::RollingBack)));
    told.step("rolling: events say that it is rolled back", 102, &story);
    let reason = Some("ECS deployment circuit breaker: tasks failed to start.".to_owned());
    let back = |state, ended| DeploymentNews {
        reason: reason.clone(),
        ..rolling(state, ended)
    };
    story.push(seen(&whole, 103, back(moving(Phase::RollingBack), None)));
    told.step("rolling: rolling back", 104, &story);
    story.push(heard(&tasks("ecs-svc/1"), 160, DeploymentState::Succeeded));
    told.step("rolling: back, and AWS is silent", 200, &story);
    let done = back(DeploymentState::RolledBack, Some(160));
    story.push(seen(&whole, 201, done));
    told.step("rolling: back", 202, &story);

    let mut baking = shipped(moving(Phase::Baking), Means::BlueGreen, None);
    baking.progress = progress(6, Some(100), Some(30 + 15 * 60));
    let mut paused = shipped(moving(Phase::AwaitingPerson), Means::BlueGreen, None);
    paused.progress = progress(6, Some(0), Some(30 + 24 * 3_600));
    let done = shipped(DeploymentState::Succeeded, Means::BlueGreen, Some(1_200));
    let native = |news| vec![seen(&whole, 30, news)];
    let others = [
        ("blue/green: baking", native(baking)),
        ("blue/green: paused", native(paused)),
        ("blue/green: done", native(done)),
    ];
    assert_snapshot!(told.story + &each(30, &others));
}

#[test]
fn an_end_that_only_an_event_tells_is_told_after_30_seconds_and_as_that() {
    let d = codedeploy("d-1");
    let story = [heard(&d, 0, DeploymentState::Failed)];
    let early = told(30, &story);
    assert!(
        early.contains("is on its way") && !early.contains("failed/"),
        "{early}"
    );
    assert_snapshot!(told(31, &story));
}

#[test]
fn what_lies_in_no_environment_is_told_nowhere() {
    let mut elsewhere = codedeploy("d-1");
    if let Subject::CodeDeploy { place, .. } = &mut elsewhere {
        place.region = "eu-west-1".to_owned();
    }
    assert_eq!(
        told(0, &[heard(&elsewhere, 0, moving(Phase::Starting))]),
        ""
    );
}

#[test]
fn what_turns_out_to_be_a_part_of_a_run_says_where_it_is_told() {
    let story = [seen(&execution(), 0, run(RunState::Started))];
    let release = folded(&story);
    let message = absorbed(&release, None, &around(Vec::new()), at(0));
    assert_snapshot!(super::read(&message), @"➡️ This is a part of *payments-release* and is told in the message about that.");
}
