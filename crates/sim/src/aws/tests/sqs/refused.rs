//! What SQS refuses, and by which names.

use serde_json::{Value, json};

use super::super::{SQS, Wire, name};
use crate::aws::world::HOME;
use crate::{Fault, Kind};

#[tokio::test]
async fn refusals_have_their_names_in_both_protocols() {
    let wire = Wire::start().await;
    let url = wire.sim.queue_url("pilothouse");
    let ghost = wire.sim.queue_url("ghost");
    let foreign = url.replace(HOME, "444455556666");
    let elsewhere = "https://sqs.eu-west-1.amazonaws.com/111122223333/pilothouse";
    for (operation, input, error, query) in [
        (
            "ReceiveMessage",
            json!({"QueueUrl": ghost}),
            "com.amazonaws.sqs#QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue;Sender",
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": foreign}),
            "com.amazonaws.sqs#QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue;Sender",
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": elsewhere}),
            "com.amazonaws.sqs#InvalidAddress",
            "InvalidAddress;Sender",
        ),
        (
            "GetQueueUrl",
            json!({"QueueName": "ghost"}),
            "com.amazonaws.sqs#QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue;Sender",
        ),
        (
            "ReceiveMessage",
            json!({}),
            "com.amazon.coral.service#MissingRequiredParameterException",
            "MissingParameter;Sender",
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": url, "MaxNumberOfMessages": 11}),
            "com.amazon.coral.service#InvalidParameterValueException",
            "InvalidParameterValue;Sender",
        ),
        (
            "ReceiveMessage",
            json!({"QueueUrl": url, "WaitTimeSeconds": 21}),
            "com.amazon.coral.service#InvalidParameterValueException",
            "InvalidParameterValue;Sender",
        ),
        (
            "DeleteMessage",
            json!({"QueueUrl": url, "ReceiptHandle": "nonsense"}),
            "com.amazonaws.sqs#ReceiptHandleIsInvalid",
            "ReceiptHandleIsInvalid;Sender",
        ),
        (
            "SendMessage",
            json!({"QueueUrl": url, "MessageBody": "\u{1}"}),
            "com.amazonaws.sqs#InvalidMessageContents",
            "InvalidMessageContents;Sender",
        ),
        (
            "SendMessage",
            json!({"QueueUrl": url, "MessageBody": "x".repeat((1 << 20) + 1)}),
            "com.amazon.coral.service#InvalidParameterValueException",
            "InvalidParameterValue;Sender",
        ),
        (
            "PurgeEverything",
            json!({}),
            "com.amazon.coral.service#UnknownOperationException",
            "InvalidAction;Sender",
        ),
    ] {
        let request = wire.request(SQS, operation, input.to_string());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 400, "{operation} {input}");
        assert_eq!(answer.headers()["x-amzn-query-error"], query);
        assert_eq!(
            answer.headers()["content-type"],
            "application/x-amz-json-1.0"
        );
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["__type"], error);
    }
}

#[tokio::test]
async fn denials_and_faults_befall_it_as_they_do_the_others() {
    let wire = Wire::start().await;
    wire.send("hello").await;
    wire.sim
        .edit(|world| world.deny(HOME, "sqs:ReceiveMessage"));
    let (status, body) = wire.queue("ReceiveMessage", json!({})).await;
    assert_eq!(
        (status, name(&body).as_str()),
        (403, "AccessDeniedException")
    );
    let message = body["message"].as_str().unwrap();
    assert!(
        message.contains("perform: sqs:receivemessage on resource: arn:aws:sqs:ap-northeast-2:111122223333:pilothouse because"),
        "{message}"
    );
    wire.sim
        .edit(|world| world.allow(HOME, "sqs:ReceiveMessage"));
    for (kind, status, error) in [
        (Kind::Throttle { retry_after: 1 }, 400, "RequestThrottled"),
        (Kind::Status(500), 500, "InternalFailure"),
    ] {
        wire.sim
            .faults()
            .inject(Fault::on("sqs.ReceiveMessage", kind).times(1));
        let (found, body) = wire.queue("ReceiveMessage", json!({})).await;
        assert_eq!((found, name(&body).as_str()), (status, error));
    }
    wire.sim
        .faults()
        .inject(Fault::on("sqs.ReceiveMessage", Kind::Drop).after().times(1));
    let input = json!({"QueueUrl": wire.sim.queue_url("pilothouse")});
    let lost = wire.request(SQS, "ReceiveMessage", input.to_string());
    assert!(lost.send().await.is_err());
    assert_eq!(wire.counts("pilothouse").await, ["0", "1", "0"]);
    assert_eq!(wire.sim.calls().count("sqs.ReceiveMessage"), 4);
}
