//! `continue NAME|DEPLOYMENT [--env ENV]`: what going on means, and a button that lets it.

use super::offer::{Offer, offer};
use super::{Asker, Command, Tools, named};
use crate::domain::acting::{Intent, Wait};
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::domain::refusal::Refusal;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Continue {
    /// A service, its application, or a deployment by its id; in a release's thread, none is that release's.
    name: Option<String>,
    /// The environment of the service's cluster.
    #[arg(long)]
    env: Option<String>,
}

impl Command for Continue {
    const NAME: &'static str = "continue";
    const NEEDS: Option<Action> = Some(Action::Continue);

    async fn run(self, tools: &Tools, asker: &Asker) -> Message {
        let offered = self.offered(tools, asker).await;
        offered.map_or_else(|refusal| refusal.message(asker.words), Offer::message)
    }
}

impl Continue {
    async fn offered(self, tools: &Tools, asker: &Asker) -> Result<Offer, Refusal> {
        let (name, env) = (self.name.as_deref(), self.env.as_deref());
        let deployment = named::deployment(tools, asker, name, env, Self::NAME).await?;
        // What it waits for is learnt when it is looked at; until then any wait stands for it.
        let go_on = Intent::Continue {
            deployment,
            wait: Wait::Ready,
        };
        offer(tools, &asker.request, &asker.person, &go_on, asker.words).await
    }
}
