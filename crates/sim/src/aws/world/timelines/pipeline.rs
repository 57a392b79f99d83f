//! Pipelines watched from their source to their end.

use super::Stage;
use crate::aws::world::ecs::Health;
use crate::aws::world::pipeline::{Action, Change, Mode, Stage as Declared, Status};

const APPROVE: (&str, &str, &str) = ("payments", "Approval", "Approve");

fn change(tag: &str) -> Change {
    Change::new("1111111111111111111111111111111111111111", "A change", tag)
}

impl Stage {
    fn run(&mut self, change: Change) -> String {
        self.home().run_pipeline("payments", change).unwrap()
    }

    /// The stage an execution is in, and what became of the execution.
    fn at(&mut self, id: &str) -> (String, Status) {
        let one = self.home().pipelines["payments"].execution(id).unwrap();
        (
            one.stages
                .last()
                .map(|stage| stage.name.clone())
                .unwrap_or_default(),
            one.status,
        )
    }

    fn token(&mut self) -> String {
        self.home().waiting_approval("payments").unwrap().0
    }
}

fn place(stage: &str, status: Status) -> (String, Status) {
    (stage.to_owned(), status)
}

#[test]
fn it_waits_for_approval_and_takes_the_outcome_of_its_deployments() {
    let mut stage = Stage::new();
    let id = stage.run(change("v42"));
    let seen = stage.watch(5, 60, |stage| stage.at(&id).0);
    assert_eq!(seen, ["Source", "Build", "Staging", "Approval"]);
    let token = stage.token();
    stage
        .home()
        .put_approval(APPROVE, &token, true, "fine", "arn:me")
        .unwrap();
    let again = stage
        .home()
        .put_approval(APPROVE, &token, true, "fine", "arn:me")
        .unwrap_err();
    assert_eq!(again.code, "ApprovalAlreadyCompletedException");
    stage.step(30);
    let production = stage.home().pipelines["payments"]
        .execution(&id)
        .unwrap()
        .stages[4]
        .actions[0]
        .clone();
    let deployment = production.external_id.unwrap();
    assert!(stage.home().deployment(&deployment).is_ok());
    assert_eq!(production.status, Status::InProgress);
    stage.step(2 * 3600);
    assert_eq!(stage.at(&id), place("Production", Status::Succeeded));
}

#[test]
fn a_rejection_and_a_timeout_fail_it() {
    let mut stage = Stage::new();
    let rejected = stage.run(change("v42"));
    stage.step(600);
    let token = stage.token();
    stage
        .home()
        .put_approval(APPROVE, &token, false, "not today", "arn:me")
        .unwrap();
    assert_eq!(stage.at(&rejected), place("Approval", Status::Failed));
    let forgotten = stage.run(change("v43"));
    stage.step(600);
    let token = stage.token();
    stage.step(8 * 24 * 3600);
    assert_eq!(stage.at(&forgotten), place("Approval", Status::Failed));
    let late = stage
        .home()
        .put_approval(APPROVE, &token, true, "", "arn:me")
        .unwrap_err();
    assert_eq!(late.code, "InvalidApprovalTokenException");
}

#[test]
fn the_middle_one_of_three_is_superseded() {
    let mut stage = Stage::new();
    let runs = ["v42", "v43", "v44"].map(|tag| {
        let id = stage.run(change(tag));
        stage.step(600);
        id
    });
    assert_eq!(stage.at(&runs[0]), place("Approval", Status::InProgress));
    assert_eq!(stage.at(&runs[1]), place("Staging", Status::Superseded));
    assert_eq!(stage.at(&runs[2]), place("Staging", Status::InProgress));
    let token = stage.token();
    stage
        .home()
        .put_approval(APPROVE, &token, false, "", "arn:me")
        .unwrap();
    stage.step(1);
    assert_eq!(stage.at(&runs[2]), place("Approval", Status::InProgress));
    assert_ne!(stage.token(), token);
}

#[test]
fn a_broken_image_stops_in_staging_and_can_be_retried() {
    let mut stage = Stage::new();
    let mut broken = change("v42");
    broken.health = Health::Exits;
    let id = stage.run(broken);
    stage.step(1200);
    assert_eq!(stage.at(&id), place("Staging", Status::Failed));
    let refused = stage
        .home()
        .retry_stage("payments", "Build", &id, false)
        .unwrap_err();
    assert_eq!(refused.code, "StageNotRetryableException");
    stage
        .home()
        .retry_stage("payments", "Staging", &id, false)
        .unwrap();
    assert_eq!(stage.at(&id), place("Staging", Status::InProgress));
    let mut fails = change("v43");
    fails.failing_action = Some("Image".to_owned());
    stage.step(1200);
    let id = stage.run(fails);
    stage.step(600);
    assert_eq!(stage.at(&id), place("Build", Status::Failed));
    stage
        .home()
        .retry_stage("payments", "Build", &id, true)
        .unwrap();
    stage.step(600);
    assert_eq!(stage.at(&id), place("Approval", Status::InProgress));
}

#[test]
fn it_can_be_stopped_after_the_action_or_at_once() {
    let mut stage = Stage::new();
    let id = stage.run(change("v42"));
    stage.step(10);
    stage
        .home()
        .stop_pipeline("payments", &id, false, Some("wait"))
        .unwrap();
    assert_eq!(stage.at(&id), place("Build", Status::Stopping));
    let twice = stage
        .home()
        .stop_pipeline("payments", &id, false, None)
        .unwrap_err();
    assert_eq!(twice.code, "DuplicatedStopRequestException");
    stage.step(60);
    assert_eq!(stage.at(&id), place("Build", Status::Stopped));
    let id = stage.run(change("v43"));
    stage.step(10);
    stage
        .home()
        .stop_pipeline("payments", &id, true, None)
        .unwrap();
    assert_eq!(stage.at(&id), place("Build", Status::Stopped));
    let over = stage
        .home()
        .stop_pipeline("payments", &id, true, None)
        .unwrap_err();
    assert_eq!(over.code, "PipelineExecutionNotStoppableException");
}

#[test]
fn modes_differ_in_who_waits() {
    for (mode, waiting) in [(Mode::Queued, 1), (Mode::Parallel, 2)] {
        let mut stage = Stage::new();
        let approval = vec![Action::new("Approve", "Approval", "Manual", &[])];
        let source = vec![Action::new("Checkout", "Source", "CodeCommit", &[])];
        stage.home().add_pipeline(
            "other",
            mode,
            vec![
                Declared::new("Source", source),
                Declared::new("Approval", approval),
            ],
        );
        for _ in 0..2 {
            stage.home().run_pipeline("other", change("v1")).unwrap();
            stage.step(60);
        }
        let executions = &stage.home().pipelines["other"].executions;
        assert_eq!(
            executions
                .iter()
                .filter(|one| one.stages.len() == 2)
                .count(),
            waiting,
            "{mode:?}"
        );
    }
}
