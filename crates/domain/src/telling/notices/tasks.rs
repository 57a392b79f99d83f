//! Tasks that die, folded into one message, and services that cannot do what they should.

use super::Told;
use crate::console;
use crate::message::{Message, Part};
use crate::notice::{About, Death, Trouble};
use crate::quote::{quoted, reason};
use crate::rich::Rich;
use crate::words::Value;

/// Different reasons that are told; the rest is counted.
const REASONS: usize = 5;

impl Told<'_> {
    pub(super) fn deaths(&self, death: &Death) -> Message {
        let words = self.words;
        let count = self.number(self.story.count());
        let args = [
            ("n", count),
            ("service", Rich::text(&death.service).into()),
            ("where", self.place()),
            ("since", self.story.first().at.into()),
        ];
        let mut message = Message::sentence(match self.is_within {
            true => words.say("notice-deaths-within", &args),
            false => words.say("notice-deaths", &args),
        });
        let lines = self.reasons();
        if !lines.is_empty() {
            message = message.with(Part::Lines(lines));
        }
        if let Some(revision) = &death.revision {
            let fact = self.fact("version", Rich::code(revision));
            message = message.with(Part::Facts(vec![fact]));
        }
        message
            .parts
            .extend(self.service_page(&death.cluster, &death.service));
        message
    }

    pub(super) fn trouble(&self, trouble: &Trouble) -> Message {
        let words = self.words;
        let kind = match trouble.name.as_str() {
            "SERVICE_TASK_PLACEMENT_FAILURE" | "SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED" => {
                "placement"
            }
            "SERVICE_TASK_START_IMPAIRED" => "start",
            "SERVICE_TASK_CONFIGURATION_FAILURE" => "configuration",
            "SERVICE_DISCOVERY_INSTANCE_UNHEALTHY" => "discovery",
            _ => "other",
        };
        let mut message = Message::sentence(words.say(
            "notice-trouble",
            &[
                ("kind", Value::Choice(kind)),
                ("service", Rich::text(&trouble.service).into()),
                ("where", self.place()),
                ("name", Rich::code(&trouble.name).into()),
            ],
        ));
        if let Some(why) = &trouble.reason {
            message = message.with(Part::Paragraph(reason(why, words)));
        }
        if self.story.count() > 1 {
            let n = ("n", self.number(self.story.count()));
            let since = ("since", self.story.first().at.into());
            message = message.with(Part::Note(words.say("notice-times", &[n, since])));
        }
        message
            .parts
            .extend(self.service_page(&trouble.cluster, &trouble.service));
        message
    }

    /// Why they died, the most frequent reason first.
    fn reasons(&self) -> Vec<Rich> {
        let mut reasons: Vec<(String, u64)> = Vec::new();
        for notice in self.story.notices() {
            let About::Death(death) = &notice.about else {
                continue;
            };
            let why = self.why(death).plain();
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((why, 1)),
            }
        }
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let is_one = self.story.count() == 1;
        let rest = reasons.len().saturating_sub(REASONS);
        reasons.truncate(REASONS);
        let mut lines: Vec<Rich> = reasons
            .into_iter()
            .map(|(why, count)| match is_one {
                true => Rich::text(why),
                false => {
                    let why = ("why", Rich::text(why).into());
                    self.words
                        .say("notice-so-often", &[("n", self.number(count)), why])
                }
            })
            .collect();
        if rest > 0 {
            let n = ("n", self.number(rest as u64));
            lines.push(self.words.say("notice-more-reasons", &[n]));
        }
        lines
    }

    fn why(&self, death: &Death) -> Rich {
        let words = self.words;
        let why = match &death.reason {
            Some(why) => quoted(why),
            None => words.say("notice-no-reason", &[]),
        };
        let container = (
            "container",
            match &death.container {
                Some(container) => Rich::code(container).into(),
                None => return why,
            },
        );
        why.then(match death.exit_code {
            Some(code) => words.say("notice-exited", &[container, ("code", Value::Number(code))]),
            None => words.say("notice-container", &[container]),
        })
    }

    fn service_page(&self, cluster: &str, service: &str) -> Option<Part> {
        let url = console::service_health(self.region()?, cluster, service);
        Some(self.open("service", url))
    }

    fn number(&self, count: u64) -> Value {
        Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}
