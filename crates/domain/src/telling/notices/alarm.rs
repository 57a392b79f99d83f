//! An alarm: how it stands, why, and what was being released at that time, with its way back.

use super::Told;
use crate::console;
use crate::message::{Actions, Message, Part};
use crate::notice::{About, Alarm, AlarmState};
use crate::quote::{quoted, reason};
use crate::rich::Rich;
use crate::words::Value;

impl Told<'_> {
    /// Nothing where it was never in alarm: that it is as it should be is no news.
    pub(super) fn alarm(&self, alarm: &Alarm) -> Option<(Message, String)> {
        let words = self.words;
        let alarms = || {
            self.story.notices().iter().filter(|notice| {
                matches!(&notice.about, About::Alarm(alarm) if alarm.state == AlarmState::Alarm)
            })
        };
        let began = alarms().next().map(|first| first.at);
        let was = alarm.was == Some(AlarmState::Alarm);
        let state = match alarm.state {
            AlarmState::Alarm => "alarm",
            AlarmState::Ok if began.is_some() => "over",
            AlarmState::Ok if was => "back",
            AlarmState::InsufficientData if began.is_some() || was => "no-data",
            AlarmState::Ok | AlarmState::InsufficientData => return None,
        };
        let began = began.unwrap_or(self.story.first().at);
        let took = self.story.last().at.duration_since(began);
        let mut message = Message::sentence(words.say(
            "notice-alarm",
            &[
                ("state", Value::Choice(state)),
                ("alarm", Rich::text(&alarm.name).into()),
                ("where", self.place()),
                ("took", words.duration(took).into()),
            ],
        ));
        if self.is_brief {
            message.parts.extend(self.alarm_page(alarm));
            return Some((message, state.to_owned()));
        }
        let times = alarms().count();
        if times > 1 {
            let n = ("n", Value::Number(i64::try_from(times).unwrap_or(i64::MAX)));
            let since = ("since", began.into());
            message = message.with(Part::Paragraph(
                words.say("notice-alarm-again", &[n, since]),
            ));
        }
        if let Some(why) = &alarm.reason {
            message = message.with(Part::Paragraph(reason(why, words)));
        }
        if let Some(description) = &alarm.description {
            let text = ("text", quoted(description).into());
            message = message.with(Part::Paragraph(words.say("release-quoted", &[text])));
        }
        if let Some(by) = &alarm.suppressed_by {
            let by = ("by", Rich::code(by).into());
            message = message.with(Part::Paragraph(words.say("notice-suppressed", &[by])));
        }
        if let Some(release) = &self.beside {
            let headline = ("headline", release.headline().into());
            message = message.with(Part::Paragraph(words.say("notice-beside", &[headline])));
            let buttons = Vec::from_iter(release.way_back());
            if alarm.state != AlarmState::Ok && !buttons.is_empty() {
                message = message.with(Part::Actions(Actions {
                    buttons,
                    more: Vec::new(),
                }));
            }
        }
        message.parts.extend(self.alarm_page(alarm));
        Some((message, state.to_owned()))
    }

    fn alarm_page(&self, alarm: &Alarm) -> Option<Part> {
        let url = console::alarm(self.region()?, &alarm.name);
        Some(self.open("alarm", url))
    }
}
