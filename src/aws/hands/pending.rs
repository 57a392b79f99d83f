//! Every manual approval that waits in the pipelines of an environment, with what whoever answers it should know.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::Hands;
use crate::aws::fleet::Fleet;
use crate::aws::{Answer, Question, codepipeline};
use crate::domain::acting::ApprovalRef;
use crate::domain::acting::approval::Pending;
use crate::domain::look::Why;
use crate::domain::names::Environment;
use crate::domain::release::{ActionNews, ActionState, ExecutionNews, News, Subject};

/// How long looking for pipelines in which an approval waits may take.
const LOOK: Duration = Duration::from_secs(4);

impl Fleet {
    /// The approvals that wait, and why some may be missing; at most twelve seconds long.
    pub async fn pending(&self, environment: &Environment) -> (Vec<Pending>, Vec<Why>) {
        let hands = Hands::of(self, environment).await;
        let is_ours = |pipeline: &str| self.owns_pipeline(environment, pipeline);
        let until = Instant::now() + LOOK;
        let pipelines = codepipeline::pipelines(&hands.clients, environment, is_ours, until);
        let (pipelines, mut missed) = pipelines.await;
        let executions: BTreeSet<Subject> = pipelines
            .iter()
            .flat_map(|pipeline| {
                let ids = pipeline
                    .approvals
                    .iter()
                    .filter_map(|one| one.execution.as_ref());
                ids.map(|id| Subject::Execution {
                    place: hands.place(),
                    pipeline: pipeline.name.clone(),
                    id: id.clone(),
                })
            })
            .collect();
        // When they were seen is of no interest to whoever answers them.
        let seen = Timestamp::UNIX_EPOCH;
        let question = |subject| Question {
            subject,
            owner: false,
            at: seen,
        };
        let questions: Vec<Question> = executions.into_iter().map(question).collect();
        let answer = self.ask(environment, &questions, seen).await;
        let pending = answer
            .observations
            .iter()
            .filter_map(|one| match &one.news {
                News::Action(action) => pending(&one.of, action, execution(&answer, &one.of)),
                _ => None,
            });
        let pending = pending.collect();
        for (_, why) in answer.missed {
            if !missed.contains(&why) {
                missed.push(why);
            }
        }
        (pending, missed)
    }
}

fn execution<'a>(answer: &'a Answer, of: &Subject) -> Option<&'a ExecutionNews> {
    let mut observations = answer.observations.iter().filter(|one| one.of == *of);
    observations.find_map(|one| match &one.news {
        News::Execution(news) => Some(news),
        _ => None,
    })
}

fn pending(of: &Subject, action: &ActionNews, run: Option<&ExecutionNews>) -> Option<Pending> {
    let ask = action.approval.clone()?;
    let attempt = action.execution.clone()?;
    (action.state == ActionState::Started).then(|| Pending {
        approval: ApprovalRef {
            execution: of.clone(),
            stage: action.stage.clone(),
            action: action.action.clone(),
            attempt,
        },
        since: action.started,
        ask,
        started_by: run.and_then(|run| run.started_by.clone()),
        change: run.and_then(|run| run.change.clone()),
    })
}
