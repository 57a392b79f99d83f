//! Putting clusters, services, applications and pipelines into a region.

use std::collections::BTreeMap;

use super::Region;
use super::codedeploy::{Application, Group, ReadyWait};
use super::ecs::{
    Breaker, Cluster, Controller, Fleet, Health, Service, Strategy, Task, TaskDefinition,
};
use super::pipeline::{Action, Mode, Pipeline, Stage};

/// A service to be added.
#[derive(Debug, Clone)]
pub struct NewService<'a> {
    pub cluster: &'a str,
    pub name: &'a str,
    pub controller: Controller,
    pub strategy: Strategy,
    pub breaker: Breaker,
    pub desired: u32,
    /// The tag of the image it runs.
    pub tag: &'a str,
}

impl<'a> NewService<'a> {
    /// A rolling service with a circuit breaker that rolls back.
    pub fn rolling(cluster: &'a str, name: &'a str, desired: u32, tag: &'a str) -> Self {
        Self {
            cluster,
            name,
            controller: Controller::Ecs,
            strategy: Strategy::Rolling,
            breaker: Breaker {
                enable: true,
                rollback: true,
            },
            desired,
            tag,
        }
    }

    /// A service that CodeDeploy deploys.
    pub fn code_deploy(cluster: &'a str, name: &'a str, desired: u32, tag: &'a str) -> Self {
        Self {
            controller: Controller::CodeDeploy,
            breaker: Breaker {
                enable: false,
                rollback: false,
            },
            ..Self::rolling(cluster, name, desired, tag)
        }
    }

    /// The same with another strategy of the ECS controller.
    pub fn strategy(self, strategy: Strategy) -> Self {
        Self { strategy, ..self }
    }
}

impl Region {
    /// Adds a cluster; one that is there stays.
    pub fn add_cluster(&mut self, name: &str) {
        let arn = self.place.arn("ecs", &format!("cluster/{name}"));
        self.clusters
            .entry(name.to_owned())
            .or_insert_with(|| Cluster {
                name: name.to_owned(),
                arn,
                services: BTreeMap::new(),
            });
    }

    /// Adds a service that has been running for a while, with its cluster and its task definition. A service of the ECS
    /// controller comes up by a first service deployment, as in AWS.
    pub fn add_service(&mut self, new: &NewService<'_>) {
        self.add_cluster(new.cluster);
        let definition = self.first_definition(new.cluster, new.name, new.tag);
        let at = self.now;
        let mut service = Service {
            name: new.name.to_owned(),
            arn: self
                .place
                .arn("ecs", &format!("service/{}/{}", new.cluster, new.name)),
            cluster: new.cluster.to_owned(),
            place: self.place.clone(),
            controller: new.controller,
            strategy: new.strategy.clone(),
            breaker: new.breaker,
            alarms: Vec::new(),
            desired: new.desired,
            definition: definition.arn.clone(),
            target_groups: [format!("{}-blue", new.name), format!("{}-green", new.name)],
            fleets: Vec::new(),
            tasks: Vec::new(),
            events: Default::default(),
            history: Vec::new(),
            revisions: Vec::new(),
            created_at: at,
            names_last: false,
            lost: 0,
            wake: None,
            happened: Vec::new(),
        };
        if new.controller != Controller::Ecs {
            let mut fleet = Fleet::new(self.ids.fleet(), &definition.arn, new.desired, at);
            fleet.weight = 100;
            fleet.target_group.clone_from(&service.target_groups[0]);
            for _ in 0..new.desired {
                service
                    .tasks
                    .push(Task::running(self.ids.hex(), &fleet.id, &definition, at));
            }
            service.fleets.push(fleet);
        }
        let Some(cluster) = self.clusters.get_mut(new.cluster) else {
            return;
        };
        cluster.services.insert(new.name.to_owned(), service);
        if new.controller == Controller::Ecs {
            // It cannot be refused: both were just added.
            let _ = self.update_service(new.cluster, new.name, &definition.arn);
        }
    }

    fn first_definition(&mut self, cluster: &str, name: &str, tag: &str) -> TaskDefinition {
        let family = format!("{cluster}-{name}");
        let place = &self.place;
        let definition = TaskDefinition {
            arn: place.arn("ecs", &format!("task-definition/{family}:1")),
            family,
            revision: 1,
            container: name.to_owned(),
            image: format!(
                "{}.dkr.ecr.{}.amazonaws.com/{name}:{tag}",
                place.account, place.region
            ),
            port: 8080,
            health: Health::Healthy,
            registered_at: self.now,
        };
        self.definitions.insert(definition.clone());
        definition
    }

    /// Adds a CodeDeploy application with one group for a service.
    pub fn add_group(
        &mut self,
        application: &str,
        group: &str,
        cluster: &str,
        service: &str,
        config: &str,
        termination_minutes: u32,
    ) -> &mut Group {
        let id = self.ids.uuid();
        let account = &self.place.account;
        let listener = self.place.arn(
            "elasticloadbalancing",
            &format!("listener/app/{service}/50dc6c495c0c9188/f2f7dc8efc522ab2"),
        );
        let made = Group {
            name: group.to_owned(),
            id,
            cluster: cluster.to_owned(),
            service: service.to_owned(),
            instances: Vec::new(),
            config: config.to_owned(),
            termination_minutes,
            ready_wait: None::<ReadyWait>,
            rollback_on: vec![
                "DEPLOYMENT_FAILURE",
                "DEPLOYMENT_STOP_ON_ALARM",
                "DEPLOYMENT_STOP_ON_REQUEST",
            ],
            alarms: vec![format!("{service}-5xx")],
            target_groups: [format!("{service}-blue"), format!("{service}-green")],
            listener,
            role: format!("arn:aws:iam::{account}:role/codedeploy"),
        };
        self.put_group(application, made)
    }

    /// Adds a CodeDeploy application with one group of instances, which it deploys to in place.
    pub fn add_server_group(
        &mut self,
        application: &str,
        group: &str,
        instances: &[&str],
    ) -> &mut Group {
        let made = Group {
            name: group.to_owned(),
            id: self.ids.uuid(),
            cluster: String::new(),
            service: String::new(),
            instances: instances.iter().map(|&id| id.to_owned()).collect(),
            config: "CodeDeployDefault.AllAtOnce".to_owned(),
            termination_minutes: 0,
            ready_wait: None,
            rollback_on: Vec::new(),
            alarms: Vec::new(),
            target_groups: [String::new(), String::new()],
            listener: String::new(),
            role: format!("arn:aws:iam::{}:role/codedeploy", self.place.account),
        };
        self.put_group(application, made)
    }

    fn put_group(&mut self, application: &str, made: Group) -> &mut Group {
        let application = self
            .applications
            .entry(application.to_owned())
            .or_insert_with(|| Application {
                name: application.to_owned(),
                groups: BTreeMap::new(),
                revisions: BTreeMap::new(),
            });
        application.groups.entry(made.name.clone()).or_insert(made)
    }

    /// Adds a pipeline of these stages.
    pub fn add_pipeline(&mut self, name: &str, mode: Mode, stages: Vec<Stage>) {
        let pipeline = Pipeline {
            name: name.to_owned(),
            arn: self.place.arn("codepipeline", name),
            version: 1,
            mode,
            role: format!("arn:aws:iam::{}:role/codepipeline", self.place.account),
            stages,
            executions: Vec::new(),
            created_at: self.now,
            updated_at: self.now,
        };
        self.pipelines.insert(name.to_owned(), pipeline);
    }
}

impl Stage {
    /// A stage of these actions, one after the other.
    pub fn new(name: &str, actions: Vec<Action>) -> Self {
        Self {
            name: name.to_owned(),
            actions,
        }
    }
}

impl Action {
    /// An action of a provider, with its configuration.
    pub fn new(
        name: &str,
        category: &'static str,
        provider: &'static str,
        configuration: &[(&str, &str)],
    ) -> Self {
        let (input, output) = match category {
            "Source" => (None, Some("SourceOutput")),
            "Build" => (Some("SourceOutput"), Some("BuildOutput")),
            "Deploy" => (Some("BuildOutput"), None),
            _ => (None, None),
        };
        let pairs = configuration
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Self {
            name: name.to_owned(),
            category,
            provider,
            configuration: pairs.collect(),
            input,
            output,
            timeout_minutes: None,
            role: None,
            region: None,
        }
    }
}
