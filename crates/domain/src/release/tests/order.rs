//! No order of arrival, and no repetition, changes a release.

use proptest::prelude::*;

use super::*;
use crate::names::PersonId;

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
            News::Action(Box::new(acted("a-0", "Approval", ActionState::Started))),
        ),
        seen(
            run(),
            2,
            News::Action(Box::new(acted("a-0", "Approval", ActionState::Started))),
        ),
        heard(run(), 2, did("c-0", DeedStage::Claimed)),
        heard(run(), 2, did("c-0", DeedStage::Dropped)),
        heard(run(), 3, did("c-1", DeedStage::Claimed)),
        heard(run(), 3, did("c-1", DeedStage::Unclear)),
        heard(run(), 3, did("c-1", DeedStage::Done)),
        seen(run(), 3, News::Action(Box::new(approved))),
        forged(run(), 4, turned(RunState::Succeeded)),
        forged(run(), 5, turned(RunState::Resumed)),
        forged(
            run(),
            5,
            News::Action(Box::new(acted("none", "Approval", ActionState::Started))),
        ),
        forged(deployment("d-1"), 5, undone_by(Failed, "d-9")),
        heard(run(), 4, News::Replayed),
        seen(run(), 5, News::Unknown),
        heard(run(), 4, News::Action(Box::new(started))),
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
        heard(run(), 13, News::Action(Box::new(made))),
        seen(run(), 13, News::Listed),
        heard(run(), 13, turned(RunState::Failed)),
        seen(run(), 13, turned(RunState::Failed)),
        heard(run(), 20, turned(RunState::Resumed)),
        heard(run(), 30, turned(RunState::Succeeded)),
        seen(run(), 30, turned(RunState::Succeeded)),
    ]
}

fn did(claim: &str, stage: DeedStage) -> News {
    News::Deed(Box::new(DeedNews {
        claim: claim.into(),
        verb: Verb::Approve,
        person: PersonId::new("U0ANN"),
        comment: Some("Looks right".into()),
        attempt: Some("a-0".into()),
        to: None,
        stage,
    }))
}

/// The history up to some point, each observation once to three times, in any order.
fn shuffled() -> impl Strategy<Value = (usize, Vec<Observation>)> {
    (1..=history().len(), any::<u64>()).prop_flat_map(|(length, copies)| {
        let known = &history()[..length];
        let all: Vec<Observation> = known
            .iter()
            .enumerate()
            .flat_map(|(index, one)| {
                let times = 1 + copies.rotate_right(2 * index as u32) as usize % 3;
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
