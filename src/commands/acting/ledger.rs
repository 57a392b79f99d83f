//! What is written down of a deed: the claim, how it ended, and what everybody is told of it, each in one transaction.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use jiff::Timestamp;

use super::{Thing, Wish, claim_id, unstored};
use crate::commands::Tools;
use crate::store::{Claim, Claimed, Entry};
use domain::acting::{Intent, Mutation, Verb};
use domain::refusal::Refusal;
use domain::release::{
    ActionNews, ActionState, DeedNews, DeedStage, DeploymentNews, DeploymentState, News,
    Observation, Source, Subject,
};
use domain::service::Phase;

/// Claims what is wished, unless somebody has, and lets everybody see who is at it.
pub async fn claim(tools: &Tools, claim: &Claim, request: &str) -> Result<Claimed, Refusal> {
    let claimed = async {
        let mut tx = tools.store.begin().await?;
        let claimed = tx.claim(claim).await?;
        if claimed == Claimed::Won {
            tx.note(
                &format!("{}/claimed", claim.id),
                &[deed(claim, DeedStage::Claimed, claim.at)],
                claim.at,
            )
            .await?;
            // From here on the claim is what a restart goes by.
            tx.all_done(&[request], claim.at).await?;
        }
        tx.commit().await?;
        anyhow::Ok(claimed)
    };
    let claimed = claimed.await.map_err(|error| unstored(&error))?;
    tools.arrived.ring();
    Ok(claimed)
}

/// Writes down that it was done.
pub async fn done(tools: &Tools, claim: &Claim, mutation: &Mutation, made: Option<Subject>) {
    let now = Timestamp::now();
    let mut observations = vec![deed(claim, DeedStage::Done, now)];
    observations.extend(follows(claim, mutation, made, now));
    end(tools, claim, "done", &observations, true).await;
}

/// Writes down that it was not done, so that it may be tried again.
pub async fn dropped(tools: &Tools, claim: &Claim, refusal: &Refusal) {
    let observations = [deed(claim, DeedStage::Dropped, Timestamp::now())];
    end(tools, claim, refusal.as_str(), &observations, false).await;
}

/// Lets everybody see that nobody knows yet whether it was done.
pub async fn unclear(tools: &Tools, claim: &Claim) {
    let now = Timestamp::now();
    let noted = async {
        let mut tx = tools.store.begin().await?;
        let observations = [deed(claim, DeedStage::Unclear, now)];
        let id = format!("{}/unclear", claim.id);
        tx.note(&id, &observations, now).await?;
        tx.commit().await
    };
    if let Err(error) = noted.await {
        tracing::error!(error = format!("{error:#}"), "what is unclear is not told");
    }
    tools.arrived.ring();
}

/// Writes down that somebody was refused. It changes nothing for anybody else.
pub async fn refused(tools: &Tools, wish: &Wish, thing: &Thing, refusal: &Refusal) {
    if wish.intent.verb() == Verb::Refresh || matches!(refusal, Refusal::PlanChanged(_)) {
        return;
    }
    let entry = Entry {
        id: claim_id(&wish.request),
        at: Timestamp::now(),
        person: wish.person.clone(),
        verb: wish.intent.verb(),
        placement: thing.placement.clone(),
        names: thing.names.clone(),
        version: thing.version.clone(),
        to: thing.to.clone(),
        comment: wish.comment(),
        result: refusal.as_str().to_owned(),
    };
    if let Err(error) = tools.store.audit(&entry).await {
        tracing::error!(
            error = format!("{error:#}"),
            "a refusal is missing in the history"
        );
    }
    // It may have been refused because what the message shows is not so any more.
    let mended = mended(&wish.intent, refusal);
    if let Err(error) = tools.mend(wish.intent.subject(), mended).await {
        tracing::warn!(error = format!("{error:#}"), "a message is mended later");
    }
}

/// What AWS showed while it refused, which the message does not show.
fn mended(intent: &Intent, refusal: &Refusal) -> Option<Observation> {
    let is_overtaken = matches!(
        (intent, refusal),
        (
            Intent::Rollback { .. },
            Refusal::NotCurrent | Refusal::AnotherInMotion { .. }
        )
    );
    let now = Timestamp::now();
    is_overtaken.then(|| seen(intent.subject(), News::Overtaken, now))
}

/// Ends a claim in one transaction, whatever it takes: until then nobody could claim it, and nobody would be told.
async fn end(
    tools: &Tools,
    claim: &Claim,
    result: &str,
    observations: &[Observation],
    is_done: bool,
) {
    let now = Timestamp::now();
    let ended = || async {
        let mut tx = tools.store.begin().await?;
        let is_ours = match is_done {
            true => tx.settle_claim(claim, now).await?,
            false => tx.drop_claim(claim).await?,
        };
        if is_ours {
            tx.note(&format!("{}/ended", claim.id), observations, now)
                .await?;
            tx.audit(&entry(claim, result, now)).await?;
        }
        tx.commit().await
    };
    let pace = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_times(4)
        .with_jitter();
    if let Err(error) = ended.retry(pace).await {
        // The claim stays open, and is settled by what AWS shows.
        let error = format!("{error:#}");
        tracing::error!(error, claim = claim.id, "how it ended could not be stored");
    }
    tools.arrived.ring();
}

fn entry(claim: &Claim, result: &str, now: Timestamp) -> Entry {
    Entry {
        id: claim.id.clone(),
        at: now,
        person: claim.person.clone(),
        verb: claim.intent.verb(),
        placement: claim.placement.clone(),
        names: claim.names.clone(),
        version: claim.version.clone(),
        to: claim.to.clone(),
        comment: claim.comment.clone(),
        result: result.to_owned(),
    }
}

fn deed(claim: &Claim, stage: DeedStage, now: Timestamp) -> Observation {
    let attempt = match &claim.intent {
        Intent::Approve { approval, .. } | Intent::Reject { approval, .. } => {
            Some(approval.attempt.clone())
        }
        _ => None,
    };
    let news = DeedNews {
        claim: claim.id.clone(),
        verb: claim.intent.verb(),
        person: claim.person.clone(),
        comment: claim.comment.clone(),
        attempt,
        to: claim.to.clone(),
        stage,
    };
    // Heard, so that AWS is asked at once what became of it.
    Observation {
        source: Source::Heard,
        ..seen(claim.intent.subject(), News::Deed(Box::new(news)), now)
    }
}

/// What AWS has said of the release by taking the call.
fn follows(
    claim: &Claim,
    mutation: &Mutation,
    made: Option<Subject>,
    now: Timestamp,
) -> Vec<Observation> {
    match (mutation, made) {
        (
            Mutation::PutApprovalResult {
                approval, approved, ..
            },
            _,
        ) => {
            let news = ActionNews {
                stage: approval.stage.clone(),
                action: approval.action.clone(),
                execution: Some(approval.attempt.clone()),
                state: match approved {
                    true => ActionState::Succeeded,
                    false => ActionState::Failed,
                },
                category: Some("Approval".to_owned()),
                started: None,
                made: None,
                build: None,
                url: None,
                summary: claim.comment.clone(),
                error: None,
                by: Some(claim.person.to_string()),
                approval: None,
            };
            let observation = seen(&approval.execution, News::Action(Box::new(news)), now);
            vec![Observation {
                source: Source::Heard,
                ..observation
            }]
        }
        (
            Mutation::CreateDeployment { undoes, .. } | Mutation::UpdateService { undoes, .. },
            Some(made),
        ) => {
            let back = DeploymentNews {
                undoes: Some(undoes.clone()),
                ..DeploymentNews::new(DeploymentState::InMotion(Phase::Starting))
            };
            let undone = DeploymentNews {
                undone_by: Some(made.clone()),
                ..DeploymentNews::new(DeploymentState::Succeeded)
            };
            let heard = Observation {
                source: Source::Heard,
                ..seen(&made, News::Deployment(Box::new(back)), now)
            };
            vec![heard, seen(undoes, News::Deployment(Box::new(undone)), now)]
        }
        _ => Vec::new(),
    }
}

fn seen(subject: &Subject, news: News, now: Timestamp) -> Observation {
    Observation {
        of: subject.clone(),
        at: now,
        known: now,
        source: Source::Seen,
        news,
    }
}
