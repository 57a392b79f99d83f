//! Executions of a pipeline: waiting for an approval, approved, rejected, superseded, stopped, failed, long past.

use domain::release::Subject;
use sim::aws::world::pipeline::{Change, Mode};

use super::{Account, HOME, MINUTE, execution};

const COMMIT: &str = "1d0f6a2b3c4d5e6f708192a3b4c5d6e7f8091a2b";

impl Account {
    pub fn run(&self, tag: &str) -> Subject {
        self.run_with(Change::new(
            COMMIT,
            "Charge in the currency of the card",
            tag,
        ))
    }

    fn run_with(&self, change: Change) -> Subject {
        let id = self
            .aws
            .edit(|world| world.home().run_pipeline("payments", change));
        execution(&id.expect("an execution"))
    }

    pub fn until_approval(&self) {
        for _ in 0..30 {
            let waiting = self
                .aws
                .edit(|world| world.home().waiting_approval("payments"));
            if waiting.is_some() {
                return;
            }
            self.clock.advance(MINUTE);
        }
        panic!("no approval waits");
    }

    pub fn approve(&self, yes: bool, summary: &str) {
        let who = format!("arn:aws:iam::{HOME}:user/jiwon");
        let put = self.aws.edit(|world| {
            let (token, _) = world.home().waiting_approval("payments").expect("a token");
            let action = ("payments", "Approval", "Approve");
            world
                .home()
                .put_approval(action, &token, yes, summary, &who)
        });
        put.expect("an answer");
    }
}

#[tokio::test]
async fn a_run_is_told_from_its_source_through_its_approval_to_production() {
    let account = Account::open().await;
    let run = [account.run("v42")];
    let mut told = vec![account.ask(&run).await];
    account.until_approval();
    told.push(account.ask(&run).await);
    account.approve(true, "Staging looks right");
    account.minutes(3);
    told.push(account.ask(&run).await);
    account.minutes(90);
    told.push(account.ask(&run).await);
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn who_rejected_it_and_why_is_told() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    account.approve(false, "The totals on staging are wrong");
    insta::assert_snapshot!(account.ask(&[run]).await);
}

#[tokio::test]
async fn a_run_that_a_newer_one_overtook_is_superseded_and_one_that_was_stopped_says_why() {
    let account = Account::open().await;
    let first = account.run("v42");
    account.until_approval();
    let second = account.run("v43");
    account.minutes(5);
    let third = account.run("v44");
    account.minutes(5);
    let Subject::Execution { id, .. } = &first else {
        panic!("not an execution");
    };
    let stopped = account.aws.edit(|world| {
        let why = Some("A freeze until Monday");
        world.home().stop_pipeline("payments", id, true, why)
    });
    stopped.expect("a stop");
    insta::assert_snapshot!(account.ask(&[first, second, third]).await);
}

#[tokio::test]
async fn a_deployment_that_fails_in_a_run_is_named_by_its_action() {
    let account = Account::open().await;
    let mut change = Change::new(COMMIT, "Charge twice", "v42");
    change.failing_hook = Some("AfterAllowTestTraffic");
    let run = [account.run_with(change)];
    account.until_approval();
    account.approve(true, "");
    account.minutes(30);
    insta::assert_snapshot!(account.ask(&run).await);
}

#[tokio::test]
async fn a_run_of_long_ago_is_asked_for_by_its_id() {
    let account = Account::open().await;
    account.aws.edit(|world| {
        let pipeline = world.home().pipelines.get_mut("payments");
        pipeline.expect("a pipeline").mode = Mode::Parallel;
    });
    let run = account.run("v42");
    account.minutes(2);
    for _ in 0..100 {
        account.run("v43");
    }
    let told = account.ask(&[run]).await;
    assert_eq!(
        account
            .aws
            .calls()
            .count("codepipeline.GetPipelineExecution"),
        1
    );
    insta::assert_snapshot!(told);
}

#[tokio::test]
async fn a_definition_is_read_once_for_many_looks() {
    let account = Account::open().await;
    let run = [account.run("v42")];
    for _ in 0..3 {
        account.ask(&run).await;
        account.minutes(1);
    }
    assert_eq!(account.aws.calls().count("codepipeline.GetPipeline"), 1);
}
