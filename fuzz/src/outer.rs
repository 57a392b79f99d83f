//! Outer forms: what makes any JSON an event of a family, and what an event comes wrapped in.

use serde_json::{Map, Value, json};

use events::Form;

/// `inner` as an event of this form, in every way in which such an event is written. What `inner` says beside is left as
/// it is, so that all of an event but its kind can be wrong.
pub fn forms(form: &Form, inner: &Value) -> Vec<Value> {
    match form {
        Form::Event(source, kind) => ["detail-type", "detailType"]
            .map(|key| event(inner, source, key, kind))
            .into(),
        Form::Message(keys) => {
            let mut message = inner.clone();
            for path in *keys {
                ensure(&mut message, path);
            }
            vec![message]
        }
        Form::Written(source, key) => {
            let mut message = inner.clone();
            ensure(&mut message, "source");
            message["source"] = (*source).into();
            ensure(&mut message, key);
            vec![message]
        }
    }
}

/// An event of this kind, of EventBridge or of a notification rule. What is no object becomes its detail.
fn event(inner: &Value, source: &str, key: &str, kind: &str) -> Value {
    let mut event = match inner {
        Value::Object(inner) => inner.clone(),
        detail => Map::from_iter([("detail".to_owned(), detail.clone())]),
    };
    event.remove("detail-type");
    event.insert("source".to_owned(), source.into());
    event.insert(key.to_owned(), kind.into());
    Value::Object(event)
}

/// Puts something at a path of [`Form::Message`], where there is nothing.
fn ensure(value: &mut Value, path: &str) {
    path.split('.').fold(value, |value, key| match key {
        "[]" => {
            if value.get(0).is_none() {
                *value = json!([null]);
            }
            &mut value[0]
        }
        key => {
            if !value.is_object() {
                *value = json!({});
            }
            &mut value[key]
        }
    });
}

/// `event` in everything that it may come in: a notification of SNS, a message of SQS, both, and as Lambda is given them.
pub fn wrapped(event: &Value) -> [String; 6] {
    let text = event.to_string();
    let sns = json!({
        "Type": "Notification", "MessageId": "m-1", "Message": text,
        "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:deployments",
    });
    let sqs = json!({"MessageId": "m-2", "Body": text});
    let both = json!({"MessageId": "m-2", "Body": sns.to_string()});
    let lambda = json!({"Records": [{"EventSource": "aws:sns", "Sns": sns}]});
    let queue = json!({"Records": [{"messageId": "m-3", "body": sns.to_string()}]});
    let answer = json!({"Messages": [sqs]});
    [sns, sqs, both, lambda, queue, answer].map(|wrapping| wrapping.to_string())
}
