//! The message of CodePipeline's own that an approval waits.

use super::*;
use domain::notice::Approval;
use domain::release::ApprovalAsk;

const TOKEN: &str = "f3c9a1de-5555-4666-8777-b00b1e5c0ffe";

fn message(more: Value) -> Value {
    let console = "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/payments/view?region=ap-northeast-2";
    let approval = json!({
        "pipelineName": "payments", "stageName": "Production", "actionName": "Go", "token": TOKEN,
        "expires": "2026-03-11T05:06Z", "externalEntityLink": "https://reviews.example.com/7",
        "approvalReviewLink": format!("{console}#/Production/Go/approve/{TOKEN}"), "customData": "Is it fine?\n",
    });
    json!({"region": "ap-northeast-2", "consoleLink": console, "approval": with(approval, more)})
}

pub(super) fn samples() -> Vec<Value> {
    vec![message(json!({}))]
}

/// What is kept of a message that came by a topic.
fn kept(message: &Value) -> Value {
    let wrapped = json!({
        "Type": "Notification", "MessageId": "m-1", "Message": message.to_string(),
        "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:approvals",
    });
    let said = said(&wrapped.to_string(), Around::default()).expect("a message");
    let [one] = said.try_into().expect("one event");
    one.event
}

fn approval(event: &Value) -> Approval {
    match alone(event) {
        About::Approval(approval) => approval,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_says_what_waits_where_and_until_when() {
    let event = kept(&message(json!({})));
    let Means::Alone(said) = read(&event).means else {
        panic!()
    };
    // Only the topic says in which account.
    assert_eq!(
        said[0].topic(),
        "111122223333/ap-northeast-2/approval/payments/Production/Go"
    );
    let approval = approval(&event);
    let ask = ApprovalAsk {
        description: Some("Is it fine?".into()),
        review_url: Some("https://reviews.example.com/7".into()),
        until: Some("2026-03-11T05:06:00Z".parse().expect("a time")),
    };
    assert_eq!(approval.ask, ask);
    assert!(
        approval
            .console
            .is_some_and(|link| link.ends_with("?region=ap-northeast-2"))
    );
}

#[test]
fn nothing_may_be_asked_and_nothing_linked() {
    for none in [json!(null), json!(""), json!("\n")] {
        let message =
            message(json!({"externalEntityLink": none, "customData": none, "expires": none}));
        assert_eq!(approval(&message).ask, ApprovalAsk::default());
    }
    let bare = message(json!({}));
    let Means::Alone(said) = read(&bare).means else {
        panic!()
    };
    assert_eq!(said[0].place, None);
}

#[test]
fn its_token_is_kept_nowhere() {
    let message = message(json!({}));
    for said in said(&message.to_string(), Around::default())
        .expect("a message")
        .into_iter()
        .chain(said_in(message.clone(), Around::default()))
    {
        assert!(!said.event.to_string().contains(TOKEN), "{}", said.event);
        assert!(!said.id.contains(TOKEN));
    }
    assert!(!kept(&message).to_string().contains(TOKEN));
    assert!(!format!("{:?}", read(&message)).contains(TOKEN));
    // Two that differ in nothing else are not one.
    let other = self::message(json!({"token": "another"}));
    assert_ne!(
        said(&message.to_string(), Around::default()).expect("one")[0].id,
        said(&other.to_string(), Around::default()).expect("one")[0].id
    );
}
