//! The hands on AWS: what is found before a change, the change sent once, and what became of it.

mod account;
mod approvals;
mod faults;
mod found;
mod sent;
mod waits;

use domain::acting::approval::{self, Standing, summary};
use domain::acting::continuing::{Waiting, go_on};
use domain::acting::{ApprovalRef, Comment, Found, Mutation, Sent, Trace, Wait, rollback};
use domain::look::Why;
use domain::names::Environment;
use domain::release::Subject;
use jiff::Timestamp;
use sim::aws::world::Ship;
use sim::aws::world::codedeploy::ReadyWait;

use super::asked::{Account, code_deploy};

/// The id of the claim that every change here is made for.
const CLAIM: &str = "01claim";

/// A change that can be made of an account, with the account.
struct Scene {
    account: Account,
    mutation: Mutation,
    since: Timestamp,
}

/// Every change there is.
const CALLS: [&str; 8] = [
    "codepipeline.PutApprovalResult",
    "codedeploy.StopDeployment",
    "codedeploy.CreateDeployment",
    "codedeploy.ContinueDeployment ready",
    "codedeploy.ContinueDeployment termination",
    "ecs.StopServiceDeployment",
    "ecs.UpdateService",
    "ecs.ContinueServiceDeployment",
];

impl Scene {
    /// An account in which this call is the right one.
    async fn of(call: &str) -> Self {
        let account = Account::open().await;
        let mutation = match call {
            "codepipeline.PutApprovalResult" => {
                let run = account.run("v42");
                account.until_approval();
                let approval = account.attempt(&run);
                account.decide(&approval, true).await
            }
            "codedeploy.StopDeployment" => {
                let id = account.deploy("payments-api", Ship::healthy("v42"));
                account.minutes(3);
                account.rollback(&code_deploy(&id)).await
            }
            "codedeploy.CreateDeployment" => {
                let id = account.deploy("payments-api", Ship::healthy("v42"));
                account.minutes(90);
                account.rollback(&code_deploy(&id)).await
            }
            "codedeploy.ContinueDeployment ready" => {
                account.group(|group| {
                    group.ready_wait = Some(ReadyWait {
                        minutes: 30,
                        stop_on_timeout: true,
                    });
                });
                let id = account.deploy("payments-api", Ship::healthy("v42"));
                account.minutes(6);
                account.go_on(&code_deploy(&id)).await
            }
            "codedeploy.ContinueDeployment termination" => {
                let id = account.deploy("payments-api", Ship::healthy("v42"));
                account.minutes(20);
                account.go_on(&code_deploy(&id)).await
            }
            "ecs.StopServiceDeployment" => {
                let arn = account.deploy("orders-api", Ship::healthy("v19"));
                account.seconds(30);
                account.rollback(&service_deployment(&arn)).await
            }
            "ecs.UpdateService" => {
                let arn = account.deploy("orders-api", Ship::healthy("v19"));
                account.minutes(20);
                account.rollback(&service_deployment(&arn)).await
            }
            _ => {
                account.pause();
                let arn = account.deploy("search-api", Ship::healthy("v10"));
                account.minutes(3);
                account.go_on(&service_deployment(&arn)).await
            }
        };
        Self {
            since: account.clock.now(),
            account,
            mutation,
        }
    }

    async fn send(&self) -> Sent {
        let environment = self.account.environment();
        self.account.fleet.send(environment, &self.mutation).await
    }

    async fn trace(&self) -> Trace {
        let Account { fleet, .. } = &self.account;
        fleet
            .trace(
                self.account.environment(),
                &self.mutation,
                CLAIM,
                self.since,
            )
            .await
            .expect("a trace")
    }

    /// The same once AWS has had the time to do what it was asked for.
    async fn settled(&self) -> Trace {
        self.account.seconds(15);
        self.trace().await
    }
}

impl Account {
    fn environment(&self) -> &Environment {
        &self.fleet.environments()[0]
    }

    async fn found(&self, deployment: &Subject) -> Found {
        let found = self.fleet.found(self.environment(), deployment).await;
        found.expect("an answer").expect("a deployment")
    }

    async fn waiting(&self, deployment: &Subject) -> Waiting {
        let waiting = self.fleet.waiting(self.environment(), deployment).await;
        waiting.expect("an answer").expect("a deployment")
    }

    /// The call that rolls back as it is planned.
    async fn rollback(&self, deployment: &Subject) -> Mutation {
        let plan = rollback::plan(&self.found(deployment).await).expect("a plan");
        plan.mutation(format!("Rolled back by Ann [pilothouse {CLAIM}]"))
    }

    /// The call that ends the wait of a deployment.
    async fn go_on(&self, deployment: &Subject) -> Mutation {
        let waiting = self.waiting(deployment).await;
        let wait: Wait = waiting.wait.clone().expect("a wait");
        go_on(&waiting, &wait).expect("a call")
    }

    async fn standing(&self, approval: &ApprovalRef) -> Result<Standing, Why> {
        self.fleet.approval(self.environment(), approval).await
    }

    /// The call that answers an approval that waits.
    async fn decide(&self, approval: &ApprovalRef, approved: bool) -> Mutation {
        let standing = self.standing(approval).await.expect("a standing");
        let comment = Comment::new("good");
        let words = summary(approved, "Ann", "U0ANN", comment.as_ref(), CLAIM);
        approval::answer(approval, standing, approved, words).expect("it waits")
    }

    /// The newest attempt of the approval in an execution.
    fn attempt(&self, run: &Subject) -> ApprovalRef {
        let Subject::Execution { pipeline, id, .. } = run else {
            panic!("not an execution");
        };
        let attempt = self.aws.read(|world| {
            let pipeline = &world
                .region(super::asked::HOME, super::asked::REGION)
                .expect("a region")
                .pipelines[pipeline];
            let execution = pipeline.execution(id).expect("an execution");
            let stage = execution.stages.iter().find(|one| one.name == "Approval");
            let newest = stage.and_then(|stage| stage.actions.last());
            newest.expect("an attempt").id.clone()
        });
        ApprovalRef {
            execution: run.clone(),
            stage: "Approval".to_owned(),
            action: "Approve".to_owned(),
            attempt,
        }
    }

    /// How often AWS was asked for this change.
    fn count(&self, call: &str) -> usize {
        self.aws.calls().count(operation(call))
    }
}

/// The operation of one of [`CALLS`].
fn operation(call: &str) -> &str {
    call.split(' ').next().unwrap_or(call)
}

fn service_deployment(arn: &str) -> Subject {
    Subject::of_service_deployment(arn).expect("an ARN")
}

fn refused(code: &str) -> Sent {
    Sent::Refused(Why::Failed(code.to_owned()))
}
