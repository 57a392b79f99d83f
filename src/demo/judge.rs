//! Whether a message says what the story promises: by its parts, and by the words that Pilothouse itself has for them.

use anyhow::{Context, ensure};
use serde_json::Value as Json;

use super::read;
use domain::service::Health;
use domain::words::{Locale, Value};
use sim::slack::Message;

/// The message, its text read once.
pub(super) struct Judge {
    text: String,
    rows: Vec<Vec<String>>,
}

impl Judge {
    pub(super) fn of(message: &Message) -> Self {
        let table = message
            .blocks()
            .iter()
            .find(|block| block["type"] == "table");
        Self {
            text: read(message.blocks(), &str::to_owned),
            rows: table.map(rows).unwrap_or_default(),
        }
    }

    /// All of these stand in it somewhere.
    pub(super) fn says(&self, expected: &[&str]) -> anyhow::Result<()> {
        for text in expected {
            ensure!(
                self.text.contains(text),
                "the answer does not say {text:?}; it says:\n{}",
                self.text
            );
        }
        Ok(())
    }

    /// None of these stands in it anywhere.
    pub(super) fn says_nothing_of(&self, unexpected: &[&str]) -> anyhow::Result<()> {
        for text in unexpected {
            ensure!(
                !self.text.contains(text),
                "the message says {text:?}:\n{}",
                self.text
            );
        }
        Ok(())
    }

    /// The table has this many services in it.
    pub(super) fn counts(&self, services: usize) -> anyhow::Result<()> {
        let count = self.rows.len().saturating_sub(1);
        ensure!(
            count == services,
            "the table has {count} services, not {services}"
        );
        Ok(())
    }

    /// The table has this service, in this environment and health.
    pub(super) fn shows(
        &self,
        locale: Locale,
        service: &str,
        environment: &str,
        health: Health,
    ) -> anyhow::Result<()> {
        let row = self
            .rows
            .iter()
            .find(|row| row[0] == service && row[1].starts_with(environment))
            .with_context(|| format!("the table lacks {service} in {environment}"))?;
        let choice = [("health", Value::Choice(health.as_str()))];
        let state = locale.words().plain("health", &choice);
        ensure!(
            row.get(2).is_some_and(|cell| cell.starts_with(&state)),
            "{service} in {environment} is not told as {state:?}, but as {row:?}"
        );
        Ok(())
    }
}

/// The cells of a table that has at least a name and a place in each row.
fn rows(table: &Json) -> Vec<Vec<String>> {
    let rows = table["rows"].as_array().into_iter().flatten();
    rows.map(|row| {
        let cells = row.as_array().into_iter().flatten();
        cells
            .map(|cell| cell["text"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    })
    .filter(|row| row.len() >= 2)
    .collect()
}
