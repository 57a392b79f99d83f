//! SQS: what is promised of a standard queue, and what is not.

mod refused;

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{SQS, Wire, name, read};

impl Wire {
    /// A call that is for the queue `pilothouse`, with `more` members.
    pub(super) async fn queue(&self, operation: &str, more: Value) -> (u16, Value) {
        let mut input = json!({"QueueUrl": self.sim.queue_url("pilothouse")});
        let members = more.as_object().cloned().unwrap_or_default();
        input.as_object_mut().unwrap().extend(members);
        self.call(SQS, operation, &input).await
    }

    async fn send(&self, body: &str) {
        let (status, sent) = self
            .queue("SendMessage", json!({"MessageBody": body}))
            .await;
        assert_eq!(status, 200, "{sent}");
    }

    /// The messages of one receive.
    pub(super) async fn receive(&self, more: Value) -> Vec<Value> {
        let (status, received) = self.queue("ReceiveMessage", more).await;
        assert_eq!(status, 200, "{received}");
        let messages = received["Messages"].as_array();
        messages.cloned().unwrap_or_default()
    }

    async fn delete(&self, message: &Value) {
        let handle = json!({"ReceiptHandle": message["ReceiptHandle"]});
        assert_eq!(self.queue("DeleteMessage", handle).await, (200, json!({})));
    }

    /// Messages that can be received, that are hidden, and that are delayed.
    async fn counts(&self, queue: &str) -> [String; 3] {
        let input = json!({"QueueUrl": self.sim.queue_url(queue), "AttributeNames": ["All"]});
        let (_, body) = self.call(SQS, "GetQueueAttributes", &input).await;
        ["", "NotVisible", "Delayed"].map(|kind| {
            let name = format!("ApproximateNumberOfMessages{kind}");
            body["Attributes"][name].as_str().unwrap().to_owned()
        })
    }
}

#[tokio::test]
async fn a_message_is_hidden_while_somebody_has_it() {
    let wire = Wire::start().await;
    let (_, sent) = wire
        .queue("SendMessage", json!({"MessageBody": "hello"}))
        .await;
    assert_eq!(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592");
    let first = wire.receive(json!({})).await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["MessageId"], sent["MessageId"]);
    assert_eq!(first[0]["Body"], "hello");
    assert_eq!(first[0]["MD5OfBody"], "5d41402abc4b2a76b9719d911017c592");
    assert_eq!(first[0].get("Attributes"), None, "nobody asked for any");
    assert!(wire.receive(json!({})).await.is_empty());
    assert_eq!(wire.counts("pilothouse").await, ["0", "1", "0"]);
    wire.clock.advance(Duration::from_secs(30));
    let asked = json!({"MessageSystemAttributeNames": ["All"]});
    let second = wire.receive(asked).await;
    assert_eq!(
        second[0]["Attributes"],
        json!({
            "SenderId": "AIDAPILOTHOUSE0000001",
            "SentTimestamp": "1795165200000",
            "ApproximateReceiveCount": "2",
            "ApproximateFirstReceiveTimestamp": "1795165200000",
        })
    );
    wire.delete(&first[0]).await;
    assert_eq!(
        wire.counts("pilothouse").await,
        ["0", "1", "0"],
        "its handle had been replaced"
    );
    wire.delete(&second[0]).await;
    wire.delete(&second[0]).await;
    assert_eq!(wire.counts("pilothouse").await, ["0", "0", "0"]);
}

#[tokio::test]
async fn a_receiver_may_hide_it_for_longer_or_give_it_back() {
    let wire = Wire::start().await;
    wire.send("hello").await;
    let got = wire.receive(json!({"VisibilityTimeout": 120})).await;
    let hide = |seconds: i64| {
        let more = json!({"ReceiptHandle": got[0]["ReceiptHandle"], "VisibilityTimeout": seconds});
        wire.queue("ChangeMessageVisibility", more)
    };
    wire.clock.advance(Duration::from_secs(60));
    assert_eq!(hide(120).await, (200, json!({})));
    wire.clock.advance(Duration::from_secs(119));
    assert!(wire.receive(json!({})).await.is_empty());
    let (_, refused) = hide(43200).await;
    assert_eq!(name(&refused), "InvalidParameterValueException");
    assert_eq!(hide(0).await.0, 200);
    assert_eq!(name(&hide(10).await.1), "MessageNotInflight");
    assert_eq!(wire.receive(json!({})).await.len(), 1);
    let (_, refused) = hide(10).await;
    assert_eq!(name(&refused), "InvalidParameterValueException");
}

#[tokio::test]
async fn what_nobody_can_handle_goes_to_the_dead_letters() {
    let wire = Wire::start().await;
    wire.send("poison").await;
    for _ in 0..5 {
        assert_eq!(wire.receive(json!({})).await.len(), 1);
        wire.clock.advance(Duration::from_secs(30));
    }
    assert!(wire.receive(json!({})).await.is_empty());
    assert_eq!(wire.counts("pilothouse").await, ["0", "0", "0"]);
    let dead =
        json!({"QueueUrl": wire.sim.queue_url("pilothouse-dead"), "AttributeNames": ["All"]});
    let (_, body) = wire.call(SQS, "ReceiveMessage", &dead).await;
    assert_eq!(body["Messages"][0]["Body"], "poison");
    assert_eq!(
        body["Messages"][0]["Attributes"]["DeadLetterQueueSourceArn"],
        "arn:aws:sqs:ap-northeast-2:111122223333:pilothouse"
    );
}

#[tokio::test]
async fn a_long_poll_ends_with_the_message_and_not_before() {
    let wire = Wire::start().await;
    let begun = Instant::now();
    let poll = wire.receive(json!({"WaitTimeSeconds": 20}));
    let (got, ()) = tokio::join!(poll, wire.send("hello"));
    assert_eq!(got.len(), 1);
    let poll = wire.receive(json!({"WaitTimeSeconds": 20}));
    let (again, ()) = tokio::join!(poll, async {
        wire.clock.advance(Duration::from_secs(30));
    });
    assert_eq!(again[0]["MessageId"], got[0]["MessageId"]);
    assert!(begun.elapsed() < Duration::from_secs(10));
    let begun = Instant::now();
    assert!(wire.receive(json!({"WaitTimeSeconds": 1})).await.is_empty());
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_standard_queue_may_deliver_twice() {
    let wire = Wire::start().await;
    wire.sim.edit(|world| {
        let queue = world.home().queue_mut("pilothouse").unwrap();
        queue.doubles = true;
    });
    wire.send("hello").await;
    let first = wire.receive(json!({"MaxNumberOfMessages": 10})).await;
    assert_eq!(first.len(), 1);
    wire.delete(&first[0]).await;
    let second = wire.receive(json!({"MaxNumberOfMessages": 10})).await;
    assert_eq!(second[0]["MessageId"], first[0]["MessageId"]);
    assert_ne!(second[0]["ReceiptHandle"], first[0]["ReceiptHandle"]);
    wire.delete(&second[0]).await;
    wire.clock.advance(Duration::from_secs(60));
    assert!(wire.receive(json!({})).await.is_empty());
}

#[tokio::test]
async fn a_batch_tells_of_each_what_became_of_it() {
    let wire = Wire::start().await;
    for body in ["one", "two", "three"] {
        wire.send(body).await;
    }
    let got = wire.receive(json!({"MaxNumberOfMessages": 2})).await;
    assert_eq!(got.len(), 2);
    let entries = json!({"Entries": [
        {"Id": "a", "ReceiptHandle": got[0]["ReceiptHandle"]},
        {"Id": "b", "ReceiptHandle": "nonsense"},
    ]});
    let (_, body) = wire.queue("DeleteMessageBatch", entries).await;
    assert_eq!(body["Successful"], json!([{"Id": "a"}]));
    assert_eq!(body["Failed"][0]["Code"], "ReceiptHandleIsInvalid");
    let one = json!({"Id": "a", "ReceiptHandle": "x"});
    for (entries, error) in [
        (Vec::new(), "EmptyBatchRequest"),
        (vec![one.clone(); 11], "TooManyEntriesInBatchRequest"),
        (vec![one.clone(); 2], "BatchEntryIdsNotDistinct"),
        (
            vec![json!({"Id": "not so", "ReceiptHandle": "x"})],
            "InvalidBatchEntryId",
        ),
    ] {
        let (_, body) = wire
            .queue("DeleteMessageBatch", json!({"Entries": entries}))
            .await;
        assert_eq!(name(&body), error);
    }
}

#[tokio::test]
async fn a_queue_is_called_at_its_url_too_but_only_in_json_1_0() {
    let wire = Wire::start().await;
    let named = json!({"QueueName": "pilothouse"});
    let (_, body) = wire.call(SQS, "GetQueueUrl", &named).await;
    let url = wire.sim.queue_url("pilothouse");
    assert_eq!(body["QueueUrl"], url);
    let input = json!({"QueueUrl": url, "AttributeNames": ["RedrivePolicy"]}).to_string();
    let request = || wire.request(SQS, "GetQueueAttributes", input.clone());
    let mut there = request().build().unwrap();
    *there.url_mut() = url.parse().unwrap();
    let (status, body) = read(wire.http.execute(there).await.unwrap()).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body["Attributes"],
        json!({"RedrivePolicy": "{\"deadLetterTargetArn\":\"arn:aws:sqs:ap-northeast-2:111122223333:pilothouse-dead\",\"maxReceiveCount\":5}"})
    );
    let mut newer = request().build().unwrap();
    let kind = "application/x-amz-json-1.1".parse().unwrap();
    newer.headers_mut().insert("content-type", kind);
    let (status, body) = read(wire.http.execute(newer).await.unwrap()).await;
    assert_eq!(
        (status, name(&body).as_str()),
        (400, "UnknownOperationException")
    );
}
