//! What the settings accept, and what they say about everything else.

mod example;
mod refused;
mod sentences;
mod values;

use super::{Problems, Settings};

const MINIMAL: &str = "[slack]\nteam = \"T0001\"\nchannel = \"C0DEPLOYS\"\n";

const SECRETS: [(&str, &str); 2] = [
    ("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5"),
    ("SLACK_BOT_TOKEN", "xoxb-1-2-abc"),
];

/// Reads `text` with `variables` set, which go before those that are always needed.
fn read_with(text: &str, variables: &[(&str, &str)]) -> Result<Settings, Problems> {
    Settings::read(text, "pilothouse.toml", &|name| {
        let mut all = variables.iter().chain(&SECRETS);
        let (_, value) = all.find(|(known, _)| *known == name)?;
        Some((*value).to_owned())
    })
}

fn read(text: &str) -> Result<Settings, Problems> {
    read_with(text, &[])
}

/// Everything that is said about `text`, a line each.
fn problems(text: &str, variables: &[(&str, &str)]) -> String {
    match read_with(text, variables) {
        Ok(settings) => panic!("nothing is wrong with {settings:?}"),
        Err(problems) => problems.to_string(),
    }
}
