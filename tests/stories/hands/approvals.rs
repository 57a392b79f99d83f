//! Manual approvals: waiting, answered, expired, gone, and one of several that wait at once.

use domain::acting::approval::Standing;
use domain::acting::{Mutation, Sent, Trace};
use domain::look::Why;
use domain::release::Subject;
use sim::aws::world::REGION;
use sim::aws::world::pipeline::Mode;

use super::{Account, CLAIM, Scene, refused};
use crate::asked::HOME;

const WEEK: u32 = 7 * 24 * 60;

impl Account {
    fn token(&self) -> Option<String> {
        let waiting = |world: &sim::aws::World| {
            let region = world.region(HOME, REGION)?;
            Some(region.waiting_approval("payments")?.0)
        };
        self.aws.read(waiting)
    }
}

#[tokio::test]
async fn one_that_waits_is_answered_with_the_token_of_now_and_by_name() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    let approval = account.attempt(&run);
    let token = account.token().expect("a token");
    assert_eq!(
        account.standing(&approval).await,
        Ok(Standing::Waits { token })
    );
    let no = account.decide(&approval, false).await;
    let sent = account.fleet.send(account.environment(), &no).await;
    assert_eq!(sent, Sent::Done { made: None });
    let standing = account.standing(&approval).await.expect("a standing");
    assert!(
        matches!(&standing, Standing::Answered { approved: false, by: Some(by) } if by.contains(HOME)),
        "{standing:?}"
    );
    let put = &account.aws.calls().of("codepipeline.PutApprovalResult")[0].request["result"];
    assert_eq!(put["status"], "Rejected");
    assert_eq!(
        put["summary"],
        format!("Rejected by Ann (U0ANN) in Slack: good [pilothouse {CLAIM}]")
    );
}

#[tokio::test]
async fn where_executions_run_in_parallel_each_has_a_token_of_its_own() {
    let account = Account::open().await;
    account.aws.edit(|world| {
        let pipeline = world.home().pipelines.get_mut("payments");
        pipeline.expect("a pipeline").mode = Mode::Parallel;
    });
    // One after the other, for both deploy to the same staging.
    let first = account.run("v42");
    account.until_approval();
    let second = account.run("v43");
    account.minutes(15);
    let (first, second) = (account.attempt(&first), account.attempt(&second));
    let yes = account.decide(&first, true).await;
    let sent = account.fleet.send(account.environment(), &yes).await;
    assert_eq!(sent, Sent::Done { made: None });
    let standing = account.standing(&first).await;
    assert!(
        matches!(standing, Ok(Standing::Answered { approved: true, .. })),
        "{standing:?}"
    );
    let standing = account.standing(&second).await;
    assert!(
        matches!(standing, Ok(Standing::Waits { .. })),
        "{standing:?}"
    );
}

#[tokio::test]
async fn one_of_an_older_attempt_does_not_wait_though_its_retry_does() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    let first = account.attempt(&run);
    account.approve(false, "Not today");
    let Subject::Execution { id, .. } = &run else {
        panic!("not an execution");
    };
    let retried = account
        .aws
        .edit(|world| world.home().retry_stage("payments", "Approval", id, false));
    retried.expect("a retry");
    let again = account.attempt(&run);
    let standing = account.standing(&again).await;
    assert!(
        matches!(standing, Ok(Standing::Waits { .. })),
        "{standing:?}"
    );
    let standing = account.standing(&first).await.expect("a standing");
    assert!(
        matches!(
            standing,
            Standing::Answered {
                approved: false,
                ..
            }
        ),
        "{standing:?}"
    );
}

#[tokio::test]
async fn nobody_answered_in_time_or_it_was_stopped_or_never_was() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    let approval = account.attempt(&run);
    account.minutes(WEEK + 1);
    assert_eq!(account.standing(&approval).await, Ok(Standing::Expired));

    let run = account.run("v43");
    account.until_approval();
    let approval = account.attempt(&run);
    let Subject::Execution { id, .. } = &run else {
        panic!("not an execution");
    };
    let stopped = account
        .aws
        .edit(|world| world.home().stop_pipeline("payments", id, true, None));
    stopped.expect("a stop");
    assert_eq!(account.standing(&approval).await, Ok(Standing::Gone));

    let mut never = approval.clone();
    never.attempt = "00000000-0000-4000-a000-000000000000".to_owned();
    assert_eq!(account.standing(&never).await, Ok(Standing::Gone));
    if let Subject::Execution { pipeline, .. } = &mut never.execution {
        *pipeline = "nothing".to_owned();
    }
    assert_eq!(account.standing(&never).await, Ok(Standing::Gone));
}

#[tokio::test]
async fn what_somebody_else_answered_is_refused_and_overtaken() {
    let scene = Scene::of("codepipeline.PutApprovalResult").await;
    scene.account.approve(true, "From the console");
    let sent = scene.send().await;
    assert_eq!(sent, refused("ApprovalAlreadyCompletedException"));
    assert_eq!(scene.trace().await, Trace::Overtaken);
}

#[tokio::test]
async fn a_token_that_is_not_the_right_one_is_refused() {
    let mut scene = Scene::of("codepipeline.PutApprovalResult").await;
    if let Mutation::PutApprovalResult { token, .. } = &mut scene.mutation {
        *token = "00000000-0000-4000-a000-000000000000".to_owned();
    }
    let sent = scene.send().await;
    assert_eq!(sent, refused("InvalidApprovalTokenException"));
    assert_eq!(scene.trace().await, Trace::None);
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_no_standing() {
    let account = Account::open().await;
    let run = account.run("v42");
    account.until_approval();
    let approval = account.attempt(&run);
    let permission = "codepipeline:GetPipelineState";
    account.aws.edit(|world| world.deny(HOME, permission));
    let standing = account.standing(&approval).await;
    assert!(
        matches!(&standing, Err(Why::Denied { permission: named, .. }) if named == permission),
        "{standing:?}"
    );
}
