//! What events come in, and how a repetition is known.

use super::*;

fn notification(message: &str) -> Value {
    json!({
        "Type": "Notification", "MessageId": "m-1", "Message": message,
        "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:deployments",
    })
}

/// An event in everything that AWS wraps it in on its way here.
fn wrappings(event: &Value) -> Vec<Value> {
    let text = event.to_string();
    let sns = notification(&text);
    let queued =
        |body: &Value| json!({"Messages": [{"MessageId": "q-1", "Body": body.to_string()}]});
    let records = |body: &Value| json!({"Records": [{"messageId": "q-1", "eventSource": "aws:sqs", "body": body.to_string()}]});
    let lambda = json!({"Records": [{"EventSource": "aws:sns", "Sns": sns}]});
    vec![
        queued(event),
        queued(event)["Messages"][0].clone(),
        records(event),
        queued(&sns),
        records(&sns),
        lambda,
        sns,
    ]
}

/// The one thing that a message says.
fn one(message: &Value) -> Said {
    let said = said(&message.to_string(), Around::default()).expect("a message");
    let [one] = said.try_into().expect("one event");
    one
}

#[test]
fn an_event_is_read_whatever_it_is_wrapped_in() {
    for event in samples() {
        let bare = read(&one(&event).event);
        assert_ne!(bare.family, "other", "{event}");
        for wrapped in wrappings(&event) {
            let inside = read(&one(&wrapped).event);
            // Of the topic that it came by an approval's message learns its account.
            if bare.family == "approval_message" {
                assert_eq!(inside.family, bare.family, "{wrapped}");
            } else {
                assert_eq!(inside, bare, "{wrapped}");
            }
        }
    }
}

#[test]
fn several_events_may_come_in_one_message() {
    let both = [codedeploy::state("START"), codedeploy::state("SUCCESS")];
    let records = both
        .each_ref()
        .map(|event| json!({"body": event.to_string()}));
    let said = said(
        &json!({ "Records": records }).to_string(),
        Around::default(),
    )
    .expect("a message");
    let events: Vec<&Value> = said.iter().map(|said| &said.event).collect();
    assert_eq!(events, both.iter().collect::<Vec<_>>());
}

#[test]
fn a_message_without_an_event_is_refused() {
    for text in ["hello", "[1]", ""] {
        let message = notification(text).to_string();
        assert_eq!(
            said(&message, Around::default()),
            Err(Undecodable::NoMessage),
            "{text:?}"
        );
    }
    let endless = (0..9).fold(codedeploy::state("START"), |event, _| {
        notification(&event.to_string())
    });
    assert_eq!(
        said(&endless.to_string(), Around::default()),
        Err(Undecodable::NoMessage)
    );
    let nothing = notification("{\"a\": 1}").to_string();
    assert_eq!(said(&nothing, Around::default()), Err(Undecodable::NoEvent));
}

#[test]
fn a_repetition_is_known_by_its_id_or_its_message_or_what_it_says() {
    let event = codedeploy::state("START");
    let id = "b0a7c1de-1111-4222-8333-944445555666";
    for message in wrappings(&event).iter().chain([&event]) {
        assert_eq!(one(message).id, id, "{message}");
    }
    let by_rule = by_rule(event, json!({}));
    assert_eq!(one(&notification(&by_rule.to_string())).id, "message:m-1");
    assert_eq!(one(&by_rule).id, one(&by_rule).id);
    let later = with(by_rule.clone(), json!({"time": "2026-03-04T05:06:08Z"}));
    assert_ne!(one(&by_rule).id, one(&later).id);
}
