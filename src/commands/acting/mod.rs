//! Doing what a person wants: authorised, claimed by one, sent once, followed to its end, and written down.

mod ledger;
mod prepare;
mod settle;
mod thing;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub(super) use self::ledger::refused;
pub use self::settle::Settled;
pub(super) use self::thing::{Shown, Thing};

use super::Tools;
use crate::store::{Claim, Claimed};
use domain::acting::{Intent, Mutation, Sent, TargetName, Verb, sentences};
use domain::message::Message;
use domain::names::PersonId;
use domain::refusal::Refusal;
use domain::words::Words;

/// What somebody wants done.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The request that asked for it, by its id in the inbox.
    pub request: String,
    pub person: PersonId,
    pub intent: Intent,
}

impl Wish {
    /// What they wrote beside it.
    fn comment(&self) -> Option<String> {
        self.intent.comment().map(ToString::to_string)
    }
}

/// How it came out, where it was not refused.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// AWS has taken it.
    Done(Verb, TargetName),
    /// AWS was asked, and nobody knows yet; it is found out beside.
    Unclear(Verb, TargetName),
    /// AWS is asked how this stands; nothing of it changes.
    Asked(TargetName),
}

impl Outcome {
    /// What whoever wanted it reads.
    pub fn message(&self, words: &Words) -> Message {
        match self {
            Self::Done(verb, target) => sentences::done(*verb, target, true, words),
            Self::Unclear(verb, target) => sentences::done(*verb, target, false, words),
            Self::Asked(target) => sentences::done(Verb::Refresh, target, true, words),
        }
    }
}

/// Does it, unless something stands against it. Whatever is refused is written down.
///
/// # Errors
/// Why it was not done.
pub async fn act(tools: &Tools, wish: &Wish) -> Result<Outcome, Refusal> {
    let thing = Thing::of(tools, &wish.intent).await?;
    if let Intent::Refresh { subject } = &wish.intent {
        let asked = tools.mend(subject, None).await;
        asked.map_err(|error| unstored(&error))?;
        return Ok(Outcome::Asked(thing.target()));
    }
    match attempt(tools, wish, &thing).await {
        Err(refusal) => {
            ledger::refused(tools, wish, &thing, &refusal).await;
            Err(refusal.about(thing.target()))
        }
        outcome => outcome,
    }
}

async fn attempt(tools: &Tools, wish: &Wish, thing: &Thing) -> Result<Outcome, Refusal> {
    authorise(tools, &wish.person, &wish.intent, thing).await?;
    if wish.intent.verb() == Verb::Reject && wish.intent.comment().is_none() {
        let command = "reject".to_owned();
        return Err(Refusal::MissingReason { command });
    }
    untaken(tools, &wish.intent).await?;
    let account = tools.fleet.check_account(&thing.credentials).await;
    account.map_err(Refusal::NotKnown)?;
    // What can be known before anybody's buttons go is found out before.
    let plan = prepare::planned(wish, thing)?;
    let claim = claim(wish, thing);
    let _hand = tools.hands.take(&claim.id);
    match ledger::claim(tools, &claim, &wish.request).await? {
        Claimed::Won => {}
        Claimed::Lost { by, is_over } => return Err(taken(&by, is_over)),
    }
    let mutation = match prepare::mutation(tools, wish, thing, plan, &claim).await {
        Ok(mutation) => mutation,
        Err(refusal) => {
            ledger::dropped(tools, &claim, &refusal).await;
            return Err(refusal);
        }
    };
    carry_out(tools, claim, mutation, thing).await
}

/// Sends the one call that does it, and finds out what came of it.
async fn carry_out(
    tools: &Tools,
    claim: Claim,
    mutation: Mutation,
    thing: &Thing,
) -> Result<Outcome, Refusal> {
    let sent_at = Timestamp::now();
    if let Err(error) = tools.store.sending(&claim, &mutation, sent_at).await {
        let error = format!("{error:#}");
        tracing::error!(
            error,
            "what was to be sent could not be written down; it was not sent"
        );
        ledger::dropped(tools, &claim, &Refusal::NotStored).await;
        return Err(Refusal::NotStored);
    }
    let done = || Outcome::Done(claim.intent.verb(), thing.target());
    match tools.fleet.send(&thing.credentials, &mutation).await {
        Sent::Done { made } => {
            ledger::done(tools, &claim, &mutation, made).await;
            Ok(done())
        }
        Sent::Refused(why) => {
            let refusal = Refusal::NotDone(why);
            ledger::dropped(tools, &claim, &refusal).await;
            Err(refusal)
        }
        Sent::Lost(why) => {
            tracing::warn!(
                ?why,
                claim = claim.id,
                "AWS's answer was lost; it is looked for"
            );
            match settle::find_out(tools, &claim, &mutation, sent_at, &thing.credentials).await {
                Settled::Done => Ok(done()),
                Settled::NotDone(refusal) => Err(refusal),
                Settled::Unclear => Ok(Outcome::Unclear(claim.intent.verb(), thing.target())),
            }
        }
    }
}

/// Finds out what became of every claim that was left open, and settles it; returns how many still are.
///
/// # Errors
/// When the store cannot be read.
pub async fn settle_all(tools: &Tools, is_start: bool) -> anyhow::Result<usize> {
    settle::all(tools, is_start).await
}

/// Whether a person may do it; the refusal names who may.
pub(super) async fn authorise(
    tools: &Tools,
    person: &PersonId,
    intent: &Intent,
    thing: &Thing,
) -> Result<(), Refusal> {
    let Some(action) = intent.verb().needs() else {
        return Ok(());
    };
    let names: Vec<&str> = thing.names.iter().map(String::as_str).collect();
    tools.may(person, action, &thing.placement, &names).await
}

/// Refuses what somebody has claimed already.
pub(super) async fn untaken(tools: &Tools, intent: &Intent) -> Result<(), Refusal> {
    match tools.store.claim_of(intent).await {
        Ok(None) => Ok(()),
        Ok(Some((by, is_over))) => Err(taken(&by, is_over)),
        Err(error) => Err(unstored(&error)),
    }
}

fn taken(by: &Claim, is_over: bool) -> Refusal {
    Refusal::AlreadyTaken {
        by: by.person.clone(),
        verb: by.intent.verb(),
        at: by.at,
        is_over,
    }
}

/// The refusal when the store does not work, which is logged here.
pub(super) fn unstored(error: &anyhow::Error) -> Refusal {
    tracing::error!(
        error = format!("{error:#}"),
        "nothing was done: the store failed"
    );
    Refusal::NotStored
}

/// The id of the one claim that a request can make; what comes of the request is in the history once, under it.
fn claim_id(request: &str) -> String {
    hex::encode(&Sha256::digest(request)[..8])
}

fn claim(wish: &Wish, thing: &Thing) -> Claim {
    Claim {
        id: claim_id(&wish.request),
        person: wish.person.clone(),
        intent: wish.intent.clone(),
        placement: thing.placement.clone(),
        credentials: Some(thing.credentials.name.clone()),
        names: thing.names.clone(),
        comment: wish.comment(),
        version: thing.version.clone(),
        to: thing.to.clone(),
        at: Timestamp::now(),
    }
}
