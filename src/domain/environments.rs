//! Which environment something of AWS belongs to: the first of the settings that matches has it.

use crate::domain::names::Environment;
use crate::domain::release::{Deployment, Execution, Place, Subject};

/// The environments, in the order of the settings.
#[derive(Debug, Clone, Default)]
pub struct Environments(Vec<Environment>);

impl Environments {
    /// The environments of the settings.
    pub fn new(environments: Vec<Environment>) -> Self {
        Self(environments)
    }

    /// All of them, in the order of the settings.
    pub fn all(&self) -> &[Environment] {
        &self.0
    }

    /// The one that a subject belongs to by what its name tells. A deployment of CodeDeploy names no cluster: until AWS
    /// has told that, any environment in its place may have it.
    pub fn of_subject(&self, subject: &Subject) -> Option<&Environment> {
        let place = subject.place();
        match subject {
            Subject::Execution { pipeline, .. } => {
                self.first(place, |environment| environment.pipelines.matches(pipeline))
            }
            Subject::ServiceDeployment { cluster, .. } | Subject::EcsDeployment { cluster, .. } => {
                self.of_cluster(place, Some(cluster))
            }
            Subject::CodeDeploy { .. } => self.of_cluster(place, None),
        }
    }

    /// The one that an execution belongs to.
    pub fn of_execution(&self, execution: &Execution) -> Option<&Environment> {
        self.of_subject(&execution.subject)
    }

    /// The one that a deployment belongs to, by its service's cluster.
    pub fn of_deployment(&self, deployment: &Deployment) -> Option<&Environment> {
        self.of_cluster(deployment.subject.place(), deployment.cluster())
    }

    fn of_cluster(&self, place: &Place, cluster: Option<&str>) -> Option<&Environment> {
        let cluster = cluster.filter(|cluster| !cluster.is_empty());
        self.first(place, |environment| {
            cluster.is_none_or(|cluster| environment.clusters.matches(cluster))
        })
    }

    fn first(&self, place: &Place, has: impl Fn(&Environment) -> bool) -> Option<&Environment> {
        self.0.iter().find(|environment| {
            environment.account == place.account
                && environment.region == place.region
                && has(environment)
        })
    }
}
