//! What can be clicked as a release goes on, and how it is told who did what.

use insta::assert_snapshot;

use super::kit::{
    action, codedeploy, deployment, execution, heard, moving, progress, run, seen, stage, version,
};
use super::{Told, around, shown};
use crate::acting::Verb;
use crate::names::{Globs, PersonId};
use crate::policy::{Action, Grant};
use crate::release::{
    ActionNews, ActionState, DeedNews, DeedStage, DeploymentNews, DeploymentState, News,
    Observation, RunState,
};
use crate::service::{Means, Phase};
use crate::telling::{Around, Post};

fn granted() -> Around {
    Around {
        grants: vec![Grant {
            actions: vec![Action::Approve, Action::Rollback, Action::Continue],
            environment: None,
            names: Globs::any(),
            people: vec![PersonId::new("U0ANN")],
            groups: Vec::new(),
        }],
        ..around(Vec::new())
    }
}

fn did(verb: Verb, claim: &str, stage: DeedStage) -> News {
    News::Deed(Box::new(DeedNews {
        claim: claim.to_owned(),
        verb,
        person: PersonId::new("U0ANN"),
        comment: (verb == Verb::Approve).then(|| "Staging looks right".to_owned()),
        attempt: (verb == Verb::Approve).then(|| "approve-a-1".to_owned()),
        to: None,
        stage,
    }))
}

#[test]
fn an_approval_is_offered_claimed_and_told() {
    let mut told = Told::new(granted());
    let of = execution();
    let mut story = vec![
        seen(&of, 0, run(RunState::Started)),
        heard(&of, 5, stage("Approve", RunState::Started)),
        seen(&of, 6, action("Approve", "a-1", ActionState::Started)),
    ];
    told.step("it waits", 7, &story);
    story.push(heard(
        &of,
        10,
        did(Verb::Approve, "c-1", DeedStage::Claimed),
    ));
    told.step("somebody is at it", 10, &story);
    story.push(heard(
        &of,
        11,
        did(Verb::Approve, "c-1", DeedStage::Dropped),
    ));
    told.step("it was not done", 11, &story);
    story.push(heard(
        &of,
        12,
        did(Verb::Approve, "c-2", DeedStage::Claimed),
    ));
    story.push(heard(
        &of,
        22,
        did(Verb::Approve, "c-2", DeedStage::Unclear),
    ));
    told.step("nobody knows", 22, &story);
    story.push(heard(&of, 23, did(Verb::Approve, "c-2", DeedStage::Done)));
    told.step("AWS has taken it", 23, &story);
    story.push(seen(
        &of,
        24,
        action("Approve", "a-1", ActionState::Succeeded),
    ));
    told.step("AWS shows it", 24, &story);
    assert_snapshot!(told.story);
}

#[test]
fn a_rollback_by_hand_is_told_as_that() {
    let mut told = Told::new(granted());
    let of = codedeploy("d-1");
    let shipped = |state| DeploymentNews {
        progress: progress(4, Some(100), None),
        ..deployment(state, Means::CodeDeploy)
    };
    let mut story = vec![seen(&of, 0, shipped(moving(Phase::TerminationWait)))];
    told.step("the old tasks wait", 1, &story);
    story.push(heard(
        &of,
        10,
        did(Verb::Rollback, "c-1", DeedStage::Claimed),
    ));
    told.step("somebody is at it", 10, &story);
    story.push(heard(&of, 11, did(Verb::Rollback, "c-1", DeedStage::Done)));
    told.step("AWS has taken it", 11, &story);
    let undone = DeploymentNews {
        undone_by: Some(codedeploy("d-2")),
        ..shipped(DeploymentState::Stopped)
    };
    let back = DeploymentNews {
        undoes: Some(of.clone()),
        ..shipped(DeploymentState::Succeeded)
    };
    story.push(seen(&of, 30, undone));
    story.push(seen(&codedeploy("d-2"), 31, back));
    told.step("it is back", 31, &story);
    assert_snapshot!(told.story);
}

#[test]
fn what_was_gone_back_to_is_told_and_by_whom_until_the_run_goes_on() {
    let of = codedeploy("d-1");
    let asked = |stage| match did(Verb::Rollback, "c-1", stage) {
        News::Deed(news) => News::Deed(Box::new(DeedNews {
            to: Some(version(17)),
            ..*news
        })),
        news => news,
    };
    let made = |attempt: &str, id: &str, state| ActionNews {
        made: Some(codedeploy(id)),
        ..action("Deploy", attempt, state)
    };
    let undone = DeploymentNews {
        undone_by: Some(codedeploy("d-2")),
        ..deployment(DeploymentState::Stopped, Means::CodeDeploy)
    };
    let back = DeploymentNews {
        undoes: Some(of.clone()),
        ..deployment(DeploymentState::Succeeded, Means::CodeDeploy)
    };
    let mut story = vec![
        seen(&execution(), 0, run(RunState::Started)),
        seen(&execution(), 1, made("1", "d-1", ActionState::Failed)),
        heard(&of, 11, asked(DeedStage::Done)),
        seen(&of, 30, undone),
        seen(&codedeploy("d-2"), 31, back),
        seen(&execution(), 32, run(RunState::Failed)),
    ];
    let own = |second, story: &[Observation]| {
        let posts = Told::new(granted()).at(second, story);
        let own: Vec<Post> = posts
            .into_iter()
            .filter(|post| post.part.is_empty())
            .collect();
        shown(&own)
    };
    let told = own(40, &story);
    for says in ["`v17` runs again", "Rolled back to `v17`"] {
        assert!(told.contains(says), "{told}");
    }
    story.push(heard(&execution(), 50, run(RunState::Resumed)));
    story.push(seen(
        &execution(),
        51,
        made("2", "d-3", ActionState::Started),
    ));
    let told = own(52, &story);
    assert!(!told.contains("Rolled back to"), "{told}");
}

#[test]
fn what_is_through_can_be_taken_back_until_something_newer_came() {
    let mut told = Told::new(granted());
    let of = codedeploy("d-1");
    let mut story = vec![seen(
        &of,
        0,
        deployment(DeploymentState::Succeeded, Means::CodeDeploy),
    )];
    told.step("through", 1, &story);
    story.push(seen(&of, 10, News::Overtaken));
    told.step("overtaken", 10, &story);
    assert_snapshot!(told.story);
}

#[test]
fn a_run_that_fails_before_its_deployment_is_known_to_go_back_calls_once() {
    let replies = |posts: &[Post]| {
        let parts = posts.iter().map(|post| post.part.clone());
        parts
            .filter(|part| part.starts_with("failed/") || part.starts_with("rolled-back/"))
            .collect::<Vec<String>>()
    };
    let mut told = Told::new(around(Vec::new()));
    let made = ActionNews {
        made: Some(codedeploy("d-1")),
        ..action("Deploy", "1", ActionState::Failed)
    };
    let shifting = deployment(moving(Phase::ShiftingTraffic), Means::CodeDeploy);
    let mut story = vec![
        seen(&execution(), 0, run(RunState::Started)),
        seen(&codedeploy("d-1"), 900, shifting),
        seen(&execution(), 1_000, made),
        seen(&execution(), 1_001, run(RunState::Failed)),
    ];
    let posts = told.at(1_003, &story);
    assert_eq!(replies(&posts), Vec::<String>::new());
    // Where AWS says nothing more of it, the run has failed all the same.
    let posts = Told::new(around(Vec::new())).at(1_050, &story);
    assert_eq!(replies(&posts).len(), 1);
    let stopped = DeploymentNews {
        undone_by: Some(codedeploy("d-2")),
        ..deployment(DeploymentState::Stopped, Means::CodeDeploy)
    };
    let back = DeploymentNews {
        undoes: Some(codedeploy("d-1")),
        ..deployment(DeploymentState::Succeeded, Means::CodeDeploy)
    };
    story.push(seen(&codedeploy("d-1"), 1_004, stopped));
    story.push(seen(&codedeploy("d-2"), 1_004, back));
    let posts = told.at(1_005, &story);
    let replies = replies(&posts);
    assert!(replies.len() == 1 && replies[0].starts_with("rolled-back/"));
}
