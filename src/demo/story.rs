//! The story: who asks what, what happens in AWS meanwhile, and what must have been told.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use jiff::{SignedDuration, Timestamp};

use super::channel;
use super::house;
use super::judge::Judge;
use super::stage::{DEPLOYS, Stage};
use crate::domain::service::Health;
use crate::domain::words::Locale;
use crate::sim::aws::World;
use crate::sim::aws::world::pipeline::Change;
use crate::sim::aws::world::{Refused, Ship, ecs};
use crate::sim::slack::Message;

/// How long before now AWS's part of the story begins.
pub(super) const LENGTH: SignedDuration = SignedDuration::from_mins(15);

const ANN: &str = "U0ANN";
const BOB: &str = "U0BOB";
const MINJI: &str = "U0MINJI";

/// Plays every scene.
///
/// # Errors
/// At the first that does not come out as told, with its number.
pub(super) async fn play(stage: &Stage) -> anyhow::Result<()> {
    help(stage).await.context("scene 1, help")?;
    at_rest(stage).await.context("scene 2, all at rest")?;
    typo(stage).await.context("scene 3, a typo")?;
    releases(stage).await.context("scene 4, three releases")?;
    korean(stage).await.context("scene 5, in Korean")?;
    thread(stage).await.context("scene 6, in a thread")?;
    channel::broken(stage)
        .await
        .context("scene 7, a broken release")?;
    channel::shipped(stage).await.context("scene 8, a release")
}

async fn help(stage: &Stage) -> anyhow::Result<()> {
    stage.line("1. Ann is new in #deploys and asks what she can ask.");
    let answer = stage.ask(ANN, "help").await?;
    Judge::of(&answer).says(&["/deploy status", "/deploy help"])
}

async fn at_rest(stage: &Stage) -> anyhow::Result<()> {
    stage.line("2. She asks how everything is: three environments, two AWS accounts.");
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

async fn typo(stage: &Stage) -> anyhow::Result<()> {
    stage.line("3. Her thumb slips.");
    let answer = stage.ask(ANN, "staus").await?;
    Judge::of(&answer).says(&["staus", "status"])
}

async fn releases(stage: &Stage) -> anyhow::Result<()> {
    stage.line(
        "4. A quarter of an hour later: payments v43 is in its pipeline, payments-api v42 and\n   \
         search-api v10 are going out, and the image of orders-api v19 could not be pulled.",
    );
    go_out(stage)?;

    let answer = Judge::of(&stage.ask(ANN, "status").await?);
    answer.counts(7)?;
    for (service, health) in [
        ("payments-api", Health::RollingOut),
        ("search-api", Health::RollingOut),
        ("orders-api", Health::SteadyAfterFailure),
    ] {
        answer.shows(Locale::En, service, "prod", health)?;
    }
    answer.says(&["40 %", "v10", "payments in prod", "tasks failed to start"])?;

    stage.line("   She looks closer at what failed, and at what waits.");
    let answer = Judge::of(&stage.ask(ANN, "status orders-api --env prod").await?);
    answer.says(&["orders-api", "6 of 6", "v18", "↩️", "tasks failed to start"])?;
    let answer = Judge::of(&stage.ask(ANN, "status payments").await?);
    answer.says(&["payments-api", "v41", "v42", "✋", "Approve", "Production"])
}

/// Three releases, begun so long ago that each is now where the story wants it.
fn go_out(stage: &Stage) -> anyhow::Result<()> {
    let now = Timestamp::now();
    let ago = |seconds: i64| now - SignedDuration::from_secs(seconds);
    let deploy = |service: &'static str, ship: Ship| {
        move |world: &mut World| world.home().deploy("prod-main", service, ship)
    };

    stage.wait_until(ago(730));
    let change = Change::new(
        "2b7e151628aed2a6abf7158809cf4f3c762e7160",
        "Retry a refund once",
        "v43",
    );
    act(stage, |world| world.home().run_pipeline("payments", change))?;
    stage.wait_until(ago(510));
    let broken = Ship::broken("v19", ecs::Health::CannotStart);
    act(stage, deploy("orders-api", broken))?;
    stage.wait_until(ago(390));
    act(stage, deploy("search-api", Ship::healthy("v10")))?;
    stage.wait_until(ago(270));
    act(stage, deploy("payments-api", Ship::healthy("v42")))?;
    stage.wait_until(now);
    Ok(())
}

pub(super) fn act(
    stage: &Stage,
    change: impl FnOnce(&mut World) -> Result<String, Refused>,
) -> anyhow::Result<()> {
    let done = stage.aws.edit(change);
    done.map_err(|refused| anyhow!("AWS refused: {}", refused.message))?;
    Ok(())
}

async fn korean(stage: &Stage) -> anyhow::Result<()> {
    stage.line("5. Minji reads Korean. Slack says so when Pilothouse asks, which no answer waits for:\n   the first may be in English, the next is not.");
    let answer = stage.ask(MINJI, "help").await?;
    Judge::of(&answer).says(&["/deploy status"])?;
    until_korean(stage).await?;
    let answer = Judge::of(&stage.ask(MINJI, "status").await?);
    ensure!(answer.is_korean(), "Minji was not answered in Korean");
    answer.counts(7)?;
    for (service, health) in [
        ("payments-api", Health::RollingOut),
        ("orders-api", Health::SteadyAfterFailure),
    ] {
        answer.shows(Locale::Ko, service, "prod", health)?;
    }
    Ok(())
}

/// Asks for help, out of the audience's sight, until the bot has looked Minji's language up.
async fn until_korean(stage: &Stage) -> anyhow::Result<()> {
    const PATIENCE: Duration = Duration::from_secs(10);
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        let answer = house::ask(&stage.slack, MINJI, DEPLOYS, "help").await?;
        if Judge::of(&answer).is_korean() {
            return Ok(());
        }
    }
    Err(anyhow!("the bot never learned that Minji reads Korean"))
}

async fn thread(stage: &Stage) -> anyhow::Result<()> {
    stage.line(
        "6. Ann writes to everybody. A thread takes no slash commands, so Bob mentions Pilothouse.",
    );
    let thread = stage
        .say(ANN, "search-api v10 is on its way, watching it.")
        .await?;
    let answer = stage.mention(BOB, &thread, "status search-api").await?;
    Judge::of(&answer).says(&["search-api", "prod", "v9", "v10"])?;
    ensure!(
        answer.thread_ts.as_deref() == Some(&thread),
        "Bob was not answered in the thread"
    );
    let bot = stage.slack.read(|workspace| workspace.app.bot_user.clone());
    let loud = stage.slack.messages(DEPLOYS);
    let in_thread = |message: &&Message| message.thread_ts.as_deref() == Some(&thread);
    ensure!(
        loud.iter()
            .filter(in_thread)
            .all(|message| message.author != bot),
        "what was meant for one person was told to the whole channel"
    );
    Ok(())
}
