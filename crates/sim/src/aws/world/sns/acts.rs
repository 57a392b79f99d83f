//! What can be done with topics: add one, subscribe to it, confirm that, publish to it, and unsubscribe.

use super::{CONFIRMABLE, Letter, Purpose, Subscription, Topic};
use crate::aws::world::place::{Refused, later};
use crate::aws::world::{Region, World};

impl Region {
    /// `CreateTopic`: a topic that is there already is found.
    pub fn add_topic(&mut self, name: &str) -> &mut Topic {
        let topic = Topic::new(name, self.place.arn("sns", name));
        self.topics.entry(name.to_owned()).or_insert(topic)
    }

    /// The topic of this name, to change.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn topic_mut(&mut self, name: &str) -> Result<&mut Topic, Refused> {
        self.topics.get_mut(name).ok_or_else(no_topic)
    }

    /// `Subscribe`: sends a token to the endpoint, a new one where it was not confirmed yet. Answers the subscription.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn subscribe(
        &mut self,
        name: &str,
        protocol: &str,
        endpoint: &str,
        raw: bool,
    ) -> Result<Subscription, Refused> {
        let now = self.now;
        let topic = self.topic_mut(name)?;
        let same = |one: &Subscription| one.endpoint == endpoint && one.protocol == protocol;
        let known = topic.subscriptions.iter().find(|one| same(one)).cloned();
        if let Some(known) = known.as_ref().filter(|known| known.confirmed) {
            return Ok(known.clone());
        }
        let arn = known.map(|known| known.arn);
        let subscription = Subscription {
            arn: arn.unwrap_or_else(|| format!("{}:{}", topic.arn, topic.ids.uuid())),
            protocol: protocol.to_owned(),
            endpoint: endpoint.to_owned(),
            raw,
            confirmed: false,
            guarded: false,
            token: format!("{}{}", topic.ids.hex(), topic.ids.hex()),
            given_at: now,
        };
        let message = format!(
            "You have chosen to subscribe to the topic {}.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
            topic.arn
        );
        let token = subscription.token.clone();
        let purpose = Purpose::SubscriptionConfirmation { token };
        let letter = topic.letter(&subscription, message, purpose);
        topic.subscriptions.retain(|one| !same(one));
        topic.subscriptions.push(subscription.clone());
        self.letters.push(letter);
        Ok(subscription)
    }

    /// A subscription that somebody has made and confirmed by hand.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn add_subscription(&mut self, name: &str, endpoint: &str) -> Result<(), Refused> {
        let subscription = self.subscribe(name, "http", endpoint, false)?;
        self.letters.pop();
        self.confirm(name, &subscription.token, true).map(drop)
    }

    /// `ConfirmSubscription`: answers the subscription's ARN, also where it was confirmed before.
    ///
    /// # Errors
    /// `NotFound` for a topic, `InvalidParameter` for a token that was never given or three days ago.
    pub fn confirm(&mut self, name: &str, token: &str, guarded: bool) -> Result<String, Refused> {
        let now = self.now;
        let mut subscriptions = self.topic_mut(name)?.subscriptions.iter_mut();
        let subscription = subscriptions
            .find(|one| one.token == token && later(one.given_at, CONFIRMABLE) > now)
            .ok_or_else(|| Refused::new("InvalidParameter", "Invalid parameter: Token"))?;
        subscription.confirmed = true;
        subscription.guarded |= guarded;
        Ok(subscription.arn.clone())
    }

    /// `Publish`: answers the message's id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn publish(
        &mut self,
        name: &str,
        message: &str,
        subject: Option<&str>,
    ) -> Result<String, Refused> {
        let topic = self.topic_mut(name)?;
        let id = topic.ids.uuid();
        let confirmed = topic.subscriptions.iter().filter(|one| one.confirmed);
        let letters: Vec<Letter> = confirmed
            .map(|one| Letter {
                id: id.clone(),
                topic: topic.arn.clone(),
                endpoint: one.endpoint.clone(),
                message: message.to_owned(),
                purpose: Purpose::Notification {
                    subscription: one.arn.clone(),
                    subject: subject.map(str::to_owned),
                },
                signature_version: topic.signature_version,
                raw: one.raw,
            })
            .collect();
        self.letters.extend(letters);
        Ok(id)
    }

    /// `Unsubscribe`, by who is signed in: nobody is told. What is no subscription is no error either.
    pub fn unsubscribe(&mut self, arn: &str) {
        for topic in self.topics.values_mut() {
            topic.subscriptions.retain(|one| one.arn != arn);
        }
    }

    /// Somebody who has a message follows the link in it that unsubscribes; the endpoint is told.
    ///
    /// # Errors
    /// `NotFound`, and `AuthorizationError` where it was confirmed so that nobody can.
    pub fn unsubscribe_by_link(&mut self, arn: &str) -> Result<(), Refused> {
        let is_it = |one: &Subscription| one.arn == arn;
        let topics = &mut self.topics.values_mut();
        let topic = topics.find(|topic| topic.subscriptions.iter().any(is_it));
        let topic = topic.ok_or_else(|| Refused::new("NotFound", "Subscription does not exist"))?;
        let gone = topic.subscriptions.iter().position(is_it);
        let Some(gone) = gone.filter(|at| !topic.subscriptions[*at].guarded) else {
            let message = "Anonymous users cannot unsubscribe this endpoint.";
            return Err(Refused::new("AuthorizationError", message));
        };
        let gone = topic.subscriptions.remove(gone);
        let message = format!(
            "You have chosen to deactivate subscription {arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
        );
        let purpose = Purpose::UnsubscribeConfirmation {
            subscription: arn.to_owned(),
            token: gone.token.clone(),
        };
        let letter = topic.letter(&gone, message, purpose);
        self.letters.push(letter);
        Ok(())
    }
}

impl World {
    /// Publishes on the topic of this ARN, wherever it is. Answers whether there is one.
    pub fn publish(&mut self, arn: &str, message: &str) -> bool {
        let regions = self
            .accounts
            .values_mut()
            .flat_map(|account| account.regions.values_mut());
        let found = regions.into_iter().find_map(|region| {
            let topic = region.topics.values().find(|topic| topic.arn == arn)?;
            let name = topic.name.clone();
            region.publish(&name, message, None).ok()
        });
        found.is_some()
    }

    /// What SNS is to deliver, as far as nobody has taken it yet.
    pub(crate) fn take_letters(&mut self) -> Vec<Letter> {
        let accounts = self.accounts.values_mut();
        let regions = accounts.flat_map(|account| account.regions.values_mut());
        regions
            .flat_map(|region| std::mem::take(&mut region.letters))
            .collect()
    }
}

fn no_topic() -> Refused {
    Refused::new("NotFound", "Topic does not exist")
}
