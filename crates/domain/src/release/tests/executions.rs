//! How runs of a pipeline stand, and their stages.

use super::*;

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
        all.extend(action.map(|action| seen(run(), 8, News::Action(Box::new(action)))));
        let stand = folded(&all).stand(late());
        assert_eq!(
            (stand.standing, stand.is_doubtful),
            (standing, false),
            "{state:?}"
        );
    }
}

#[test]
fn what_names_no_attempt_yields_to_the_attempts_that_are_named() {
    let nameless = |state| ActionNews {
        execution: None,
        summary: Some("Build terminated".into()),
        ..acted("", "Build", state)
    };
    let told = heard(
        run(),
        5,
        News::Action(Box::new(nameless(ActionState::Failed))),
    );
    let failed = heard(run(), 5, turned(RunState::Failed));
    let summaries = |all: &[Observation]| -> Vec<Option<String>> {
        let release = folded(all);
        let execution = release.execution().expect("a run");
        let attempts = execution.failed_attempts();
        attempts
            .map(|(_, one)| one.summary().map(str::to_owned))
            .collect()
    };
    // A notification rule says what failed and why, and AWS has not been asked.
    assert_eq!(
        summaries(&[failed.clone(), told.clone()]),
        [Some("Build terminated".to_owned())]
    );
    let named = acted("a-7", "Build", ActionState::Failed);
    let named = seen(run(), 5, News::Action(Box::new(named)));
    for all in [
        [failed.clone(), told.clone(), named.clone()],
        [named, told, failed],
    ] {
        assert_eq!(summaries(&all), [None]);
    }
    // An approval that an old event says waits is over when AWS says so of the attempt.
    let waits = ActionNews {
        execution: None,
        ..acted("", "Approval", ActionState::Started)
    };
    let given = acted("a-8", "Approval", ActionState::Succeeded);
    let release = folded(&[
        heard(run(), 1, News::Action(Box::new(waits))),
        seen(run(), 9, News::Action(Box::new(given))),
    ]);
    assert_eq!(release.execution().and_then(Execution::awaited), None);
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
fn a_later_answer_of_aws_wins_over_an_event_whatever_time_that_tells() {
    let waits = || News::Action(Box::new(acted("a-0", "Approval", ActionState::Started)));
    let given = acted("a-0", "Approval", ActionState::Succeeded);
    let mut all = vec![
        seen(run(), 1, turned(RunState::Started)),
        seen(run(), 1, waits()),
        forged(run(), 5, turned(RunState::Succeeded)),
    ];
    let stand = |all: &[Observation], second| {
        let stand = folded(all).stand(at(second));
        (stand.standing, stand.is_doubtful)
    };
    // Until AWS answers, and for as long as it may, it stands as AWS has said.
    assert_eq!(stand(&all, 6), (Standing::AwaitingApproval, false));
    assert_eq!(stand(&all, 40), (Standing::Succeeded, true));
    all.push(forged(run(), 6, News::Action(Box::new(given))));
    assert_eq!(stand(&all, 7), (Standing::Running, false));
    all.push(seen(run(), 8, turned(RunState::Started)));
    all.push(seen(run(), 8, waits()));
    for second in [9, 100_000] {
        assert_eq!(stand(&all, second), (Standing::AwaitingApproval, false));
    }
    let execution = folded(&all);
    let execution = execution.execution().expect("a run");
    assert!(execution.is_confirmed() && execution.awaited().is_some());
}

#[test]
fn what_aws_does_not_list_is_no_attempt_and_no_stage_that_was_entered() {
    let ghost = acted("ghost", "Approval", ActionState::Started);
    let stage = StageNews {
        stage: "Production".into(),
        state: RunState::Succeeded,
    };
    let told = [
        seen(run(), 1, turned(RunState::Started)),
        forged(run(), 5, News::Action(Box::new(ghost))),
        forged(run(), 5, News::Stage(stage)),
    ];
    let shown = |all: &[Observation]| {
        let release = folded(all);
        let execution = release.execution().expect("a run");
        (execution.attempts().count(), execution.told_stages().len())
    };
    assert_eq!(shown(&told), (1, 1));
    // Nobody is called before AWS has answered, or has been silent.
    assert_eq!(folded(&told).stand(at(6)).standing, Standing::Running);
    let listed = seen(run(), 5, News::Listed);
    let [one, two, three] = told;
    for all in [
        [one.clone(), two.clone(), three.clone(), listed.clone()],
        [listed, three, two, one],
    ] {
        assert_eq!(shown(&all), (0, 0));
    }
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
            News::Action(Box::new(acted("a-1", "Deploy", ActionState::Started))),
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

#[test]
fn what_is_shipped_is_known_from_events_and_from_aws_together() {
    let News::Execution(plain) = turned(RunState::Started) else {
        unreachable!()
    };
    let shipping = |change: Change| {
        News::Execution(ExecutionNews {
            change: Some(change),
            ..plain.clone()
        })
    };
    let by_event = Change {
        author: Some("Ann".into()),
        message: Some("Round".into()),
        ..Change::default()
    };
    let by_aws = Change {
        message: Some("Round totals".into()),
        url: Some("https://example.com/9c1e".into()),
        ..Change::default()
    };
    let all = [
        seen(run(), 1, shipping(by_aws)),
        heard(run(), 1, shipping(by_event)),
    ];
    let change = folded(&all).execution().expect("a run").change();
    let change = change.expect("a change");
    assert_eq!(change.author.as_deref(), Some("Ann"));
    assert_eq!(change.message.as_deref(), Some("Round totals"));
    assert!(change.url.is_some());
}
