//! SQS: standard queues, what is in them, and who may take it when.

mod acts;

use std::collections::VecDeque;

use jiff::Timestamp;

use super::ids::Ids;
use super::place::later;

/// Where a message goes that was received too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// The name of a queue of the same account and region.
    pub dead: String,
    pub max_receives: u32,
}

/// A standard queue.
#[derive(Debug, Clone)]
pub struct Queue {
    pub name: String,
    pub arn: String,
    pub redrive: Option<Redrive>,
    /// Seconds that a received message is hidden, unless its receiver says otherwise; at most 12 hours.
    pub visibility_seconds: i64,
    /// Seconds that a message is kept.
    pub retention_seconds: i64,
    /// Delivers each message a second time, within its visibility timeout and even though it was deleted: what AWS says
    /// may happen on occasion happens always.
    pub doubles: bool,
    pub messages: VecDeque<Message>,
    pub created_at: Timestamp,
    /// Grows with everything that may end somebody's wait for a message.
    pub(crate) stirs: u64,
    ids: Ids,
}

/// A message in a queue.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: String,
    pub body: String,
    pub sent_at: Timestamp,
    /// Not before this does anybody receive it.
    pub visible_at: Timestamp,
    /// How often it was received.
    pub receives: u32,
    pub first_received_at: Option<Timestamp>,
    /// The handle of the last receive, and when that was.
    pub receipt: Option<(String, Timestamp)>,
    /// The ARN of the queue that gave it up.
    pub dead_from: Option<String>,
    /// Whether it is the second delivery of a queue that doubles.
    twin: bool,
}

/// How many messages there are, as `GetQueueAttributes` counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub visible: usize,
    pub in_flight: usize,
    pub delayed: usize,
}

impl Queue {
    /// An empty queue with AWS's defaults: 30 seconds hidden, kept for four days.
    pub fn new(name: &str, arn: String, at: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            redrive: None,
            visibility_seconds: 30,
            retention_seconds: 4 * 24 * 3600,
            doubles: false,
            messages: VecDeque::new(),
            created_at: at,
            stirs: 0,
            ids: Ids::new(arn.clone()),
            arn,
        }
    }

    /// Counts the messages at `now`.
    pub fn counts(&self, now: Timestamp) -> Counts {
        let mut counts = Counts {
            visible: 0,
            in_flight: 0,
            delayed: 0,
        };
        for message in self.kept(now) {
            if message.visible_at <= now {
                counts.visible += 1;
            } else if message.receives > 0 {
                counts.in_flight += 1;
            } else {
                counts.delayed += 1;
            }
        }
        counts
    }

    fn kept(&self, now: Timestamp) -> impl Iterator<Item = &Message> {
        let retention = self.retention_seconds;
        self.messages
            .iter()
            .filter(move |message| later(message.sent_at, retention) > now)
    }

    /// Every handle of this queue begins so.
    fn stamp(&self) -> String {
        let tag = Ids::new(self.arn.clone()).hex();
        format!("AQEB{tag}")
    }
}

/// The account and the name in a queue's URL, `http://HOST/ACCOUNT/NAME`.
pub fn address(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let mut parts = rest.split('/').skip(1);
    let (account, name) = (parts.next()?, parts.next()?);
    let whole = account.len() == 12 && !name.is_empty() && parts.next().is_none();
    whole.then_some((account, name))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_read_from_its_url() {
        for (url, expected) in [
            (
                "http://127.0.0.1:9/111122223333/pilothouse",
                Some(("111122223333", "pilothouse")),
            ),
            (
                "https://sqs.ap-northeast-2.amazonaws.com/111122223333/q",
                Some(("111122223333", "q")),
            ),
            ("https://sqs.ap-northeast-2.amazonaws.com/q", None),
            ("http://127.0.0.1:9/111122223333/", None),
            ("http://127.0.0.1:9/111122223333/a/b", None),
            ("pilothouse", None),
            ("", None),
        ] {
            assert_eq!(address(url), expected, "{url}");
        }
    }
}
