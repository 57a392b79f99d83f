//! How deployments stand: by what AWS answers, and by what events say while it does not.

use super::*;

#[test]
fn a_lone_deployment_stands_as_aws_says() {
    use DeploymentState::*;
    for (state, standing) in [
        (InMotion(Phase::ShiftingTraffic), Standing::Running),
        (InMotion(Phase::AwaitingPerson), Standing::AwaitingPerson),
        (InMotion(Phase::Stopping), Standing::Stopping),
        (InMotion(Phase::RollingBack), Standing::RollingBack),
        (Succeeded, Standing::Succeeded),
        (Failed, Standing::Failed),
        (Stopped, Standing::Stopped),
        (RolledBack, Standing::RolledBack),
        (RollbackFailed, Standing::RollbackFailed),
    ] {
        let release = folded(&[seen(service_deployment(), 1, stands(state))]);
        let stand = release.stand(late());
        assert_eq!((stand.standing, stand.is_doubtful), (standing, false));
        assert_eq!(release.is_settled(), standing.is_final(), "{state:?}");
    }
}

#[test]
fn an_end_is_told_when_aws_was_asked_or_has_been_silent_for_long() {
    let end = heard(deployment("d-1"), 5, stands(DeploymentState::Succeeded));
    let release = folded(std::slice::from_ref(&end));
    let soon = release.stand(end.known + SignedDuration::from_secs(29));
    assert_eq!(
        (soon.standing, soon.is_doubtful),
        (Standing::Running, false)
    );
    let later = release.stand(end.known + DOUBT);
    assert_eq!(
        (later.standing, later.is_doubtful),
        (Standing::Succeeded, true)
    );
    assert!(!release.is_settled());

    let release = folded(&[
        end,
        seen(deployment("d-1"), 6, stands(DeploymentState::Succeeded)),
    ]);
    let stand = release.stand(at(6));
    assert_eq!(
        (stand.standing, stand.is_doubtful),
        (Standing::Succeeded, false)
    );
}

#[test]
fn a_rollback_is_never_told_as_success() {
    use DeploymentState::*;
    let stopped = seen(deployment("d-1"), 5, undone_by(Stopped, "d-2"));
    for (back, standing) in [
        (None, Standing::RollingBack),
        (Some(InMotion(Phase::RollingBack)), Standing::RollingBack),
        (Some(Succeeded), Standing::RolledBack),
        (Some(Failed), Standing::RollbackFailed),
    ] {
        let back = back.map(|state| seen(deployment("d-2"), 6, undoes(state, "d-1")));
        let all: Vec<_> = std::iter::once(stopped.clone()).chain(back).collect();
        assert_eq!(folded(&all).stand(late()).standing, standing);
    }
}

#[test]
fn two_that_take_each_other_back_have_an_end() {
    use DeploymentState::*;
    let all = [
        seen(deployment("d-1"), 5, undone_by(Stopped, "d-2")),
        seen(deployment("d-2"), 6, undone_by(Failed, "d-1")),
    ];
    let release = folded(&all);
    for deployment in release.deployments() {
        let stand = release.stand_of(deployment, late());
        assert!(stand.standing.is_final(), "{stand:?}");
    }
}

#[test]
fn what_a_later_one_goes_back_to_holds_still() {
    use DeploymentState::*;
    let back = InMotion(Phase::RollingBack);
    let held = heard(set("ecs-svc/1"), 5, stands(Succeeded));
    let came_through = seen(set("ecs-svc/1"), 6, stands(Succeeded));
    let turned = heard(set("ecs-svc/1"), 50, stands(back));
    let over = heard(set("ecs-svc/1"), 90, stands(Succeeded));
    let listed = seen(set("ecs-svc/1"), 95, stands(RolledBack));
    for (all, standing) in [
        (
            vec![&held, &came_through, &turned, &over, &listed],
            Standing::Succeeded,
        ),
        (vec![&held, &turned], Standing::Succeeded),
        // Where its own deployment was never heard of, it is known as a way back alone.
        (vec![&turned, &over, &listed], Standing::RolledBack),
    ] {
        let all: Vec<Observation> = all.into_iter().cloned().collect();
        assert_eq!(folded(&all).stand(late()).standing, standing, "{all:#?}");
    }
}

#[test]
fn what_aws_has_shown_and_does_not_know_for_a_while_is_lost() {
    let moves = seen(
        deployment("d-1"),
        100,
        stands(DeploymentState::InMotion(Phase::ShiftingTraffic)),
    );
    let runs = seen(run(), 100, turned(RunState::Started));
    for (seen_moving, of) in [(moves, deployment("d-1")), (runs, run())] {
        let unknown = |second| seen(of.clone(), second, News::Unknown);
        for (seconds, standing) in [
            (&[][..], Standing::Running),
            (&[115], Standing::Running),
            (&[115, 230], Standing::Lost),
            (&[10], Standing::Running),
        ] {
            let unknown = seconds.iter().map(|second| unknown(*second));
            let all: Vec<_> = unknown.chain([seen_moving.clone()]).collect();
            assert_eq!(folded(&all).stand(at(240)).standing, standing, "{all:#?}");
        }
    }
}

#[test]
fn what_ran_before_is_best_known_while_it_is_there() {
    let from = |second, state, revision: &str| {
        let version = Version {
            revision: revision.parse().expect("a revision"),
            tag: None,
        };
        let news = DeploymentNews {
            from: Some(version),
            ..DeploymentNews::new(state)
        };
        let news = News::Deployment(Box::new(news));
        seen(deployment("d-1"), second, news)
    };
    let moving = DeploymentState::InMotion(Phase::ShiftingTraffic);
    let all = [
        from(5, moving, "payments-api:4"),
        from(9, DeploymentState::Succeeded, "payments-api:3"),
    ];
    let release = folded(&all);
    let deployment = release.deployment(&deployment("d-1")).expect("it");
    let before = deployment.from().expect("a version").revision.to_string();
    assert_eq!(before, "payments-api:4");
}

#[test]
fn what_completes_after_a_failure_of_its_service_is_the_way_back() {
    use DeploymentState::*;
    let part = |id: &str| seen(set(id), 1, News::PartOf(service_deployment()));
    let whole = seen(
        service_deployment(),
        2,
        stands(InMotion(Phase::ReplacingTasks)),
    );
    let failed = [
        whole,
        part("ecs-svc/2"),
        heard(set("ecs-svc/2"), 5, stands(Failed)),
    ];
    assert_eq!(folded(&failed).stand(late()).standing, Standing::Failed);
    let mut back = failed.to_vec();
    back.extend([
        part("ecs-svc/3"),
        heard(set("ecs-svc/3"), 9, stands(Succeeded)),
    ]);
    let stand = folded(&back).stand(late());
    assert_eq!(
        (stand.standing, stand.is_doubtful),
        (Standing::RolledBack, true)
    );
    back.push(seen(service_deployment(), 10, stands(RolledBack)));
    let stand = folded(&back).stand(late());
    assert_eq!(
        (stand.standing, stand.is_doubtful),
        (Standing::RolledBack, false)
    );
}

#[test]
fn a_later_answer_of_aws_that_it_moves_wins_over_an_event_of_an_end() {
    use DeploymentState::*;
    let mut all = vec![
        seen(set("ecs-svc/2"), 1, News::PartOf(service_deployment())),
        heard(set("ecs-svc/2"), 5, stands(Failed)),
        seen(
            service_deployment(),
            7,
            stands(InMotion(Phase::RollingBack)),
        ),
    ];
    let stand = |all: &[Observation], second| {
        let stand = folded(all).stand(at(second));
        (stand.standing, stand.is_doubtful)
    };
    for second in [8, 100, 500] {
        assert_eq!(stand(&all, second), (Standing::RollingBack, false));
    }
    // Whatever the event's own time, and for good; what comes after the answer is a hint again.
    all = vec![
        heard(deployment("d-1"), 5, stands(Failed)),
        seen(
            deployment("d-1"),
            7,
            stands(InMotion(Phase::ShiftingTraffic)),
        ),
    ];
    for second in [8, 300, 100_000] {
        assert_eq!(stand(&all, second), (Standing::Running, false));
    }
    all.push(heard(deployment("d-1"), 9, stands(Failed)));
    assert_eq!(stand(&all, 20), (Standing::Running, false));
    assert_eq!(stand(&all, 300), (Standing::Failed, true));
}

#[test]
fn what_goes_back_is_no_success_either_where_nobody_knows_from_what() {
    use DeploymentState::*;
    for (state, standing) in [
        (Succeeded, Standing::RolledBack),
        (Failed, Standing::RollbackFailed),
        (Stopped, Standing::RollbackFailed),
    ] {
        let alone = folded(&[seen(deployment("d-2"), 6, undoes(state, "d-1"))]);
        assert_eq!(alone.stand(late()).standing, standing);
        let by_events = folded(&[
            heard(set("ecs-svc/1"), 5, stands(InMotion(Phase::RollingBack))),
            heard(set("ecs-svc/1"), 6, stands(state)),
        ]);
        assert_eq!(by_events.stand(late()).standing, standing);
    }
    // It is no root where only what it takes back knows of it.
    let known = folded(&[
        seen(deployment("d-1"), 5, undone_by(Stopped, "d-2")),
        heard(deployment("d-2"), 6, stands(InMotion(Phase::Starting))),
    ]);
    let roots: Vec<_> = known.roots().iter().map(|one| &one.subject).collect();
    assert_eq!(roots, [&deployment("d-1")]);
}
