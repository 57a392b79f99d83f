//! Runs of a pipeline: each stage of one that goes well, and each way in which one ends.

use insta::assert_snapshot;

use super::kit::{
    action, at, codedeploy, deployment, execution, heard, moving, progress, run, seen, stage,
};
use super::{Told, around, each, shown, told};
use crate::release::{
    ActionNews, ActionState, Change, DeploymentNews, DeploymentState, ExecutionNews, News,
    Observation, RunState,
};
use crate::service::{Means, Phase};
use crate::words::Locale;

fn ran(second: i64, news: ExecutionNews) -> Observation {
    seen(&execution(), second, news)
}

/// An attempt that began at one second and, if it has ended, ended at another.
fn acted(began: i64, ended: Option<i64>, news: ActionNews) -> Observation {
    let news = ActionNews {
        started: Some(at(began)),
        ..news
    };
    seen(&execution(), ended.unwrap_or(began), news)
}

fn built() -> Vec<Observation> {
    vec![
        ran(0, run(RunState::Started)),
        acted(0, Some(5), action("Source", "1", ActionState::Succeeded)),
        acted(6, Some(246), action("Build", "1", ActionState::Succeeded)),
    ]
}

fn asking() -> Vec<Observation> {
    let mut story = built();
    story.push(acted(
        247,
        None,
        action("Approve", "1", ActionState::Started),
    ));
    story
}

fn approved() -> Vec<Observation> {
    let mut story = asking();
    let answer = ActionNews {
        by: Some("arn:aws:sts::111122223333:assumed-role/Approver/bea".to_owned()),
        summary: Some("Checked.".to_owned()),
        ..action("Approve", "1", ActionState::Succeeded)
    };
    story.push(acted(247, Some(600), answer));
    story
}

fn deploying(attempt: &str, id: &str, state: ActionState) -> ActionNews {
    ActionNews {
        made: Some(codedeploy(id)),
        ..action("Deploy", attempt, state)
    }
}

/// How `d-1` stands at a second.
fn rollout(second: i64, state: DeploymentState) -> DeploymentNews {
    DeploymentNews {
        created: Some(at(602)),
        progress: progress(3, Some(50), None),
        ended: state.is_final().then(|| at(second)),
        ..deployment(state, Means::CodeDeploy)
    }
}

fn shipping(state: DeploymentState, second: i64) -> Vec<Observation> {
    let mut story = approved();
    story.push(acted(
        601,
        None,
        deploying("1", "d-1", ActionState::Started),
    ));
    story.push(seen(&codedeploy("d-1"), second, rollout(second, state)));
    story
}

fn failed(story: &mut Vec<Observation>, second: i64, news: ActionNews) {
    story.push(acted(601, Some(second), news));
    story.push(ran(second + 1, run(RunState::Failed)));
}

#[test]
fn a_run_is_told_through_all_its_stages() {
    let mut told = Told::new(around(Vec::new()));
    let begun = [
        heard(&execution(), 0, run(RunState::Started)),
        heard(&execution(), 1, stage("Source", RunState::Started)),
    ];
    let mut waits = rollout(1_200, moving(Phase::TerminationWait));
    waits.progress = progress(6, Some(100), Some(1_200 + 44 * 60));
    let mut waiting = shipping(moving(Phase::ShiftingTraffic), 900);
    waiting.push(seen(&codedeploy("d-1"), 1_200, waits));
    let mut done = shipping(DeploymentState::Succeeded, 3_900);
    done.push(acted(
        601,
        Some(3_901),
        deploying("1", "d-1", ActionState::Succeeded),
    ));
    done.push(ran(3_902, run(RunState::Succeeded)));
    for (name, second, story) in [
        ("1 begun", 2, &begun[..]),
        ("2 asking", 300, &asking()),
        ("3 approved", 601, &approved()),
        (
            "4 shifting",
            900,
            &shipping(moving(Phase::ShiftingTraffic), 900),
        ),
        ("5 waiting", 1_200, &waiting),
        ("6 done", 3_950, &done),
    ] {
        told.step(name, second, story);
    }
    assert_snapshot!(told.story);
}

#[test]
fn each_end_of_a_run_has_a_sentence_of_its_own() {
    let ended = |state, comment: Option<&str>| {
        let mut story = built();
        let comment = comment.map(str::to_owned);
        story.push(ran(
            300,
            ExecutionNews {
                comment,
                ..run(state)
            },
        ));
        story
    };
    let refused = |by: Option<&str>, error: Option<&str>| {
        let mut story = asking();
        let answer = ActionNews {
            by: by.map(str::to_owned),
            error: error.map(str::to_owned),
            summary: Some("The report is not in.".to_owned()),
            ..action("Approve", "1", ActionState::Failed)
        };
        failed(&mut story, 700, answer);
        story
    };
    let bea = Some("arn:aws:iam::111122223333:user/ops/bea");
    let mut broken = vec![ran(0, run(RunState::Started))];
    let build = ActionNews {
        summary: Some(
            "Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR"
                .to_owned(),
        ),
        error: Some("JobFailed".to_owned()),
        url: Some("https://builds.example/1".to_owned()),
        ..action("Build", "1", ActionState::Failed)
    };
    failed(&mut broken, 700, build);
    let stories = [
        ("failed", broken),
        (
            "failed and AWS does not say why",
            ended(RunState::Failed, None),
        ),
        ("stopped", ended(RunState::Stopped, Some("Wrong branch"))),
        ("superseded", ended(RunState::Superseded, None)),
        ("canceled", ended(RunState::Canceled, None)),
        ("rejected", refused(bea, None)),
        ("expired", refused(None, Some("Timeout"))),
        ("refused", refused(None, None)),
    ];
    assert_snapshot!(each(800, &stories));
}

#[test]
fn a_deployment_that_does_not_hold_is_told_once_and_so_is_each_retry() {
    let mut told = Told::new(around(Vec::new()));
    let stopped = DeploymentNews {
        reason: Some("One or more alarms have been activated according to the Amazon CloudWatch metrics you selected".to_owned()),
        undone_by: Some(codedeploy("d-2")),
        ..rollout(950, DeploymentState::Stopped)
    };
    let back = |state: DeploymentState| DeploymentNews {
        undoes: Some(codedeploy("d-1")),
        created: Some(at(951)),
        ended: state.is_final().then(|| at(990)),
        ..deployment(state, Means::CodeDeploy)
    };
    let mut story = shipping(moving(Phase::ShiftingTraffic), 900);
    told.at(900, &story);
    story.push(seen(&codedeploy("d-1"), 960, stopped));
    story.push(seen(
        &codedeploy("d-2"),
        960,
        back(moving(Phase::RollingBack)),
    ));
    told.step("under way", 960, &story);

    story.push(seen(
        &codedeploy("d-2"),
        1_000,
        back(DeploymentState::Succeeded),
    ));
    failed(
        &mut story,
        1_001,
        deploying("1", "d-1", ActionState::Failed),
    );
    told.step("done", 1_010, &story);

    story.push(heard(&execution(), 2_000, run(RunState::Resumed)));
    story.push(acted(
        2_000,
        None,
        deploying("2", "d-3", ActionState::Started),
    ));
    told.step("retried", 2_010, &story);

    let again = DeploymentNews {
        created: Some(at(2_001)),
        reason: Some("The deployment timed out".to_owned()),
        ..rollout(2_500, DeploymentState::Failed)
    };
    story.push(seen(&codedeploy("d-3"), 2_500, again));
    story.push(acted(
        2_000,
        Some(2_501),
        deploying("2", "d-3", ActionState::Failed),
    ));
    story.push(ran(2_502, run(RunState::Failed)));
    told.step("failed again", 2_510, &story);
    assert_snapshot!(told.story);
}

#[test]
fn a_failure_told_before_anybody_knew_of_what_is_told_once() {
    let mut told = Told::new(around(Vec::new()));
    let mut story = vec![heard(&execution(), 700, run(RunState::Failed))];
    assert_eq!(told.at(710, &story).len(), 1, "no end on an event's word");
    let doubtful = told.step("by an event alone", 740, &story);
    let mut story = {
        story.extend(built());
        story
    };
    failed(&mut story, 699, action("Build", "2", ActionState::Failed));
    story.push(ran(700, run(RunState::Failed)));
    let certain = told.step("as AWS says", 760, &story);
    let parts =
        |posts: &[super::Post]| posts.iter().map(|one| one.part.clone()).collect::<Vec<_>>();
    assert_eq!(parts(&certain), parts(&doubtful));
    assert_snapshot!(told.story);

    // A second attempt that fails is a second failure.
    story.push(heard(&execution(), 800, run(RunState::Resumed)));
    story.push(acted(
        801,
        Some(900),
        action("Build", "3", ActionState::Failed),
    ));
    story.push(ran(901, run(RunState::Failed)));
    let again = told.at(910, &story);
    assert_eq!(again.len(), 3, "{}", shown(&again));
    assert!(again.iter().any(|one| one.part == "failed/build-3"));
}

#[test]
fn what_failed_beside_something_else_is_not_told_as_retried() {
    let mut told = Told::new(around(Vec::new()));
    let mut story = built();
    let beside = |name: &str| ActionNews {
        action: name.to_owned(),
        execution: Some(name.to_owned()),
        ..action("Build", "1", ActionState::Failed)
    };
    failed(&mut story, 700, beside("docs"));
    told.at(710, &story);
    story.push(acted(601, Some(705), beside("image")));
    let posts = told.at(720, &story);
    let replies: Vec<_> = posts
        .iter()
        .map(|one| (one.part.as_str(), one.turn.as_str()))
        .collect();
    assert_eq!(replies, [("", "failed"), ("failed/docs", "failed")]);
}

#[test]
fn what_aws_does_not_know_of_is_told_as_that() {
    let mut story = vec![heard(&execution(), 0, run(RunState::Failed))];
    story.push(seen(&execution(), 20, News::Unknown));
    let text = told(40, &story);
    assert!(text.contains("does not know of it"), "{text}");
}

#[test]
fn shared_messages_are_in_the_language_of_the_settings() {
    let mut korean = around(Vec::new());
    korean.locale = Locale::Ko;
    let mut told = Told::new(korean);
    told.step("asking", 300, &asking());
    let story = shipping(moving(Phase::ShiftingTraffic), 900);
    told.step("shifting", 900, &story);
    let mut story = approved();
    failed(&mut story, 700, action("Deploy", "1", ActionState::Failed));
    told.step("failed", 710, &story);
    assert_snapshot!(told.story);
}

#[test]
fn what_comes_from_outside_is_linked_only_where_a_click_is_harmless() {
    let mut story = asking();
    for news in story.iter_mut() {
        if let News::Execution(run) = &mut news.news {
            run.change = Some(Change {
                url: Some("javascript:alert(1)".to_owned()),
                ..run.change.clone().expect("a change")
            });
        }
    }
    let mut ask = action("Approve", "1", ActionState::Started);
    if let Some(approval) = &mut ask.approval {
        approval.review_url = Some("slack://open".to_owned());
    }
    story.push(acted(248, None, ask));
    let text = told(300, &story);
    assert!(text.contains("`4f2c9d1`"), "{text}");
    assert!(
        !text.contains("javascript:") && !text.contains("slack:"),
        "{text}"
    );
}
