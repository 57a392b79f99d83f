//! The story: who asks and clicks what, what happens in AWS meanwhile, and what must have been told.

use anyhow::{Context, anyhow, ensure};
use jiff::SignedDuration;

use super::judge::Judge;
use super::read;
use super::stage::{DEPLOYS, Stage};
use domain::service::Health;
use domain::words::Locale;
use sim::aws::World;
use sim::aws::world::pipeline::Change;
use sim::aws::world::{Refused, Ship, ecs};

/// How long before now AWS's part of the story begins.
pub(super) const LENGTH: SignedDuration = SignedDuration::from_mins(60);

const ANN: &str = "U0ANN";
const BOB: &str = "U0BOB";
const SAM: &str = "U0SAM";

/// Plays every scene.
///
/// # Errors
/// At the first that does not come out as told, with its number.
pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    at_rest(stage).await.context("scene 1, status")?;
    released(stage).await.context("scene 2, a release")?;
    refused(stage).await.context("scene 3, a refusal")?;
    approved(stage).await.context("scene 4, an approval")?;
    shipped(stage).await.context("scene 5, production")?;
    rolled_back(stage).await.context("scene 6, a rollback")?;
    broken(stage).await.context("scene 7, a broken release")?;
    history(stage).await.context("scene 8, the history")
}

async fn at_rest(stage: &Stage) -> anyhow::Result<()> {
    stage.line("1. Ann asks how everything is: three environments, two AWS accounts.");
    let answer = Judge::of(&stage.ask(ANN, "status").await?);
    answer.counts(7)?;
    for (service, environment) in [
        ("payments-api", "prod"),
        ("orders-api", "prod"),
        ("search-api", "prod"),
        ("payments-api", "staging"),
        ("orders-api", "staging"),
        ("billing-api", "partner"),
        ("mailer", "partner"),
    ] {
        answer.shows(Locale::En, service, environment, Health::Steady)?;
    }
    Ok(())
}

async fn released(stage: &Stage) -> anyhow::Result<()> {
    stage.line(
        "2. A commit is pushed. Its release is one message, which has come as far as the approval.",
    );
    let change = Change::new(
        "2b7e151628aed2a6abf7158809cf4f3c762e7160",
        "Retry a refund once",
        "v42",
    );
    act(stage, |world| world.home().run_pipeline("payments", change))?;
    stage.let_pass(8).await;
    let message = stage.told("payments in", &["waits for approval", "[Approve] [Reject]"]);
    let message = message.await?;
    Judge::of(&message).says(&["v42", "Staging", "Retry a refund once"])?;
    alone(stage, "payments in")
}

async fn refused(stage: &Stage) -> anyhow::Result<()> {
    stage.line("3. Sam clicks Approve. He may not, and nobody else sees that he tried.");
    stage.click(SAM, "payments in", "Approve").await?;
    let told = stage.privately(SAM, "needs a grant").await?;
    Judge::of(&told).says(&["@S0RELEASE", "@U0BOB"])?;
    ensure!(
        stage.aws.calls().count("codepipeline.PutApprovalResult") == 0,
        "AWS was asked all the same"
    );
    Ok(())
}

async fn approved(stage: &Stage) -> anyhow::Result<()> {
    stage.line("4. Ann may. She chooses to say why.");
    let menu = "Approve with comment…";
    stage.choose(ANN, "payments in", menu).await?;
    let dialog = stage.dialog(ANN, "Approve payments in prod?").await?;
    stage.submit(ANN, &dialog, "Staging looks right").await?;
    stage.dialog(ANN, "goes on").await?;
    // How long it waited is as AWS says, whose time here is not the bot's own.
    let message = stage.told(
        "payments in",
        &["Approval · 6 min", "was approved by @U0ANN"],
    );
    Judge::of(&message.await?).says(&["Staging looks right"])?;
    ensure!(
        stage.aws.calls().count("codepipeline.PutApprovalResult") == 1,
        "AWS was not asked exactly once"
    );
    Ok(())
}

async fn shipped(stage: &Stage) -> anyhow::Result<()> {
    stage.line("5. Production: all traffic is on v42, and the old tasks are kept for an hour.");
    stage.let_pass(11).await;
    let message = stage.told("payments in", &["kept for a quick rollback", "[Roll back]"]);
    Judge::of(&message.await?).says(&["payments-api", "v41", "v42"])
}

async fn rolled_back(stage: &Stage) -> anyhow::Result<()> {
    stage.line("6. Refunds fail. Bob rolls back; he sees what will be done before it is done.");
    stage.click(BOB, "payments in", "Roll back").await?;
    let dialog = stage.dialog(BOB, "Roll back payments-api in prod to v41?");
    let dialog = dialog.await?;
    stage.submit(BOB, &dialog, "").await?;
    stage.dialog(BOB, "AWS is rolling back").await?;
    stage.let_pass(3).await;
    let message = stage.told("payments in", &["was rolled back", "v41 runs again"]);
    let message = Judge::of(&message.await?);
    message.says(&["Rolled back to v41 by @U0BOB"])?;
    message.says_nothing_of(&["is deployed"])?;
    ensure!(
        stage.aws.calls().count("codedeploy.StopDeployment") == 1,
        "AWS was not asked exactly once"
    );
    alone(stage, "payments in")
}

async fn broken(stage: &Stage) -> anyhow::Result<()> {
    stage.line(
        "7. The image of orders-api v19 cannot be pulled. ECS takes it back by itself, which no console\n   \
         tells anybody; the thread is told as well, and so is everybody in the channel.",
    );
    let broken = Ship::broken("v19", ecs::Health::CannotStart);
    act(stage, |world| {
        world.home().deploy("prod-main", "orders-api", broken)
    })?;
    // AWS's clock is behind the bot's: what had ended when the bot first asks would be from before it watched.
    stage.posted("orders-api").await?;
    stage.let_pass(10).await;
    let message = stage.told("orders-api", &["was rolled back", "v18 runs again"]);
    Judge::of(&message.await?).says(&["failed and was rolled back"])?;
    stage.reply("orders-api", "was rolled back").await?;
    alone(stage, "orders-api")
}

async fn history(stage: &Stage) -> anyhow::Result<()> {
    stage.line("8. Who did what?");
    let answer = Judge::of(&stage.ask(ANN, "history").await?);
    answer.says(&[
        "@U0BOB rolled back payments-api",
        "@U0ANN approved payments",
        "@U0SAM wanted to approve payments",
    ])
}

fn act(
    stage: &Stage,
    change: impl FnOnce(&mut World) -> Result<String, Refused>,
) -> anyhow::Result<()> {
    let done = stage.aws.edit(change);
    done.map_err(|refused| anyhow!("AWS refused: {}", refused.message))?;
    Ok(())
}

/// There is no second message of it.
fn alone(stage: &Stage, what: &str) -> anyhow::Result<()> {
    let messages = stage.slack.messages(DEPLOYS);
    let of_it = messages.iter().filter(|message| {
        let text = read(message.blocks(), &str::to_owned);
        message.thread_ts.is_none() && text.lines().next().is_some_and(|line| line.contains(what))
    });
    let count = of_it.count();
    ensure!(count == 1, "there are {count} messages of {what}");
    Ok(())
}
