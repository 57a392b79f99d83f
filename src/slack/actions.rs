//! What can be clicked, as Slack's elements: buttons, and a menu for the rest, within Slack's limits.

use slack_morphism::prelude::*;

use crate::domain::message::{Actions, Button, Confirm, Style};

/// Characters of a button's or an option's label.
const LABEL: usize = 75;
/// Buttons beside the menu; a block takes 25 elements.
const BUTTONS: usize = 24;
/// Options of a menu.
const OPTIONS: usize = 5;
/// The menu's name, of which a message has one.
pub(super) const MENU: &str = "more";

/// The block; `None` where there is nothing to click.
pub(super) fn block(actions: &Actions) -> Option<SlackBlock> {
    let mut elements: Vec<SlackActionBlockElement> = Vec::new();
    for (at, one) in actions.buttons.iter().take(BUTTONS).enumerate() {
        let name = action_id(one);
        // The name of an element is unique within its block.
        let before = &actions.buttons[..at];
        let same = before.iter().filter(|it| action_id(it) == name).count();
        let name = match same {
            0 => name,
            same => format!("{name}:{}", same + 1),
        };
        elements.push(button(one, name).into());
    }
    if !actions.more.is_empty() {
        let options = actions.more.iter().take(OPTIONS).map(option).collect();
        let menu = SlackBlockOverflowElement::new(options).with_action_id(MENU.into());
        elements.push(menu.into());
    }
    (!elements.is_empty()).then(|| SlackActionsBlock::new(elements).into())
}

fn button(button: &Button, name: String) -> SlackBlockButtonElement {
    let mut element = SlackBlockButtonElement::new(plain(&button.label, LABEL))
        .with_action_id(name.into())
        .with_value(button.id().as_str().to_owned());
    element.style = match button.style {
        Style::Plain => None,
        Style::Primary => Some(SlackBlockButtonStyle::Primary),
        Style::Danger => Some(SlackBlockButtonStyle::Danger),
    };
    element.confirm = button
        .confirm
        .as_ref()
        .map(|it| confirm(it, button.style == Style::Danger));
    element
}

/// <https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object>
fn confirm(confirm: &Confirm, is_danger: bool) -> SlackBlockConfirmItem {
    let mut item = SlackBlockConfirmItem::new(
        plain(&confirm.title, 100),
        SlackBlockText::Plain(text(&confirm.text, 300)),
        plain(&confirm.yes, 30),
        plain(&confirm.no, 30),
    );
    item.style = is_danger.then(|| "danger".to_owned());
    item
}

fn option(button: &Button) -> SlackBlockChoiceItem<SlackBlockPlainTextOnly> {
    let value = format!("{}:{}", button.press.as_str(), button.id().as_str());
    SlackBlockChoiceItem::new(plain(&button.label, LABEL), value)
}

fn action_id(button: &Button) -> String {
    let verb = button.intent.verb();
    format!("{}:{}", button.press.as_str(), verb.as_str())
}

/// Text without any format, cut to so many characters.
pub(super) fn plain(words: &str, longest: usize) -> SlackBlockPlainTextOnly {
    text(words, longest).into()
}

fn text(words: &str, longest: usize) -> SlackBlockPlainText {
    let cut: String = match words.chars().count() > longest {
        true => words.chars().take(longest - 1).chain(['…']).collect(),
        false => words.to_owned(),
    };
    SlackBlockPlainText::new(cut).with_emoji(false)
}
