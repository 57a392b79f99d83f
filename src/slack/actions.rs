//! From what can be clicked to one block of Slack's, within Slack's limits.

use std::collections::HashMap;

use slack_morphism::prelude::*;

use super::markup::{cut, plain};
use crate::domain::message::{Actions, Button, Confirm, Style};

/// The `action_id` of the menu. A button's is its press and its verb, `act:approve`.
pub(super) const MENU: &str = "more";
/// What stands between a press and what follows it, in an `action_id` and in an option's value.
pub(super) const SEPARATOR: char = ':';
/// Elements of one block, and options of a menu: <https://docs.slack.dev/reference/block-kit/blocks/actions-block>.
const ELEMENTS: usize = 25;
const OPTIONS: usize = 5;
/// Characters of a button and of an option, and of a dialog's title, text and two buttons:
/// <https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object>.
const LABEL: usize = 75;
const CONFIRM_TITLE: usize = 100;
const CONFIRM_TEXT: usize = 300;
const CONFIRM_LABEL: usize = 30;

/// A block of a message, and how many characters a person reads in it.
pub(super) struct Clickable {
    pub block: SlackBlock,
    pub length: usize,
}

/// The `nth` block, from 1, of buttons and a menu of one message; none where there is nothing to click.
pub(super) fn block(actions: &Actions, nth: usize) -> Option<Clickable> {
    if actions.is_empty() {
        return None;
    }
    let options = &actions.more[..actions.more.len().min(OPTIONS)];
    let buttons = ELEMENTS - usize::from(!options.is_empty());
    let buttons = &actions.buttons[..actions.buttons.len().min(buttons)];
    let mut ids = Ids::default();
    let mut elements: Vec<SlackActionBlockElement> = buttons
        .iter()
        .map(|it| button(it, &mut ids).into())
        .collect();
    if !options.is_empty() {
        let options = options.iter().map(option).collect();
        let menu = SlackBlockOverflowElement::new(options).with_action_id(MENU.into());
        elements.push(menu.into());
    }
    let block_id = numbered("actions", nth);
    Some(Clickable {
        block: SlackActionsBlock::new(elements)
            .with_block_id(block_id.into())
            .into(),
        length: buttons.iter().chain(options).map(length).sum(),
    })
}

/// How often each name was given so far: Slack refuses two elements of one `action_id` in a block.
#[derive(Default)]
struct Ids(HashMap<String, usize>);

impl Ids {
    fn next(&mut self, name: String) -> String {
        let count = self.0.entry(name.clone()).or_default();
        *count += 1;
        numbered(&name, *count)
    }
}

/// `name`, and from the second on `name:2`.
fn numbered(name: &str, nth: usize) -> String {
    match nth {
        0 | 1 => name.to_owned(),
        _ => format!("{name}{SEPARATOR}{nth}"),
    }
}

fn button(button: &Button, ids: &mut Ids) -> SlackBlockButtonElement {
    let verb = button.intent.verb().as_str();
    let action_id = ids.next(format!("{}{SEPARATOR}{verb}", button.press.as_str()));
    SlackBlockButtonElement {
        action_id: Some(action_id.into()),
        text: plain(&button.label, LABEL),
        url: None,
        value: Some(button.id().as_str().to_owned()),
        style: match button.style {
            Style::Plain => None,
            Style::Primary => Some(SlackBlockButtonStyle::Primary),
            Style::Danger => Some(SlackBlockButtonStyle::Danger),
        },
        confirm: button.confirm.as_ref().map(|it| confirm(it, button.style)),
        accessibility_label: Some(SlackAccessibilityLabel(cut(&button.label, LABEL))),
    }
}

fn confirm(confirm: &Confirm, style: Style) -> SlackBlockConfirmItem {
    SlackBlockConfirmItem {
        title: plain(&confirm.title, CONFIRM_TITLE),
        text: SlackBlockText::Plain(
            SlackBlockPlainText::new(cut(&confirm.text, CONFIRM_TEXT)).with_emoji(false),
        ),
        confirm: plain(&confirm.yes, CONFIRM_LABEL),
        deny: plain(&confirm.no, CONFIRM_LABEL),
        style: (style == Style::Danger).then(|| "danger".to_owned()),
    }
}

/// The press rides in the value: a menu has one `action_id` for all that it holds.
fn option(button: &Button) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    let value = format!(
        "{}{SEPARATOR}{}",
        button.press.as_str(),
        button.id().as_str()
    );
    SlackBlockChoiceItem::new(plain(&button.label, LABEL), value)
}

fn length(button: &Button) -> usize {
    let units = |text: &str, limit: usize| text.encode_utf16().count().min(limit);
    let confirm = button.confirm.as_ref().map_or(0, |confirm| {
        units(&confirm.title, CONFIRM_TITLE)
            + units(&confirm.text, CONFIRM_TEXT)
            + units(&confirm.yes, CONFIRM_LABEL)
            + units(&confirm.no, CONFIRM_LABEL)
    });
    units(&button.label, LABEL) + confirm
}
