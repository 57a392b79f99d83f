//! Block Kit's limits: what is refused, in which words, and what just passes.

use serde_json::{Value, json};

use super::refused::{action, button, confirm, long, menu, option, plain, refused, section, table};
use super::{call, slack};
use crate::slack::blocks::{Surface, problems, view_problems};

#[test]
fn each_limit_is_refused_in_slacks_words() {
    for (block, words) in refused() {
        let found = problems(std::slice::from_ref(&block), Surface::Message, "");
        assert_eq!(found.first().map(String::as_str), Some(words), "{block}");
    }
}

#[test]
fn the_limits_themselves_pass() {
    let rich = json!({"type": "rich_text", "elements": [{
        "type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": {"code": true}}],
    }]});
    let blocks = [
        section(&long(3000)),
        json!({"type": "header", "text": plain(&long(150)), "block_id": long(255)}),
        action(button(), "value", json!(long(2000))),
        confirm("style", json!("danger")),
        menu(vec![option(&long(75), &long(150)); 5]),
        table(100, 20),
        rich,
        json!({"type": "context", "elements": [plain("x"), {"type": "image", "image_url": "https://x.com", "alt_text": "x"}]}),
    ];
    assert_eq!(
        problems(&blocks, Surface::Message, ""),
        Vec::<String>::new()
    );
}

#[test]
fn blocks_are_counted_and_their_ids_are_their_own() {
    let many = vec![json!({"type": "divider"}); 51];
    let found = problems(&many, Surface::Message, "");
    assert_eq!(
        found,
        ["no more than 50 items allowed [json-pointer:/blocks]"]
    );
    assert!(problems(&many, Surface::Home, "/view").is_empty());
    let twice = vec![json!({"type": "divider", "block_id": "x"}); 2];
    let found = problems(&twice, Surface::Message, "");
    assert_eq!(
        found,
        ["block_id already exists [json-pointer:/blocks/1/block_id]"]
    );
}

#[test]
fn views_have_limits_of_their_own() {
    let input =
        json!({"type": "input", "label": plain("x"), "element": {"type": "plain_text_input"}});
    let good = json!({
        "type": "modal", "title": plain(&long(24)), "submit": plain("Go"), "blocks": [input],
        "private_metadata": long(3000),
    });
    assert_eq!(view_problems(&good, "modal"), Vec::<String>::new());
    for (member, value, words) in [
        (
            "title",
            plain(&long(25)),
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            "submit",
            Value::Null,
            "missing required field: submit [json-pointer:/view]",
        ),
        (
            "private_metadata",
            json!(long(3001)),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            "callback_id",
            json!(long(256)),
            "must be less than 256 characters [json-pointer:/view/callback_id]",
        ),
        (
            "blocks",
            json!([]),
            "must have at least 1 items [json-pointer:/view/blocks]",
        ),
        (
            "type",
            json!("home"),
            "must be a valid enum value [json-pointer:/view/type]",
        ),
        (
            "blocks",
            json!([table(1, 1)]),
            "unsupported type: table [json-pointer:/view/blocks/0/type]",
        ),
    ] {
        let mut bad = good.clone();
        bad[member] = value;
        let found = view_problems(&bad, "modal");
        assert_eq!(found.first().map(String::as_str), Some(words));
    }
}

#[tokio::test]
async fn refusals_have_slacks_shape() {
    let sim = slack().await;
    let post = async |blocks: Value| {
        let args = json!({"channel": "C0DEPLOYS", "text": "x", "blocks": blocks});
        sim.clock().advance(std::time::Duration::from_secs(4));
        call(&sim, "chat.postMessage", args).await
    };
    let answer = post(json!([section(&long(3001))])).await;
    let words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]";
    assert_eq!(answer["error"], "invalid_blocks");
    assert_eq!(answer["errors"], json!([words]));
    assert_eq!(
        answer["response_metadata"]["messages"],
        json!([format!("[ERROR] {words}")])
    );
    let answer = post(json!(vec![section(&long(2500)); 5])).await;
    assert_eq!(answer["error"], "msg_blocks_too_long");
    assert_eq!(
        post(json!([table(1, 1), table(1, 1)])).await["error"],
        "invalid_blocks"
    );
    assert_eq!(
        post(json!("not json")).await["error"],
        "invalid_blocks_format"
    );
    assert_eq!(
        post(json!([section("fine")]).to_string().into()).await["ok"],
        true
    );
}
