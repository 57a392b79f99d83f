//! `rollback NAME|DEPLOYMENT [--env ENV]`: the plan of a rollback, and a button that carries it out.

use super::offer::{Offer, offer};
use super::{Asker, Command, Tools, named};
use crate::domain::acting::Intent;
use crate::domain::message::Message;
use crate::domain::policy::Action;
use crate::domain::refusal::Refusal;

/// The arguments.
#[derive(Debug, Clone, PartialEq, Eq, clap::Args)]
pub struct Rollback {
    /// A service, its application, or a deployment by its id; in a release's thread, none is that release's.
    name: Option<String>,
    /// The environment of the service's cluster.
    #[arg(long)]
    env: Option<String>,
}

impl Command for Rollback {
    const NAME: &'static str = "rollback";
    const NEEDS: Option<Action> = Some(Action::Rollback);

    async fn run(self, tools: &Tools, asker: &Asker) -> Message {
        let offered = self.offered(tools, asker).await;
        offered.map_or_else(|refusal| refusal.message(asker.words), Offer::message)
    }
}

impl Rollback {
    async fn offered(self, tools: &Tools, asker: &Asker) -> Result<Offer, Refusal> {
        let (name, env) = (self.name.as_deref(), self.env.as_deref());
        let deployment = named::deployment(tools, asker, name, env, Self::NAME).await?;
        let rollback = Intent::Rollback {
            deployment,
            plan: None,
        };
        offer(tools, &asker.request, &asker.person, &rollback, asker.words).await
    }
}
