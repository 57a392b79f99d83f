//! Modals and the Home tab.

use serde_json::Value;

use super::check::Check;
use super::{Surface, problems};

/// Everything wrong with a view of the kind that is due, `modal` or `home`; pointers start at `/view`.
pub fn view_problems(view: &Value, kind: &str) -> Vec<String> {
    let at = "/view";
    let mut check = Check::default();
    let (surface, required, optional): (_, &[&str], &[&str]) = if kind == "home" {
        (
            Surface::Home,
            &["type", "blocks"],
            &["private_metadata", "callback_id", "external_id"],
        )
    } else {
        (
            Surface::Modal,
            &["type", "title", "blocks"],
            &[
                "close",
                "submit",
                "private_metadata",
                "callback_id",
                "clear_on_close",
                "notify_on_close",
                "external_id",
                "submit_disabled",
            ],
        )
    };
    let Some(object) = check.object(view, at, required, optional) else {
        return check.into_problems();
    };
    check.one_of(object, "type", at, &[kind]);
    for name in ["title", "close", "submit"] {
        check.plain(object, name, at, 24);
    }
    check.string(object, "private_metadata", at, (0, 3000));
    check.string(object, "callback_id", at, (0, 255));
    check.string(object, "external_id", at, (0, 255));
    for name in ["clear_on_close", "notify_on_close", "submit_disabled"] {
        check.flag(object, name, at);
    }
    // An empty modal is nothing to show; an empty Home tab is.
    let least = usize::from(surface == Surface::Modal);
    let blocks = check.list(object, "blocks", at, (least, usize::MAX));
    let asks = blocks.iter().any(|block| block["type"] == "input");
    if asks && surface == Surface::Modal && object.get("submit").is_none_or(Value::is_null) {
        check.wrong("missing required field: submit", at);
    }
    let mut found = check.into_problems();
    found.extend(problems(blocks, surface, at));
    found
}
