//! What is told depends on what is known, and not on the order in which it came or how often.

use proptest::prelude::*;

use super::kit::{
    action, at, codedeploy, deployment, execution, folded, heard, moving, native, progress, run,
    seen, stage, tasks,
};
use super::{around, shown};
use crate::release::{
    ActionNews, ActionState, DeploymentNews, DeploymentState, News, Observation, RunState, Standing,
};
use crate::service::{Means, Phase};
use crate::telling::tell;

/// A run whose deployment is rolled back, that is retried, and whose second deployment goes well.
fn run_and_retry() -> Vec<Observation> {
    let act = |name: &str, attempt: &str, state| action(name, attempt, state);
    let made = |attempt: &str, id: &str, state| ActionNews {
        made: Some(codedeploy(id)),
        ..action("Deploy", attempt, state)
    };
    let (run_, one, two, back) = (
        execution(),
        codedeploy("d-1"),
        codedeploy("d-2"),
        codedeploy("d-back"),
    );
    let ship = |state| deployment(state, Means::CodeDeploy);
    let undone = DeploymentNews {
        undone_by: Some(back.clone()),
        ..ship(DeploymentState::Stopped)
    };
    let undoing = DeploymentNews {
        undoes: Some(one.clone()),
        ..ship(DeploymentState::Succeeded)
    };
    vec![
        heard(&run_, 0, run(RunState::Started)),
        heard(&run_, 1, stage("Source", RunState::Started)),
        heard(&run_, 5, act("Source", "1", ActionState::Succeeded)),
        heard(&run_, 9, act("Approve", "1", ActionState::Started)),
        seen(&run_, 10, act("Approve", "1", ActionState::Started)),
        seen(&run_, 50, act("Approve", "1", ActionState::Succeeded)),
        heard(&run_, 51, made("1", "d-1", ActionState::Started)),
        heard(&one, 52, moving(Phase::Starting)),
        seen(&one, 60, ship(moving(Phase::ShiftingTraffic))),
        heard(&one, 70, DeploymentState::Stopped),
        heard(&back, 71, moving(Phase::Starting)),
        seen(&one, 72, undone),
        heard(&back, 80, DeploymentState::Succeeded),
        seen(&back, 81, undoing),
        heard(&run_, 82, made("1", "d-1", ActionState::Failed)),
        heard(&run_, 83, run(RunState::Failed)),
        seen(&run_, 83, run(RunState::Failed)),
        heard(&run_, 200, run(RunState::Resumed)),
        heard(&run_, 201, made("2", "d-2", ActionState::Started)),
        seen(&two, 210, ship(moving(Phase::TerminationWait))),
        seen(&two, 300, ship(DeploymentState::Succeeded)),
        heard(&run_, 301, made("2", "d-2", ActionState::Succeeded)),
        seen(&run_, 302, run(RunState::Succeeded)),
    ]
}

/// A service deployment of ECS that breaks and goes back.
fn ecs_and_back() -> Vec<Observation> {
    let (whole, new, old) = (native("X"), tasks("ecs-svc/2"), tasks("ecs-svc/1"));
    let rolling = |state, done| DeploymentNews {
        progress: progress(done, None, None),
        ..deployment(state, Means::Rolling)
    };
    vec![
        heard(&new, 0, moving(Phase::ReplacingTasks)),
        seen(&new, 1, News::PartOf(whole.clone())),
        seen(&whole, 2, rolling(moving(Phase::ReplacingTasks), 1)),
        seen(&whole, 17, rolling(moving(Phase::ReplacingTasks), 2)),
        heard(&new, 20, DeploymentState::Failed),
        heard(&old, 21, moving(Phase::RollingBack)),
        seen(&old, 22, News::PartOf(whole.clone())),
        seen(&whole, 23, rolling(moving(Phase::RollingBack), 2)),
        heard(&old, 40, DeploymentState::Succeeded),
        seen(&whole, 41, rolling(DeploymentState::RolledBack, 0)),
    ]
}

/// A story up to some point, and the same with each observation once to three times, in any order.
fn shuffled(
    story: fn() -> Vec<Observation>,
) -> impl Strategy<Value = (Vec<Observation>, Vec<Observation>)> {
    (1..=story().len(), any::<u64>()).prop_flat_map(move |(length, copies)| {
        let known = story()[..length].to_vec();
        let repeated = known.iter().enumerate().flat_map(|(index, one)| {
            let times = 1 + (copies >> (2 * index)) as usize % 3;
            std::iter::repeat_n(one.clone(), times)
        });
        let all: Vec<_> = repeated.collect();
        (Just(known), Just(all).prop_shuffle())
    })
}

fn told(observations: &[Observation], second: i64) -> String {
    let around = around(Vec::new());
    let posts = tell(
        &folded(observations),
        &Default::default(),
        &around,
        at(second),
    );
    shown(&posts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn a_run_is_told_alike_in_every_order(
        (known, all) in shuffled(run_and_retry),
        second in 0..400_i64,
    ) {
        prop_assert_eq!(told(&all, second), told(&known, second));
    }

    #[test]
    fn a_service_deployment_is_told_alike_in_every_order(
        (known, all) in shuffled(ecs_and_back),
        second in 0..400_i64,
    ) {
        prop_assert_eq!(told(&all, second), told(&known, second));
    }

    #[test]
    fn what_has_ended_goes_on_only_by_a_retry((_, all) in shuffled(run_and_retry)) {
        let is_retry = |one: &Observation| matches!(
            &one.news,
            News::Execution(news) if news.state == RunState::Resumed
        );
        let is_after = |one: &Observation| one.at > at(100) && !is_retry(one);
        let mut known = Vec::new();
        let mut has_ended = false;
        for observation in all.into_iter().filter(|one| !is_after(one)) {
            let retries = is_retry(&observation);
            known.push(observation);
            let release = folded(&known);
            let goes_on = matches!(
                release.stand(at(1_000)).standing,
                Standing::Running | Standing::AwaitingApproval | Standing::AwaitingPerson
            );
            if has_ended && !retries {
                prop_assert!(!goes_on, "late news: {:?}", known.last());
            }
            let state = release.execution().and_then(|run| run.state());
            has_ended = state.is_some_and(|state| state.is_final());
        }
    }

    #[test]
    fn a_rollback_is_never_told_as_success((_, all) in shuffled(ecs_and_back)) {
        let turned_back = |one: &Observation| matches!(
            &one.news,
            News::Deployment(news) if news.state == moving(Phase::RollingBack)
        );
        let mut known = Vec::new();
        for observation in all {
            known.push(observation);
            let release = folded(&known);
            let whole = release.deployment(&native("X"));
            if let Some(whole) = whole
                && known.iter().any(|one| one.of == native("X") && turned_back(one))
            {
                let standing = release.stand_of(whole, at(10_000)).standing;
                prop_assert_ne!(standing, Standing::Succeeded);
            }
        }
    }
}
