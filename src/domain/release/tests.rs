//! Every standing there is, and that no order of arrival changes any of them.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::domain::service::Phase;

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + second)
}

fn place() -> Place {
    Place {
        account: "111122223333".into(),
        region: "ap-northeast-2".into(),
    }
}

fn run() -> Subject {
    Subject::Execution {
        place: place(),
        pipeline: "payments".into(),
        id: "run-1".into(),
    }
}

fn deployment(id: &str) -> Subject {
    Subject::CodeDeploy {
        place: place(),
        id: id.into(),
    }
}

fn set(id: &str) -> Subject {
    Subject::EcsDeployment {
        place: place(),
        cluster: "prod".into(),
        service: "api".into(),
        id: id.into(),
    }
}

fn service_deployment() -> Subject {
    Subject::ServiceDeployment {
        place: place(),
        cluster: "prod".into(),
        service: "api".into(),
        id: "sd-1".into(),
    }
}

fn observe(source: Source, of: Subject, second: i64, news: News) -> Observation {
    Observation {
        of,
        at: at(second),
        known: at(second + 1),
        source,
        news,
    }
}

fn heard(of: Subject, second: i64, news: News) -> Observation {
    observe(Source::Heard, of, second, news)
}

fn seen(of: Subject, second: i64, news: News) -> Observation {
    observe(Source::Seen, of, second, news)
}

fn stands(state: DeploymentState) -> News {
    News::Deployment(Box::new(DeploymentNews::new(state)))
}

fn undone_by(state: DeploymentState, by: &str) -> News {
    News::Deployment(Box::new(DeploymentNews {
        undone_by: Some(deployment(by)),
        ..DeploymentNews::new(state)
    }))
}

fn undoes(state: DeploymentState, what: &str) -> News {
    News::Deployment(Box::new(DeploymentNews {
        undoes: Some(deployment(what)),
        ..DeploymentNews::new(state)
    }))
}

fn turned(state: RunState) -> News {
    News::Execution(ExecutionNews {
        state,
        started: None,
        started_by: None,
        change: None,
        comment: None,
        plan: Vec::new(),
    })
}

fn acted(attempt: &str, category: &str, state: ActionState) -> ActionNews {
    ActionNews {
        stage: "Production".into(),
        action: category.into(),
        execution: Some(attempt.into()),
        state,
        category: Some(category.into()),
        started: None,
        made: None,
        url: None,
        summary: None,
        error: None,
        by: None,
        approval: None,
    }
}

fn folded(observations: &[Observation]) -> Release {
    let mut release = Release::default();
    for observation in observations {
        release.fold(observation);
    }
    release
}

/// Long after everything, so that AWS has been silent for as long as it may be.
fn late() -> Timestamp {
    at(100_000)
}

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
fn an_execution_stands_by_its_state_and_by_what_failed_it() {
    use RunState::*;
    let rejected = ActionNews {
        by: Some("arn:aws:iam::111122223333:user/ann".into()),
        ..acted("a-1", "Approval", ActionState::Failed)
    };
    let expired = ActionNews {
        error: Some("Timeout".into()),
        ..acted("a-1", "Approval", ActionState::Failed)
    };
    let waiting = acted("a-1", "Approval", ActionState::Started);
    let deployed = ActionNews {
        made: Some(deployment("d-1")),
        ..acted("a-1", "Deploy", ActionState::Failed)
    };
    for (state, action, standing) in [
        (Started, None, Standing::Running),
        (Started, Some(waiting), Standing::AwaitingApproval),
        (Resumed, None, Standing::Running),
        (Stopping, None, Standing::Stopping),
        (Stopped, None, Standing::Stopped),
        (Canceled, None, Standing::Canceled),
        (Superseded, None, Standing::Superseded),
        (Succeeded, None, Standing::Succeeded),
        (Failed, None, Standing::Failed),
        (Failed, Some(rejected), Standing::Rejected),
        (Failed, Some(expired), Standing::Expired),
        (Failed, Some(deployed), Standing::RolledBack),
    ] {
        let mut all = vec![
            seen(run(), 9, turned(state)),
            seen(
                deployment("d-1"),
                5,
                undone_by(DeploymentState::Stopped, "d-2"),
            ),
            seen(
                deployment("d-2"),
                6,
                undoes(DeploymentState::Succeeded, "d-1"),
            ),
        ];
        all.extend(action.map(|action| seen(run(), 8, News::Action(action))));
        let stand = folded(&all).stand(late());
        assert_eq!(
            (stand.standing, stand.is_doubtful),
            (standing, false),
            "{state:?}"
        );
    }
}

#[test]
fn a_retry_alone_leads_out_of_an_end() {
    let failed = heard(run(), 5, turned(RunState::Failed));
    let late_start = heard(run(), 1, turned(RunState::Started));
    let retried = heard(run(), 8, turned(RunState::Resumed));
    let state = |all: &[Observation]| folded(all).execution().expect("a run").state();
    assert_eq!(state(&[failed.clone(), late_start]), Some(RunState::Failed));
    assert_eq!(
        state(&[retried.clone(), failed.clone()]),
        Some(RunState::Resumed)
    );
    let old_look = seen(run(), 5, turned(RunState::Failed));
    let again = heard(run(), 12, turned(RunState::Failed));
    let release = folded(&[failed, old_look, retried, again]);
    let stand = release.stand(late());
    // AWS was asked before the retry, and not of the second failure.
    assert_eq!(
        (stand.standing, stand.is_doubtful),
        (Standing::Failed, true)
    );
}

#[test]
fn stages_are_told_in_order_with_those_that_are_ahead() {
    let planned = |name: &str| PlannedStage {
        name: name.into(),
        actions: vec!["Deploy".into()],
    };
    let News::Execution(news) = turned(RunState::Started) else {
        unreachable!()
    };
    let plan = ExecutionNews {
        plan: ["Source", "Staging", "Production", "After"]
            .map(planned)
            .into(),
        ..news
    };
    let stage = |name: &str, state| {
        News::Stage(StageNews {
            stage: name.into(),
            state,
        })
    };
    let all = [
        seen(run(), 1, News::Execution(plan)),
        heard(run(), 1, stage("Source", RunState::Started)),
        heard(run(), 4, stage("Source", RunState::Succeeded)),
        heard(run(), 5, stage("Staging", RunState::Started)),
        heard(
            run(),
            9,
            News::Action(acted("a-1", "Deploy", ActionState::Started)),
        ),
    ];
    let release = folded(&all);
    let stages = release.execution().expect("a run").told_stages();
    let told: Vec<_> = stages
        .iter()
        .map(|stage| (stage.name, stage.standing))
        .collect();
    assert_eq!(
        told,
        [
            ("Source", StageStanding::Succeeded),
            // The next one has begun, and so this one is through, though nobody has said so.
            ("Staging", StageStanding::Succeeded),
            ("Production", StageStanding::Running),
            ("After", StageStanding::Ahead),
        ]
    );
}

/// What is heard and seen of a run whose production deployment is stopped by an alarm and rolled back.
fn history() -> Vec<Observation> {
    use DeploymentState::*;
    let started = acted("a-1", "Deploy", ActionState::Started);
    let made = ActionNews {
        made: Some(deployment("d-1")),
        summary: Some("Deployment d-1 failed".into()),
        ..acted("a-1", "Deploy", ActionState::Failed)
    };
    let approved = ActionNews {
        by: Some("arn:aws:iam::111122223333:user/ann".into()),
        ..acted("a-0", "Approval", ActionState::Succeeded)
    };
    vec![
        heard(run(), 0, turned(RunState::Started)),
        heard(
            run(),
            1,
            News::Action(acted("a-0", "Approval", ActionState::Started)),
        ),
        seen(
            run(),
            2,
            News::Action(acted("a-0", "Approval", ActionState::Started)),
        ),
        seen(run(), 3, News::Action(approved)),
        heard(run(), 4, News::Action(started)),
        heard(deployment("d-1"), 4, stands(InMotion(Phase::Starting))),
        seen(
            deployment("d-1"),
            6,
            stands(InMotion(Phase::ShiftingTraffic)),
        ),
        heard(deployment("d-1"), 9, stands(Stopped)),
        heard(deployment("d-2"), 9, stands(InMotion(Phase::Starting))),
        seen(deployment("d-1"), 10, undone_by(Stopped, "d-2")),
        heard(deployment("d-2"), 11, stands(Succeeded)),
        seen(deployment("d-2"), 12, undoes(Succeeded, "d-1")),
        heard(run(), 13, News::Action(made)),
        heard(run(), 13, turned(RunState::Failed)),
        seen(run(), 13, turned(RunState::Failed)),
        heard(run(), 20, turned(RunState::Resumed)),
        heard(run(), 30, turned(RunState::Succeeded)),
        seen(run(), 30, turned(RunState::Succeeded)),
    ]
}

/// The history up to some point, each observation once to three times, in any order.
fn shuffled() -> impl Strategy<Value = (usize, Vec<Observation>)> {
    (1..=history().len(), any::<u64>()).prop_flat_map(|(length, copies)| {
        let known = &history()[..length];
        let all: Vec<Observation> = known
            .iter()
            .enumerate()
            .flat_map(|(index, one)| {
                let times = 1 + (copies >> (2 * index)) as usize % 3;
                std::iter::repeat_n(one.clone(), times)
            })
            .collect();
        (Just(length), Just(all).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn no_order_and_no_repetition_changes_a_release((length, all) in shuffled()) {
        let in_order = folded(&history()[..length]);
        prop_assert_eq!(folded(&all), in_order);
    }

    #[test]
    fn what_is_kept_is_what_was_folded((_, all) in shuffled()) {
        let release = folded(&all);
        let kept = serde_json::to_string(&release).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Release>(&kept).expect("a release"), release);
    }

    #[test]
    fn an_observation_that_changes_nothing_is_no_news((_, all) in shuffled()) {
        let mut release = folded(&all);
        for observation in &all {
            prop_assert!(!release.fold(observation), "{:?}", observation);
        }
    }
}
