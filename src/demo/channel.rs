//! What the whole channel is told: one message for each release, which follows it to its end.

use anyhow::ensure;

use super::judge::Judge;
use super::read;
use super::stage::{DEPLOYS, Stage};
use super::story::act;
use crate::sim::aws::world::HOME;
use crate::sim::slack::Message;

/// The release whose image cannot be pulled: its message, and the reply that called everybody.
pub(super) async fn broken(stage: &Stage) -> anyhow::Result<()> {
    stage.line(
        "7. Meanwhile #deploys has one message for each release. That of orders-api began as \"on its\n   \
         way\"; its end came unseen, and so it is told in the thread and to everybody as well.",
    );
    let told = stage
        .channel("orders-api", "was rolled back", Some("was rolled back"))
        .await?;
    ensure!(
        told.len() == 2,
        "the rollback was told {} times",
        told.len()
    );
    for message in &told {
        let message = Judge::of(message);
        message.says(&["orders-api", "rolled back", "v18 runs again"])?;
        message.says_nothing_of(&["is deployed"])?;
    }
    alone(stage, "orders-api")
}

/// The release that waits for an approval, gets it, and goes to production.
pub(super) async fn shipped(stage: &Stage) -> anyhow::Result<()> {
    stage.line("8. The run of payments has come as far as its approval.");
    let told = stage
        .channel(
            "payments in",
            "waits for approval",
            Some("waits for approval"),
        )
        .await?;
    ensure!(
        told.len() == 2,
        "the approval was told {} times",
        told.len()
    );
    Judge::of(&told[0]).says(&["v43", "Staging", "Retry a refund once"])?;

    stage.line(
        "   Two hours later payments-api v42 is through, and Bob says yes in the AWS console.",
    );
    stage.let_pass(120).await;
    let told = stage.channel("payments-api", "is deployed", None).await?;
    Judge::of(&told[0]).says(&["v42"])?;
    let who = format!("arn:aws:iam::{HOME}:user/bob");
    act(stage, |world| {
        let home = world.home();
        let (token, _) = home.waiting_approval("payments").unwrap_or_default();
        let action = ("payments", "Approval", "Approve");
        home.put_approval(action, &token, true, "Go", &who)
            .map(|_| String::new())
    })?;
    stage.let_pass(1).await;
    let told = stage
        .channel(
            "payments in",
            "payments-api → prod-main: 4 of 4",
            Some("approved by bob"),
        )
        .await?;
    Judge::of(&told[0]).says(&["on its way", "Production"])?;

    stage.line("   Another two hours, and the same message has come to its end.");
    stage.let_pass(120).await;
    let told = stage.channel("payments in", "is deployed", None).await?;
    Judge::of(&told[0]).says(&["v43", "Production", "approved by bob"])?;
    alone(stage, "payments in")
}

/// There is no second message of it.
fn alone(stage: &Stage, what: &str) -> anyhow::Result<()> {
    let messages = stage.slack.messages(DEPLOYS);
    let is_of_it = |message: &&Message| {
        let text = read(message.blocks(), &str::to_owned);
        message.thread_ts.is_none() && text.lines().next().is_some_and(|line| line.contains(what))
    };
    let count = messages.iter().filter(is_of_it).count();
    ensure!(count == 1, "there are {count} messages of {what}");
    Ok(())
}
