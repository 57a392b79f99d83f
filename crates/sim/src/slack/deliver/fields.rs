//! What a person picks or fills in, as the payloads show it.

use serde_json::{Map, Value, json};

use super::Refused;
use crate::slack::Element;

/// The members that an action or a state has for an element when `pick` was chosen or written.
pub fn picked(element: &Element, pick: &str) -> Result<Map<String, Value>, Refused> {
    let option = |wanted: &str| {
        element
            .option(wanted)
            .cloned()
            .ok_or_else(|| Refused(format!("{} has no option {wanted}", element.action_id())))
    };
    let (name, value) = match element.kind() {
        "static_select" | "external_select" | "overflow" | "radio_buttons" => {
            ("selected_option", option(pick)?)
        }
        "checkboxes" | "multi_static_select" => {
            let options: Result<Vec<Value>, Refused> = pick
                .split(',')
                .filter(|wanted| !wanted.is_empty())
                .map(option)
                .collect();
            ("selected_options", Value::Array(options?))
        }
        "users_select" => ("selected_user", json!(pick)),
        "multi_users_select" => {
            let users: Vec<&str> = pick.split(',').filter(|user| !user.is_empty()).collect();
            ("selected_users", json!(users))
        }
        "conversations_select" => ("selected_conversation", json!(pick)),
        "channels_select" => ("selected_channel", json!(pick)),
        "datepicker" => ("selected_date", json!(pick)),
        "plain_text_input" => ("value", written(element, pick)?),
        kind => return Err(Refused(format!("nothing can be chosen in a {kind}"))),
    };
    Ok(Map::from_iter([(name.to_owned(), value)]))
}

/// The members that an element has in a state while nobody has touched it.
fn untouched(element: &Element) -> Option<Map<String, Value>> {
    let json = &element.json;
    let (name, value) = match element.kind() {
        "static_select" | "external_select" | "radio_buttons" => {
            ("selected_option", json["initial_option"].clone())
        }
        "checkboxes" | "multi_static_select" => match &json["initial_options"] {
            Value::Null => ("selected_options", json!([])),
            options => ("selected_options", options.clone()),
        },
        "users_select" => ("selected_user", json["initial_user"].clone()),
        "multi_users_select" => match &json["initial_users"] {
            Value::Null => ("selected_users", json!([])),
            users => ("selected_users", users.clone()),
        },
        "conversations_select" => (
            "selected_conversation",
            json["initial_conversation"].clone(),
        ),
        "channels_select" => ("selected_channel", json["initial_channel"].clone()),
        "datepicker" => ("selected_date", json["initial_date"].clone()),
        "plain_text_input" => ("value", json["initial_value"].clone()),
        _ => return None,
    };
    Some(Map::from_iter([(name.to_owned(), value)]))
}

/// `state.values` of some elements, with what was filled in by action or block id.
pub fn state(elements: &[Element], filled: &[(&str, &str)]) -> Result<Value, Refused> {
    let mut values = Map::new();
    for element in elements {
        let Some(mut members) = untouched(element) else {
            continue;
        };
        if let Some((_, pick)) = filled.iter().find(|(name, _)| is_named(element, name)) {
            members = picked(element, pick)?;
        }
        members.insert("type".into(), element.kind().into());
        let block = values
            .entry(element.block_id.clone())
            .or_insert_with(|| json!({}));
        block[element.action_id()] = Value::Object(members);
    }
    // Slack writes an empty map as an empty list.
    Ok(if values.is_empty() {
        json!([])
    } else {
        Value::Object(values)
    })
}

/// Whether a test means this element by `name`.
pub fn is_named(element: &Element, name: &str) -> bool {
    element.action_id() == name || element.block_id == name
}

fn written(element: &Element, text: &str) -> Result<Value, Refused> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let length = text.chars().count() as u64;
    let least = element.json["min_length"].as_u64().unwrap_or(0);
    let most = element.json["max_length"].as_u64().unwrap_or(3000);
    if length < least || length > most {
        return Err(Refused(format!(
            "{} takes {least} to {most} characters",
            element.action_id()
        )));
    }
    Ok(json!(text))
}
