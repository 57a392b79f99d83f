//! `status [NAME] [--env ENV]`: what runs, what is rolling out, who is waited for, what failed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::time::Instant;

use super::named::{environments, release_here};
use super::{Asker, Command, Reply, Tools};
use domain::look::{Gap, Look};
use domain::message::{Message, Part};
use domain::names::{Environment, EnvironmentName, Revision};
use domain::refusal::Refusal;
use domain::release::Subject;
use domain::status::{self, Pattern, SHOWN, Selection, Tags, View};

/// How long AWS may take over all that an answer needs, so that it stands there within five seconds.
const PATIENCE: Duration = Duration::from_millis(4_700);

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Status {
    /// A service, cluster, application or pipeline; globs; none is all.
    name: Option<String>,
    /// The environment to look at.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    env: Option<String>,
}

impl Command for Status {
    const NAME: &'static str = "status";

    async fn answer_at_once(&self, tools: &Tools, asker: &Asker) -> Option<Reply> {
        let refusal = environments(tools, self.env.as_deref()).err()?;
        Some(asker.refuse(&refusal))
    }

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let environments = match environments(tools, self.env.as_deref()) {
            Ok(environments) => environments,
            Err(refusal) => return asker.refuse(&refusal),
        };
        let until = Instant::now() + PATIENCE;
        let looks = join_all(environments.iter().map(|e| tools.fleet.look(e))).await;
        let name = match self.name {
            Some(name) => Some(name),
            None => name_here(tools, asker).await,
        };
        let pattern = name.as_deref().map(Pattern::new);
        let mut selection = status::select(&looks, pattern.as_ref());
        let (tags, untold) = tags(tools, &environments, &selection, until).await;
        selection.miss(&untold);
        let view = View {
            words: asker.words,
            tags: &tags,
            now: Timestamp::now(),
        };
        match &pattern {
            Some(pattern) if selection.is_empty() => {
                Reply::Private(nothing(pattern, &selection, &looks, &view))
            }
            _ => Reply::Shared(status::message(&selection, &view)),
        }
    }
}

/// What the release in whose thread it is asked goes by; nothing elsewhere.
async fn name_here(tools: &Tools, asker: &Asker) -> Option<String> {
    let release = release_here(tools, asker).await.ok()??;
    if let Some(Subject::Execution { pipeline, .. }) = release.execution().map(|run| &run.subject) {
        return Some(pipeline.clone());
    }
    let newest = release.roots().pop()?;
    newest.names().next().map(str::to_owned)
}

/// The image tags of the services that will be shown, and of what they roll out to, and why some are not known; no
/// others are asked for.
async fn tags(
    tools: &Tools,
    environments: &[&Environment],
    selection: &Selection<'_>,
    until: Instant,
) -> (Tags, Vec<Gap>) {
    let mut wanted: BTreeMap<&EnvironmentName, BTreeSet<&Revision>> = BTreeMap::new();
    for service in selection.services.iter().take(SHOWN) {
        let rollout = service.rollout.as_ref();
        let revisions = [
            service.revision.as_ref(),
            rollout.and_then(|rollout| rollout.from.as_ref()),
            rollout.and_then(|rollout| rollout.to.as_ref()),
        ];
        wanted
            .entry(&service.environment)
            .or_default()
            .extend(revisions.into_iter().flatten());
    }
    let asked = environments.iter().filter_map(|environment| {
        let revisions: Vec<Revision> = wanted
            .get(&environment.name)?
            .iter()
            .map(|&revision| revision.clone())
            .collect();
        Some(async move {
            let answers = tools
                .fleet
                .image_tags(environment, &revisions, until)
                .await;
            (environment, revisions, answers)
        })
    });
    let mut tags = Tags::new();
    let mut untold = Vec::new();
    for (environment, revisions, answers) in join_all(asked).await {
        for (revision, answer) in revisions.into_iter().zip(answers) {
            match answer {
                Ok(tag) => {
                    tags.insert((environment.name.clone(), revision), tag);
                }
                Err(why) => untold.push(Gap {
                    environment: environment.name.clone(),
                    account: environment.account.clone(),
                    why,
                }),
            }
        }
    }
    (tags, untold)
}

/// The answer where nothing of that name was seen: sure of it only where everything could be seen.
fn nothing(
    pattern: &Pattern,
    selection: &Selection<'_>,
    looks: &[Arc<Look>],
    view: &View<'_>,
) -> Message {
    let refusal = Refusal::NothingNamed {
        typed: pattern.as_str().to_owned(),
        suggestion: selection.suggestion.map(str::to_owned),
        unsure: looks.iter().any(|look| !look.gaps.is_empty()),
    };
    let message = refusal.message(view.words);
    match status::gaps(selection, view.words) {
        gaps if gaps.is_empty() => message,
        gaps => message.with(Part::Lines(gaps)),
    }
}
