//! `demo --tell`: a story on a stage of its own, printed as it happens, and checked by the program itself.

use std::process::ExitCode;

use anyhow::ensure;

use super::stage::{Stage, print};
use super::story;

/// How much of the bot's log is shown when something went wrong.
const TAIL: usize = 20;

/// Plays a story in the terminal; ends well only if everything came out as told.
///
/// # Errors
/// A sentence that says which scene went wrong and how, with the end of the bot's log.
pub async fn tell() -> anyhow::Result<ExitCode> {
    let stage = Stage::set(story::LENGTH).await?;
    stage.line("Slack and AWS are simulated here, in one process. Pilothouse is the real one.");
    if let Err(error) = story::play(&stage).await {
        let log = stage.bot.log();
        let tail = log[log.len().saturating_sub(TAIL)..].join("\n");
        return Err(error.context(format!(
            "the story went wrong; the bot's log ends:\n{tail}\n"
        )));
    }
    let (status, _) = stage.bot.stop().await?;
    ensure!(status.success(), "the bot was told to stop and {status}");
    print("The end: everything came out as told, and Pilothouse stopped when it was asked to.");
    Ok(ExitCode::SUCCESS)
}
