//! What happens to the release of a round, and what Ann does.

use sim::aws::world::ecs::Health;
use sim::aws::world::{Region, Ship};
use testkit::change;

/// The call by which CodeDeploy takes back what is under way.
pub const STOP: &str = "codedeploy.StopDeployment";

/// What happens to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    Deployed,
    /// Its circuit breaker takes it back.
    Broken,
    /// A run of a pipeline that Ann approves.
    Approved,
    /// CodeDeploy takes it back because Ann stops it.
    Stopped,
    /// It is through, and Ann has CodeDeploy deploy the version before.
    TakenBack,
}

pub const SCENES: [Scene; 5] = [
    Scene::Deployed,
    Scene::Broken,
    Scene::Approved,
    Scene::Stopped,
    Scene::TakenBack,
];

impl Scene {
    /// What is deployed to production.
    pub fn service(self) -> &'static str {
        match self {
            Self::Deployed | Self::Broken => "orders-api",
            _ => "payments-api",
        }
    }

    /// Begins the release; production waits for no more than a few minutes.
    pub fn begin(self, home: &mut Region) {
        let group = home.applications.get_mut("payments");
        let group = group.and_then(|found| found.groups.get_mut("payments-prod"));
        let group = group.expect("a group");
        group.config = "CodeDeployDefault.ECSAllAtOnce".to_owned();
        group.termination_minutes = 10;
        let ship = match self {
            Self::Approved => {
                home.run_pipeline("payments", change("v42")).expect("a run");
                return;
            }
            Self::Broken => Ship::broken("v42", Health::CannotStart),
            _ => Ship::healthy("v42"),
        };
        let shipped = home.deploy("prod-main", self.service(), ship);
        shipped.expect("a deployment");
    }

    /// What Ann clicks.
    pub fn button(self) -> Option<&'static str> {
        match self {
            Self::Deployed | Self::Broken => None,
            Self::Approved => Some("Approve"),
            Self::Stopped | Self::TakenBack => Some("Roll back"),
        }
    }

    /// What a message must say before she clicks there.
    pub fn clicked_at(self) -> &'static str {
        match self {
            Self::TakenBack => "is deployed",
            _ => "",
        }
    }

    /// The call that her click becomes; more than one where CodeDeploy may meanwhile be through.
    pub fn calls(self) -> &'static [&'static str] {
        match self {
            Self::Deployed | Self::Broken => &[],
            Self::Approved => &["codepipeline.PutApprovalResult"],
            Self::Stopped | Self::TakenBack => &[STOP, "codedeploy.CreateDeployment"],
        }
    }

    /// What the message says in the end.
    pub fn end(self) -> &'static str {
        match self {
            Self::Deployed | Self::Approved => "v42 is deployed",
            _ => "was rolled back",
        }
    }
}
