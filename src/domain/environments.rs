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
            Subject::Execution { pipeline, .. } => self.of_pipeline(place, pipeline),
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

    /// All that a deployment may belong to, as far as its cluster is known.
    pub fn possible(&self, deployment: &Deployment) -> Vec<&Environment> {
        let place = deployment.subject.place();
        match deployment.cluster() {
            Some(_) => self.of_deployment(deployment).into_iter().collect(),
            None => self.at(place),
        }
    }

    /// The one that a cluster belongs to; while that is not known, the first that may have it.
    pub fn of_cluster(&self, place: &Place, cluster: Option<&str>) -> Option<&Environment> {
        let cluster = cluster.filter(|cluster| !cluster.is_empty());
        self.first(place, |environment| {
            cluster.is_none_or(|cluster| environment.clusters.matches(cluster))
        })
    }

    /// The one that a pipeline belongs to.
    pub fn of_pipeline(&self, place: &Place, pipeline: &str) -> Option<&Environment> {
        self.first(place, |environment| environment.pipelines.matches(pipeline))
    }

    /// All of them in a place.
    pub fn at(&self, place: &Place) -> Vec<&Environment> {
        self.0.iter().filter(|one| one.is_at(place)).collect()
    }

    fn first(&self, place: &Place, has: impl Fn(&Environment) -> bool) -> Option<&Environment> {
        self.0
            .iter()
            .find(|environment| environment.is_at(place) && has(environment))
    }
}

impl Environment {
    fn is_at(&self, place: &Place) -> bool {
        self.account == place.account && self.region == place.region
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::names::{EnvironmentName, Globs};

    fn environment(name: &str, account: &str, clusters: &str, pipelines: &str) -> Environment {
        Environment {
            name: EnvironmentName::new(name),
            account: account.to_owned(),
            region: "us-west-2".to_owned(),
            clusters: Globs::new([clusters]),
            pipelines: Globs::new([pipelines]),
            role_arn: None,
            production: false,
        }
    }

    #[test]
    fn the_first_environment_that_matches_has_it() {
        let environments = Environments::new(vec![
            environment("prod", "111122223333", "prod-*", "*"),
            environment("staging", "111122223333", "*", "*"),
            environment("tools", "444455556666", "tools", "none"),
        ]);
        let place = |account: &str, region: &str| Place {
            account: account.to_owned(),
            region: region.to_owned(),
        };
        let here = || place("111122223333", "us-west-2");
        let tools = || place("444455556666", "us-west-2");
        let service = |place, cluster: &str| Subject::EcsDeployment {
            place,
            cluster: cluster.to_owned(),
            service: "api".to_owned(),
            id: "ecs-svc/1".to_owned(),
        };
        let run = |place| Subject::Execution {
            place,
            pipeline: "api".to_owned(),
            id: "1".to_owned(),
        };
        for (subject, name) in [
            (run(here()), Some("prod")),
            (run(tools()), None),
            (run(place("111122223333", "eu-west-1")), None),
            (service(here(), "prod-main"), Some("prod")),
            (service(here(), "main"), Some("staging")),
            (service(here(), ""), Some("prod")),
            (service(tools(), "main"), None),
        ] {
            let found = environments.of_subject(&subject);
            assert_eq!(found.map(|one| one.name.as_str()), name, "{subject}");
        }
    }
}
