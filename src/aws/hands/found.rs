//! A deployment as planning its rollback needs it.

use super::Hands;
use super::shown::{Shown, names};
use super::whole::Whole;
use crate::aws::fleet::Fleet;
use domain::acting::rollback::State;
use domain::acting::{Found, Names};
use domain::look::Why;
use domain::names::Environment;
use domain::release::Subject;

impl Fleet {
    /// A deployment as planning its rollback needs it; `None` where AWS does not know it. What is found of an
    /// `ecs-svc/N` is the deployment that made it.
    ///
    /// # Errors
    /// Why AWS did not show how it stands, or what came before and after it, where that decides.
    pub async fn found(
        &self,
        environment: &Environment,
        deployment: &Subject,
    ) -> Result<Option<Found>, Why> {
        let hands = Hands::of(self, environment).await;
        let deployment = match hands.whole(deployment).await? {
            Whole::Unknown => return Ok(None),
            Whole::External => return Ok(Some(external(deployment))),
            Whole::Deployment(deployment) => deployment,
        };
        let Some(shown) = hands.shown(deployment.clone()).await? else {
            return Ok(None);
        };
        match &deployment {
            Subject::CodeDeploy { id, .. } => hands.by_codedeploy(id, shown).await,
            Subject::ServiceDeployment {
                cluster, service, ..
            } => hands.by_ecs(cluster, service, shown).await,
            Subject::Execution { .. } | Subject::EcsDeployment { .. } => return Ok(None),
        }
        .map(Some)
    }
}

fn external(deployment: &Subject) -> Found {
    let (cluster, service) = match deployment {
        Subject::EcsDeployment {
            cluster, service, ..
        } => (Some(cluster.clone()), Some(service.clone())),
        _ => (None, None),
    };
    Found {
        deployment: deployment.clone(),
        names: Names {
            cluster,
            service,
            ..Names::default()
        },
        brings: None,
        before: None,
        state: State::External,
        newer: None,
    }
}

impl Shown {
    /// What is found of it, with its state alone to be told.
    pub fn found(self, state: State) -> Found {
        Found {
            deployment: self.of,
            names: names(&self.news),
            brings: self.news.to,
            before: self.news.from,
            state,
            newer: None,
        }
    }
}
