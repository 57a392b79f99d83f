//! How long two hundred people wait who all ask for `status` at the same moment.

mod bot;
mod figures;
mod order;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures_util::future::join_all;
use pilothouse::demo::{PATIENCE, SETTINGS};
use sim::Clock;

/// Where they ask.
const CHANNEL: &str = "C0DEPLOYS";
/// People who ask.
const PEOPLE: usize = 200;
/// What one call of the simulated AWS takes.
const LATENCY: Duration = Duration::from_millis(100);
/// How long the last of them may wait for the whole answer, in seconds.
const ANSWERED: f64 = 2.0;
/// Crowds that are measured, each on a bot that was just started.
const CROWDS: usize = 5;

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let mut took = Vec::new();
    for _ in 0..CROWDS {
        let house = bot::House::open(&Clock::running(1.0), SETTINGS, &[])?;
        took.push(house.runtime.block_on(ask(&house))?.as_secs_f64());
    }
    let took = order::sorted(took);
    let most = took[CROWDS - 1];
    println!(
        "{PEOPLE} people are all answered in   {:.2} s least, {:.2} median, {most:.2} most of {CROWDS}   (at most {ANSWERED})",
        took[0],
        order::median(&took),
    );
    Ok(figures::verdict(most <= ANSWERED))
}

/// From the first request until the last person has the acknowledgement and the answer before them.
async fn ask(house: &bot::House) -> anyhow::Result<Duration> {
    let people: Vec<String> = (0..PEOPLE).map(|n| format!("U0CROWD{n:03}")).collect();
    house.slack.with(|workspace| {
        for person in &people {
            workspace.add_person(person, person, "en-US");
        }
        let channel = workspace.channels.get_mut(CHANNEL);
        let channel = channel.context("the channel is missing")?;
        channel.members.extend(people.iter().cloned());
        anyhow::Ok(())
    })?;
    house.aws.set_latency(LATENCY);
    let started = Instant::now();
    let sent = people
        .iter()
        .map(|person| house.slack.command(person, CHANNEL, "/deploy", "status"));
    let told = house.slack.until(PATIENCE, |workspace| {
        let everything = workspace.everything();
        let told = everything.iter().filter(|one| one.ephemeral_to.is_some());
        (told.count() == 2 * PEOPLE).then(Instant::now)
    });
    let (sent, told) = tokio::join!(join_all(sent), told);
    for delivery in sent {
        let delivery = delivery?;
        ensure!(delivery.ok(), "a command was answered {}", delivery.status);
    }
    let told =
        told.with_context(|| format!("not all answered:\n{}", house.bot.log().join("\n")))?;
    Ok(told - started)
}
