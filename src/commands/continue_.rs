//! `continue NAME|DEPLOYMENT [--env ENV]`: what going on means, and a button that lets it.

use clap::builder::NonEmptyStringValueParser;

use super::deployed::{Asked, offered};
use super::{Asker, Command, Reply, Tools};
use domain::acting::{Intent, Wait};
use domain::policy::Action;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Continue {
    /// A service, its application, or a deployment by its id; in a release's thread, none is that release's.
    name: Option<String>,
    /// The environment of the service's cluster.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    env: Option<String>,
}

impl Command for Continue {
    const NAME: &'static str = "continue";
    const NEEDS: Option<Action> = Some(Action::Continue);

    async fn run(self, tools: &Tools, asker: &Asker) -> Reply {
        let asked = Asked {
            command: Self::NAME,
            // What it waits for is learnt when it is looked at; until then any wait stands for it.
            intent: |deployment| Intent::Continue {
                deployment,
                wait: Wait::Ready,
            },
            name: self.name.as_deref(),
            env: self.env.as_deref(),
        };
        asker.reply(offered(tools, asker, &asked).await)
    }
}
