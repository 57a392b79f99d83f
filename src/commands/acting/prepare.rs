//! From a wish to the one call that does it, as AWS stands at this moment.

use super::Wish;
use super::thing::{Shown, Thing};
use crate::commands::Tools;
use crate::store::Claim;
use domain::acting::approval::{self, summary};
use domain::acting::{ApprovalRef, Intent, Mutation, Plan, continuing, rollback};
use domain::one_line::one_line;
use domain::refusal::Refusal;

/// Characters of a deployment's description that its console shows.
const DESCRIPTION: usize = 256;

/// The plan of a rollback as things stand now, where it is one.
///
/// # Errors
/// When it cannot be rolled back, or what the person was shown is not so any more.
pub fn planned(wish: &Wish, thing: &Thing) -> Result<Option<Plan>, Refusal> {
    let (Intent::Rollback { plan: shown, .. }, Shown::Found(found)) = (&wish.intent, &thing.shown)
    else {
        return Ok(None);
    };
    let plan = rollback::plan(found)?;
    match shown {
        Some(shown) if **shown == plan => Ok(Some(plan)),
        _ => Err(Refusal::PlanChanged(Box::new(plan))),
    }
}

/// The call that does what is wished.
///
/// # Errors
/// When it cannot be done as things stand.
pub async fn mutation(
    tools: &Tools,
    wish: &Wish,
    thing: &Thing,
    plan: Option<Plan>,
    claim: &Claim,
) -> Result<Mutation, Refusal> {
    match (&wish.intent, &thing.shown) {
        (Intent::Approve { approval, .. }, _) => {
            answer(tools, wish, thing, approval, true, claim).await
        }
        (Intent::Reject { approval, .. }, _) => {
            answer(tools, wish, thing, approval, false, claim).await
        }
        (Intent::Rollback { .. }, _) => {
            let plan = plan.ok_or(Refusal::NotCurrent)?;
            let name = tools.people.name(&wish.person).await;
            let mark = format!(" [pilothouse {}]", claim.id);
            let room = DESCRIPTION - mark.chars().count();
            let text = format!(
                "Rolled back by {} ({}) in Slack",
                one_line(&name),
                wish.person
            );
            let text: String = text.chars().take(room).collect();
            Ok(plan.mutation(text + &mark))
        }
        (Intent::Continue { wait, .. }, Shown::Waiting(waiting)) => {
            continuing::go_on(waiting, wait)
        }
        _ => Err(Refusal::NotCurrent),
    }
}

async fn answer(
    tools: &Tools,
    wish: &Wish,
    thing: &Thing,
    approval: &ApprovalRef,
    approved: bool,
    claim: &Claim,
) -> Result<Mutation, Refusal> {
    let (standing, name) = tokio::join!(
        tools.fleet.approval(&thing.credentials, approval),
        tools.people.name(&wish.person),
    );
    let standing = standing.map_err(Refusal::NotKnown)?;
    let comment = wish.intent.comment();
    let summary = summary(approved, &name, wish.person.as_str(), comment, &claim.id);
    approval::answer(approval, standing, approved, summary)
}
