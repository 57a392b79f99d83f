//! What people write themselves.

use super::alone::*;
use super::*;
use domain::notice::Custom;

fn written() -> Value {
    json!({
        "version": "1.0", "source": "custom", "id": "c-1",
        "content": {
            "textType": "client-markdown", "title": ":fire: Ledger is slow", "description": "p99 is *9 s*\ncc <!here>",
            "nextSteps": ["Read <https://runbook.example|the runbook>", "Call @mina"], "keywords": ["ledger", "latency"],
        },
        "metadata": {
            "threadId": "ledger-1", "summary": "Still slow", "eventType": "Slow", "relatedResources": ["i-1", "i-2"],
            "additionalContext": {"priority": "high", "owner": "core"}, "enableCustomActions": true,
        },
    })
}

fn custom(event: &Value) -> Custom {
    let notice = notice(event);
    assert_eq!(notice.place, None);
    match notice.about {
        About::Custom(custom) => custom,
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_that_somebody_wrote_is_read_as_it_stands() {
    let list = |items: [&str; 2]| items.map(str::to_owned).to_vec();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = Custom {
        id: Some("c-1".to_owned()),
        title: Some(":fire: Ledger is slow".to_owned()),
        description: "p99 is *9 s*\ncc <!here>".to_owned(),
        next_steps: list(["Read <https://runbook.example|the runbook>", "Call @mina"]),
        keywords: list(["ledger", "latency"]),
        thread: Some("ledger-1".to_owned()),
        summary: Some("Still slow".to_owned()),
        resources: list(["i-1", "i-2"]),
        context: vec![pair("owner", "core"), pair("priority", "high")],
    };
    assert_eq!(custom(&written()), expected);
}

#[test]
fn a_description_is_all_that_it_takes() {
    let minimal =
        json!({"version": "1.0", "source": "custom", "content": {"description": "It is late."}});
    let custom = custom(&minimal);
    assert_eq!(
        (custom.description.as_str(), custom.title),
        ("It is late.", None)
    );
    assert_eq!(notice(&minimal).at, KNOWN);
    for content in [
        json!({"title": "Late"}),
        json!({"description": "  "}),
        json!("late"),
        json!(null),
    ] {
        assert_eq!(
            refusal(&having(&minimal, "content", content)),
            "the event has no description"
        );
    }
}

#[test]
fn what_is_too_long_is_cut_and_what_is_no_text_is_left_out() {
    let event = having(&written(), "content/title", json!("ß".repeat(251)));
    let event = having(&event, "content/description", json!("d".repeat(9_000)));
    let event = having(
        &event,
        "content/nextSteps",
        json!(["n".repeat(351), null, {"a": 1}, 7]),
    );
    let event = having(&event, "content/keywords", json!("k".repeat(76)));
    let event = having(
        &event,
        "metadata/additionalContext",
        json!({"a": 1, "b": null, "c": ["x"]}),
    );
    let custom = custom(&event);
    assert_eq!(custom.title, Some("ß".repeat(250) + "…"));
    assert_eq!(custom.description, "d".repeat(8_000) + "…");
    assert_eq!(custom.next_steps, ["n".repeat(350) + "…", "7".to_owned()]);
    assert_eq!(custom.keywords, ["k".repeat(75) + "…"]);
    assert_eq!(custom.context, [("a".to_owned(), "1".to_owned())]);
}

#[test]
fn it_is_known_by_its_source_whatever_stands_beside() {
    let beside = having(
        &written(),
        "detail-type",
        json!("CodePipeline Stage Execution State Change"),
    );
    assert_eq!(custom(&beside), custom(&written()));
    // An event of AWS is no custom notification because it has a content.
    let kind = "CodeCommit Comment on Commit";
    let event = event("aws.codecommit", kind, json!([]), json!({}));
    let event = having(&event, "content", json!({"description": "custom"}));
    assert_eq!(silence(&event), "review");
    let unsigned = having(&written(), "source", json!("aws.custom"));
    assert_eq!(decode(&unsigned, KNOWN), Err(Undecodable::NoEvent));
}

#[test]
fn an_id_that_people_write_every_time_does_not_make_the_second_a_repetition() {
    let sent = |message: &str, content: &str| {
        let written = having(&written(), "content/description", json!(content));
        let notification = json!({"Type": "Notification", "MessageId": message, "TopicArn": "arn:aws:sns:x",
            "Message": written.to_string()});
        let said = said_in(notification, Around::default());
        said[0].id.clone()
    };
    assert_eq!(sent("m-1", "slow"), sent("m-1", "slow"));
    assert_ne!(sent("m-1", "slow"), sent("m-2", "still slow"));
}
