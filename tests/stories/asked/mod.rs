//! What the bot understands of AWS when it asks about what is on its way, at several moments of each story.

mod deployments;
mod discovered;
mod owner;
mod pipelines;
mod read;
mod services;
mod trouble;

use std::time::Duration;

use domain::names::{Environment, EnvironmentName, Globs};
use domain::release::{Place, Subject};
use jiff::Timestamp;
use pilothouse::aws::{Answer, Fleet, Question};
use sim::Clock;
use sim::aws::world::Ship;
pub use sim::aws::world::{HOME, OTHER, REGION};
use sim::aws::{AwsSim, World};

use self::read::Reader;
pub use testkit::config;

const MINUTE: Duration = Duration::from_secs(60);

/// The reference account, and whoever asks it.
pub struct Account {
    pub aws: AwsSim,
    pub clock: Clock,
    pub fleet: Fleet,
    reader: Reader,
}

impl Account {
    pub async fn open() -> Self {
        Self::with(vec![environment("prod")]).await
    }

    pub async fn with(environments: Vec<Environment>) -> Self {
        let now: Timestamp = "2026-11-20T09:00:00Z".parse().expect("a time");
        let clock = Clock::stepped(now);
        let here = "127.0.0.1:0".parse().expect("an address");
        let aws = AwsSim::start(here, clock.clone(), World::reference(now))
            .await
            .expect("an AWS");
        Self {
            fleet: Fleet::new(environments, config(&aws)),
            reader: Reader::new(now),
            aws,
            clock,
        }
    }

    /// The same account, asked by one who knows nothing of it yet.
    pub fn anew(&self) -> Self {
        Self {
            fleet: Fleet::new(self.fleet.environments().to_vec(), config(&self.aws)),
            reader: self.reader.anew(),
            aws: self.aws.clone(),
            clock: self.clock.clone(),
        }
    }

    pub fn seconds(&self, n: u64) {
        self.clock.advance(Duration::from_secs(n));
        self.aws.tick();
    }

    pub fn minutes(&self, n: u32) {
        for _ in 0..n {
            self.clock.advance(MINUTE);
            self.aws.tick();
        }
    }

    /// Deploys to a service of production, and returns what AWS calls the deployment.
    pub fn deploy(&self, service: &str, ship: Ship) -> String {
        self.aws
            .edit(|world| world.home().deploy("prod-main", service, ship))
            .expect("a deployment")
    }

    async fn answer(&self, questions: &[Question]) -> Answer {
        let environment = &self.fleet.environments()[0];
        self.fleet
            .ask(environment, questions, self.clock.now())
            .await
    }

    /// The answer to a question about these subjects, of which an event has just told, in words.
    async fn ask(&self, subjects: &[Subject]) -> String {
        let questions: Vec<Question> = subjects
            .iter()
            .map(|subject| self.question(subject.clone()))
            .collect();
        self.reader.read(&self.answer(&questions).await)
    }

    fn question(&self, subject: Subject) -> Question {
        Question {
            subject,
            owner: false,
            at: self.clock.now(),
        }
    }

    /// `ecs-svc/N`, the newest set of tasks of a service of production.
    pub fn newest_set(&self, service: &str) -> Subject {
        let id = self.aws.edit(|world| {
            let service = world.home().service("prod-main", service);
            service.expect("a service").fleets[0].id.clone()
        });
        set("prod-main", service, &id)
    }
}

pub fn environment(name: &str) -> Environment {
    Environment {
        name: EnvironmentName::new(name),
        account: HOME.to_owned(),
        region: REGION.to_owned(),
        clusters: Globs::any(),
        pipelines: Globs::any(),
        applications: None,
        role_arn: None,
        production: false,
    }
}

pub fn place() -> Place {
    Place {
        account: HOME.to_owned(),
        region: REGION.to_owned(),
    }
}

pub fn code_deploy(id: &str) -> Subject {
    Subject::CodeDeploy {
        place: place(),
        id: id.to_owned(),
    }
}

pub fn execution(id: &str) -> Subject {
    Subject::Execution {
        place: place(),
        pipeline: "payments".to_owned(),
        id: id.to_owned(),
    }
}

pub fn set(cluster: &str, service: &str, id: &str) -> Subject {
    Subject::EcsDeployment {
        place: place(),
        cluster: cluster.to_owned(),
        service: service.to_owned(),
        id: id.to_owned(),
    }
}
