//! What happens before a deployment: a push, a failed build, a scan.

use super::Told;
use crate::console;
use crate::message::{Message, Part};
use crate::notice::{Build, Push, Scan};
use crate::quote::reason;
use crate::rich::Rich;
use crate::telling::headline::{short_id, who};
use crate::telling::links::web;
use crate::words::Value;

impl Told<'_> {
    pub(super) fn build(&self, build: &Build) -> Message {
        let words = self.words;
        let project = ("project", Rich::text(&build.project).into());
        let args = [project, ("where", self.place())];
        let mut message = Message::sentence(match self.is_within {
            true => words.say("notice-build-within", &args),
            false => words.say("notice-build", &args),
        });
        if let Some(phase) = &build.phase {
            let phase = ("phase", Rich::code(phase).into());
            let mut why = words.say("notice-build-phase", &[phase]);
            if let Some(said) = &build.reason {
                why = why.then(reason(said, words));
            }
            message = message.with(Part::Paragraph(why));
        } else if let Some(said) = &build.reason {
            message = message.with(Part::Paragraph(reason(said, words)));
        }
        let facts: Vec<(Rich, Rich)> = [
            build
                .version
                .as_deref()
                .map(|version| self.fact("version", Rich::code(short_id(version)))),
            build
                .started_by
                .as_deref()
                .map(|name| self.by("started-by", name)),
            build
                .number
                .as_deref()
                .map(|number| self.fact("build", Rich::text(number))),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !facts.is_empty() {
            message = message.with(Part::Facts(facts));
        }
        let log = build.log.clone().filter(|url| web(url));
        let log = log.map(|url| self.open("log", url));
        message.parts.extend(log);
        message
    }

    pub(super) fn push(&self, push: &Push) -> Message {
        let by = push.by.as_deref().map(who);
        let kind = match (push.is_tag, by.is_some()) {
            (true, true) => "tag-by",
            (true, false) => "tag",
            (false, true) => "branch-by",
            (false, false) => "branch",
        };
        let mut message = Message::sentence(self.words.say(
            "notice-push",
            &[
                ("kind", Value::Choice(kind)),
                ("who", by.unwrap_or_default().into()),
                ("commit", Rich::code(short_id(&push.commit)).into()),
                ("reference", Rich::code(&push.reference).into()),
                ("repository", Rich::text(&push.repository).into()),
                ("where", self.place()),
            ],
        ));
        let url = self
            .region()
            .map(|region| console::commit(region, &push.repository, &push.commit));
        message
            .parts
            .extend(url.map(|url| self.open("commit", url)));
        message
    }

    pub(super) fn scan(&self, scan: &Scan) -> Message {
        let image = match scan.tags.first() {
            Some(tag) => format!("{}:{tag}", scan.repository),
            None => scan.repository.clone(),
        };
        let number = |count: u64| Value::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let mut message = Message::sentence(self.words.say(
            "notice-scan",
            &[
                ("image", Rich::text(image).into()),
                ("where", self.place()),
                ("critical", number(scan.critical)),
                ("high", number(scan.high)),
            ],
        ));
        let place = self.story.last().place.as_ref();
        let url =
            place.map(|place| console::repository(&place.region, &place.account, &scan.repository));
        message
            .parts
            .extend(url.map(|url| self.open("repository", url)));
        message
    }
}
