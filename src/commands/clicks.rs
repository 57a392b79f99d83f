//! Clicks and submitted modals: from the opaque id that Slack holds to the stored intent, asked about or carried out.

use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::acting::{self, Outcome, Wish};
use super::desk::{ACT, INTERACTION, STORED, request_id};
use super::offer::offer;
use super::pressing::Pressing;
use super::{Desk, Tools};
use crate::slack::{Did, Interaction, ViewId};
use crate::store::Received;
use domain::acting::{Comment, Intent, IntentId, Verb, sentences};
use domain::message::{Message, Modal, Press};
use domain::names::PersonId;
use domain::refusal::Refusal;
use domain::words::Words;

/// What to say within the acknowledgement of an interaction.
#[derive(Debug, Clone)]
pub enum Pressed {
    /// Nothing: what follows comes by itself.
    Taken,
    /// This, where the interaction shows anything.
    Refused(Message),
    /// The modal shows this from now on.
    Modal(Box<Modal>),
    /// The modal stays, and says this below its field.
    Wrong(String),
}

impl Desk {
    /// Takes an interaction of ours, whose form is `raw`. What changes something is stored before this returns.
    pub async fn press(&self, interaction: Interaction, raw: &[u8]) -> Pressed {
        let words = self.words(&interaction.person).await;
        let press = Pressing {
            id: request_id(raw),
            interaction,
            words,
        };
        self.learn_locale(&press.interaction.person);
        let Some(place) = self.place() else {
            return Pressed::Refused(Refusal::Busy.message(words));
        };
        match press.interaction.did.clone() {
            Did::Other if press.interaction.asks_something() => {
                Pressed::Refused(Refusal::NotCurrent.message(words))
            }
            Did::Other => Pressed::Taken,
            Did::Click {
                press: Press::Ask,
                intent,
                trigger,
            } => {
                self.ask(press, intent, trigger, place);
                Pressed::Taken
            }
            Did::Click {
                press: Press::Act,
                intent,
                ..
            } => match self.write_down(&press.id, INTERACTION, raw).await {
                Some(Received::First) => {
                    self.act_on_click(press, intent, place);
                    Pressed::Taken
                }
                Some(Received::Again) => Pressed::Taken,
                None => Pressed::Refused(Refusal::NotStored.message(words)),
            },
            Did::Submit { view, intent, text } => {
                if self.lacks_reason(&press, &intent, text.as_deref()).await {
                    return Pressed::Wrong(words.plain("refusal-missing-reason", &[]));
                }
                let working = Message::sentence(words.say("modal-working", &[]));
                let (verb, stored) = tokio::join!(
                    self.verb(&intent),
                    self.write_down(&press.id, INTERACTION, raw)
                );
                match stored {
                    Some(Received::First) => {
                        self.act_on_submission(press, view, intent, text, place)
                    }
                    Some(Received::Again) => {}
                    None => return Pressed::Refused(Refusal::NotStored.message(words)),
                }
                Pressed::Modal(Box::new(sentences::modal(verb, working, words)))
            }
        }
    }

    /// Whether it says no without saying why: Slack's own client lets blanks pass.
    async fn lacks_reason(&self, press: &Pressing, id: &IntentId, text: Option<&str>) -> bool {
        if text.is_none_or(|text| Comment::new(text).is_some()) {
            return false;
        }
        let intent = kept(&self.tools, id, &press.interaction.person).await;
        intent.is_ok_and(|intent| intent.verb() == Verb::Reject)
    }

    /// What is asked for, where the store says so soon.
    async fn verb(&self, id: &IntentId) -> Option<Verb> {
        let kept = tokio::time::timeout(STORED, self.tools.store.intent(id)).await;
        Some(kept.ok()?.ok()??.intent.verb())
    }

    /// Takes an interaction that was stored and not carried out when the bot last ended.
    pub async fn resume_press(&self, id: String, interaction: Interaction, stored: Timestamp) {
        let words = self.words(&interaction.person).await;
        let press = Pressing {
            id,
            interaction,
            words,
        };
        let Some(place) = self.place().filter(|_| Self::is_fresh(stored)) else {
            self.finished(&press.id).await;
            return press.refuse(self, &Refusal::TooLate).await;
        };
        match press.interaction.did.clone() {
            Did::Click { intent, .. } => self.act_on_click(press, intent, place),
            Did::Submit { view, intent, text } => {
                self.act_on_submission(press, view, intent, text, place);
            }
            Did::Other => self.finished(&press.id).await,
        }
    }

    /// Opens a modal at once, for its trigger lives three seconds, and fills it with what AWS says.
    fn ask(
        &self,
        press: Pressing,
        id: IntentId,
        trigger: Option<String>,
        place: OwnedSemaphorePermit,
    ) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let _place = place;
            let tools = &desk.tools;
            let words = press.words;
            let person = &press.interaction.person;
            let Some(trigger) = trigger else {
                return press.refuse(&desk, &Refusal::NotCurrent).await;
            };
            let looking = Message::sentence(words.say("modal-looking", &[]));
            let verb = desk.verb(&id).await;
            let looking = sentences::modal(verb, looking, words);
            let (opened, kept, words) = tokio::join!(
                tools.slack.open_view(&trigger, &looking),
                desk.kept_for(&press, &id),
                desk.words_soon(person)
            );
            let modal = match kept {
                Ok(intent) => offer(tools, &press.id, person, &intent, words)
                    .await
                    .map(|offer| offer.modal(words)),
                Err(refusal) => Err(refusal),
            };
            match opened {
                Ok(view) => {
                    let modal = modal.unwrap_or_else(|refusal| said(verb, &refusal, words));
                    desk.show(&view, &modal).await;
                }
                // Without a modal the same is said in the channel, privately.
                Err(error) => {
                    tracing::warn!(%error, "a modal could not be opened");
                    let refusal = modal.err().unwrap_or(Refusal::NoModal);
                    press.refuse(&desk, &refusal).await;
                }
            }
        });
    }

    fn act_on_click(&self, press: Pressing, id: IntentId, place: OwnedSemaphorePermit) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let _place = place;
            let (done, words) = tokio::join!(
                desk.carry_out(&press, &id, None),
                desk.words_soon(&press.interaction.person)
            );
            let press = Pressing { words, ..press };
            let is_private = press.interaction.is_private();
            match &done {
                // The message itself shows it to everybody.
                Ok(Outcome::Done(..)) if !is_private => {}
                Ok(outcome) => press.tell(&desk, &outcome.message(words)).await,
                // People of other workspaces get no answer.
                Err(Refusal::OtherTeam) => {}
                Err(refusal) => {
                    press
                        .tell(&desk, &desk.said_anew(refusal, &press).await)
                        .await
                }
            }
            desk.finished(&press.id).await;
        });
    }

    fn act_on_submission(
        &self,
        press: Pressing,
        view: ViewId,
        id: IntentId,
        text: Option<String>,
        place: OwnedSemaphorePermit,
    ) {
        let desk = self.clone();
        self.tasks.spawn(async move {
            let _place = place;
            let words = press.words;
            let verb = desk.verb(&id).await;
            let modal = match desk
                .carry_out(&press, &id, text.as_deref().and_then(Comment::new))
                .await
            {
                Ok(outcome) => sentences::modal(verb, outcome.message(words), words),
                Err(Refusal::PlanChanged(plan)) => {
                    let person = &press.interaction.person;
                    let anew = Intent::Rollback {
                        deployment: plan.deployment.clone(),
                        plan: None,
                    };
                    match offer(&desk.tools, &press.id, person, &anew, words).await {
                        Ok(offer) => {
                            let mut modal = offer.modal(words);
                            let changed = Refusal::PlanChanged(plan).say(words);
                            modal.message = modal.message.after(changed);
                            modal
                        }
                        Err(refusal) => said(verb, &refusal, words),
                    }
                }
                Err(refusal) => said(verb, &refusal, words),
            };
            desk.show(&view, &modal).await;
            desk.finished(&press.id).await;
        });
    }

    /// Does what a stored intent says.
    async fn carry_out(
        &self,
        press: &Pressing,
        id: &IntentId,
        written: Option<Comment>,
    ) -> Result<Outcome, Refusal> {
        let tools = &self.tools;
        let person = &press.interaction.person;
        let intent = self.kept_for(press, id).await?;
        tools.metrics.command(intent.verb().as_str());
        let wish = Wish {
            request: press.id.clone(),
            person: person.clone(),
            intent: intent.with_comment(written),
        };
        match tokio::time::timeout(ACT, acting::act(tools, &wish)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                tracing::error!(verb = wish.intent.verb().as_str(), "a click took too long");
                Err(Refusal::Slow)
            }
        }
    }

    /// What an id stands for, for a person of ours.
    async fn kept_for(&self, press: &Pressing, id: &IntentId) -> Result<Intent, Refusal> {
        let Interaction { person, origin, .. } = &press.interaction;
        self.admit(person, origin).await?;
        kept(&self.tools, id, person).await
    }

    /// A refusal; where the plan has changed, with the new one and its button.
    async fn said_anew(&self, refusal: &Refusal, press: &Pressing) -> Message {
        let words = press.words;
        let Refusal::PlanChanged(plan) = refusal else {
            return refusal.message(words);
        };
        let anew = Intent::Rollback {
            deployment: plan.deployment.clone(),
            plan: None,
        };
        let person = &press.interaction.person;
        match offer(&self.tools, &press.id, person, &anew, words).await {
            Ok(offer) => offer.message().after(refusal.say(words)),
            Err(refusal) => refusal.message(words),
        }
    }

    async fn show(&self, view: &ViewId, modal: &Modal) {
        if let Err(error) = self.tools.slack.update_view(view, modal).await {
            // Who closed it has seen enough, and the release's message tells the rest.
            tracing::info!(%error, "a modal was not updated");
        }
    }
}

/// What an id stands for, for this person.
async fn kept(tools: &Tools, id: &IntentId, person: &PersonId) -> Result<Intent, Refusal> {
    let kept = tools.store.intent(id).await;
    let kept = kept.map_err(|error| acting::unstored(&error))?;
    kept.filter(|kept| kept.only.as_ref().is_none_or(|only| only == person))
        .map(|kept| kept.intent)
        .ok_or(Refusal::NotCurrent)
}

fn said(verb: Option<Verb>, refusal: &Refusal, words: &Words) -> Modal {
    sentences::modal(verb, refusal.message(words), words)
}
