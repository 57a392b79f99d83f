//! What can be done with queues: add one, and send, receive, delete and hide messages.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::{Message, Queue, Redrive, address};
use crate::aws::world::place::{Refused, later};
use crate::aws::world::{Region, World};

/// Seconds that a message can be hidden after one receive: 12 hours.
pub const LONGEST: i64 = 12 * 3600;

impl Region {
    /// Adds an empty queue; with `redrive`, what was received too often goes to another.
    pub fn add_queue(&mut self, name: &str, redrive: Option<Redrive>) -> &mut Queue {
        let queue = Queue {
            redrive,
            ..Queue::new(name, self.place.arn("sqs", name), self.now)
        };
        self.queues.entry(name.to_owned()).or_insert(queue)
    }

    /// The queue of this name.
    ///
    /// # Errors
    /// `QueueDoesNotExist`.
    pub fn queue(&self, name: &str) -> Result<&Queue, Refused> {
        self.queues.get(name).ok_or_else(no_queue)
    }

    /// The same, to change.
    ///
    /// # Errors
    /// `QueueDoesNotExist`.
    pub fn queue_mut(&mut self, name: &str) -> Result<&mut Queue, Refused> {
        self.queues.get_mut(name).ok_or_else(no_queue)
    }

    /// `ReceiveMessage`: at most `max` messages, oldest first, hidden for `seconds` or as long as the queue says. What
    /// was received too often goes to the dead letters in their stead.
    ///
    /// # Errors
    /// `QueueDoesNotExist`.
    pub fn receive_messages(
        &mut self,
        name: &str,
        max: usize,
        seconds: Option<i64>,
    ) -> Result<Vec<Message>, Refused> {
        let now = self.now;
        let queue = self.queue_mut(name)?;
        let dead = queue.give_up(now);
        let received = queue.receive(max, seconds, now);
        let redrive = queue.redrive.clone();
        if let Some(letters) = redrive.and_then(|it| self.queues.get_mut(&it.dead)) {
            letters.stirs += u64::from(!dead.is_empty());
            letters.messages.extend(dead);
        }
        Ok(received)
    }
}

impl World {
    /// Puts a message into the queue with this URL. Answers whether there is one.
    pub fn send_to_queue(&mut self, url: &str, body: String) -> bool {
        let now = self.now;
        let found = address(url).and_then(|(account, name)| {
            let regions = self.accounts.get_mut(account)?.regions.values_mut();
            regions
                .filter_map(|region| region.queues.get_mut(name))
                .next()
        });
        found.map(|queue| queue.send(body, 0, now)).is_some()
    }

    /// Grows with everything that may end somebody's wait for a message.
    pub(crate) fn stirs(&self) -> u64 {
        let regions = self.accounts.values().flat_map(|it| it.regions.values());
        let queues = regions.flat_map(|region| region.queues.values());
        queues.map(|queue| queue.stirs).sum()
    }
}

impl Queue {
    /// `SendMessage`, to be received after `delay` seconds. Answers the message's id.
    pub fn send(&mut self, body: String, delay: i64, now: Timestamp) -> String {
        let id = self.ids.uuid();
        self.messages.push_back(Message {
            id: id.clone(),
            body,
            sent_at: now,
            visible_at: later(now, delay),
            receives: 0,
            first_received_at: None,
            receipt: None,
            dead_from: None,
            twin: false,
        });
        self.stirs += 1;
        id
    }

    /// Forgets what is too old, and takes out what was received too often.
    fn give_up(&mut self, now: Timestamp) -> VecDeque<Message> {
        let retention = self.retention_seconds;
        self.messages
            .retain(|message| later(message.sent_at, retention) > now);
        let Some(max) = self.redrive.as_ref().map(|it| it.max_receives) else {
            return VecDeque::new();
        };
        let spent = |message: &Message| message.receives >= max && message.visible_at <= now;
        let (mut dead, kept): (VecDeque<_>, _) = self.messages.drain(..).partition(spent);
        self.messages = kept;
        for message in &mut dead {
            message.dead_from = Some(self.arn.clone());
            message.receives = 0;
            message.receipt = None;
        }
        dead
    }

    fn receive(&mut self, max: usize, seconds: Option<i64>, now: Timestamp) -> Vec<Message> {
        let stamp = self.stamp();
        let hidden = later(now, seconds.unwrap_or(self.visibility_seconds));
        let mut received = Vec::new();
        let mut twins = Vec::new();
        for message in &mut self.messages {
            if received.len() == max || message.visible_at > now {
                continue;
            }
            if self.doubles && message.receives == 0 && !message.twin {
                twins.push(Message {
                    twin: true,
                    ..message.clone()
                });
            }
            message.receives += 1;
            message.visible_at = hidden;
            message.first_received_at.get_or_insert(now);
            message.receipt = Some((format!("{stamp}{}", self.ids.hex()), now));
            received.push(message.clone());
        }
        self.stirs += u64::from(!twins.is_empty());
        self.messages.extend(twins);
        received
    }

    /// `DeleteMessage`. A handle that a newer receive has replaced deletes nothing, and is no error (AWS
    /// documentation); nor is one whose message is gone.
    ///
    /// # Errors
    /// `ReceiptHandleIsInvalid` for what is no handle of this queue.
    pub fn delete(&mut self, handle: &str) -> Result<(), Refused> {
        let index = self.position(handle)?;
        if let Some(index) = index {
            self.messages.remove(index);
        }
        Ok(())
    }

    /// `ChangeMessageVisibility`: hides the message for `seconds` from now.
    ///
    /// # Errors
    /// `ReceiptHandleIsInvalid`, `InvalidParameterValueException`, and `MessageNotInflight` for a message that anybody
    /// can receive again.
    pub fn hide(&mut self, handle: &str, seconds: i64, now: Timestamp) -> Result<(), Refused> {
        let invalid = |what: &str, value: &str, why: &str| {
            let message = format!("Value {value} for parameter {what} is invalid. Reason: {why}.");
            Refused::new("InvalidParameterValueException", message)
        };
        let gone = "Message does not exist or is not available for visibility timeout change";
        let index = self.position(handle)?;
        let message = index.and_then(|index| self.messages.get_mut(index));
        let message = message.ok_or_else(|| invalid("ReceiptHandle", handle, gone))?;
        if message.visible_at <= now {
            let message = "The message referred to isn't in flight.";
            return Err(Refused::new("MessageNotInflight", message));
        }
        let received = message.receipt.as_ref().map_or(now, |(_, at)| *at);
        if now.duration_since(received).as_secs() + seconds > LONGEST {
            let why = format!(
                "Total VisibilityTimeout for the message is beyond the limit [{LONGEST} seconds]"
            );
            return Err(invalid("VisibilityTimeout", &seconds.to_string(), &why));
        }
        message.visible_at = later(now, seconds);
        self.stirs += 1;
        Ok(())
    }

    /// Where the message is that was last received by this handle.
    fn position(&self, handle: &str) -> Result<Option<usize>, Refused> {
        let secret = handle.strip_prefix(&self.stamp());
        if secret.is_none_or(|it| it.len() != 32) {
            let message = "The input receipt handle is invalid.";
            return Err(Refused::new("ReceiptHandleIsInvalid", message));
        }
        let by = |message: &Message| message.receipt.as_ref().is_some_and(|(it, _)| it == handle);
        Ok(self.messages.iter().position(by))
    }
}

fn no_queue() -> Refused {
    Refused::new("QueueDoesNotExist", "The specified queue does not exist.")
}
