//! What the bot costs at rest: memory, milliseconds until it is ready, bytes on disk.

mod bot;
mod figures;
mod order;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, ensure};
use pilothouse::demo::{self, PATIENCE, SETTINGS};
use sim::Clock;

/// Starts that are measured.
const STARTS: usize = 10;
/// Memory at rest, in MiB.
const MEMORY: f64 = 25.0;
/// From the process's start until `/readyz` answers 200, in milliseconds.
const READY: f64 = 200.0;
/// The stripped executable, in bytes.
const BINARY: u64 = 30_000_000;

fn main() -> anyhow::Result<ExitCode> {
    if !figures::is_measured() {
        return Ok(ExitCode::SUCCESS);
    }
    let house = bot::House::open(&Clock::running(1.0), SETTINGS, &[])?;
    let pid = house.bot.pid().context("the bot has ended")?;
    let idle = resident(pid)?;
    let asked = demo::ask(&house.slack, "U0ANN", "C0DEPLOYS", "status");
    house.runtime.block_on(asked)?;
    let asked = resident(pid)?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        starts.push(house.runtime.block_on(start(&house))?);
    }
    let starts = order::sorted(starts);
    let size = fs::metadata(bot::PILOTHOUSE)?.len();

    println!("memory at rest   {idle:6.1} MiB, {asked:.1} after one status   (at most {MEMORY})");
    println!(
        "start to ready   {:6.0} ms median, {:.0} least, {:.0} most of {STARTS}   (at most {READY})",
        order::median(&starts),
        starts[0],
        starts[STARTS - 1],
    );
    println!(
        "executable       {:6.1} MB   (at most {})",
        size as f64 / 1e6,
        BINARY / 1_000_000
    );
    let met =
        idle <= MEMORY && asked <= MEMORY && order::median(&starts) <= READY && size <= BINARY;
    Ok(figures::verdict(met))
}

/// The resident memory of a process, in MiB.
fn resident(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Milliseconds from the start of one more bot until it is ready.
async fn start(house: &bot::House) -> anyhow::Result<f64> {
    let started = Instant::now();
    let pilothouse = Path::new(bot::PILOTHOUSE);
    let bot = demo::launch(pilothouse, &house.slack, &house.aws, SETTINGS, &[]).await?;
    let readyz = format!("{}/readyz", bot.url());
    let client = reqwest::Client::builder().no_proxy().build()?;
    while client.get(&readyz).send().await?.status() != 200 {
        ensure!(started.elapsed() < PATIENCE, "the bot does not get ready");
    }
    let took = started.elapsed();
    bot.stop().await?;
    Ok(took.as_secs_f64() * 1e3)
}
