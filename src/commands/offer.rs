//! What a person is shown before something is done, and the button that then does just that.

use jiff::Timestamp;

use super::acting::{self, Shown, Thing, Wish};
use super::{Asker, Tools};
use domain::acting::{Intent, rollback, sentences};
use domain::message::{Actions, Button, Message, Modal, Part};
use domain::names::{EnvironmentName, PersonId};
use domain::refusal::Refusal;
use domain::words::Words;

/// What will be done, and the button for it.
#[derive(Debug, Clone)]
pub struct Offer {
    shown: Message,
    button: Button,
}

/// What an intent would do as things stand, for a person who may do it. Whatever is refused is written down, as what
/// came of `request`.
///
/// # Errors
/// When it cannot be done, or not by them.
pub async fn offer(
    tools: &Tools,
    request: &str,
    person: &PersonId,
    intent: &Intent,
    words: &'static Words,
) -> Result<Offer, Refusal> {
    let thing = Thing::of(tools, intent).await?;
    offer_thing(tools, request, person, intent, &thing, words).await
}

/// The same for what somebody has typed, perhaps with the environment that it must be in.
///
/// # Errors
/// When it is in another environment, cannot be done, or not by them.
pub async fn offer_typed(
    tools: &Tools,
    asker: &Asker,
    intent: &Intent,
    scope: Option<&EnvironmentName>,
) -> Result<Offer, Refusal> {
    let thing = Thing::of(tools, intent).await?;
    if let Some(typed) = scope.filter(|scope| !thing.placement.may_be(scope)) {
        return Err(Refusal::OtherEnvironment {
            target: thing.target(),
            typed: typed.clone(),
        });
    }
    let Asker {
        request,
        person,
        words,
        ..
    } = asker;
    offer_thing(tools, request, person, intent, &thing, words).await
}

async fn offer_thing(
    tools: &Tools,
    request: &str,
    person: &PersonId,
    intent: &Intent,
    thing: &Thing,
    words: &'static Words,
) -> Result<Offer, Refusal> {
    match offered(tools, person, intent, thing, words).await {
        Err(refusal) => {
            let wish = Wish {
                request: request.to_owned(),
                person: person.clone(),
                intent: intent.clone(),
            };
            acting::refused(tools, &wish, thing, &refusal).await;
            Err(refusal.about(thing.target()))
        }
        offer => offer,
    }
}

async fn offered(
    tools: &Tools,
    person: &PersonId,
    intent: &Intent,
    thing: &Thing,
    words: &'static Words,
) -> Result<Offer, Refusal> {
    acting::authorise(tools, person, intent, thing).await?;
    let (intent, shown) = exact(intent, thing, words)?;
    acting::untaken(tools, &intent).await?;
    let button = sentences::button(intent, person, words);
    let kept = tools
        .store
        .keep_intent(&button.intent, button.only.as_ref(), Timestamp::now());
    kept.await.map_err(|error| acting::unstored(&error))?;
    Ok(Offer { shown, button })
}

/// The intent with all that decides what it does, and what that is.
fn exact(
    intent: &Intent,
    thing: &Thing,
    words: &'static Words,
) -> Result<(Intent, Message), Refusal> {
    let placement = &thing.placement;
    match (intent, &thing.shown) {
        (Intent::Rollback { deployment, .. }, Shown::Found(found)) => {
            let plan = rollback::plan(found)?;
            let shown = sentences::plan(&plan, placement, words);
            let intent = Intent::Rollback {
                deployment: deployment.clone(),
                plan: Some(Box::new(plan)),
            };
            Ok((intent, shown))
        }
        (Intent::Continue { deployment, .. }, Shown::Waiting(waiting)) => {
            let wait = waiting.wait.clone().ok_or(Refusal::NotWaiting)?;
            let shown = sentences::going_on(waiting, &wait, placement, words);
            let intent = Intent::Continue {
                deployment: deployment.clone(),
                wait,
            };
            Ok((intent, shown))
        }
        (intent, _) => {
            let shown =
                sentences::answering(intent, &thing.target(), thing.version.as_ref(), words);
            Ok((intent.clone(), shown))
        }
    }
}

impl Offer {
    /// As a private message with one button.
    pub fn message(self) -> Message {
        let buttons = vec![self.button];
        let actions = Actions {
            buttons,
            more: Vec::new(),
        };
        self.shown.with(Part::Actions(actions))
    }

    /// As a dialog.
    pub fn modal(self, words: &Words) -> Modal {
        sentences::asking(self.shown, &self.button, words)
    }
}
