//! The table of what a rollback does in every state, and what a wait can be ended by.

use super::continuing::{Waiting, go_on};
use super::intent::Wait;
use super::mutation::{Mutation, RevisionRef};
use super::names::Names;
use super::rollback::{Earlier, Found, Newer, Speed, State, plan};
use crate::refusal::Refusal;
use crate::release::{Place, Subject, Version};
use crate::service::Phase;

fn place() -> Place {
    Place {
        account: "111122223333".to_owned(),
        region: "eu-west-1".to_owned(),
    }
}

fn codedeploy() -> Subject {
    Subject::CodeDeploy {
        place: place(),
        id: "d-ABC123XYZ".to_owned(),
    }
}

fn ecs() -> Subject {
    Subject::ServiceDeployment {
        place: place(),
        cluster: "prod".to_owned(),
        service: "api".to_owned(),
        id: "sd-1".to_owned(),
    }
}

fn version(tag: &str) -> Version {
    Version {
        revision: "api:7".parse().expect("a revision"),
        tag: Some(tag.to_owned()),
    }
}

fn found(deployment: Subject, state: State) -> Found {
    Found {
        deployment,
        names: Names {
            cluster: Some("prod".to_owned()),
            service: Some("api".to_owned()),
            ..Names::default()
        },
        brings: Some(version("v2")),
        before: Some(version("v1")),
        state,
        newer: None,
    }
}

fn revision() -> RevisionRef {
    RevisionRef::AppSpec {
        sha256: "ab".repeat(32),
    }
}

fn earlier() -> Earlier {
    Earlier::CodeDeploy {
        application: "api".to_owned(),
        group: "prod".to_owned(),
        revision: revision(),
    }
}

fn newer(is_in_motion: bool, has_succeeded: bool) -> Option<Newer> {
    Some(Newer {
        id: "d-NEWER1234".to_owned(),
        is_in_motion,
        has_succeeded,
    })
}

#[test]
fn each_state_has_one_way_back() {
    use Speed::{Instant, Minutes};
    use State::InMotion;
    let through = |earlier| State::Succeeded {
        earlier: Some(earlier),
    };
    let service_revision = || Earlier::ServiceRevision("arn:sr-1".to_owned());
    for (deployment, state, way, speed) in [
        (
            codedeploy(),
            InMotion(Phase::Starting),
            "stop-deployment",
            Instant,
        ),
        (
            codedeploy(),
            InMotion(Phase::ReplacingTasks),
            "stop-deployment",
            Instant,
        ),
        (
            codedeploy(),
            InMotion(Phase::ShiftingTraffic),
            "stop-deployment",
            Instant,
        ),
        (
            codedeploy(),
            InMotion(Phase::AwaitingPerson),
            "stop-deployment",
            Instant,
        ),
        (
            codedeploy(),
            InMotion(Phase::TerminationWait),
            "stop-deployment",
            Instant,
        ),
        (
            codedeploy(),
            through(earlier()),
            "create-deployment",
            Minutes,
        ),
        (
            ecs(),
            InMotion(Phase::Starting),
            "stop-service-deployment",
            Instant,
        ),
        (
            ecs(),
            InMotion(Phase::ReplacingTasks),
            "stop-service-deployment",
            Minutes,
        ),
        (
            ecs(),
            InMotion(Phase::Baking),
            "stop-service-deployment",
            Instant,
        ),
        (
            ecs(),
            InMotion(Phase::AwaitingPerson),
            "stop-service-deployment",
            Instant,
        ),
        (
            ecs(),
            through(service_revision()),
            "update-service",
            Minutes,
        ),
    ] {
        let found = found(deployment, state);
        let plan = plan(&found).unwrap_or_else(|no| panic!("{found:?}: {no:?}"));
        assert_eq!((plan.way.as_str(), plan.speed), (way, speed), "{found:?}");
        assert_eq!((plan.from, plan.to), (found.brings, found.before));
    }
}

#[test]
fn the_first_deployment_of_a_service_has_nothing_to_go_back_to() {
    let first = Found {
        before: None,
        ..found(ecs(), State::InMotion(Phase::Starting))
    };
    assert_eq!(plan(&first), Err(Refusal::NoEarlierVersion));
}

#[test]
fn what_cannot_be_rolled_back_is_refused_in_words() {
    use State::{InMotion, TakenBack};
    let runs = Some("v1".to_owned());
    let taken_back = |is_through| TakenBack {
        by: "d-BACK12345".to_owned(),
        is_through,
    };
    let through = || State::Succeeded {
        earlier: Some(earlier()),
    };
    let id = "d-NEWER1234".to_owned();
    for (state, newer, refusal) in [
        (State::External, None, Refusal::RollbackExternal),
        (
            State::CloudFormation,
            None,
            Refusal::RollbackInCloudFormation,
        ),
        (State::IsWayBack, None, Refusal::AlreadyRollingBack),
        (
            InMotion(Phase::RollingBack),
            None,
            Refusal::AlreadyRollingBack,
        ),
        (taken_back(false), None, Refusal::AlreadyRollingBack),
        (
            InMotion(Phase::Stopping),
            None,
            Refusal::RollbackWhileStopping,
        ),
        (
            taken_back(true),
            None,
            Refusal::AlreadyRolledBack { runs: runs.clone() },
        ),
        (State::RolledBack, None, Refusal::AlreadyRolledBack { runs }),
        (State::RollbackFailed, None, Refusal::RollbackFailedBefore),
        (State::Ended, None, Refusal::NothingToRollBack),
        (
            State::Succeeded { earlier: None },
            None,
            Refusal::NoEarlierVersion,
        ),
        (
            through(),
            newer(true, false),
            Refusal::AnotherInMotion { id },
        ),
        (through(), newer(false, true), Refusal::NotCurrent),
    ] {
        let found = Found {
            newer,
            ..found(codedeploy(), state)
        };
        assert_eq!(plan(&found), Err(refusal), "{found:?}");
    }
    // One that came after it and did not hold has changed nothing.
    let found = Found {
        newer: newer(false, false),
        ..found(codedeploy(), through())
    };
    assert!(plan(&found).is_ok());
}

#[test]
fn a_plan_is_one_call() {
    let found = found(
        codedeploy(),
        State::Succeeded {
            earlier: Some(earlier()),
        },
    );
    let plan = plan(&found).expect("a plan");
    assert_eq!(
        plan.mutation("Rolled back by Ann [pilothouse c1]".to_owned()),
        Mutation::CreateDeployment {
            undoes: codedeploy(),
            application: "api".to_owned(),
            group: "prod".to_owned(),
            revision: revision(),
            description: "Rolled back by Ann [pilothouse c1]".to_owned(),
        }
    );
}

#[test]
fn only_the_wait_that_is_there_is_ended() {
    let waiting = |wait: Option<Wait>| Waiting {
        deployment: codedeploy(),
        names: Names::default(),
        brings: None,
        before: None,
        wait,
    };
    let hook = |id: &str| Wait::Hook(id.to_owned());
    for (there, asked, is_ended) in [
        (Some(Wait::Ready), Wait::Ready, true),
        (Some(Wait::Termination), Wait::Termination, true),
        (Some(hook("h1")), hook("h1"), true),
        (Some(hook("h1")), hook("h2"), false),
        (Some(Wait::Termination), Wait::Ready, false),
        (None, Wait::Ready, false),
    ] {
        let ended = go_on(&waiting(there.clone()), &asked);
        assert_eq!(ended.is_ok(), is_ended, "{there:?} {asked:?}");
    }
}

#[test]
fn a_token_is_not_stored() {
    let mutation = Mutation::PutApprovalResult {
        approval: super::ApprovalRef {
            execution: codedeploy(),
            stage: "Approve".to_owned(),
            action: "Manual".to_owned(),
            attempt: "a1".to_owned(),
        },
        approved: true,
        summary: "Approved".to_owned(),
        token: "a-secret".to_owned(),
    };
    let stored = serde_json::to_string(&mutation).expect("JSON");
    assert!(!stored.contains("a-secret"));
    let read: Mutation = serde_json::from_str(&stored).expect("a mutation");
    assert!(matches!(read, Mutation::PutApprovalResult { token, .. } if token.is_empty()));
}
