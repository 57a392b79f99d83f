//! What an observation is about: one thing of AWS that moves by itself and ends.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::names::last_part;

/// One account in one region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    pub region: String,
}

/// One thing of AWS that moves by itself and ends. Those that turn out to be one release share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// One execution of a pipeline.
    Execution {
        place: Place,
        pipeline: String,
        id: String,
    },
    /// A CodeDeploy deployment, `d-…`.
    CodeDeploy { place: Place, id: String },
    /// A service deployment of ECS, which spans the way out and, where it fails, the way back.
    ServiceDeployment {
        place: Place,
        cluster: String,
        service: String,
        id: String,
    },
    /// What the events of ECS name, `ecs-svc/N`: one set of tasks within a service deployment.
    EcsDeployment {
        place: Place,
        /// Empty where AWS gave the ARN of a service in its old form, which names no cluster.
        cluster: String,
        service: String,
        id: String,
    },
}

impl Subject {
    /// Where it is.
    pub fn place(&self) -> &Place {
        match self {
            Self::Execution { place, .. }
            | Self::CodeDeploy { place, .. }
            | Self::ServiceDeployment { place, .. }
            | Self::EcsDeployment { place, .. } => place,
        }
    }

    /// The service deployment of an ARN: `arn:aws:ecs:REGION:ACCOUNT:service-deployment/CLUSTER/SERVICE/ID`.
    pub fn of_service_deployment(arn: &str) -> Option<Self> {
        let (place, [cluster, service, id]) = parts(arn, "service-deployment")?;
        Some(Self::ServiceDeployment {
            place,
            cluster: cluster.to_owned(),
            service: service.to_owned(),
            id: id.to_owned(),
        })
    }

    /// The ARN of a service deployment.
    pub fn arn(&self) -> Option<String> {
        let Self::ServiceDeployment {
            place,
            cluster,
            service,
            id,
        } = self
        else {
            return None;
        };
        let partition = partition(&place.region);
        let Place { account, region } = place;
        Some(format!(
            "arn:{partition}:ecs:{region}:{account}:service-deployment/{cluster}/{service}/{id}"
        ))
    }

    /// `ecs-svc/N` of the service with this ARN, in its new form or its old one.
    pub fn of_ecs_event(service_arn: &str, id: &str) -> Option<Self> {
        let place = place(service_arn)?;
        let (_, path) = service_arn.split_once(":service/")?;
        let cluster = path.rsplit_once('/').map_or("", |(cluster, _)| cluster);
        Some(Self::EcsDeployment {
            place,
            cluster: cluster.to_owned(),
            service: last_part(path).to_owned(),
            id: id.to_owned(),
        })
    }
}

/// Where the thing of this ARN is.
pub fn place(arn: &str) -> Option<Place> {
    let mut fields = arn.split(':').skip(3);
    Some(Place {
        region: fields.next()?.to_owned(),
        account: fields.next()?.to_owned(),
    })
}

fn parts<'a, const N: usize>(arn: &'a str, kind: &str) -> Option<(Place, [&'a str; N])> {
    let path = arn.splitn(6, ':').nth(5)?.strip_prefix(kind)?;
    let names: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
    let are_names = names.iter().all(|name| !name.is_empty());
    are_names.then_some((place(arn)?, names.try_into().ok()?))
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The one text under which the store knows it.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { account, region } = self.place();
        write!(f, "{account}/{region}/")?;
        match self {
            Self::Execution { pipeline, id, .. } => write!(f, "execution/{pipeline}/{id}"),
            Self::CodeDeploy { id, .. } => write!(f, "codedeploy/{id}"),
            Self::ServiceDeployment {
                cluster,
                service,
                id,
                ..
            } => write!(f, "service-deployment/{cluster}/{service}/{id}"),
            Self::EcsDeployment {
                cluster,
                service,
                id,
                ..
            } => write!(f, "ecs/{cluster}/{service}/{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_deployment_is_its_arn() {
        let arn = "arn:aws:ecs:us-west-2:123456789012:service-deployment/main/api/NCWGC2ZR-taaw";
        let subject = Subject::of_service_deployment(arn).expect("an ARN");
        assert_eq!(subject.arn().as_deref(), Some(arn));
        assert_eq!(
            subject.to_string(),
            "123456789012/us-west-2/service-deployment/main/api/NCWGC2ZR-taaw"
        );
        for wrong in [
            "",
            "arn:aws:ecs:us-west-2",
            "arn:aws:ecs:a:b:service/main/api",
            "arn:aws:ecs:a:b:service-deployment/main/api/",
        ] {
            assert_eq!(Subject::of_service_deployment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_event_names_its_service_in_both_forms_of_the_arn() {
        for (arn, cluster) in [
            (
                "arn:aws:ecs:us-west-2:123456789012:service/main/api",
                "main",
            ),
            ("arn:aws:ecs:us-west-2:123456789012:service/api", ""),
        ] {
            let subject = Subject::of_ecs_event(arn, "ecs-svc/7").expect("a service");
            assert_eq!(
                subject.to_string(),
                format!("123456789012/us-west-2/ecs/{cluster}/api/ecs-svc/7")
            );
        }
    }
}
