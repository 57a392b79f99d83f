//! `approve [PIPELINE] [--env ENV] [COMMENT…]`: yes to a manual approval that waits.

use clap::builder::NonEmptyStringValueParser;

use super::answering::answer;
use super::{Asker, Command, Reply, Tools};
use domain::acting::selection::Answer;
use domain::policy::Action;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Approve {
    /// The environment of the pipeline.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    pub(super) env: Option<String>,
    /// A pipeline and a comment, or either.
    #[arg(trailing_var_arg = true)]
    pub(super) words: Vec<String>,
}

impl Command for Approve {
    const NAME: &'static str = "approve";
    const NEEDS: Option<Action> = Some(Action::Approve);
    const NOT_BUILT: &'static [&'static str] = &["force"];

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let env = self.env.as_deref();
        asker.reply(answer(tools, asker, Answer::Approve, &self.words, env).await)
    }
}
