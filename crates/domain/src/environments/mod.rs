//! Which environment something of AWS belongs to: by the settings, as far as is known of it, and never by a guess.

mod ownership;
mod placement;
#[cfg(test)]
mod tests;

use crate::names::Environment;
use crate::release::{Deployment, Execution, Place, Subject};

pub use self::ownership::Ownership;
pub use self::placement::{Placement, Unplaced};

/// The environments, in the order of the settings.
#[derive(Debug, Clone, Default)]
pub struct Environments(Vec<Environment>);

/// A deployment group of CodeDeploy, as far as it is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupName<'a> {
    pub application: &'a str,
    pub group: Option<&'a str>,
}

impl Environments {
    /// The environments of the settings.
    pub fn new(environments: Vec<Environment>) -> Self {
        Self(environments)
    }

    /// All of them, in the order of the settings.
    pub fn all(&self) -> &[Environment] {
        &self.0
    }

    /// Whose a subject is by what its name tells. A deployment of CodeDeploy names neither cluster nor application.
    pub fn of_subject(&self, subject: &Subject) -> Ownership<'_> {
        match subject {
            Subject::Execution {
                place, pipeline, ..
            } => self.of_pipeline(place, pipeline),
            Subject::ServiceDeployment { place, cluster, .. }
            | Subject::EcsDeployment { place, cluster, .. } => self.of_cluster(place, cluster),
            Subject::CodeDeploy { place, .. } => self.at(place),
        }
    }

    /// Whose an execution is.
    pub fn of_execution(&self, execution: &Execution) -> Ownership<'_> {
        self.of_subject(&execution.subject)
    }

    /// Whose a deployment is, by all that is known of it.
    pub fn of_deployment(&self, deployment: &Deployment) -> Ownership<'_> {
        let group = deployment.application().map(|application| GroupName {
            application,
            group: deployment.group(),
        });
        self.of_group(deployment.subject.place(), deployment.cluster(), group)
    }

    /// Whose something is that a group of CodeDeploy deploys: its cluster's environment; where no cluster is known, that
    /// of which `applications` names it.
    pub fn of_group(
        &self,
        place: &Place,
        cluster: Option<&str>,
        group: Option<GroupName<'_>>,
    ) -> Ownership<'_> {
        if let Some(cluster) = cluster {
            return self.of_cluster(place, cluster);
        }
        let is_named = |environment: &Environment| {
            let named = environment.applications.as_ref().zip(group);
            named.is_some_and(|(globs, GroupName { application, group })| {
                globs.matches_within(application, group)
            })
        };
        match self.first(place, is_named) {
            Ownership::Nobody => self.at(place).of_application(group),
            known => known,
        }
    }

    /// Whose a cluster is; an empty name is none that is known.
    pub fn of_cluster(&self, place: &Place, cluster: &str) -> Ownership<'_> {
        match cluster {
            "" => self.at(place),
            _ => self.first(place, |environment| environment.clusters.matches(cluster)),
        }
    }

    /// Whose a pipeline is.
    pub fn of_pipeline(&self, place: &Place, pipeline: &str) -> Ownership<'_> {
        self.first(place, |environment| environment.pipelines.matches(pipeline))
    }

    /// Whose something is of which nothing but its place is known: where one environment is alone, all is that one's.
    pub fn at(&self, place: &Place) -> Ownership<'_> {
        Ownership::any_of(self.0.iter().filter(|one| one.is_at(place)).collect())
    }

    fn first(&self, place: &Place, has: impl Fn(&Environment) -> bool) -> Ownership<'_> {
        let mut environments = self.0.iter();
        let first = environments.find(|environment| environment.is_at(place) && has(environment));
        first.map_or(Ownership::Nobody, Ownership::Known)
    }
}

impl Environment {
    /// The account and region that it is in.
    pub fn place(&self) -> Place {
        Place {
            account: self.account.clone(),
            region: self.region.clone(),
        }
    }

    /// Whether it is in this account and region.
    pub fn is_at(&self, place: &Place) -> bool {
        self.account == place.account && self.region == place.region
    }
}
