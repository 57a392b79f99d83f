//! The worlds that tests and the demo start from.

use jiff::Timestamp;

use super::build::NewService;
use super::ecs::{Health, Strategy};
use super::pipeline::{Action, Change, Mode, Stage, Trigger};
use super::place::later;
use super::sqs::Redrive;
use super::{Account, Place, Region, Role, Shift, Ship, World};

/// The account of the base keys.
pub const HOME: &str = "111122223333";
/// A second account, reached by [`ROLE`].
pub const OTHER: &str = "444455556666";
/// The region of everything in the reference worlds.
pub const REGION: &str = "ap-northeast-2";
/// The role of the second account.
pub const ROLE: &str = "arn:aws:iam::444455556666:role/pilothouse";
/// How long before `now` the reference worlds began: three days.
const AGE: i64 = 3 * DAY;
/// In seconds.
const DAY: i64 = 24 * 3600;
/// Between two events of their past: six hours.
const APART: i64 = 6 * 3600;

impl World {
    /// Two accounts with a few services of every kind and a pipeline, all at rest, with a past of three days.
    ///
    /// Home: cluster `prod-main` with `payments-api` (CodeDeploy: application `payments`, group `payments-prod`),
    /// `orders-api` (rolling, circuit breaker) and `search-api` (ECS blue/green); cluster `staging` with `payments-api`
    /// and `orders-api` (rolling); pipeline `payments`; queue `pilothouse`, whose dead letters go to `pilothouse-dead`.
    /// The second account: cluster `apps` with `billing-api` and `mailer` (rolling).
    pub fn reference(now: Timestamp) -> Self {
        let mut world = Self::bare(later(now, -AGE));
        let home = world.home();
        home.add_service(&NewService::code_deploy(
            "prod-main",
            "payments-api",
            4,
            "v39",
        ));
        home.add_group(
            "payments",
            "payments-prod",
            "prod-main",
            "payments-api",
            "CodeDeployDefault.ECSLinear10PercentEvery1Minutes",
            60,
        );
        home.add_service(&NewService::rolling("prod-main", "orders-api", 6, "v17"));
        let blue_green = Strategy::BlueGreen {
            shift: Shift::AllAtOnce,
            bake_minutes: 10,
            hooks: Vec::new(),
        };
        home.add_service(
            &NewService::rolling("prod-main", "search-api", 3, "v8").strategy(blue_green),
        );
        home.add_service(&NewService::rolling("staging", "payments-api", 1, "v39"));
        home.add_service(&NewService::rolling("staging", "orders-api", 1, "v17"));
        home.add_pipeline("payments", Mode::Superseded, payments_stages());
        home.add_topic("deployments");
        home.add_queue("pilothouse-dead", None);
        let redrive = Redrive {
            dead: "pilothouse-dead".to_owned(),
            max_receives: 5,
        };
        home.add_queue("pilothouse", Some(redrive));
        if let Some(other) = world.region_mut(OTHER, REGION) {
            other.add_service(&NewService::rolling("apps", "billing-api", 2, "v3"));
            other.add_service(&NewService::rolling("apps", "mailer", 1, "v12"));
        }
        world.live(now);
        world
    }

    /// An account that has been in use for long: cluster `prod-main` with `orders-api` and `carts-api` (rolling), which were
    /// last deployed a month ago and yesterday, and of which ECS names the last service deployment still.
    pub fn aged(now: Timestamp) -> Self {
        let start = later(now, -60 * DAY);
        let mut world = Self::bare(start);
        let last = [("orders-api", 30), ("carts-api", 1)];
        for (service, _) in last {
            let home = world.home();
            home.add_service(&NewService::rolling("prod-main", service, 2, "v1"));
            if let Ok(service) = home.service_mut("prod-main", service) {
                service.names_last = true;
            }
        }
        for (service, days) in last {
            world.tick(later(now, -days * DAY));
            // It cannot be refused: nothing is under way.
            let _ = world
                .home()
                .deploy("prod-main", service, Ship::healthy("v2"));
        }
        world.tick(now);
        // What EventBridge told of the past was told then.
        world.take_events();
        world
    }

    /// One account with `services` services `svc-000`, … over `clusters` clusters `cluster-0`, …, all rolling.
    pub fn crowd(now: Timestamp, services: usize, clusters: usize) -> Self {
        let mut world = Self::bare(later(now, -AGE));
        for index in 0..services {
            let cluster = format!("cluster-{}", index % clusters.max(1));
            let name = format!("svc-{index:03}");
            world
                .home()
                .add_service(&NewService::rolling(&cluster, &name, 2, "v1"));
        }
        world.tick(now);
        world.take_events();
        world
    }

    /// The two accounts with nothing in them.
    fn bare(start: Timestamp) -> Self {
        let mut world = Self::empty(start);
        for account in [HOME, OTHER] {
            let place = Place {
                account: account.to_owned(),
                region: REGION.to_owned(),
            };
            let mut made = Account::default();
            made.regions
                .insert(REGION.to_owned(), Region::new(place, start));
            world.accounts.insert(account.to_owned(), made);
        }
        if let Some(other) = world.accounts.get_mut(OTHER) {
            let role = Role {
                name: "pilothouse".to_owned(),
                trusts: HOME.to_owned(),
                external_id: None,
                max_seconds: 3600,
            };
            other.roles.insert(role.name.clone(), role);
        }
        world
    }

    /// The past: one release by the pipeline, and one of each service that it does not deploy.
    fn live(&mut self, now: Timestamp) {
        let start = later(now, -AGE);
        self.tick(later(start, APART));
        let acts: [&dyn Fn(&mut World); 3] = [
            // None of these can be refused in a world at rest; a test below would show it.
            &|world| {
                let _ = world
                    .home()
                    .deploy("prod-main", "payments-api", Ship::healthy("v40"));
                let _ = world
                    .home()
                    .deploy("prod-main", "orders-api", Ship::healthy("v18"));
                let _ = world
                    .home()
                    .deploy("prod-main", "search-api", Ship::healthy("v9"));
            },
            &|world| {
                let change = Change::new(
                    "8f3c1d2e9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d",
                    "Round amounts half to even",
                    "v41",
                );
                let _ = world.home().run_pipeline("payments", change);
            },
            &|world| {
                if let Some((token, _)) = world.home().waiting_approval("payments") {
                    let who = format!("arn:aws:iam::{HOME}:user/jiwon");
                    let action = ("payments", "Approval", "Approve");
                    let _ = world
                        .home()
                        .put_approval(action, &token, true, "Looks right", &who);
                }
            },
        ];
        for (index, act) in (2..).zip(acts) {
            act(self);
            self.tick(later(start, index * APART));
        }
        self.tick(now);
        // What EventBridge told of the past was told then.
        self.take_events();
    }
}

impl Change {
    /// A commit that builds the image `tag` and works.
    pub fn new(commit: &str, message: &str, tag: &str) -> Self {
        Self {
            commit: commit.to_owned(),
            message: message.to_owned(),
            tag: tag.to_owned(),
            health: Health::Healthy,
            failing_action: None,
            failing_hook: None,
        }
    }
}

impl Region {
    /// Starts a pipeline as a push to its repository would. Answers the execution's id.
    ///
    /// # Errors
    /// `PipelineNotFoundException`.
    pub fn run_pipeline(
        &mut self,
        pipeline: &str,
        change: Change,
    ) -> Result<String, super::Refused> {
        let trigger = Trigger {
            kind: "CloudWatchEvent",
            detail: self.place.arn("events", &format!("rule/{pipeline}-source")),
        };
        self.start_pipeline(pipeline, change, trigger, None)
    }

    /// Adds a pipeline that asks for an approval and does nothing else.
    pub fn add_gate(&mut self, name: &str) {
        let approve = Action::new("Approve", "Approval", "Manual", &[]);
        let stage = Stage::new("Approval", vec![approve]);
        self.add_pipeline(name, Mode::Superseded, vec![stage]);
    }
}

/// Source, build, staging, an approval and production.
fn payments_stages() -> Vec<Stage> {
    let source = [
        ("RepositoryName", "payments"),
        ("BranchName", "main"),
        ("PollForSourceChanges", "false"),
    ];
    let staging = [
        ("ClusterName", "staging"),
        ("ServiceName", "payments-api"),
        ("FileName", "imagedefinitions.json"),
    ];
    let approval = [
        (
            "CustomData",
            "Check the staging dashboard before this goes to customers.",
        ),
        (
            "ExternalEntityLink",
            "https://grafana.example.com/d/payments-staging",
        ),
        (
            "NotificationArn",
            "arn:aws:sns:ap-northeast-2:111122223333:approvals",
        ),
    ];
    let production = [
        ("ApplicationName", "payments"),
        ("DeploymentGroupName", "payments-prod"),
        ("TaskDefinitionTemplateArtifact", "BuildOutput"),
        ("AppSpecTemplateArtifact", "BuildOutput"),
    ];
    vec![
        Stage::new(
            "Source",
            vec![Action::new("Checkout", "Source", "CodeCommit", &source)],
        ),
        Stage::new(
            "Build",
            vec![Action::new(
                "Image",
                "Build",
                "CodeBuild",
                &[("ProjectName", "payments-build")],
            )],
        ),
        Stage::new(
            "Staging",
            vec![Action::new("DeployStaging", "Deploy", "ECS", &staging)],
        ),
        Stage::new(
            "Approval",
            vec![Action::new("Approve", "Approval", "Manual", &approval)],
        ),
        Stage::new(
            "Production",
            vec![Action::new(
                "DeployProduction",
                "Deploy",
                "CodeDeployToECS",
                &production,
            )],
        ),
    ]
}
