//! What Slack refuses of blocks, as a table, and the small makers of blocks for it.

use serde_json::{Value, json};

pub fn long(count: usize) -> String {
    "x".repeat(count)
}

pub fn plain(text: &str) -> Value {
    json!({"type": "plain_text", "text": text})
}

pub fn section(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text}})
}

pub fn button() -> Value {
    json!({"type": "button", "action_id": "a", "text": plain("Go")})
}

pub fn option(text: &str, value: &str) -> Value {
    json!({"text": plain(text), "value": value})
}

/// An actions block around one element.
pub fn action(mut element: Value, member: &str, value: Value) -> Value {
    element[member] = value;
    json!({"type": "actions", "elements": [element]})
}

pub fn menu(options: Vec<Value>) -> Value {
    json!({"type": "actions", "elements": [{"type": "overflow", "options": options}]})
}

pub fn table(rows: usize, cells: usize) -> Value {
    let cell = json!({"type": "raw_text", "text": "x"});
    json!({"type": "table", "rows": vec![vec![cell; cells]; rows]})
}

pub fn confirm(member: &str, value: Value) -> Value {
    let mut confirm =
        json!({"title": plain("t"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")});
    confirm[member] = value;
    action(button(), "confirm", confirm)
}

/// What Slack refuses, and the first thing it says.
pub fn refused() -> Vec<(Value, &'static str)> {
    vec![
        (
            section(&long(3001)),
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            section(""),
            "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            json!({"type": "section"}),
            "missing required field: text [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "section", "text": "x"}),
            "must provide an object [json-pointer:/blocks/0/text]",
        ),
        (
            json!({"type": "section", "text": plain("x"), "color": "red"}),
            "invalid additional property: color [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "section", "fields": vec![plain("x"); 11]}),
            "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
        ),
        (
            json!({"type": "section", "fields": [plain(&long(2001))]}),
            "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (
            json!({"type": "fancy"}),
            "unsupported type: fancy [json-pointer:/blocks/0/type]",
        ),
        (
            json!({}),
            "missing required field: type [json-pointer:/blocks/0]",
        ),
        (json!(7), "must provide an object [json-pointer:/blocks/0]"),
        (
            json!({"type": "divider", "block_id": long(256)}),
            "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
        ),
        (
            json!({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
            "must be a valid enum value [json-pointer:/blocks/0/text/type]",
        ),
        (
            json!({"type": "header", "text": plain(&long(151))}),
            "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            json!({"type": "header", "text": {"type": "plain_text", "text": "x", "verbatim": true}}),
            "invalid additional property: verbatim [json-pointer:/blocks/0/text]",
        ),
        (
            json!({"type": "context", "elements": vec![plain("x"); 11]}),
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            json!({"type": "context", "elements": [button()]}),
            "invalid additional property: action_id [json-pointer:/blocks/0/elements/0]",
        ),
        (
            json!({"type": "actions", "elements": []}),
            "must have at least 1 items [json-pointer:/blocks/0/elements]",
        ),
        (
            json!({"type": "actions", "elements": vec![json!({"type": "button", "text": plain("x")}); 26]}),
            "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            json!({"type": "actions", "elements": [button(), button()]}),
            "`action_id` already exists: a [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            action(button(), "text", plain(&long(76))),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (
            action(button(), "value", json!(long(2001))),
            "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        ),
        (
            action(button(), "url", json!(format!("https://{}", long(3000)))),
            "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
        ),
        (
            action(button(), "action_id", json!(long(256))),
            "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
        ),
        (
            action(button(), "accessibility_label", json!(long(76))),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]",
        ),
        (
            action(button(), "style", json!("default")),
            "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
        ),
        (
            confirm("title", plain(&long(101))),
            "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
        ),
        (
            confirm("text", plain(&long(301))),
            "must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]",
        ),
        (
            confirm("deny", plain(&long(31))),
            "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
        ),
        (
            confirm("confirm", Value::Null),
            "missing required field: confirm [json-pointer:/blocks/0/elements/0/confirm]",
        ),
        (
            menu(vec![option("x", "y"); 6]),
            "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            menu(vec![option(&long(76), "y")]),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
        ),
        (
            menu(vec![option("x", &long(151))]),
            "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
        ),
        (
            action(
                json!({"type": "static_select"}),
                "options",
                json!(vec![option("x", "y"); 101]),
            ),
            "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            action(
                json!({"type": "checkboxes"}),
                "options",
                json!(vec![option("x", "y"); 11]),
            ),
            "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
        ),
        (
            action(
                json!({"type": "users_select"}),
                "placeholder",
                plain(&long(151)),
            ),
            "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
        ),
        (
            action(
                json!({"type": "plain_text_input"}),
                "multiline",
                json!(true),
            ),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            json!({"type": "image", "image_url": "https://x.com/y", "alt_text": long(2001)}),
            "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]",
        ),
        (
            json!({"type": "image", "alt_text": "x"}),
            "must provide either image_url or slack_file [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "input", "label": plain(&long(2001)), "element": {"type": "plain_text_input"}}),
            "must be less than 2001 characters [json-pointer:/blocks/0/label/text]",
        ),
        (
            json!({"type": "markdown", "text": long(12_001)}),
            "must be less than 12001 characters [json-pointer:/blocks/0/text]",
        ),
        (
            table(101, 1),
            "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
        ),
        (
            table(1, 21),
            "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
        ),
        (
            json!({"type": "table", "rows": [["x"]]}),
            "unsupported type [json-pointer:/blocks/0/rows/0/0/type]",
        ),
        (
            json!({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}),
            "unsupported type [json-pointer:/blocks/0/elements/0/type]",
        ),
    ]
}
