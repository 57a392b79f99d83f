//! Block elements: buttons, menus, selects, inputs, images.

use serde_json::{Map, Value};

use super::check::Check;
use super::kinds::image_members;

/// Which part of which block an element is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Section,
    Actions,
    Context,
    Input,
}

const SELECT: [&str; 4] = ["action_id", "placeholder", "confirm", "focus_on_load"];

/// Checks one element.
pub fn element(check: &mut Check, value: &Value, at: &str, place: Place) {
    let Some(object) = value.as_object() else {
        check.wrong("must provide an object", at);
        return;
    };
    let Some(kind) = object.get("type").and_then(Value::as_str) else {
        check.wrong("missing required field: type", at);
        return;
    };
    if !fits(kind, place) {
        check.wrong(
            format_args!("unsupported type: {kind}"),
            &format!("{at}/type"),
        );
        return;
    }
    check.string(object, "action_id", at, (1, 255));
    match kind {
        "button" => button(check, value, at),
        "image" => {
            let optional = ["image_url", "slack_file"];
            if let Some(image) = check.object(value, at, &["alt_text"], &optional) {
                image_members(check, image, at);
            }
        }
        "overflow" => overflow(check, value, at),
        "static_select" | "multi_static_select" => static_select(check, value, at, kind),
        "checkboxes" | "radio_buttons" => choice_list(check, value, at, kind),
        "datepicker" => datepicker(check, value, at),
        "plain_text_input" => text_input(check, value, at),
        _ => entity_select(check, value, at, kind),
    }
}

fn fits(kind: &str, place: Place) -> bool {
    match kind {
        "button" | "overflow" => matches!(place, Place::Section | Place::Actions),
        "image" => matches!(place, Place::Section | Place::Context),
        "plain_text_input" => place == Place::Input,
        "multi_static_select" | "multi_users_select" => {
            matches!(place, Place::Section | Place::Input)
        }
        "static_select"
        | "external_select"
        | "users_select"
        | "conversations_select"
        | "channels_select"
        | "checkboxes"
        | "radio_buttons"
        | "datepicker" => place != Place::Context,
        _ => false,
    }
}

fn button(check: &mut Check, value: &Value, at: &str) {
    let optional = [
        "action_id",
        "value",
        "url",
        "style",
        "confirm",
        "accessibility_label",
    ];
    let Some(button) = check.object(value, at, &["text"], &optional) else {
        return;
    };
    check.plain(button, "text", at, 75);
    check.string(button, "value", at, (1, 2000));
    check.string(button, "url", at, (1, 3000));
    check.string(button, "accessibility_label", at, (1, 75));
    check.one_of(button, "style", at, &["primary", "danger"]);
    check.confirm(button, at);
    if let Some(url) = button.get("url").and_then(Value::as_str)
        && !url.contains(':')
    {
        check.wrong("must be a valid url", &format!("{at}/url"));
    }
}

fn overflow(check: &mut Check, value: &Value, at: &str) {
    let Some(menu) = check.object(value, at, &["options"], &["action_id", "confirm"]) else {
        return;
    };
    let options = check.list(menu, "options", at, (1, 5));
    for (index, option) in options.iter().enumerate() {
        check.option(option, &format!("{at}/options/{index}"), false, true);
    }
    check.confirm(menu, at);
}

fn select_members(check: &mut Check, select: &Map<String, Value>, at: &str) {
    check.plain(select, "placeholder", at, 150);
    check.confirm(select, at);
    check.flag(select, "focus_on_load", at);
    check.number(select, "max_selected_items", at, (1, 100));
}

fn static_select(check: &mut Check, value: &Value, at: &str, kind: &str) {
    let initial: &[&str] = if kind == "static_select" {
        &["initial_option"]
    } else {
        &["initial_options", "max_selected_items"]
    };
    let optional = [&SELECT[..], &["options", "option_groups"], initial].concat();
    let Some(select) = check.object(value, at, &[], &optional) else {
        return;
    };
    let all = options(check, select, at, 1);
    let initial = select.get("initial_option").into_iter().chain(check.list(
        select,
        "initial_options",
        at,
        (1, 100),
    ));
    for option in initial {
        if !all.contains(&option) {
            check.wrong(
                "initial option must be one of the options",
                &format!(
                    "{at}/{}",
                    if kind == "static_select" {
                        "initial_option"
                    } else {
                        "initial_options"
                    }
                ),
            );
        }
    }
    select_members(check, select, at);
}

fn entity_select(check: &mut Check, value: &Value, at: &str, kind: &str) {
    let own: &[&str] = match kind {
        "users_select" => &["initial_user"],
        "multi_users_select" => &["initial_users", "max_selected_items"],
        "channels_select" => &["initial_channel", "response_url_enabled"],
        "external_select" => &["initial_option", "min_query_length"],
        _ => &[
            "initial_conversation",
            "default_to_current_conversation",
            "response_url_enabled",
            "filter",
        ],
    };
    let optional = [&SELECT[..], own].concat();
    if let Some(select) = check.object(value, at, &[], &optional) {
        select_members(check, select, at);
        check.flag(select, "default_to_current_conversation", at);
        check.flag(select, "response_url_enabled", at);
        check.number(select, "min_query_length", at, (0, u64::MAX));
        if let Some(option) = select.get("initial_option") {
            check.option(option, &format!("{at}/initial_option"), false, false);
        }
    }
}

/// Checks `options` or `option_groups` of `object`, of which it must have one; returns all options.
pub fn options<'v>(
    check: &mut Check,
    object: &'v Map<String, Value>,
    at: &str,
    least: usize,
) -> Vec<&'v Value> {
    if object.contains_key("options") == object.contains_key("option_groups") {
        check.wrong("must provide either options or option_groups", at);
    }
    let mut all = Vec::new();
    let options = check.list(object, "options", at, (least, 100));
    for (index, option) in options.iter().enumerate() {
        check.option(option, &format!("{at}/options/{index}"), false, false);
        all.push(option);
    }
    let groups = check.list(object, "option_groups", at, (least, 100));
    for (index, group) in groups.iter().enumerate() {
        let at = format!("{at}/option_groups/{index}");
        let Some(group) = check.object(group, &at, &["label", "options"], &[]) else {
            continue;
        };
        check.plain(group, "label", &at, 75);
        let options = check.list(group, "options", &at, (least, 100));
        for (index, option) in options.iter().enumerate() {
            check.option(option, &format!("{at}/options/{index}"), false, false);
            all.push(option);
        }
    }
    all
}

fn choice_list(check: &mut Check, value: &Value, at: &str, kind: &str) {
    let initial = if kind == "checkboxes" {
        "initial_options"
    } else {
        "initial_option"
    };
    let optional = ["action_id", "confirm", "focus_on_load", initial];
    let Some(list) = check.object(value, at, &["options"], &optional) else {
        return;
    };
    let options = check.list(list, "options", at, (1, 10));
    for (index, option) in options.iter().enumerate() {
        check.option(option, &format!("{at}/options/{index}"), true, false);
    }
    let chosen = match list.get(initial) {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    if chosen.iter().any(|option| !options.contains(option)) {
        check.wrong(
            "initial option must be one of the options",
            &format!("{at}/{initial}"),
        );
    }
    check.confirm(list, at);
    check.flag(list, "focus_on_load", at);
}

fn datepicker(check: &mut Check, value: &Value, at: &str) {
    let optional = [&SELECT[..], &["initial_date"]].concat();
    let Some(picker) = check.object(value, at, &[], &optional) else {
        return;
    };
    select_members(check, picker, at);
    if let Some(date) = picker.get("initial_date")
        && date
            .as_str()
            .is_none_or(|date| date.parse::<jiff::civil::Date>().is_err())
    {
        check.wrong("must be a valid date", &format!("{at}/initial_date"));
    }
}

fn text_input(check: &mut Check, value: &Value, at: &str) {
    let optional = [
        "action_id",
        "placeholder",
        "initial_value",
        "multiline",
        "min_length",
        "max_length",
        "dispatch_action_config",
        "focus_on_load",
    ];
    let Some(input) = check.object(value, at, &[], &optional) else {
        return;
    };
    check.plain(input, "placeholder", at, 150);
    check.string(input, "initial_value", at, (0, 3000));
    check.flag(input, "multiline", at);
    check.flag(input, "focus_on_load", at);
    check.number(input, "min_length", at, (0, 3000));
    check.number(input, "max_length", at, (1, 3000));
}
