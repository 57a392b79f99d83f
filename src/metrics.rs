//! What is counted, in Prometheus's words. No label holds a name of a person or anything that came from outside.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The counters. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    requests: Family<Request, Counter>,
    commands: Family<CommandLabel, Counter>,
    answers: Family<Answer, Counter>,
    seconds: Histogram,
    registry: std::sync::Arc<Registry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    door: &'static str,
    code: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CommandLabel {
    command: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    result: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::default();
        let commands = Family::default();
        let answers = Family::default();
        let seconds = Histogram::new(exponential_buckets(0.05, 2.0, 10));
        let mut registry = Registry::with_prefix("pilothouse");
        registry.register("requests", "Requests by door and status", requests.clone());
        registry.register(
            "commands",
            "Commands understood, and refused ones",
            commands.clone(),
        );
        registry.register(
            "answers",
            "Answers given after the acknowledgement",
            answers.clone(),
        );
        registry.register(
            "answer_seconds",
            "Seconds from a command to its delivered answer",
            seconds.clone(),
        );
        Self {
            requests,
            commands,
            answers,
            seconds,
            registry: registry.into(),
        }
    }
}

impl Metrics {
    /// Counts a request that was answered.
    pub fn request(&self, door: &'static str, code: u16) {
        self.requests.get_or_create(&Request { door, code }).inc();
    }

    /// Counts a command by its name, or `refused`.
    pub fn command(&self, command: &'static str) {
        self.commands.get_or_create(&CommandLabel { command }).inc();
    }

    /// Counts an answer that reached its person, or did not, and how long it took.
    pub fn answer(&self, delivered: bool, took: Duration) {
        let result = if delivered { "delivered" } else { "lost" };
        self.answers.get_or_create(&Answer { result }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// All of them in OpenMetrics text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}
