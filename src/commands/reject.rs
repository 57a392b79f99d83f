//! `reject PIPELINE [--env ENV] REASON…`: no to a manual approval that waits.

use super::approve::{answer, waiting};
use super::named::{self, Pipelines, without_env};
use super::{Asker, Command, Tools};
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::domain::refusal::Refusal;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Reject {
    /// The environment of the pipeline.
    #[arg(long)]
    env: Option<String>,
    /// A pipeline and the reason; in a release's thread, the reason is enough.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<String>,
}

impl Command for Reject {
    const NAME: &'static str = "reject";
    const NEEDS: Option<Action> = Some(Action::Approve);

    async fn run(self, tools: &Tools, asker: &Asker) -> Message {
        let rejected = self.reject(tools, asker).await;
        rejected.unwrap_or_else(|refusal| refusal.message(asker.words))
    }
}

impl Reject {
    async fn reject(self, tools: &Tools, asker: &Asker) -> Result<Message, Refusal> {
        let missing = || Refusal::MissingReason {
            command: Self::NAME.to_owned(),
        };
        let (words, env) = without_env(&self.words, self.env);
        let environments = named::environments(tools, env.as_deref())?;
        let first = words.first().ok_or_else(missing)?;
        let pipelines = Pipelines::look(tools, &environments).await;
        let named = Some(first).filter(|word| pipelines.has(word));
        if named.is_none() && asker.thread.is_none() {
            return Err(Refusal::NothingNamed {
                typed: first.clone(),
                suggestion: None,
                unsure: pipelines.is_unsure(),
            });
        }
        let reason = match named {
            Some(_) => words[1..].join(" "),
            None => words.join(" "),
        };
        if reason.trim().is_empty() {
            return Err(missing());
        }
        let waiting = waiting(tools, asker, &pipelines, named).await?;
        match waiting.as_slice() {
            [one] => answer(tools, asker, one, Some(reason), false).await,
            [] => Err(Refusal::NothingWaits {
                pipeline: named.cloned(),
                unsure: pipelines.is_unsure(),
            }),
            several => Err(Refusal::SeveralNamed {
                typed: first.clone(),
                named: several
                    .iter()
                    .map(|one| format!("{} --env {}", one.pipeline, one.environment.name))
                    .collect(),
            }),
        }
    }
}
