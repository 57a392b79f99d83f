//! Every standing there is, and that no order of arrival changes any of them.

mod deployments;
mod executions;
mod order;
mod presence;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::service::Phase;

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + second)
}

fn place() -> Place {
    Place {
        account: "111122223333".into(),
        region: "ap-northeast-2".into(),
    }
}

fn run() -> Subject {
    Subject::Execution {
        place: place(),
        pipeline: "payments".into(),
        id: "run-1".into(),
    }
}

fn deployment(id: &str) -> Subject {
    Subject::CodeDeploy {
        place: place(),
        id: id.into(),
    }
}

fn set(id: &str) -> Subject {
    Subject::EcsDeployment {
        place: place(),
        cluster: "prod".into(),
        service: "api".into(),
        id: id.into(),
    }
}

fn service_deployment() -> Subject {
    Subject::ServiceDeployment {
        place: place(),
        cluster: "prod".into(),
        service: "api".into(),
        id: "sd-1".into(),
    }
}

fn observe(source: Source, of: Subject, second: i64, news: News) -> Observation {
    Observation {
        of,
        at: at(second),
        known: at(second + 1),
        source,
        news,
    }
}

fn heard(of: Subject, second: i64, news: News) -> Observation {
    observe(Source::Heard, of, second, news)
}

fn seen(of: Subject, second: i64, news: News) -> Observation {
    observe(Source::Seen, of, second, news)
}

/// What AWS has not said: an event of a time to come, of which the bot learnt at `known`.
fn forged(of: Subject, known: i64, news: News) -> Observation {
    Observation {
        known: at(known),
        ..heard(of, 1_000_000_000, news)
    }
}

fn stands(state: DeploymentState) -> News {
    News::Deployment(Box::new(DeploymentNews::new(state)))
}

fn undone_by(state: DeploymentState, by: &str) -> News {
    News::Deployment(Box::new(DeploymentNews {
        undone_by: Some(deployment(by)),
        ..DeploymentNews::new(state)
    }))
}

fn undoes(state: DeploymentState, what: &str) -> News {
    News::Deployment(Box::new(DeploymentNews {
        undoes: Some(deployment(what)),
        ..DeploymentNews::new(state)
    }))
}

fn turned(state: RunState) -> News {
    News::Execution(ExecutionNews {
        state,
        started: None,
        started_by: None,
        change: None,
        comment: None,
        plan: Vec::new(),
    })
}

fn acted(attempt: &str, category: &str, state: ActionState) -> ActionNews {
    ActionNews {
        stage: "Production".into(),
        action: category.into(),
        execution: Some(attempt.into()),
        state,
        category: Some(category.into()),
        started: None,
        made: None,
        build: None,
        url: None,
        summary: None,
        error: None,
        by: None,
        approval: None,
    }
}

fn folded(observations: &[Observation]) -> Release {
    let mut release = Release::default();
    for observation in observations {
        release.fold(observation);
    }
    release
}

/// Long after everything, so that AWS has been silent for as long as it may be.
fn late() -> Timestamp {
    at(100_000)
}
