//! Which execution of a pipeline made a deployment: no deployment says so, but the pipelines that deploy there do.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_codepipeline::types as sdk;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::asking::Asking;
use super::attempt::{self, Making, distance, making, named, place};
use super::{Question, executions};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::codepipeline::{self, Deploys};
use domain::look::Why;
use domain::names::Environment;
use domain::release::{News, Owner, Subject};

/// How long another account or region is asked: one that hangs must not hold up what is asked here.
const ELSEWHERE: Duration = Duration::from_secs(3);

/// How long after its action began ECS makes a set of tasks at most, where only that shows which action made it.
const APART: SignedDuration = SignedDuration::from_secs(60);

/// A deployment of which the owner is looked for.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub subject: Subject,
    /// What it was deployed to.
    pub to: Deploys,
    pub created: Option<Timestamp>,
}

/// Which deployments' owners were looked for, and why not everywhere.
#[derive(Debug, Default)]
pub(super) struct Looked {
    all: Vec<Made>,
    missed: Option<Why>,
}

impl Looked {
    /// Whether the owner of this deployment was looked for.
    pub fn was_for(&self, subject: &Subject) -> bool {
        self.all.iter().any(|made| made.subject == *subject)
    }

    /// What is to be said of a deployment of which no owner was found.
    pub fn else_found(&self) -> Owner {
        match &self.missed {
            Some(why) => Owner::Unsaid(why.clone()),
            None => Owner::NoPipeline,
        }
    }
}

/// Tells of the executions that made these deployments, but for those that are asked about anyway: in every account
/// and region of the settings, since a pipeline may deploy into another one.
pub(super) async fn ask(asking: &Asking<'_>, questions: &[Question], all: Vec<Made>) -> Looked {
    if all.is_empty() {
        return Looked::default();
    }
    let elsewhere = elsewhere(asking);
    let (here, there) = tokio::join!(
        asking.soon(async { Ok(of_place(asking, questions, &all).await) }),
        join_all(elsewhere.into_iter().map(|one| of_other(asking, one, &all))),
    );
    let here = here.unwrap_or_else(|why| vec![why]);
    let missed = here.into_iter().chain(there.into_iter().flatten()).min();
    Looked { all, missed }
}

/// An environment of every other account and region.
fn elsewhere<'a>(asking: &Asking<'a>) -> Vec<&'a Environment> {
    let mut others: Vec<&Environment> = Vec::new();
    for one in asking.fleet.environments() {
        let is_known =
            |other: &Environment| (&one.account, &one.region) == (&other.account, &other.region);
        if !is_known(asking.environment) && !others.iter().any(|other| is_known(other)) {
            others.push(one);
        }
    }
    others
}

/// Asks another account or region; returns why it did not say all.
async fn of_other(asking: &Asking<'_>, other: &Environment, all: &[Made]) -> Vec<Why> {
    let there = match Asking::begin(asking.fleet, other, asking.now, ELSEWHERE).await {
        Ok(there) => there,
        Err(why) => return vec![why],
    };
    let missed = there.in_time(of_place(&there, &[], all)).await;
    // That its credentials are of another account than the settings say is told by its own looks.
    asking.also(there.end());
    missed.unwrap_or_else(|| vec![Why::Silent])
}

/// Asks the pipelines of one account and region; returns why they did not say all.
async fn of_place(asking: &Asking<'_>, questions: &[Question], all: &[Made]) -> Vec<Why> {
    let (listed, unlisted) = codepipeline::listed(&asking.clients).await;
    // Whichever environment it belongs to: it may deploy into another one's clusters.
    let pipelines = listed
        .iter()
        .filter_map(|pipeline| pipeline.name())
        .filter(|name| asking.fleet.knows_pipeline(asking.environment, name));
    let missed: Vec<Option<Why>> = at_once(AT_ONCE, pipelines, async |pipeline: &str| {
        let (ids, missed) = match made_by(asking, pipeline, all).await {
            Ok(found) => found,
            Err(why) => return Some(why),
        };
        let is_asked = |id: &String| {
            let subject = executions::subject(asking, pipeline, id);
            questions.iter().any(|question| question.subject == subject)
        };
        let ids: Vec<String> = ids.into_iter().filter(|id| !is_asked(id)).collect();
        if !ids.is_empty() {
            executions::of_pipeline(asking, pipeline, &ids).await;
        }
        missed
    })
    .await;
    unlisted
        .into_iter()
        .chain(missed.into_iter().flatten())
        .collect()
}

/// Tells of the attempts of this pipeline that made any of these deployments; returns their executions, each once, and
/// why the maker of some may not be known.
async fn made_by(
    asking: &Asking<'_>,
    pipeline: &str,
    all: &[Made],
) -> Result<(BTreeSet<String>, Option<Why>), Why> {
    let Asking {
        fleet,
        environment,
        clients,
        ..
    } = asking;
    let definition = codepipeline::definition(fleet, environment, clients, pipeline).await?;
    let deploys = |made: &&Made| definition.deploys.iter().any(|to| to.may_be(&made.to));
    let mine: Vec<&Made> = all.iter().filter(deploys).collect();
    let mut ids = BTreeSet::new();
    if mine.is_empty() {
        return Ok((ids, None));
    }
    let attempts = codepipeline::actions(clients, pipeline).await?;
    let theirs = |attempt: &&sdk::ActionExecutionDetail| {
        let to = Deploys::of_attempt(attempt);
        to.is_some_and(|to| mine.iter().any(|made| to.may_be(&made.to)))
    };
    let candidates: Vec<_> = attempts.iter().filter(theirs).cloned().collect();
    let (mut making, mut unnamed) = match making(asking, pipeline, &candidates).await {
        Ok(making) => (making, None),
        Err(why) => (Making::default(), Some(why)),
    };
    let found: Vec<_> = mine
        .iter()
        .filter_map(|made| Some((*made, maker(asking, made, &candidates, &making)?)))
        .collect();
    if found.len() == mine.len() {
        unnamed = None;
    }
    for (made, attempt) in &found {
        let Some(id) = attempt.pipeline_execution_id() else {
            continue;
        };
        match (&made.subject, named(asking, attempt, &making)) {
            (set @ Subject::EcsDeployment { .. }, Some(whole)) => {
                asking.see(set, None, News::PartOf(whole));
            }
            // Of service deployments each attempt's own are listed, and their times compared.
            (Subject::ServiceDeployment { .. }, _) | (_, Some(_)) => {}
            (found, None) => {
                let attempt = attempt.action_execution_id();
                attempt.inspect(|attempt| making.find(attempt, found.clone()));
            }
        }
        let execution = executions::subject(asking, pipeline, id);
        attempt::tell(asking, &execution, attempt, Some(&definition), &making).await;
        ids.insert(id.to_owned());
    }
    Ok((ids, unnamed))
}

/// The attempt that names the deployment, else the one to the same service that began when it was made and names none.
/// What a set of tasks is a part of an attempt may name.
fn maker<'a>(
    asking: &Asking<'_>,
    made: &Made,
    attempts: &'a [sdk::ActionExecutionDetail],
    making: &Making,
) -> Option<&'a sdk::ActionExecutionDetail> {
    let is_set = matches!(made.subject, Subject::EcsDeployment { .. });
    let nearest = || {
        let created = made.created?;
        attempts
            .iter()
            .filter(|attempt| is_set || named(asking, attempt, making).is_none())
            .filter(|attempt| Deploys::of_attempt(attempt).as_ref() == Some(&made.to))
            .filter(|attempt| place(asking, attempt) == *made.subject.place())
            .filter_map(|attempt| Some((distance(attempt, created)?, attempt)))
            .filter(|(distance, _)| !is_set || *distance <= APART)
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, attempt)| attempt)
    };
    attempts
        .iter()
        .find(|attempt| named(asking, attempt, making).as_ref() == Some(&made.subject))
        .or_else(nearest)
}
