//! Claims whose end nobody knows: AWS is looked at until it is known, and only then is anything said.

use std::time::Duration;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::ledger;
use crate::commands::Tools;
use crate::store::{Claim, Open};
use domain::acting::{Intent, Mutation, Trace, approval};
use domain::look::Why;
use domain::names::Environment;
use domain::refusal::Refusal;

/// How long somebody is kept waiting for AWS's word before they are told that it is not known yet.
const PATIENCE: SignedDuration = SignedDuration::from_secs(10);
/// How often AWS is looked at meanwhile.
const AGAIN: Duration = Duration::from_millis(500);
/// How long a claim of another copy may be without a call before it counts as left behind.
const LEFT: SignedDuration = SignedDuration::from_secs(30);
/// How long a claim is followed of which AWS says nothing at all.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24);

/// What was found out.
#[derive(Debug, Clone)]
pub enum Settled {
    Done,
    NotDone(Refusal),
    /// AWS does not answer.
    Unclear,
}

/// Looks for a call whose answer was lost until it is known what became of it, or AWS has been silent for too long.
pub async fn find_out(
    tools: &Tools,
    claim: &Claim,
    mutation: &Mutation,
    sent: Timestamp,
    environment: &Environment,
) -> Settled {
    loop {
        let now = Timestamp::now();
        let since = now.duration_since(sent);
        let is_landed = since > mutation.lands_within();
        let trace = tools.fleet.trace(environment, mutation, &claim.id, sent);
        match trace.await {
            Ok(Trace::Done { made }) => {
                ledger::done(tools, claim, mutation, made).await;
                return Settled::Done;
            }
            Ok(Trace::Overtaken) => {
                let refusal = overtaken(tools, claim, environment).await;
                ledger::dropped(tools, claim, &refusal).await;
                return Settled::NotDone(refusal);
            }
            Ok(Trace::None) if is_landed => {
                let refusal = Refusal::NotDone(Why::Silent);
                ledger::dropped(tools, claim, &refusal).await;
                return Settled::NotDone(refusal);
            }
            unknown if since > PATIENCE => {
                tracing::warn!(
                    ?unknown,
                    claim = claim.id,
                    "it is not known yet what was done"
                );
                ledger::unclear(tools, claim).await;
                return Settled::Unclear;
            }
            Ok(Trace::None) | Err(_) => tokio::time::sleep(AGAIN).await,
        }
    }
}

/// Why what was wished is impossible now.
async fn overtaken(tools: &Tools, claim: &Claim, environment: &Environment) -> Refusal {
    let (Intent::Approve {
        approval: asked, ..
    }
    | Intent::Reject {
        approval: asked, ..
    }) = &claim.intent
    else {
        return Refusal::NotCurrent;
    };
    match tools.fleet.approval(environment, asked).await {
        Ok(standing) => approval::answer(asked, standing, true, String::new())
            .err()
            .unwrap_or(Refusal::NotCurrent),
        Err(why) => Refusal::NotDone(why),
    }
}

/// Settles every claim that nobody has in hand; at a start, those of the last run are nobody's. An account that hangs
/// holds up no other's.
pub async fn all(tools: &Tools, is_start: bool) -> anyhow::Result<usize> {
    let open = tools.store.open_claims().await?;
    let settled = join_all(open.iter().map(|open| one(tools, open, is_start))).await;
    let unclear = settled
        .iter()
        .filter(|settled| matches!(settled, Some(Settled::Unclear)));
    Ok(unclear.count())
}

async fn one(tools: &Tools, Open { claim, sent }: &Open, is_start: bool) -> Option<Settled> {
    if tools.hands.has(&claim.id) {
        return None;
    }
    let now = Timestamp::now();
    let Some((mutation, sent)) = sent else {
        // Nothing was sent, so nothing was done. Another copy that is about to send finds its claim gone.
        if is_start || now.duration_since(claim.at) > LEFT {
            ledger::dropped(tools, claim, &Refusal::NotCurrent).await;
        }
        return None;
    };
    let _hand = tools.hands.take(&claim.id);
    let mut environments = tools.fleet.environments().iter();
    let environment = environments.find(|one| Some(&one.name) == claim.credentials());
    match environment.filter(|_| now.duration_since(*sent) <= GIVEN_UP) {
        Some(environment) => {
            let settled = find_out(tools, claim, mutation, *sent, environment).await;
            if !matches!(settled, Settled::Unclear) {
                let is_done = matches!(settled, Settled::Done);
                tracing::info!(claim = claim.id, is_done, "what was left open is settled");
            }
            Some(settled)
        }
        None => {
            tracing::error!(
                claim = claim.id,
                "what became of a claim cannot be found out"
            );
            ledger::dropped(tools, claim, &Refusal::NotKnown(Why::Silent)).await;
            None
        }
    }
}
