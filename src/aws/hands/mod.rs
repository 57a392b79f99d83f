//! The hands on AWS: what planning a change must know, the one call that makes it, and what became of one unanswered.

mod approval;
mod codedeploy;
mod ecs;
mod found;
mod identity;
mod send;
mod shown;
mod trace;
mod waiting;
mod whole;

use super::fleet::{Clients, Fleet};
use domain::look::Why;
use domain::names::Environment;
use domain::release::{Place, Subject};

/// An environment with its clients.
struct Hands<'a> {
    fleet: &'a Fleet,
    environment: &'a Environment,
    clients: Clients,
}

impl<'a> Hands<'a> {
    async fn of(fleet: &'a Fleet, environment: &'a Environment) -> Self {
        Self {
            fleet,
            environment,
            clients: fleet.clients(environment).await,
        }
    }

    fn place(&self) -> Place {
        Place {
            account: self.environment.account.clone(),
            region: self.environment.region.clone(),
        }
    }

    fn code_deploy(&self, id: &str) -> Subject {
        Subject::CodeDeploy {
            place: self.place(),
            id: id.to_owned(),
        }
    }
}

/// What is said of a change that is wanted of something of another kind.
fn misplaced(of: &Subject) -> Why {
    Why::Failed(format!("no such change of {of}"))
}
