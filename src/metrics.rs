//! What is counted, in Prometheus's words. No label holds a name of a person or anything that came from outside.

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// The counters. Clones share them.
#[derive(Debug, Clone)]
pub struct Metrics {
    requests: Family<Request, Counter>,
    commands: Family<CommandLabel, Counter>,
    answers: Family<Answer, Counter>,
    events: Family<EventLabel, Counter>,
    messages: Family<MessageLabel, Counter>,
    waiting: Gauge,
    closed: Gauge,
    looks: Family<LookLabel, Counter>,
    pulls: Family<PullLabel, Counter>,
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

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EventLabel {
    family: &'static str,
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MessageLabel {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LookLabel {
    result: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PullLabel {
    result: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::default();
        let commands = Family::default();
        let answers = Family::default();
        let seconds = Histogram::new(exponential_buckets(0.05, 2.0, 10));
        let events = Family::default();
        let messages = Family::default();
        let waiting = Gauge::default();
        let closed = Gauge::default();
        let looks = Family::default();
        let pulls = Family::default();
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
        registry.register("events", "Events of AWS by family", events.clone());
        registry.register(
            "messages",
            "What became of messages to channels",
            messages.clone(),
        );
        registry.register(
            "messages_waiting",
            "Messages that Slack does not show as they should be",
            waiting.clone(),
        );
        registry.register(
            "channels_in_trouble",
            "Channels that cannot be written to",
            closed.clone(),
        );
        registry.register(
            "looks",
            "Things of AWS that were asked about",
            looks.clone(),
        );
        registry.register("pulls", "Rounds at the queue of events", pulls.clone());
        Self {
            requests,
            commands,
            answers,
            events,
            messages,
            waiting,
            closed,
            looks,
            pulls,
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

    /// Counts an event by its family: one that is news, one that is none, one that came again.
    pub fn event(&self, family: &'static str, result: &'static str) {
        self.events
            .get_or_create(&EventLabel { family, result })
            .inc();
    }

    /// Counts observations of what belongs to no environment.
    pub fn foreign(&self, count: u64) {
        let (family, result) = ("any", "of_no_environment");
        self.events
            .get_or_create(&EventLabel { family, result })
            .inc_by(count);
    }

    /// Counts events that had come before.
    pub fn repeated(&self, count: u64) {
        let (family, result) = ("any", "again");
        self.events
            .get_or_create(&EventLabel { family, result })
            .inc_by(count);
    }

    /// Counts what became of messages: `posted`, `edited`, `found`, `throttled`, `failed`, `gone`, `given_up`.
    pub fn messages(&self, result: &'static str, count: u64) {
        self.messages
            .get_or_create(&MessageLabel { result })
            .inc_by(count);
    }

    /// Says how many messages wait.
    pub fn waiting(&self, count: u64) {
        self.waiting.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Says how many channels cannot be written to.
    pub fn in_trouble(&self, channels: usize) {
        self.closed.set(i64::try_from(channels).unwrap_or(i64::MAX));
    }

    /// Counts what AWS was asked about, and of how much it did not answer.
    pub fn looked(&self, asked: usize, missed: usize) {
        for (result, count) in [("asked", asked), ("missed", missed)] {
            self.looks
                .get_or_create(&LookLabel { result })
                .inc_by(count as u64);
        }
    }

    /// Counts a round at the queue: `done`, `failed`.
    pub fn pulled(&self, result: &'static str) {
        self.pulls.get_or_create(&PullLabel { result }).inc();
    }

    /// All of them in OpenMetrics text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}
