//! `reject PIPELINE [--env ENV] REASON…`: no to a manual approval that waits.

use clap::builder::NonEmptyStringValueParser;

use super::answering::answer;
use super::{Asker, Command, Reply, Tools};
use domain::acting::selection::Answer;
use domain::policy::Action;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Reject {
    /// The environment of the pipeline.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(super) env: Option<String>,
    /// A pipeline and the reason; in a release's thread, the reason is enough.
    #[arg(trailing_var_arg = true)]
    pub(super) words: Vec<String>,
}

impl Command for Reject {
    const NAME: &'static str = "reject";
    const NEEDS: Option<Action> = Some(Action::Approve);

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let env = self.env.as_deref();
        asker.reply(answer(tools, asker, Answer::Reject, &self.words, env).await)
    }
}
