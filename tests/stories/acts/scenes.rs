//! Every change that a person can make, each with its way there, its click, and how its release ends.

use sim::aws::world::codedeploy::ReadyWait;
use sim::aws::world::ecs::{Hook, Stage, Strategy};
use sim::slack::Message;

use super::{Acts, has};
use testkit::{DEPLOYS, PATIENCE, read};

/// Who acts in these scenes.
pub const ANN: &str = "U0ANN";

/// A change of AWS that a person makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Approve,
    /// Out of its termination wait.
    StopDeployment,
    CreateDeployment,
    /// Traffic moves now.
    Reroute,
    /// The old tasks go now.
    EndWait,
    StopServiceDeployment,
    UpdateService,
    PassHook,
}

/// A test of `story` for each change, named after the change: they run side by side.
macro_rules! for_each_change {
    ($story:ident) => {
        for_each_change! {
            $story;
            approve: Approve,
            stop_deployment: StopDeployment,
            create_deployment: CreateDeployment,
            reroute: Reroute,
            end_wait: EndWait,
            stop_service_deployment: StopServiceDeployment,
            update_service: UpdateService,
            pass_hook: PassHook,
        }
    };
    ($story:ident; $($name:ident: $change:ident,)*) => {
        $(
            #[tokio::test]
            async fn $name() {
                $story(Change::$change).await;
            }
        )*
    };
}
pub(crate) use for_each_change;

/// A house in which a change can be made.
pub struct Scene {
    pub acts: Acts,
    pub change: Change,
    /// The release's message.
    pub ts: String,
}

impl Change {
    /// The one call that makes it.
    pub fn call(self) -> &'static str {
        match self {
            Self::Approve => "codepipeline.PutApprovalResult",
            Self::StopDeployment => "codedeploy.StopDeployment",
            Self::CreateDeployment => "codedeploy.CreateDeployment",
            Self::Reroute | Self::EndWait => "codedeploy.ContinueDeployment",
            Self::StopServiceDeployment => "ecs.StopServiceDeployment",
            Self::UpdateService => "ecs.UpdateService",
            Self::PassHook => "ecs.ContinueServiceDeployment",
        }
    }

    /// What can be clicked on the release's message while nobody is at it.
    pub fn button(self) -> &'static str {
        match self {
            Self::Approve => "Approve",
            Self::Reroute | Self::PassHook => "Continue",
            Self::EndWait => "End the wait…",
            _ => "Roll back",
        }
    }

    /// What the modal says before it is submitted, where there is one.
    fn plan(self) -> Option<&'static str> {
        match self {
            Self::Approve | Self::Reroute => None,
            Self::StopDeployment => Some("CodeDeploy stops this deployment"),
            Self::CreateDeployment => Some("CodeDeploy deploys the version before"),
            Self::EndWait => Some("with them goes the instant rollback"),
            Self::PassHook => Some("It waits at a pause hook"),
            Self::StopServiceDeployment => Some("ECS stops this deployment"),
            Self::UpdateService => Some("ECS deploys the version before"),
        }
    }

    /// What the release's message says once AWS has carried it out.
    fn end(self) -> &'static str {
        match self {
            Self::Approve => "was approved by @U0ANN",
            Self::Reroute | Self::EndWait | Self::PassHook => "is deployed",
            _ => "was rolled back",
        }
    }

    /// What says that it is done, where the message alone does not.
    pub fn done(self) -> Option<&'static str> {
        match self {
            Self::Approve | Self::Reroute => None,
            Self::EndWait | Self::PassHook => Some("goes on"),
            _ => Some("AWS is rolling back"),
        }
    }
}

impl Acts {
    /// Lets deployments of `payments-api` wait before their traffic moves.
    pub fn holds_traffic(&self) {
        self.house.aws.edit(|world| {
            let application = world.home().applications.get_mut("payments");
            let group = application.and_then(|found| found.groups.get_mut("payments-prod"));
            group.expect("a group").ready_wait = Some(ReadyWait {
                minutes: 30,
                stop_on_timeout: true,
            });
        });
    }

    /// Lets deployments of `search-api` wait at a hook.
    pub fn pauses(&self) {
        self.house.aws.edit(|world| {
            let service = world.home().service_mut("prod-main", "search-api");
            let Strategy::BlueGreen { hooks, .. } = &mut service.expect("a service").strategy
            else {
                panic!("not blue/green");
            };
            hooks.push(Hook {
                stage: Stage::PostScaleUp,
                timeout_minutes: 300,
                continue_on_timeout: false,
            });
        });
    }

    /// The message of a deployment, once it says so and offers this.
    pub async fn shipped(&self, service: &str, says: &str, button: &str) -> Message {
        self.ship(service);
        self.until(says, |one| {
            one.thread_ts.is_none() && read(one).contains(says) && has(one, button)
        })
        .await
    }
}

impl Scene {
    /// A house where AWS stands still at the moment for this change.
    pub async fn of(change: Change) -> Self {
        let acts = Acts::open().await;
        let message = match change {
            Change::Approve => acts.awaiting_approval().await,
            Change::StopDeployment | Change::EndWait => acts.in_termination_wait().await,
            Change::CreateDeployment => {
                let through = acts.shipped("payments-api", "is deployed", "Roll back");
                through.await
            }
            Change::Reroute => {
                acts.holds_traffic();
                acts.shipped("payments-api", "", "Continue").await
            }
            Change::StopServiceDeployment => acts.shipped("search-api", "", "Roll back").await,
            Change::UpdateService => {
                let through = acts.shipped("orders-api", "is deployed", "Roll back");
                through.await
            }
            Change::PassHook => {
                acts.pauses();
                acts.shipped("search-api", "", "Continue").await
            }
        };
        acts.house.aws.calls().clear();
        Self {
            ts: message.ts,
            change,
            acts,
        }
    }

    /// Asks for the change, and sees to it that the bot has taken it.
    pub async fn press(&self) {
        let slack = &self.acts.house.slack;
        if let Some(old) = slack.modal_of(ANN) {
            slack.close(ANN, &old.id).await.expect("closed");
        }
        let button = self.change.button();
        let message = self.at_once("nothing to click", |one| has(one, button));
        let message = message.await;
        match self.change {
            Change::EndWait => self.acts.choose(ANN, &message, button).await,
            _ => self.acts.click(ANN, &message, button).await,
        }
        if let Some(plan) = self.change.plan() {
            let modal = self.acts.modal(ANN, plan).await;
            self.acts.submit(ANN, &modal, &[]).await;
        }
    }

    /// Waits until Ann is told this where nobody else sees it: in her modal, or for the `count`th time in private.
    pub async fn told(&self, says: &str, count: usize) -> String {
        match self.change.plan() {
            Some(_) => super::said(&self.acts.modal(ANN, says).await),
            None => self.acts.told_often(ANN, says, count).await,
        }
    }

    /// The release's message, once it is so while AWS stands still.
    pub async fn at_once(&self, what: &str, is_so: impl Fn(&Message) -> bool) -> Message {
        let what = format!("{:?}: {what}", self.change);
        let found = self.acts.at_once(&what, |one| self.is_it(one, &is_so));
        found.await
    }

    /// The release's message, once anybody can make the change again.
    pub async fn is_offered_again(&self) {
        let button = self.change.button();
        self.at_once("it is not offered again", |one| {
            has(one, button) && !read(one).contains("@U0ANN")
        })
        .await;
    }

    /// Lets AWS go on until the release's message tells that the change is carried out.
    pub async fn is_carried_out(&self) {
        let what = format!("{:?} is not carried out", self.change);
        let end = self.change.end();
        let is_so = |one: &Message| read(one).contains(end);
        self.acts.until(&what, |one| self.is_it(one, &is_so)).await;
        // What AWS made while its answer was lost may have been told first, and is given up for this message.
        let slack = &self.acts.house.slack;
        let is_one = slack.until(PATIENCE, |workspace| {
            let others = workspace.messages(DEPLOYS).filter(|one| one.ts != self.ts);
            let mut others = others.filter(|one| one.thread_ts.is_none());
            others
                .all(|one| read(one).contains("This is a part of"))
                .then_some(())
        });
        assert!(is_one.await.is_some(), "{what} on one message");
    }

    /// How often AWS was asked for any change.
    pub fn asked(&self, times: usize) {
        let calls = vec![self.change.call(); times];
        assert_eq!(self.acts.mutations(), calls, "{:?}", self.change);
    }

    fn is_it(&self, one: &Message, is_so: &impl Fn(&Message) -> bool) -> bool {
        one.ts == self.ts && is_so(one)
    }
}
