//! The official SDK receives the simulated AWS's events from a simulated queue.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::ProvideErrorMetadata;
use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, MessageSystemAttributeName};
use sim::aws::Target;
use sim::aws::world::Ship;

use crate::sim_aws::{base, start};

#[tokio::test]
async fn events_are_received_and_deleted() {
    let sim = start().await;
    let sqs = Client::new(&base(&sim).await);
    let named = sqs.get_queue_url().queue_name("pilothouse").send().await;
    let url = named.unwrap().queue_url.unwrap();
    assert_eq!(url, sim.queue_url("pilothouse"));
    sim.send_events_to(Target::Queue {
        url: url.clone(),
        wrapped: false,
    });
    let poll = sqs
        .receive_message()
        .queue_url(&url)
        .max_number_of_messages(10)
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .wait_time_seconds(20)
        .send();
    let (received, ()) = tokio::join!(poll, async {
        let ship = Ship::healthy("v19");
        sim.edit(|world| world.home().deploy("prod-main", "orders-api", ship))
            .unwrap();
    });
    let received = received.unwrap();
    let [message] = received.messages() else {
        panic!("{received:?}");
    };
    assert!(
        message
            .body()
            .unwrap()
            .contains("SERVICE_DEPLOYMENT_IN_PROGRESS")
    );
    let attributes = message.attributes().unwrap();
    assert_eq!(
        attributes[&MessageSystemAttributeName::ApproximateReceiveCount],
        "1"
    );
    let handle = message.receipt_handle().unwrap();
    sqs.change_message_visibility()
        .queue_url(&url)
        .receipt_handle(handle)
        .visibility_timeout(120)
        .send()
        .await
        .unwrap();
    let entry = DeleteMessageBatchRequestEntry::builder()
        .id("0")
        .receipt_handle(handle);
    let deleted = sqs
        .delete_message_batch()
        .queue_url(&url)
        .entries(entry.build().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.successful().len(), 1);
    let empty = sqs.receive_message().queue_url(&url).send().await.unwrap();
    assert!(empty.messages().is_empty());
}

#[tokio::test]
async fn what_is_sent_is_checked_and_what_is_refused_is_known() {
    let sim = start().await;
    let sqs = Client::new(&base(&sim).await);
    let url = sim.queue_url("pilothouse");
    let sent = sqs.send_message().queue_url(&url).message_body("ä\n☃");
    let sent = sent.send().await.unwrap();
    let received = sqs.receive_message().queue_url(&url).send().await.unwrap();
    let message = &received.messages()[0];
    assert_eq!(message.body(), Some("ä\n☃"));
    assert_eq!(
        message.md5_of_body(),
        Some("5438b0c480dfb8d2378446045c0d3fde")
    );
    assert_eq!(sent.md5_of_message_body(), message.md5_of_body());
    let ghost = sqs.receive_message().queue_url(sim.queue_url("ghost"));
    let refused = ghost.send().await.unwrap_err().into_service_error();
    assert!(refused.is_queue_does_not_exist());
    let handle = sqs
        .delete_message()
        .queue_url(&url)
        .receipt_handle("nonsense");
    let refused = handle.send().await.unwrap_err().into_service_error();
    assert!(refused.is_receipt_handle_is_invalid());
    assert_eq!(refused.code(), Some("ReceiptHandleIsInvalid"));
}
