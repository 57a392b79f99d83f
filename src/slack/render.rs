//! From a message to Slack's blocks, within Slack's limits.

use serde::Serialize;
use slack_morphism::prelude::*;

use super::actions::{self, Clickable};
use super::markup::{SECTION, cut, mrkdwn};
use domain::message::{Message, Part};
use domain::rich::Rich;

/// Characters of the whole message. Slack refuses at some 12,000 (`msg_blocks_too_long`), which is nowhere documented.
const MESSAGE: usize = 9_000;
/// Characters of the fallback text.
const TEXT: usize = 3_000;
/// Blocks of one message; Slack takes 50.
const BLOCKS: usize = 48;
/// Fields of one section, and characters of one field; Slack takes 10 and 2,000.
const FIELDS: usize = 10;
const FIELD: usize = 1_900;
/// Rows and cells of a table, and characters of a cell; Slack takes 100 and 20 and names no length.
const ROWS: usize = 99;
const CELLS: usize = 20;
const CELL: usize = 200;
/// How much of a message what can be clicked may take, before any text: blocks and characters.
const CLICKABLE: (usize, usize) = (BLOCKS / 2, MESSAGE / 2);

/// What is sent: blocks to look at, and a text that says the same to a screen reader or a notification.
#[derive(Debug, Clone, Serialize)]
pub struct Rendered {
    pub text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<SlackBlock>,
}

impl Rendered {
    /// The text alone.
    pub fn without_blocks(&self) -> Self {
        Self {
            text: self.text.clone(),
            blocks: Vec::new(),
        }
    }
}

/// Renders a message. The same message is always rendered to the same bytes, by which an edit that would change nothing
/// is known.
pub fn render(message: &Message) -> Rendered {
    let mut page = Page::with_room_for(&message.parts);
    page.section(&message.headline);
    for part in &message.parts {
        page.part(part);
    }
    Rendered {
        text: fallback(message),
        blocks: page.blocks,
    }
}

/// Renders a message for a modal, where Slack takes no table: its rows are lines there.
pub(super) fn render_for_modal(message: &Message) -> Rendered {
    let parts = message.parts.iter().map(|part| match part {
        Part::Table { rows, .. } => Part::Lines(rows.iter().map(|row| in_line(row)).collect()),
        other => other.clone(),
    });
    render(&Message {
        headline: message.headline.clone(),
        parts: parts.collect(),
    })
}

/// A row of a table where there is no table.
fn in_line(row: &[String]) -> Rich {
    Rich::text(row.join(" · "))
}

/// The headline and everything below it, a table's rows included, a line each.
fn fallback(message: &Message) -> String {
    let mut lines = vec![message.headline.clone()];
    for part in &message.parts {
        match part {
            Part::Paragraph(rich) | Part::Note(rich) => lines.push(rich.clone()),
            Part::Lines(more) => lines.extend(more.iter().cloned()),
            Part::Facts(facts) => lines.extend(
                facts
                    .iter()
                    .map(|(label, value)| Rich::join([label.clone(), value.clone()], ": ")),
            ),
            Part::Table { rows, .. } => {
                lines.extend(rows.iter().map(|row| in_line(row)));
            }
            // What cannot be clicked in a notification is not read out in it.
            Part::Actions(_) => {}
        }
    }
    mrkdwn(&Rich::join(lines, "\n"), TEXT)
}

/// Blocks so far, and what still fits.
struct Page {
    blocks: Vec<SlackBlock>,
    /// Blocks and characters that text may still take.
    room: usize,
    left: usize,
    /// What can be clicked, in its order. Its room is taken beforehand, so that no text, however long, pushes it out.
    clickable: std::vec::IntoIter<Option<SlackBlock>>,
}

impl Page {
    fn with_room_for(parts: &[Part]) -> Self {
        let (mut blocks, mut characters) = CLICKABLE;
        let mut nth = 0;
        let mut clickable = Vec::new();
        for part in parts {
            let Part::Actions(actions) = part else {
                continue;
            };
            nth += 1;
            let fits = |it: &Clickable| blocks > 0 && it.length <= characters;
            let block = actions::block(actions, nth).filter(fits).map(|it| {
                blocks -= 1;
                characters -= it.length;
                it.block
            });
            clickable.push(block);
        }
        Self {
            blocks: Vec::new(),
            room: BLOCKS - (CLICKABLE.0 - blocks),
            left: MESSAGE - (CLICKABLE.1 - characters),
            clickable: clickable.into_iter(),
        }
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Paragraph(rich) => self.section(rich),
            Part::Lines(lines) => self.lines(lines),
            Part::Facts(facts) => facts.chunks(FIELDS).for_each(|some| self.facts(some)),
            Part::Table { header, rows } => self.table(header, rows),
            Part::Note(rich) => self.note(rich),
            Part::Actions(_) => self.blocks.extend(self.clickable.next().flatten()),
        }
    }

    fn push(&mut self, length: usize, block: impl Into<SlackBlock>) {
        if self.room > 0 && length <= self.left {
            self.room -= 1;
            self.left -= length;
            self.blocks.push(block.into());
        }
    }

    fn section(&mut self, rich: &Rich) {
        self.section_of(mrkdwn(rich, SECTION.min(self.left)));
    }

    fn section_of(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        let length = text.chars().count();
        let text = SlackBlockText::MarkDown(markdown(text));
        self.push(length, SlackSectionBlock::new().with_text(text));
    }

    /// As many lines to a section as fit.
    fn lines(&mut self, lines: &[Rich]) {
        let mut section = String::new();
        for line in lines {
            let line = mrkdwn(line, SECTION);
            if section.chars().count() + line.chars().count() >= SECTION {
                self.section_of(std::mem::take(&mut section));
            }
            if !section.is_empty() {
                section.push('\n');
            }
            section.push_str(&line);
        }
        self.section_of(section);
    }

    fn facts(&mut self, facts: &[(Rich, Rich)]) {
        let fields: Vec<_> = facts
            .iter()
            .map(|(label, value)| {
                let label = mrkdwn(label, FIELD / 2);
                format!("*{label}*\n{}", mrkdwn(value, FIELD / 2))
            })
            .collect();
        let length = fields.iter().map(|field| field.chars().count()).sum();
        let fields = fields
            .into_iter()
            .map(|field| SlackBlockText::MarkDown(markdown(field)))
            .collect();
        self.push(length, SlackSectionBlock::new().with_fields(fields));
    }

    fn table(&mut self, header: &[String], rows: &[Vec<String>]) {
        let mut length = 0;
        let mut table: Vec<Vec<SlackTableCell>> = Vec::new();
        for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
            let cells: Vec<_> = row.iter().take(CELLS).map(|text| cell(text)).collect();
            let characters: usize = cells.iter().map(|cell| cell.chars().count()).sum();
            if table.len() > ROWS || length + characters > self.left {
                break;
            }
            length += characters;
            table.push(cells.into_iter().map(SlackTableCell::from).collect());
        }
        let wrapped = SlackTableColumnSetting::new().with_is_wrapped(true);
        let settings = vec![wrapped; header.len().min(CELLS)];
        self.push(
            length,
            SlackTableBlock::new(table).with_column_settings(settings),
        );
    }

    fn note(&mut self, rich: &Rich) {
        let text = mrkdwn(rich, SECTION.min(self.left));
        let length = text.chars().count();
        let element = SlackContextBlockElement::MarkDown(markdown(text));
        self.push(length, SlackContextBlock::new(vec![element]));
    }
}

/// Nothing in the text becomes a link by itself.
fn markdown(text: String) -> SlackBlockMarkDownText {
    SlackBlockMarkDownText::new(text).with_verbatim(true)
}

/// A cell is never empty, which Slack refuses.
fn cell(text: &str) -> String {
    if text.is_empty() {
        return "–".to_owned();
    }
    cut(text, CELL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::acting::Intent;
    use domain::message::{Actions, Button, Press, Style};
    use domain::release::{Place, Subject};

    #[test]
    fn a_message_of_any_size_stays_within_slacks_limits() {
        let long = "&".repeat(5_000);
        let message = Message::sentence(Rich::text(&long))
            .with(Part::Lines(vec![Rich::text(&long); 10]))
            .with(Part::Facts(vec![(Rich::text("a"), Rich::text(&long)); 30]))
            .with(Part::Table {
                header: vec!["a".into(); 30],
                rows: vec![vec![long.clone(), String::new()]; 300],
            });
        let rendered = render(&message);
        assert!(rendered.blocks.len() <= 50);
        assert!(rendered.text.chars().count() <= 3_000);
        let json = serde_json::to_value(&rendered.blocks).expect("JSON");
        assert_eq!(json[0]["text"]["type"], "mrkdwn");
        assert_eq!(json[0]["text"]["verbatim"], true);
        assert!(
            json[0]["text"]["text"]
                .as_str()
                .expect("text")
                .chars()
                .count()
                <= 3_000
        );
    }

    #[test]
    fn no_text_pushes_out_what_can_be_clicked() {
        let refresh = |id: usize| Button {
            press: Press::Act,
            intent: Intent::Refresh {
                subject: Subject::Execution {
                    place: Place {
                        account: "111122223333".to_owned(),
                        region: "eu-west-1".to_owned(),
                    },
                    pipeline: "orders".to_owned(),
                    id: id.to_string(),
                },
            },
            only: None,
            label: "Refresh".repeat(20),
            style: Style::Plain,
            confirm: None,
        };
        let actions = |from: usize| {
            Part::Actions(Actions {
                buttons: (from..from + 25).map(refresh).collect(),
                more: Vec::new(),
            })
        };
        let long = Rich::text("a".repeat(5_000));
        let long = |message: Message| {
            (0..100).fold(message, |message, _| {
                message.with(Part::Paragraph(long.clone()))
            })
        };
        let kinds = |message: &Message| {
            let blocks = serde_json::to_value(render(message).blocks).expect("JSON");
            let blocks = blocks.as_array().expect("blocks").clone();
            let is_actions = |it: &&serde_json::Value| it["type"] == "actions";
            let ids: Vec<_> = blocks
                .iter()
                .filter(is_actions)
                .map(|it| it["block_id"].clone())
                .collect();
            (blocks.len(), ids)
        };
        let message = Message::sentence(Rich::text("Two of them"));
        let two = long(long(message.clone().with(actions(0))).with(actions(25)));
        let (count, ids) = kinds(&two);
        assert!(count <= 50);
        assert_eq!(ids, ["actions", "actions:2"]);
        assert_eq!(render(&two).blocks, render(&two.clone()).blocks);
        // What is itself too much leaves room for the words.
        let many = long((0..60).fold(message, |message, n| message.with(actions(n * 25))));
        let (count, ids) = kinds(&many);
        assert_eq!(ids.len(), 2);
        assert!((5..=50).contains(&count));
    }
}
