//! A region of an account: what is in it, its clockwork, and the acts of a test author.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::codedeploy::{Application, Deployment, Order, app_spec};
use super::ecs::{Cluster, Controller, Revision, Service, TaskDefinition, TaskDefinitions};
use super::events::{Event, Outbox, cloudwatch_alarm};
use super::ids::Ids;
use super::pipeline::{Errand, Pipeline};
use super::place::{Place, Refused};
use super::ship::Ship;
use super::sns::{Letter, Topic};
use super::sqs::Queue;

/// One region of one account.
#[derive(Debug, Clone)]
pub struct Region {
    pub place: Place,
    pub clusters: BTreeMap<String, Cluster>,
    pub definitions: TaskDefinitions,
    pub applications: BTreeMap<String, Application>,
    /// CodeDeploy deployments, oldest first.
    pub deployments: Vec<Deployment>,
    pub pipelines: BTreeMap<String, Pipeline>,
    /// Standard queues of SQS, by name.
    pub queues: BTreeMap<String, Queue>,
    /// Topics of SNS, by name.
    pub topics: BTreeMap<String, Topic>,
    /// What SNS has yet to deliver.
    pub(super) letters: Vec<Letter>,
    /// Names of the CloudWatch alarms in ALARM.
    pub alarms: BTreeSet<String>,
    /// What EventBridge has yet to tell.
    pub(super) outbox: Outbox,
    /// Deploy actions of its pipelines that are at work in other accounts and regions.
    pub(super) errands: Vec<Errand>,
    /// Approval tokens that were used.
    pub(super) answered: BTreeSet<String>,
    pub(crate) ids: Ids,
    pub(crate) now: Timestamp,
}

impl Region {
    /// A region with nothing in it.
    pub fn new(place: Place, now: Timestamp) -> Self {
        Self {
            ids: Ids::new(format!("{}/{}", place.account, place.region)),
            outbox: Outbox::new(place.clone()),
            place,
            clusters: BTreeMap::new(),
            definitions: TaskDefinitions::default(),
            applications: BTreeMap::new(),
            deployments: Vec::new(),
            pipelines: BTreeMap::new(),
            queues: BTreeMap::new(),
            topics: BTreeMap::new(),
            letters: Vec::new(),
            alarms: BTreeSet::new(),
            errands: Vec::new(),
            answered: BTreeSet::new(),
            now,
        }
    }

    /// Takes every step that is due up to `now`, in the order of time.
    pub(super) fn tick(&mut self, now: Timestamp) {
        self.gather();
        while let Some(at) = self.due().filter(|due| *due <= now) {
            self.now = self.now.max(at);
            self.step(self.now);
        }
        self.now = self.now.max(now);
    }

    fn due(&self) -> Option<Timestamp> {
        let services = self
            .clusters
            .values()
            .flat_map(|cluster| cluster.services.values())
            .filter_map(Service::due);
        let deployments = self.deployments.iter().filter_map(Deployment::due);
        let pipelines = self.pipelines.values().filter_map(Pipeline::due);
        services.chain(deployments).chain(pipelines).min()
    }

    fn step(&mut self, at: Timestamp) {
        for service in self
            .clusters
            .values_mut()
            .flat_map(|cluster| cluster.services.values_mut())
        {
            if service.due().is_some_and(|due| due <= at) {
                service.step(at, &mut self.ids, &self.definitions);
            }
        }
        self.gather();
        self.step_deployments(at);
        self.step_pipelines(at);
        self.gather();
    }

    /// Puts what happened to the services into the outbox. Done often enough, the order there is that of time.
    fn gather(&mut self) {
        for service in self
            .clusters
            .values_mut()
            .flat_map(|cluster| cluster.services.values_mut())
        {
            for happening in service.happened.drain(..) {
                self.outbox.push(happening);
            }
        }
    }

    /// The events of everything that happened since they were last taken, oldest first.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.gather();
        self.outbox.take()
    }

    /// A service of a cluster.
    ///
    /// # Errors
    /// `ClusterNotFoundException`, `ServiceNotFoundException`.
    pub fn service(&self, cluster: &str, service: &str) -> Result<&Service, Refused> {
        let found = self.clusters.get(cluster).ok_or_else(no_cluster)?;
        found.services.get(service).ok_or_else(no_service)
    }

    /// The same, to change.
    ///
    /// # Errors
    /// `ClusterNotFoundException`, `ServiceNotFoundException`.
    pub fn service_mut(&mut self, cluster: &str, service: &str) -> Result<&mut Service, Refused> {
        let found = self.clusters.get_mut(cluster).ok_or_else(no_cluster)?;
        found.services.get_mut(service).ok_or_else(no_service)
    }

    /// Registers a new revision of what `service` runs, with the image's tag changed. Answers its ARN.
    pub(super) fn register_definition(
        &mut self,
        running: &str,
        ship: &Ship,
    ) -> Result<String, Refused> {
        let base = self.definitions.find(running).cloned().ok_or_else(|| {
            Refused::new("ClientException", "Unable to describe task definition.")
        })?;
        let newest = self
            .definitions
            .find(&base.family)
            .map_or(0, |newest| newest.revision);
        let revision = newest + 1;
        let repository = base
            .image
            .rsplit_once(':')
            .map_or(base.image.as_str(), |(name, _)| name);
        let definition = TaskDefinition {
            arn: self.place.arn(
                "ecs",
                &format!("task-definition/{}:{revision}", base.family),
            ),
            revision,
            image: format!("{repository}:{}", ship.tag),
            health: ship.health,
            registered_at: self.now,
            ..base
        };
        let arn = definition.arn.clone();
        self.definitions.insert(definition);
        Ok(arn)
    }

    /// Deploys a new version of a service in the way of its controller. Answers the service deployment's ARN, or the
    /// CodeDeploy deployment's id.
    ///
    /// # Errors
    /// As AWS would: an unknown name, or a deployment under way that forbids another.
    pub fn deploy(&mut self, cluster: &str, service: &str, ship: Ship) -> Result<String, Refused> {
        let found = self.service(cluster, service)?;
        let (controller, running) = (found.controller, found.definition.clone());
        let definition = self.register_definition(&running, &ship)?;
        match controller {
            Controller::Ecs => self.update_service(cluster, service, &definition),
            Controller::CodeDeploy => {
                let (application, group) = self.group_of(cluster, service)?;
                let found = self.definitions.get(&definition);
                let (container, port) =
                    found.map_or(("", 0), |it| (it.container.as_str(), it.port));
                let order = Order {
                    content: app_spec(&definition, container, port),
                    failing: ship.failing_hook,
                    ..Order::default()
                };
                self.create_deployment(&application, &group, order)
            }
            Controller::External => Err(Refused::new(
                "InvalidParameterException",
                "The service is deployed by an external controller.",
            )),
        }
    }

    /// Begins a deployment of `definition` (an ARN) under the ECS controller. Answers its ARN.
    ///
    /// # Errors
    /// `ClusterNotFoundException`, `ServiceNotFoundException`, `ClientException`.
    pub fn update_service(
        &mut self,
        cluster: &str,
        service: &str,
        definition: &str,
    ) -> Result<String, Refused> {
        let at = self.now;
        let found = self
            .definitions
            .find(definition)
            .cloned()
            .ok_or_else(|| Refused::new("ClientException", "TaskDefinition not found."))?;
        let rest = format!("service-revision/{cluster}/{service}/{}", self.ids.number());
        let revision = Revision {
            arn: self.place.arn("ecs", &rest),
            definition: found.arn,
            image: found.image,
            container: found.container,
            created_at: at,
        };
        let mut ids = self.ids.clone();
        let arn = self
            .service_mut(cluster, service)?
            .begin(revision, &mut ids, at);
        self.ids = ids;
        Ok(arn)
    }

    /// The application and the group that deploy a service.
    fn group_of(&self, cluster: &str, service: &str) -> Result<(String, String), Refused> {
        self.applications
            .values()
            .flat_map(|application| {
                application
                    .groups
                    .values()
                    .map(move |group| (application, group))
            })
            .find(|(_, group)| group.cluster == cluster && group.service == service)
            .map(|(application, group)| (application.name.clone(), group.name.clone()))
            .ok_or_else(|| {
                Refused::new(
                    "DeploymentGroupDoesNotExistException",
                    "No deployment group deploys this service.",
                )
            })
    }

    /// Puts an alarm into ALARM: deployments that watch it stop or roll back.
    pub fn raise_alarm(&mut self, name: &str) {
        let at = self.now;
        if self.alarms.insert(name.to_owned()) {
            let told = cloudwatch_alarm::changed(&self.place, name, true, at);
            self.outbox.push(told);
        }
        for service in self
            .clusters
            .values_mut()
            .flat_map(|cluster| cluster.services.values_mut())
        {
            service.alarm(name, &mut self.ids, at);
        }
        self.alarm_deployments(name);
    }

    /// Puts an alarm back to OK.
    pub fn clear_alarm(&mut self, name: &str) {
        if self.alarms.remove(name) {
            let told = cloudwatch_alarm::changed(&self.place, name, false, self.now);
            self.outbox.push(told);
        }
    }

    /// Crashes `count` tasks of a service, not to be replaced until [`Region::recover_tasks`].
    ///
    /// # Errors
    /// `ClusterNotFoundException`, `ServiceNotFoundException`.
    pub fn crash_tasks(&mut self, cluster: &str, service: &str, count: u32) -> Result<(), Refused> {
        let at = self.now;
        let mut ids = self.ids.clone();
        self.service_mut(cluster, service)?
            .lose(count, at, &mut ids);
        self.ids = ids;
        Ok(())
    }

    /// Lets the scheduler replace crashed tasks again.
    ///
    /// # Errors
    /// `ClusterNotFoundException`, `ServiceNotFoundException`.
    pub fn recover_tasks(&mut self, cluster: &str, service: &str) -> Result<(), Refused> {
        let at = self.now;
        self.service_mut(cluster, service)?.recover(at);
        Ok(())
    }
}

fn no_cluster() -> Refused {
    Refused::new("ClusterNotFoundException", "Cluster not found.")
}

fn no_service() -> Refused {
    Refused::new("ServiceNotFoundException", "Service not found.")
}
