//! What a command comes to, and who reads it where it was asked with a mention.

use super::Asker;
use domain::message::Message;
use domain::refusal::Refusal;

/// What a command comes to. A slash command is answered privately whichever it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// An answer, for everyone who reads the thread of the mention.
    Shared(Message),
    /// A refusal, or something with a button for one person: that person alone reads it.
    Private(Message),
}

impl Reply {
    /// What is said, for whoever reads it.
    pub fn into_message(self) -> Message {
        match self {
            Self::Shared(message) | Self::Private(message) => message,
        }
    }
}

impl From<Message> for Reply {
    fn from(message: Message) -> Self {
        match message.is_personal() {
            true => Self::Private(message),
            false => Self::Shared(message),
        }
    }
}

impl Asker {
    /// What came of a command: a refusal is private, an answer is shared unless it is personal.
    pub(super) fn reply(&self, result: Result<Message, Refusal>) -> Reply {
        match result {
            Ok(message) => message.into(),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    pub(super) fn refuse(&self, refusal: &Refusal) -> Reply {
        Reply::Private(refusal.message(self.words))
    }
}
