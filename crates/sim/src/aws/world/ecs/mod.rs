//! ECS: clusters, task definitions, services, and what runs in them.

mod asks;
mod bluegreen;
mod fleet;
mod progress;
mod rolling;
mod rollout;
mod service;
mod task;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use fleet::{Fleet, Rollout};
pub use rollout::{Hook, HookRun, Revision, Rollback, ServiceDeployment, Stage, State};
pub use service::{Breaker, Controller, Event, Service, Strategy};
pub use task::{Health, Status, Stop, Task};

/// A cluster of services.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub name: String,
    pub arn: String,
    pub services: BTreeMap<String, Service>,
}

/// One revision of a task definition, with the one container that matters.
#[derive(Debug, Clone)]
pub struct TaskDefinition {
    pub arn: String,
    pub family: String,
    pub revision: u32,
    /// The container's name.
    pub container: String,
    pub image: String,
    pub port: u16,
    /// What becomes of tasks made from it.
    pub health: Health,
    pub registered_at: Timestamp,
}

/// The task definitions of a region, by ARN.
#[derive(Debug, Clone, Default)]
pub struct TaskDefinitions(BTreeMap<String, TaskDefinition>);

impl TaskDefinitions {
    /// Adds one.
    pub fn insert(&mut self, definition: TaskDefinition) {
        self.0.insert(definition.arn.clone(), definition);
    }

    /// All of them, by family and revision.
    pub fn all(&self) -> Vec<&TaskDefinition> {
        let mut all: Vec<_> = self.0.values().collect();
        all.sort_by(|a, b| (&a.family, a.revision).cmp(&(&b.family, b.revision)));
        all
    }

    /// The one of this ARN.
    pub fn get(&self, arn: &str) -> Option<&TaskDefinition> {
        self.0.get(arn)
    }

    /// By ARN, `family:revision`, or `family` for its newest.
    pub fn find(&self, name: &str) -> Option<&TaskDefinition> {
        let name = match name.split_once(":task-definition/") {
            Some(_) => return self.0.get(name),
            None => name,
        };
        let (family, revision) = match name.split_once(':') {
            Some((family, revision)) => (family, Some(revision.parse::<u32>().ok()?)),
            None => (name, None),
        };
        self.0
            .values()
            .filter(|one| one.family == family && revision.is_none_or(|it| one.revision == it))
            .max_by_key(|one| one.revision)
    }
}
