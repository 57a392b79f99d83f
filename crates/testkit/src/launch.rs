//! The real bot as a process, started on both simulators.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use pilothouse::demo::{self, Bot};
use sim::aws::AwsSim;
use sim::slack::SlackSim;

/// Starts the bot on these simulators; it is ready when this returns.
pub async fn start(
    slack: &SlackSim,
    aws: &AwsSim,
    settings: &str,
    more: &[(&'static str, String)],
) -> Bot {
    demo::open(pilothouse(), slack, aws, settings, more)
        .await
        .expect("a bot that gets ready")
}

/// Starts the bot on these simulators and waits for nothing more.
pub async fn launch(
    slack: &SlackSim,
    aws: &AwsSim,
    settings: &str,
    more: &[(&'static str, String)],
) -> anyhow::Result<Bot> {
    demo::launch(pilothouse(), slack, aws, settings, more).await
}

/// The executable under test. Cargo tells it to the tests and benches of its package alone, when they run.
///
/// <https://doc.rust-lang.org/cargo/reference/environment-variables.html>
pub fn pilothouse() -> &'static Path {
    static PILOTHOUSE: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = std::env::var_os("CARGO_BIN_EXE_pilothouse");
        PathBuf::from(path.expect("CARGO_BIN_EXE_pilothouse, as in a test that cargo runs"))
    });
    &PILOTHOUSE
}
