//! Which execution of a pipeline made a deployment: no deployment says so, but the pipelines that deploy there do.

use std::collections::BTreeSet;

use aws_sdk_codepipeline::types as sdk;
use jiff::Timestamp;

use super::asking::Asking;
use super::attempt::{distance, named};
use super::{Question, executions};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::codepipeline::{self, Deploys};
use crate::domain::look::Why;
use crate::domain::release::Subject;

/// A deployment of which the owner is looked for.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub subject: Subject,
    /// What it was deployed to.
    pub to: Deploys,
    pub created: Option<Timestamp>,
}

/// Tells of the executions that made these deployments, but for those that are asked about anyway.
pub(super) async fn ask(asking: &Asking<'_>, questions: &[Question], all: &[Made]) {
    if all.is_empty() {
        return;
    }
    let (listed, unlisted) = codepipeline::listed(&asking.clients).await;
    if let Some(why) = unlisted {
        for made in all {
            asking.miss(&made.subject, why.clone());
        }
    }
    // Whichever environment it belongs to: it may deploy into another one's clusters.
    let pipelines = listed
        .iter()
        .filter_map(|pipeline| pipeline.name())
        .filter(|name| asking.fleet.knows_pipeline(asking.environment, name));
    at_once(AT_ONCE, pipelines, async |pipeline: &str| {
        let ids = made_by(asking, pipeline, all).await;
        let is_asked = |id: &String| {
            let subject = executions::subject(asking, pipeline, id);
            questions.iter().any(|question| question.subject == subject)
        };
        let ids: Vec<String> = ids.into_iter().filter(|id| !is_asked(id)).collect();
        if !ids.is_empty() {
            executions::of_pipeline(asking, pipeline, &ids).await;
        }
    })
    .await;
}

/// The executions of this pipeline that made any of these deployments, each once.
async fn made_by(asking: &Asking<'_>, pipeline: &str, all: &[Made]) -> Vec<String> {
    let Asking {
        fleet,
        environment,
        clients,
        ..
    } = asking;
    let missed = |why: Why| {
        for made in all {
            asking.miss(&made.subject, why.clone());
        }
        Vec::new()
    };
    let definition = match codepipeline::definition(fleet, environment, clients, pipeline).await {
        Ok(definition) => definition,
        Err(why) => return missed(why),
    };
    let deploys = |made: &&Made| definition.deploys.iter().any(|to| to.may_be(&made.to));
    let mine: Vec<&Made> = all.iter().filter(deploys).collect();
    if mine.is_empty() {
        return Vec::new();
    }
    let attempts = match codepipeline::actions(clients, pipeline).await {
        Ok(attempts) => attempts,
        Err(why) => return missed(why),
    };
    let makers = mine
        .into_iter()
        .filter_map(|made| maker(asking, made, &attempts));
    let ids: BTreeSet<String> = makers
        .filter_map(|attempt| attempt.pipeline_execution_id().map(str::to_owned))
        .collect();
    ids.into_iter().collect()
}

/// The attempt that names the deployment, else the one to the same service that began when it was made and names none.
fn maker<'a>(
    asking: &Asking<'_>,
    made: &Made,
    attempts: &'a [sdk::ActionExecutionDetail],
) -> Option<&'a sdk::ActionExecutionDetail> {
    let nearest = || {
        let created = made.created?;
        attempts
            .iter()
            .filter(|attempt| named(asking, attempt).is_none())
            .filter(|attempt| Deploys::of_attempt(attempt).as_ref() == Some(&made.to))
            .filter_map(|attempt| Some((distance(attempt, created)?, attempt)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, attempt)| attempt)
    };
    attempts
        .iter()
        .find(|attempt| named(asking, attempt).as_ref() == Some(&made.subject))
        .or_else(nearest)
}
