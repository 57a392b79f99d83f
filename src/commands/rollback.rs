//! `rollback NAME|DEPLOYMENT [--env ENV]`: the plan of a rollback, and a button that carries it out.

use clap::builder::NonEmptyStringValueParser;

use super::deployed::{Asked, offered};
use super::{Asker, Command, Reply, Tools};
use domain::acting::Intent;
use domain::policy::Action;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Rollback {
    /// A service, its application, or a deployment by its id; in a release's thread, none is that release's.
    name: Option<String>,
    /// The environment of the service's cluster.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    env: Option<String>,
}

impl Command for Rollback {
    const NAME: &'static str = "rollback";
    const NEEDS: Option<Action> = Some(Action::Rollback);
    const NOT_BUILT: &'static [&'static str] = &["to"];

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let asked = Asked {
            command: Self::NAME,
            intent: |deployment| Intent::Rollback {
                deployment,
                plan: None,
            },
            name: self.name.as_deref(),
            env: self.env.as_deref(),
        };
        asker.reply(offered(tools, asker, &asked).await)
    }
}
