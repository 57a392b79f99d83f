//! Nobody knows which environment a deployment belongs to: it is acted on only by who may wherever it may be.

use sim::aws::world::HOME;
use sim::slack::Message;
use sim::{Fault, Kind};

use super::{Acts, has, said};
use testkit::{House, SETTINGS, read};

/// What AWS would have to answer for the cluster to be known.
const GROUP: &str = "codedeploy.GetDeploymentGroup";

/// Sam may roll back in staging, which comes first in the settings.
fn settings() -> String {
    const HEAD: &str = "[[environments]]\nname = \"";
    let mut parts: Vec<&str> = SETTINGS.split(HEAD).collect();
    parts.swap(1, 2);
    let grant =
        "\n[[grants]]\nactions = [\"rollback\"]\nenvironment = \"staging\"\nusers = [\"U0SAM\"]\n";
    format!("{}{grant}", parts.join(HEAD))
}

impl Acts {
    /// A deployment of `payments-api`, on its way, as the channel sees it.
    async fn on_its_way(&self, version: &str) -> Message {
        self.house
            .aws
            .edit(|world| {
                let ship = sim::aws::world::Ship::healthy(version);
                world.home().deploy("prod-main", "payments-api", ship)
            })
            .expect("a deployment");
        self.until("it is not told", |one| {
            one.thread_ts.is_none() && has(one, "Roll back") && read(one).contains("payments")
        })
        .await
    }
}

#[tokio::test]
async fn a_grant_for_staging_does_not_stop_a_deployment_whose_environment_is_unknown() {
    for trouble in ["denied", "throttled", "slow"] {
        let acts = Acts::planned(House::plan().settings(settings())).await;
        let aws = &acts.house.aws;
        match trouble {
            "denied" => aws.edit(|world| world.deny(HOME, "codedeploy:GetDeploymentGroup")),
            "throttled" => {
                let throttled = Kind::Throttle { retry_after: 1 };
                aws.faults().inject(Fault::on(GROUP, throttled));
            }
            _ => aws.faults().inject(Fault::on(GROUP, Kind::Hang)),
        }
        let message = acts.on_its_way("v42").await;
        let text = read(&message);
        assert!(
            text.contains("Environment unknown: add applications to")
                && text.contains("payments/payments-prod"),
            "{trouble}: {text}"
        );
        acts.click("U0SAM", &message, "Roll back").await;
        let refused = said(&acts.modal("U0SAM", "needs a grant").await);
        assert!(
            refused.contains("That is so in prod, where this may be")
                && refused.contains("Environment unknown: add applications to"),
            "{trouble}: {refused}"
        );
        assert!(acts.mutations().is_empty(), "{trouble}");
        // Who may in each of them may.
        acts.click("U0BOB", &message, "Roll back").await;
        let plan = acts.modal("U0BOB", "Roll back payments").await;
        let shown = said(&plan);
        assert!(
            shown.contains("an unknown environment (staging / prod)")
                && shown.contains("Environment unknown: add applications to"),
            "{trouble}: {shown}"
        );
        acts.submit("U0BOB", &plan, &[]).await;
        acts.modal("U0BOB", "AWS is rolling back").await;
        assert_eq!(acts.mutations(), ["codedeploy.StopDeployment"], "{trouble}");
        for environment in ["prod", "staging"] {
            let asked = format!("history --env {environment}");
            let history = read(&acts.house.ask("U0ANN", &asked).await);
            assert!(
                history.contains(
                    "@U0BOB rolled back payments in an unknown environment (staging / prod)"
                ) && history.contains("@U0SAM wanted to roll back payments"),
                "{history}"
            );
        }
    }
}

#[tokio::test]
async fn a_group_whose_cluster_was_once_seen_is_known_after_a_restart_too() {
    let acts = Acts::planned(House::plan().settings(settings())).await;
    let first = acts.on_its_way("v42").await;
    assert!(
        read(&first).contains("payments-api in prod"),
        "{}",
        read(&first)
    );
    acts.until("it is not deployed", |one| {
        one.ts == first.ts && read(one).contains("v42 is deployed")
    })
    .await;
    let deny = "codedeploy:GetDeploymentGroup";
    acts.house.aws.edit(|world| world.deny(HOME, deny));
    let acts = acts.killed().await;
    acts.house
        .aws
        .edit(|world| {
            let ship = sim::aws::world::Ship::healthy("v43");
            world.home().deploy("prod-main", "payments-api", ship)
        })
        .expect("a deployment");
    let second = acts
        .until("it is not told", |one| {
            one.ts != first.ts && one.thread_ts.is_none() && has(one, "Roll back")
        })
        .await;
    let text = read(&second);
    assert!(
        text.contains("payments-api in prod") && !text.contains("nvironment unknown"),
        "{text}"
    );
    acts.click("U0SAM", &second, "Roll back").await;
    let refused = said(&acts.modal("U0SAM", "needs a grant").await);
    assert!(!refused.contains("nvironment unknown"), "{refused}");
    acts.click("U0BOB", &second, "Roll back").await;
    acts.modal("U0BOB", "Roll back payments-api in prod").await;
    assert!(acts.mutations().is_empty());
}
