//! Observations for tests, in a few words each: one pipeline, and services in one account.

use jiff::{SignedDuration, Timestamp};

use crate::release::{
    ActionNews, ActionState, ApprovalAsk, Change, DeploymentNews, DeploymentState, ExecutionNews,
    News, Observation, Place, PlannedStage, Progress, Release, RunState, Source, StageNews,
    Subject, Version,
};
use crate::service::{Means, Phase};

/// So many seconds into the story: 10:00 UTC and on.
pub(super) fn at(second: i64) -> Timestamp {
    let began: Timestamp = "2026-05-01T10:00:00Z".parse().expect("a time");
    began + SignedDuration::from_secs(second)
}

pub(super) fn place() -> Place {
    Place {
        account: "111122223333".to_owned(),
        region: "ap-northeast-2".to_owned(),
    }
}

pub(super) fn execution() -> Subject {
    Subject::Execution {
        place: place(),
        pipeline: "payments-release".to_owned(),
        id: "8a2f".to_owned(),
    }
}

pub(super) fn codedeploy(id: &str) -> Subject {
    Subject::CodeDeploy {
        place: place(),
        id: id.to_owned(),
    }
}

/// A service deployment of `payments-api` in `prod-main`.
pub(super) fn native(id: &str) -> Subject {
    Subject::ServiceDeployment {
        place: place(),
        cluster: "prod-main".to_owned(),
        service: "payments-api".to_owned(),
        id: id.to_owned(),
    }
}

/// A set of tasks of `payments-api` in `prod-main`.
pub(super) fn tasks(id: &str) -> Subject {
    Subject::EcsDeployment {
        place: place(),
        cluster: "prod-main".to_owned(),
        service: "payments-api".to_owned(),
        id: id.to_owned(),
    }
}

/// An event, known a second after it happened.
pub(super) fn heard(of: &Subject, second: i64, news: impl Into<News>) -> Observation {
    Observation {
        of: of.clone(),
        at: at(second),
        known: at(second + 1),
        source: Source::Heard,
        news: news.into(),
    }
}

/// An answer of AWS.
pub(super) fn seen(of: &Subject, second: i64, news: impl Into<News>) -> Observation {
    Observation {
        source: Source::Seen,
        ..heard(of, second, news)
    }
}

pub(super) fn folded<'a>(observations: impl IntoIterator<Item = &'a Observation>) -> Release {
    let mut release = Release::default();
    for observation in observations {
        release.fold(observation);
    }
    release
}

/// How the run stands, with all that AWS tells of it.
pub(super) fn run(state: RunState) -> ExecutionNews {
    let stages = ["Source", "Build", "Approve", "Deploy"];
    ExecutionNews {
        state,
        started: Some(at(0)),
        started_by: Some("arn:aws:sts::111122223333:assumed-role/Developer/ann".to_owned()),
        change: Some(Change {
            revision: Some("4f2c9d1e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d".to_owned()),
            message: Some("Round half to even\n\nAs the bank does.".to_owned()),
            author: Some("Ann".to_owned()),
            branch: Some("main".to_owned()),
            url: Some("https://git.example/payments/commit/4f2c9d1".to_owned()),
        }),
        comment: None,
        plan: stages
            .map(|name| PlannedStage {
                name: name.to_owned(),
                actions: vec![name.to_owned()],
            })
            .to_vec(),
    }
}

pub(super) fn stage(stage: &str, state: RunState) -> StageNews {
    StageNews {
        stage: stage.to_owned(),
        state,
    }
}

/// An attempt of the only action of a stage, which is called like it.
pub(super) fn action(stage: &str, attempt: &str, state: ActionState) -> ActionNews {
    ActionNews {
        stage: stage.to_owned(),
        action: stage.to_owned(),
        execution: Some(format!("{}-{attempt}", stage.to_lowercase())),
        state,
        category: Some(match stage {
            "Approve" => "Approval".to_owned(),
            _ => stage.to_owned(),
        }),
        started: None,
        made: None,
        build: None,
        url: None,
        summary: None,
        error: None,
        by: None,
        approval: (stage == "Approve").then(|| ApprovalAsk {
            description: Some("Have the numbers been checked?".to_owned()),
            review_url: Some("https://payments.example/report".to_owned()),
            until: Some(at(7 * 24 * 3_600)),
        }),
    }
}

/// How a deployment of `payments-api` from v41 to v42 stands, with all that AWS tells of it.
pub(super) fn deployment(state: DeploymentState, means: Means) -> DeploymentNews {
    DeploymentNews {
        cluster: Some("prod-main".to_owned()),
        service: Some("payments-api".to_owned()),
        application: (means == Means::CodeDeploy).then(|| "payments".to_owned()),
        group: (means == Means::CodeDeploy).then(|| "payments-prod".to_owned()),
        means: Some(means),
        from: Some(version(41)),
        to: Some(version(42)),
        started_by: Some("arn:aws:iam::111122223333:user/ann".to_owned()),
        created: Some(at(0)),
        ..DeploymentNews::new(state)
    }
}

pub(super) fn version(number: u32) -> Version {
    Version {
        revision: format!("payments-api:{number}")
            .parse()
            .expect("a revision"),
        tag: Some(format!("v{number}")),
    }
}

pub(super) fn moving(phase: Phase) -> DeploymentState {
    DeploymentState::InMotion(phase)
}

pub(super) fn progress(done: u32, traffic: Option<u8>, until: Option<i64>) -> Option<Progress> {
    Some(Progress {
        done,
        total: 6,
        traffic,
        until: until.map(at),
    })
}

impl From<ExecutionNews> for News {
    fn from(news: ExecutionNews) -> Self {
        Self::Execution(news)
    }
}

impl From<StageNews> for News {
    fn from(news: StageNews) -> Self {
        Self::Stage(news)
    }
}

impl From<ActionNews> for News {
    fn from(news: ActionNews) -> Self {
        Self::Action(Box::new(news))
    }
}

impl From<DeploymentNews> for News {
    fn from(news: DeploymentNews) -> Self {
        Self::Deployment(Box::new(news))
    }
}

/// An event of a deployment, which tells little.
impl From<DeploymentState> for News {
    fn from(state: DeploymentState) -> Self {
        DeploymentNews::new(state).into()
    }
}
