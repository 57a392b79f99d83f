//! Recorded events, sent through a bot's real door, so that a pipeline is tried without a deployment.

mod door;
mod recording;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use jiff::Timestamp;
use serde_json::Value;

use self::door::Sender;
use crate::config::EventsDoor;
use events::Around;

/// Sends the events of `files`, one a request, in their order, and says so on standard output, an event a line. What
/// cannot be read or is not taken is said on standard error. Returns whether everything was sent.
///
/// # Errors
/// When nothing can be called, or nobody reads what is said.
pub async fn replay(files: &[PathBuf], door: &EventsDoor) -> anyhow::Result<bool> {
    let sender = Sender::new(door)?;
    let mut is_all = true;
    for path in files {
        let recorded = match recording::read(path) {
            Ok(events) => events,
            Err(error) => {
                complain(&format!("{error}; nothing of it is sent"))?;
                is_all = false;
                continue;
            }
        };
        for event in &recorded {
            let name = format!("{}: {}", path.display(), name(event));
            match sender.deliver(event).await {
                Ok(()) => writeln!(io::stdout(), "sent {name}").context("standard output")?,
                Err(error) => {
                    complain(&format!("not sent {name}, to {}: {error}", door.url))?;
                    is_all = false;
                    if !error.is_of_the_event() {
                        return Ok(false);
                    }
                }
            }
        }
    }
    Ok(is_all)
}

/// By which an event is recognised: its family and its id.
fn name(event: &Value) -> String {
    let family = match events::decode(event, Timestamp::now()) {
        Ok(decoded) => decoded.family.to_owned(),
        Err(error) => format!("nothing that the bot can read, for {error}"),
    };
    let said = events::said_in(event.clone(), Around::default())
        .into_iter()
        .next();
    match said {
        Some(said) => format!("{family} ({})", said.id.escape_debug()),
        None => family,
    }
}

fn complain(what: &str) -> anyhow::Result<()> {
    writeln!(io::stderr(), "pilothouse: {what}").context("standard error")
}
