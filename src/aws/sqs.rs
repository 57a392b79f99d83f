//! SQS: the queue that EventBridge sends to, polled with patience.

use std::time::Duration;

use aws_config::Region;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, MessageSystemAttributeName};

use super::fleet::Fleet;
use super::why::why;
use crate::domain::look::Why;

/// How long a poll waits for a message, in seconds: the longest that SQS allows, so that an idle queue costs little.
const WAIT: i32 = 20;
/// Messages of one poll, and of one deletion: the most that SQS allows.
const AT_ONCE: i32 = 10;
/// How long a poll may take: its wait, and time for the answer.
const POLL: Duration = Duration::from_secs(25);

/// A queue. Cloning shares the connections.
#[derive(Debug, Clone)]
pub struct Queue {
    client: aws_sdk_sqs::Client,
    url: String,
}

/// A message as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The same however often it is received.
    pub id: String,
    /// By which this reception of it is deleted.
    pub handle: String,
    pub body: String,
}

impl Fleet {
    /// The queue of this URL, polled with the bot's own credentials. Its region is that of the first environment where
    /// the URL does not tell.
    pub fn queue(&self, url: &str, region: Option<&str>) -> Queue {
        let first = self.environments().first();
        let region = region
            .map(str::to_owned)
            .or_else(|| Some(first?.region.clone()));
        let timeouts = TimeoutConfig::builder()
            .read_timeout(POLL)
            .operation_attempt_timeout(POLL)
            .operation_timeout(POLL)
            .build();
        let mut config = aws_sdk_sqs::config::Builder::from(self.base()).timeout_config(timeouts);
        config.set_region(region.map(Region::new));
        Queue {
            client: aws_sdk_sqs::Client::from_conf(config.build()),
            url: url.to_owned(),
        }
    }
}

impl Queue {
    /// What is in the queue, as soon as anything is; nothing after 20 s without.
    ///
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html>
    ///
    /// # Errors
    /// Why AWS did not show it.
    pub async fn receive(&self) -> Result<Vec<Received>, Why> {
        let answer = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .wait_time_seconds(WAIT)
            .max_number_of_messages(AT_ONCE)
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .send()
            .await
            .map_err(|error| why("sqs:ReceiveMessage", &error))?;
        let messages = answer.messages.unwrap_or_default().into_iter();
        Ok(messages
            .filter_map(|message| {
                Some(Received {
                    id: message.message_id?,
                    handle: message.receipt_handle?,
                    body: message.body.unwrap_or_default(),
                })
            })
            .collect())
    }

    /// Deletes up to ten messages. One that is not deleted comes again.
    ///
    /// # Errors
    /// Why AWS did not delete them.
    pub async fn delete(&self, messages: &[Received]) -> Result<(), Why> {
        let entries = messages.iter().enumerate().map(|(index, message)| {
            DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(&message.handle)
                .build()
                .expect("an entry with both of its members")
        });
        self.client
            .delete_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries.collect()))
            .send()
            .await
            .map(drop)
            .map_err(|error| why("sqs:DeleteMessage", &error))
    }
}
