//! SQS: the queue that events are pulled from, with the bot's own credentials.

use std::time::Duration;

use aws_config::Region;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::Builder;
use aws_sdk_sqs::types::DeleteMessageBatchRequestEntry;
use url::Url;

use super::fleet::{CONNECT, Fleet};
use super::why::why;
use domain::look::Why;

/// Seconds that SQS waits for a message before it answers that there is none; the most that it takes.
const WAIT: i32 = 20;
/// How long one attempt to receive may take: the wait, and what a network adds to it.
const ATTEMPT: Duration = Duration::from_secs(25);
/// How long receiving may take with all its attempts.
const OPERATION: Duration = Duration::from_secs(35);
/// Messages received or deleted in one call; the most that SQS takes.
const MOST: i32 = 10;

/// A queue. Clones share connections and credentials.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

/// A message, hidden from other receivers for as long as the queue's visibility timeout says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same at each of its deliveries.
    pub id: String,
    pub body: String,
    /// By which this one delivery is deleted.
    receipt: String,
}

impl Fleet {
    /// The queue at this URL; where no region is known of it, it is in that of the first environment. Calls nothing.
    pub fn queue(&self, url: &str, region: Option<&str>) -> Queue {
        let first = || Some(self.environments().first()?.region.as_str());
        let mut config = self.base().to_builder();
        if let Some(region) = region.or_else(first) {
            config = config.region(Region::new(region.to_owned()));
        }
        // The SDK asks its region's public endpoint whatever the URL says; a URL of a VPC endpoint is meant as it is.
        if self.base().endpoint_url().is_none()
            && let Ok(url) = Url::parse(url)
        {
            config = config.endpoint_url(url.origin().ascii_serialization());
        }
        Queue {
            client: Client::new(&config.build()),
            url: url.to_owned(),
        }
    }
}

impl Queue {
    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits up to 20 s for messages; returns at most ten, and none where none came.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>
    pub async fn receive(&self) -> Result<Vec<Message>, Why> {
        let patient = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .read_timeout(ATTEMPT)
            .operation_attempt_timeout(ATTEMPT)
            .operation_timeout(OPERATION)
            .build();
        let received = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(MOST)
            .wait_time_seconds(WAIT)
            .customize()
            .config_override(Builder::new().timeout_config(patient))
            .send()
            .await
            .map_err(|error| why("sqs:ReceiveMessage", &error))?;
        let messages = received.messages.unwrap_or_default().into_iter();
        // SQS sends all three always; what lacks one cannot be dealt with and comes again.
        let read = messages.filter_map(|message| {
            Some(Message {
                id: message.message_id?,
                body: message.body?,
                receipt: message.receipt_handle?,
            })
        });
        Ok(read.collect())
    }

    /// Deletes messages of one [`Queue::receive`]; one that is gone already is no error.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html>
    ///
    /// # Errors
    /// When not all of them were deleted: the others come again.
    pub async fn delete(&self, messages: &[Message]) -> Result<(), Why> {
        if messages.is_empty() {
            return Ok(());
        }
        let entries = messages.iter().enumerate().map(|(index, message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(&message.receipt)
                .build()
                .expect("an entry with an id and a handle")
        });
        let deleted = self
            .client
            .delete_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries.collect()))
            .send()
            .await
            .map_err(|error| why("sqs:DeleteMessage", &error))?;
        match deleted.failed.first() {
            Some(failed) => Err(Why::Failed(failed.code.clone())),
            None => Ok(()),
        }
    }
}
