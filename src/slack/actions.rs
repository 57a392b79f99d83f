//! From what can be clicked to one block of Slack's, within Slack's limits.

use std::collections::HashMap;

use slack_morphism::prelude::*;

use super::markup::{cut, plain};
use domain::message::{Actions, Button, Confirm, Style};

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
    let labels = buttons.iter().chain(options);
    let labels: usize = labels.map(|it| units(&it.label, LABEL)).sum();
    let block_id = numbered("actions", nth);
    Some(Clickable {
        block: SlackActionsBlock::new(elements)
            .with_block_id(block_id.into())
            .into(),
        length: labels + buttons.iter().map(confirm_length).sum::<usize>(),
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

fn units(text: &str, limit: usize) -> usize {
    text.encode_utf16().count().min(limit)
}

fn confirm_length(button: &Button) -> usize {
    button.confirm.as_ref().map_or(0, |confirm| {
        units(&confirm.title, CONFIRM_TITLE)
            + units(&confirm.text, CONFIRM_TEXT)
            + units(&confirm.yes, CONFIRM_LABEL)
            + units(&confirm.no, CONFIRM_LABEL)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use domain::acting::Intent;
    use domain::message::Press;
    use domain::release::{Place, Subject};

    fn refresh(execution: usize, press: Press, label: &str) -> Button {
        Button {
            press,
            intent: Intent::Refresh {
                subject: Subject::Execution {
                    place: Place {
                        account: "111122223333".to_owned(),
                        region: "eu-west-1".to_owned(),
                    },
                    pipeline: "orders".to_owned(),
                    id: format!("e{execution}"),
                },
            },
            only: None,
            label: label.to_owned(),
            style: Style::Plain,
            confirm: None,
        }
    }

    fn buttons(count: usize, label: &str) -> Vec<Button> {
        (0..count).map(|n| refresh(n, Press::Act, label)).collect()
    }

    fn rendered(actions: &Actions) -> Value {
        let block = block(actions, 1).expect("something to click").block;
        serde_json::to_value(block).expect("JSON")
    }

    #[test]
    fn a_button_and_a_menu_hold_what_they_stand_for() {
        let mut button = refresh(1, Press::Act, "Refresh");
        button.style = Style::Danger;
        button.confirm = Some(Confirm {
            title: "Sure?".to_owned(),
            text: "It is production.".to_owned(),
            yes: "Yes".to_owned(),
            no: "No".to_owned(),
        });
        let other = refresh(2, Press::Ask, "Refresh with care…");
        let plain = |text| json!({"type": "plain_text", "text": text, "emoji": false});
        let expected = json!({
            "type": "actions", "block_id": "actions",
            "elements": [
                {
                    "type": "button", "action_id": "act:refresh", "value": button.id().as_str(), "style": "danger",
                    "text": plain("Refresh"), "accessibility_label": "Refresh",
                    "confirm": {
                        "title": plain("Sure?"), "text": plain("It is production."), "confirm": plain("Yes"),
                        "deny": plain("No"), "style": "danger",
                    },
                },
                {
                    "type": "overflow", "action_id": "more",
                    "options": [{
                        "text": plain("Refresh with care…"), "value": format!("ask:{}", other.id().as_str()),
                    }],
                },
            ],
        });
        let actions = Actions {
            buttons: vec![button],
            more: vec![other],
        };
        assert_eq!(rendered(&actions), expected);
        assert_eq!(block(&actions, 1).expect("a block").length, 52);
    }

    #[test]
    fn two_buttons_of_one_name_differ_and_nothing_to_click_is_no_block() {
        let actions = Actions {
            buttons: buttons(3, "Refresh"),
            more: Vec::new(),
        };
        let json = rendered(&actions);
        let ids: Vec<_> = (0..3).map(|n| &json["elements"][n]["action_id"]).collect();
        assert_eq!(ids, ["act:refresh", "act:refresh:2", "act:refresh:3"]);
        assert!(block(&Actions::default(), 1).is_none());
    }

    #[test]
    fn more_than_slack_takes_is_cut() {
        let long = "😀".repeat(400);
        let mut many = buttons(30, &long);
        many[0].confirm = Some(Confirm {
            title: long.clone(),
            text: long.clone(),
            yes: long.clone(),
            no: long.clone(),
        });
        let json = rendered(&Actions {
            buttons: many,
            more: buttons(7, &long),
        });
        let elements = json["elements"].as_array().expect("elements");
        assert_eq!(elements.len(), 25);
        assert_eq!(
            elements[24]["options"].as_array().expect("options").len(),
            5
        );
        let units = |pointer: &str| {
            let text = json.pointer(pointer).and_then(Value::as_str).expect("text");
            text.encode_utf16().count()
        };
        for (pointer, most) in [
            ("/elements/0/text/text", 75),
            ("/elements/0/accessibility_label", 75),
            ("/elements/0/confirm/title/text", 100),
            ("/elements/0/confirm/text/text", 300),
            ("/elements/0/confirm/confirm/text", 30),
            ("/elements/0/confirm/deny/text", 30),
            ("/elements/24/options/0/text/text", 75),
            ("/elements/24/options/0/value", 150),
        ] {
            assert!((1..=most).contains(&units(pointer)), "{pointer}");
        }
    }
}
