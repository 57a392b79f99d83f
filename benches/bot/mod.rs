//! The release build of the bot on both simulators.

use std::path::Path;

use pilothouse::demo::{self, Bot};
use sim::Clock;
use sim::aws::{AwsSim, World};
use sim::slack::SlackSim;
use tokio::runtime::Runtime;

/// The executable of the profile that is measured.
pub const PILOTHOUSE: &str = env!("CARGO_BIN_EXE_pilothouse");

/// Both simulators, served by the runtime, and the bot on them.
pub struct House {
    pub runtime: Runtime,
    pub slack: SlackSim,
    pub aws: AwsSim,
    pub bot: Bot,
}

impl House {
    /// Opens it with these settings and `more` environment variables; the bot is ready when this returns.
    pub fn open(
        clock: &Clock,
        settings: &str,
        more: &[(&'static str, String)],
    ) -> anyhow::Result<Self> {
        let runtime = Runtime::new()?;
        let (slack, aws, bot) = runtime.block_on(async {
            let here = "127.0.0.1:0".parse()?;
            let slack = SlackSim::start(here, clock.clone()).await?;
            let aws = AwsSim::start(here, clock.clone(), World::reference(clock.now())).await?;
            let bot = demo::open(Path::new(PILOTHOUSE), &slack, &aws, settings, more).await?;
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
