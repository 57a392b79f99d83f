//! Executions of pipelines as observations: how each stands, what it ships, its plan, and every attempt of its actions.

use std::collections::BTreeMap;

use aws_sdk_codepipeline::types as sdk;
use jiff::Timestamp;

use super::asking::Asking;
use super::{Question, attempt};
use crate::aws::batch::{AT_ONCE, at_once};
use crate::aws::codepipeline::{self, Definition};
use crate::aws::convert::time;
use domain::look::Why;
use domain::release::{Change, ExecutionNews, News, RunState, Subject};

/// Executions of one pipeline that are read at the same moment; several pipelines are, and AWS publishes no rates.
const OF_ONE_AT_ONCE: usize = 2;

/// Answers the questions about executions.
pub(super) async fn ask(asking: &Asking<'_>, questions: &[Question]) {
    let mut by_pipeline: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for question in questions {
        if let Subject::Execution { pipeline, id, .. } = &question.subject {
            by_pipeline.entry(pipeline).or_default().push(id.clone());
        }
    }
    at_once(
        AT_ONCE,
        by_pipeline,
        async |(pipeline, ids): (&str, Vec<String>)| of_pipeline(asking, pipeline, &ids).await,
    )
    .await;
}

/// Tells of these executions of one pipeline.
pub(super) async fn of_pipeline(asking: &Asking<'_>, pipeline: &str, ids: &[String]) {
    let newest = match codepipeline::executions(&asking.clients, pipeline).await {
        Ok(newest) => newest,
        // Each of them can be asked for by itself.
        Err(why) if why.lasts() => {
            for id in ids {
                asking.miss(&subject(asking, pipeline, id), why.clone());
            }
            Vec::new()
        }
        Err(why) => {
            for id in ids {
                asking.fail(&subject(asking, pipeline, id), why.clone());
            }
            return;
        }
    };
    tell(asking, pipeline, ids, &newest).await;
}

/// Tells of these executions of one pipeline, of which the `newest` are already listed.
pub(super) async fn tell(
    asking: &Asking<'_>,
    pipeline: &str,
    ids: &[String],
    newest: &[sdk::PipelineExecutionSummary],
) {
    let Asking {
        fleet,
        environment,
        clients,
        ..
    } = asking;
    let definition = codepipeline::definition(fleet, environment, clients, pipeline);
    let definition = asking.soon(definition).await;
    at_once(OF_ONE_AT_ONCE, ids, async |id: &String| {
        let subject = subject(asking, pipeline, id);
        let definition = asking.or_miss(&subject, definition.clone());
        let listed = newest
            .iter()
            .find(|one| one.pipeline_execution_id() == Some(id.as_str()));
        one(
            asking,
            &subject,
            (pipeline, id),
            definition.as_deref(),
            listed,
        )
        .await;
    })
    .await;
}

pub(super) fn subject(asking: &Asking<'_>, pipeline: &str, id: &str) -> Subject {
    Subject::Execution {
        place: asking.place.clone(),
        pipeline: pipeline.to_owned(),
        id: id.to_owned(),
    }
}

async fn one(
    asking: &Asking<'_>,
    subject: &Subject,
    (pipeline, id): (&str, &str),
    definition: Option<&Definition>,
    listed: Option<&sdk::PipelineExecutionSummary>,
) {
    let (attempts, missed) = codepipeline::actions_of(&asking.clients, pipeline, id).await;
    let run = match listed {
        Some(listed) => Ok(Run::of_summary(listed)),
        None => codepipeline::execution(&asking.clients, pipeline, id)
            .await
            .map(|execution| Run::of_execution(&execution, &attempts)),
    };
    match run.and_then(|run| run.news(definition)) {
        Ok((at, news)) => asking.see(subject, at, News::Execution(news)),
        Err(why) => asking.fail(subject, why),
    }
    match missed {
        Some(why) => asking.fail(subject, why),
        None => asking.see(subject, None, News::Listed),
    }
    let making = attempt::making(asking, pipeline, &attempts).await;
    // Whoever asks whose a deployment is finds it by times as well.
    let making = making.unwrap_or_default();
    for detail in &attempts {
        attempt::tell(asking, subject, detail, definition, &making).await;
    }
}

/// An execution as one of two calls shows it.
struct Run {
    status: String,
    at: Option<Timestamp>,
    started: Option<Timestamp>,
    started_by: Option<String>,
    change: Option<Change>,
    comment: Option<String>,
}

impl Run {
    fn of_summary(summary: &sdk::PipelineExecutionSummary) -> Self {
        let shipped = summary.source_revisions().iter();
        Self {
            status: word(summary.status()),
            at: summary.last_update_time().and_then(time),
            started: summary.start_time().and_then(time),
            started_by: started_by(summary.trigger()),
            change: change(shipped.map(|source| Change {
                revision: source.revision_id().map(str::to_owned),
                message: source.revision_summary().map(message),
                url: source.revision_url().map(str::to_owned),
                ..Change::default()
            })),
            comment: summary
                .stop_trigger()
                .and_then(|stop| stop.reason())
                .map(str::to_owned),
        }
    }

    /// This call says no times: those of the attempts stand for them.
    fn of_execution(
        execution: &sdk::PipelineExecution,
        attempts: &[sdk::ActionExecutionDetail],
    ) -> Self {
        let started = attempts.iter().filter_map(|one| one.start_time());
        let changed = attempts.iter().filter_map(|one| one.last_update_time());
        let shipped = execution.artifact_revisions().iter();
        Self {
            status: word(execution.status()),
            at: changed.filter_map(time).max(),
            started: started.filter_map(time).min(),
            started_by: started_by(execution.trigger()),
            change: change(shipped.map(|artifact| Change {
                revision: artifact.revision_id().map(str::to_owned),
                message: artifact.revision_summary().map(message),
                url: artifact.revision_url().map(str::to_owned),
                ..Change::default()
            })),
            comment: None,
        }
    }

    /// The news of it, and of when they are.
    ///
    /// # Errors
    /// When AWS says a state that was not there when this was written.
    fn news(
        self,
        definition: Option<&Definition>,
    ) -> Result<(Option<Timestamp>, ExecutionNews), Why> {
        let state = state(&self.status).ok_or(Why::Failed(self.status))?;
        let branch = definition.and_then(|definition| definition.branch.clone());
        let news = ExecutionNews {
            state,
            started: self.started,
            started_by: self.started_by,
            change: self.change.map(|change| Change { branch, ..change }),
            comment: self.comment,
            plan: definition.map_or_else(Vec::new, |definition| definition.plan.clone()),
        };
        Ok((self.at, news))
    }
}

/// Whether an execution that is listed has not ended.
pub(super) fn in_motion(summary: &sdk::PipelineExecutionSummary) -> bool {
    state(&word(summary.status())).is_some_and(|state| !state.is_final())
}

fn word(status: Option<&sdk::PipelineExecutionStatus>) -> String {
    status.map_or("", |status| status.as_str()).to_owned()
}

/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecutionSummary.html>
fn state(word: &str) -> Option<RunState> {
    Some(match word {
        "InProgress" => RunState::Started,
        "Stopping" => RunState::Stopping,
        "Stopped" => RunState::Stopped,
        "Cancelled" => RunState::Canceled,
        "Superseded" => RunState::Superseded,
        "Failed" => RunState::Failed,
        "Succeeded" => RunState::Succeeded,
        _ => return None,
    })
}

fn started_by(trigger: Option<&sdk::ExecutionTrigger>) -> Option<String> {
    let trigger = trigger?;
    let kind = || trigger.trigger_type().map(|kind| kind.as_str());
    let detail = trigger.trigger_detail().filter(|detail| !detail.is_empty());
    detail.or_else(kind).map(str::to_owned)
}

/// What is shipped: the first source that says what changed, else the first.
fn change(sources: impl Iterator<Item = Change>) -> Option<Change> {
    let mut sources: Vec<Change> = sources.filter(|one| one.revision.is_some()).collect();
    sources.sort_by_key(|one| one.message.is_none());
    sources.into_iter().next()
}

/// A commit's message: the summary itself, or a part of it where it is JSON, as for what is fetched by a connection.
///
/// <https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_SourceRevision.html>
pub(super) fn message(summary: &str) -> String {
    let inside = serde_json::from_str::<serde_json::Value>(summary).ok();
    let inside = inside.and_then(|value| Some(value.get("CommitMessage")?.as_str()?.to_owned()));
    inside.unwrap_or_else(|| summary.to_owned())
}
