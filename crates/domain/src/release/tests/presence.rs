//! Which releases are told at all.

use super::*;

#[test]
fn what_aws_does_not_know_is_unheard_of_until_it_shows_it() {
    let event = heard(run(), 1, turned(RunState::Started));
    let unknown = |second| seen(run(), second, News::Unknown);
    let shown = seen(run(), 50, turned(RunState::Started));
    for (all, is_unheard_of) in [
        (vec![event.clone()], false),
        (vec![event.clone(), unknown(2)], true),
        (vec![unknown(2), shown.clone(), event.clone()], false),
        // It is gone, but it was there.
        (vec![event.clone(), shown, unknown(200)], false),
    ] {
        assert_eq!(folded(&all).is_unheard_of(), is_unheard_of, "{all:#?}");
    }
    let replayed = heard(run(), 1, News::Replayed);
    let release = folded(&[event, replayed, unknown(2)]);
    assert!(release.is_unheard_of() && release.is_replay());
}

#[test]
fn aws_has_said_it_often_enough_after_three_times_over_two_minutes() {
    for (seconds, is_absent) in [
        (&[1][..], false),
        (&[1, 130], false),
        (&[1, 20, 40], false),
        (&[1, 20, 40, 60, 80, 100], false),
        (&[1, 20, 40, 125], true),
        (&[125, 40, 20, 1], true),
    ] {
        let all: Vec<_> = seconds
            .iter()
            .map(|second| seen(run(), *second, News::Unknown))
            .collect();
        let release = folded(&all);
        let execution = release.execution().expect("a run");
        assert_eq!(execution.is_absent(), is_absent, "{seconds:?}");
    }
}

#[test]
fn what_had_begun_and_ended_before_is_over() {
    let ended = |began, ended| {
        News::Deployment(Box::new(DeploymentNews {
            created: Some(at(began)),
            ended: Some(at(ended)),
            ..DeploymentNews::new(DeploymentState::Succeeded)
        }))
    };
    let moving = stands(DeploymentState::InMotion(Phase::ReplacingTasks));
    for (news, is_over) in [
        (vec![ended(10, 20)], true),
        (vec![ended(10, 120)], false),
        (vec![ended(110, 120)], false),
        (vec![moving.clone()], false),
        (vec![], false),
    ] {
        let all: Vec<_> = news
            .into_iter()
            .map(|news| seen(service_deployment(), 200, news))
            .collect();
        let release = folded(&all);
        assert_eq!(release.was_over_before(|_| at(100)), is_over, "{all:#?}");
    }
    // A set of tasks that is gone back to is a part of what had ended; what begins with it is not over.
    let old = seen(service_deployment(), 200, ended(10, 20));
    let part = seen(set("ecs-svc/1"), 200, News::PartOf(service_deployment()));
    let back = heard(set("ecs-svc/1"), 150, moving.clone());
    assert!(folded(&[old.clone(), part, back]).was_over_before(|_| at(100)));
    let newer = seen(deployment("d-1"), 150, moving);
    assert!(!folded(&[old, newer]).was_over_before(|_| at(100)));
}
