//! Mentions: each message is carried out once, and answered in its thread.

use std::time::Instant;

use anyhow::Context;
use jiff::Timestamp;

use super::desk::{MENTION, Step};
use super::{Asker, Desk, Reply};
use crate::slack::{AnswerKey, Invocation, Mention, render};
use crate::store::Received;
use domain::refusal::Refusal;

impl Desk {
    /// Stores a mention, whose event is `body`, and takes it, unless one of the same message came before: Slack sends a
    /// message again when it is edited.
    ///
    /// It goes on when its caller waits no longer: a mention that is stored after Slack was told to send it again
    /// would pass for a repetition then, and nobody would answer it.
    ///
    /// # Errors
    /// When it could not be stored.
    pub async fn receive_mention(&self, mention: Mention, body: String) -> anyhow::Result<()> {
        let desk = self.clone();
        let stored = self.tasks.spawn(async move {
            let store = &desk.tools.store;
            let now = Timestamp::now();
            let received = store.receive(&mention.id, MENTION, &body, now).await?;
            if received == Received::First {
                desk.take_mention(mention, now, false);
            }
            anyhow::Ok(())
        });
        stored.await.context("storing a mention was cut short")?
    }

    /// Takes a mention that was `stored` and not dealt with when the bot last ended. What changes something is not carried
    /// out any more where that is too long ago.
    pub fn resume_mention(&self, mention: Mention, stored: Timestamp) {
        self.take_mention(mention, stored, true);
    }

    fn take_mention(&self, mention: Mention, stored: Timestamp, is_again: bool) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let started = Instant::now();
            let invocation = &mention.invocation;
            let key = AnswerKey {
                id: mention.id.clone(),
                since: stored,
                may_exist: is_again,
            };
            match desk.admit(&invocation.person, &invocation.origin).await {
                // People of other workspaces get no answer at all.
                Err(Refusal::OtherTeam) => {}
                admitted => {
                    let words = desk.words_soon(&invocation.person).await;
                    let asker = desk.asker(invocation, mention.id.clone()).await;
                    let asker = Asker { words, ..asker };
                    let reply = match admitted {
                        Err(refusal) => asker.refuse(&refusal),
                        // What was asked first was answered, or was not for us; nobody knows what has been added since.
                        Ok(()) if mention.is_edited => asker.refuse(&Refusal::Edited),
                        Ok(()) => desk.reply(invocation, &asker, stored).await,
                    };
                    desk.say(invocation, reply, &key, started).await;
                    desk.learn_locale(&asker.person);
                }
            }
            desk.finished(&mention.id).await;
        });
    }

    async fn reply(&self, invocation: &Invocation, asker: &Asker, stored: Timestamp) -> Reply {
        match self.understand(invocation, asker).await {
            Step::Answer(reply) => reply,
            Step::Work(request, _) if request.changes() && !Self::is_fresh(stored) => {
                asker.refuse(&Refusal::TooLate)
            }
            Step::Work(request, _place) => self.work(*request, asker).await,
        }
    }

    async fn say(&self, to: &Invocation, reply: Reply, key: &AnswerKey, started: Instant) {
        match reply {
            Reply::Shared(message) => {
                let slack = &self.tools.slack;
                let told = slack.answer_everyone(to, &render(&message), key).await;
                self.delivered(to, told, started);
            }
            Reply::Private(message) => self.tell(to, &message, started).await,
        }
    }
}
