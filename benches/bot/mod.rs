//! The release build of the bot on both simulators, and how what was measured is told.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use pilothouse::demo::{self, Bot, SETTINGS};
use pilothouse::sim::Clock;
use pilothouse::sim::aws::{AwsSim, World};
use pilothouse::sim::slack::SlackSim;
use tokio::runtime::Runtime;

/// The executable of the profile that is measured.
pub const PILOTHOUSE: &str = env!("CARGO_BIN_EXE_pilothouse");

/// Whether `cargo bench` asks; `cargo test --all-targets` builds no release and would measure nothing of worth.
pub fn is_measured() -> bool {
    let measured = env::args().any(|argument| argument == "--bench");
    if !measured {
        println!("nothing is measured: run `cargo bench`");
    }
    measured
}

/// Both simulators, served by the runtime, and the bot on them.
pub struct House {
    pub runtime: Runtime,
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub bot: Bot,
}

impl House {
    /// Opens it; the bot is ready when this returns.
    pub fn open() -> anyhow::Result<Self> {
        let runtime = Runtime::new()?;
        let (slack, aws, bot) = runtime.block_on(async {
            let clock = Clock::running(1.0);
            let here = "127.0.0.1:0".parse()?;
            let slack = SlackSim::start(here, clock.clone()).await?;
            let aws = AwsSim::start(here, clock.clone(), World::reference(clock.now())).await?;
            let bot = demo::open(Path::new(PILOTHOUSE), &slack, &aws, SETTINGS, &[]).await?;
            anyhow::Ok((slack, aws, bot))
        })?;
        Ok(Self {
            runtime,
            slack,
            aws,
            bot,
        })
    }
}

/// From the least to the greatest.
pub fn sorted(figures: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The middle one of sorted figures.
pub fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

/// Says whether what is required is met, as a word and as an exit code.
pub fn verdict(met: bool) -> ExitCode {
    if met {
        println!("met");
        return ExitCode::SUCCESS;
    }
    println!("NOT met");
    ExitCode::FAILURE
}
