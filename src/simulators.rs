//! The subcommands `demo` and `sim`, which a build without the feature `simulators` does not have.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use pilothouse::demo;

use super::stop_signal;

/// The arguments of `pilothouse sim`.
#[derive(Debug, clap::Args)]
pub struct Simulators {
    /// host:port of the simulated Slack; port 0 picks one.
    #[arg(long, default_value = "127.0.0.1:0", value_parser = address)]
    slack: SocketAddr,
    /// host:port of the simulated AWS; port 0 picks one.
    #[arg(long, default_value = "127.0.0.1:0", value_parser = address)]
    aws: SocketAddr,
    /// How many times as fast as the wall clock AWS lives; Slack keeps to the wall clock.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=3600))]
    speed: u16,
    /// How many items AWS puts on a page where the client does not say.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=100))]
    page: u16,
    /// Refuse this to the base keys, such as ecs:DescribeServices or codedeploy:*; may be repeated.
    #[arg(long)]
    deny: Vec<String>,
    /// Throttle as AWS documents it.
    #[arg(long)]
    throttle: bool,
    /// Keep every call and its answer in this file, one line of JSON each.
    #[arg(long)]
    record: Option<PathBuf>,
}

/// Plays the story. Stopped in its midst, it takes the bot with it.
pub async fn tell() -> anyhow::Result<ExitCode> {
    let stop = stop_signal()?;
    tokio::select! {
        told = demo::tell() => told,
        () = stop => anyhow::bail!("the story was stopped before its end"),
    }
}

/// Runs the two simulators until a signal stops them.
pub async fn simulate(how: Simulators) -> anyhow::Result<ExitCode> {
    let stop = stop_signal()?;
    let record = match how.record {
        Some(path) => Some(
            sim::Record::open(&path)
                .with_context(|| format!("--record {} cannot be written", path.display()))?,
        ),
        None => None,
    };
    let clock = sim::Clock::running(f64::from(how.speed));
    let mut world = sim::aws::World::reference(clock.now());
    world.page = usize::from(how.page);
    for action in &how.deny {
        world.deny(sim::aws::world::HOME, action);
    }
    let slack = sim::slack::SlackSim::start_with_control(how.slack, sim::Clock::running(1.0))
        .await
        .with_context(|| format!("--slack {} cannot be bound", how.slack))?;
    let aws = sim::aws::AwsSim::start(how.aws, clock, world)
        .await
        .with_context(|| format!("--aws {} cannot be bound", how.aws))?;
    aws.set_paces(how.throttle);
    if let Some(record) = record {
        slack.calls().keep_in("slack", record.clone());
        aws.calls().keep_in("aws", record);
    }
    let urls = serde_json::json!({ "slack_url": slack.api_url(), "aws_url": aws.url() });
    println!("{urls}");
    stop.await;
    Ok(ExitCode::SUCCESS)
}

fn address(text: &str) -> anyhow::Result<SocketAddr> {
    text.to_socket_addrs()
        .ok()
        .and_then(|mut addresses| addresses.next())
        .context("write host:port")
}
