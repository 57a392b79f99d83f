//! Every fault of AWS on every change: one call at most, and the truth about it afterwards.

use domain::acting::{Sent, Trace};
use domain::look::Why;
use futures_util::stream::{self, StreamExt};
use sim::{Fault, Kind};

use super::{CALLS, Scene, operation};
use crate::asked::HOME;

/// What a fault must make of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    Refused,
    LostUndone,
    LostDone,
}

/// A fault on a call, and what it must make of it.
fn faults(call: &str) -> Vec<(Fault, Meant)> {
    let on = |kind| Fault::on(operation(call), kind);
    vec![
        (on(Kind::Throttle { retry_after: 1 }), Meant::Refused),
        (
            on(Kind::Error("AccessDeniedException".to_owned())),
            Meant::Refused,
        ),
        (on(Kind::Status(500)), Meant::LostUndone),
        (on(Kind::Status(503)), Meant::LostUndone),
        (on(Kind::Drop), Meant::LostUndone),
        (on(Kind::Hang), Meant::LostUndone),
        (on(Kind::Status(500)).after(), Meant::LostDone),
        (on(Kind::Drop).after(), Meant::LostDone),
        (on(Kind::Hang).after(), Meant::LostDone),
    ]
}

async fn befalls(call: &'static str, fault: Fault, meant: Meant) {
    let told = format!("{call}: {fault:?}");
    let scene = Scene::of(call).await;
    assert_eq!(scene.trace().await, Trace::None, "{told}");
    // A second call would get through.
    scene.account.aws.faults().inject(fault.times(1));
    let sent = scene.send().await;
    let trace = scene.settled().await;
    let is_as_meant = match meant {
        Meant::Refused => matches!(sent, Sent::Refused(_)),
        Meant::LostUndone | Meant::LostDone => matches!(sent, Sent::Lost(_)),
    };
    assert!(is_as_meant, "{told}: {sent:?}");
    let is_done = matches!(trace, Trace::Done { .. });
    assert_eq!(is_done, meant == Meant::LostDone, "{told}: {trace:?}");
    if !is_done {
        assert_eq!(trace, Trace::None, "{told}");
    }
    assert_eq!(scene.account.count(call), 1, "{told}");
}

#[tokio::test]
async fn a_change_is_sent_once_whatever_befalls_it_and_its_trace_tells_the_truth() {
    let all = CALLS.into_iter().flat_map(|call| {
        let faults = faults(call).into_iter();
        faults.map(move |(fault, meant)| befalls(call, fault, meant))
    });
    // More at once would take longer than the bot gives AWS, on a busy machine.
    stream::iter(all).for_each_concurrent(8, |case| case).await;
}

#[tokio::test]
async fn a_permission_that_is_missing_is_named_and_nothing_is_done() {
    for call in CALLS {
        let scene = Scene::of(call).await;
        let permission = operation(call).replace('.', ":");
        scene
            .account
            .aws
            .edit(|world| world.deny(HOME, &permission));
        let sent = scene.send().await;
        let Sent::Refused(Why::Denied {
            permission: named,
            who: Some(_),
        }) = &sent
        else {
            panic!("{call}: {sent:?}");
        };
        assert_eq!(named, &permission);
        assert_eq!(scene.settled().await, Trace::None, "{call}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_before_is_a_refusal_and_nothing_is_sent() {
    for (call, read) in [
        (
            "codedeploy.CreateDeployment",
            "codedeploy:GetApplicationRevision",
        ),
        ("ecs.UpdateService", "ecs:DescribeServiceDeployments"),
        ("ecs.UpdateService", "ecs:DescribeServiceRevisions"),
    ] {
        let scene = Scene::of(call).await;
        scene.account.aws.edit(|world| world.deny(HOME, read));
        let sent = scene.send().await;
        assert!(
            matches!(&sent, Sent::Refused(Why::Denied { permission, .. }) if permission == read),
            "{call}: {sent:?}"
        );
        assert_eq!(scene.account.count(call), 0, "{call}");
    }
}

#[tokio::test]
async fn what_cannot_be_looked_at_afterwards_is_no_trace() {
    for (call, read) in [
        (
            "codepipeline.PutApprovalResult",
            "codepipeline:ListActionExecutions",
        ),
        (
            "codedeploy.StopDeployment",
            "codedeploy:BatchGetDeployments",
        ),
        ("codedeploy.CreateDeployment", "codedeploy:ListDeployments"),
        (
            "codedeploy.ContinueDeployment termination",
            "codedeploy:ListDeploymentTargets",
        ),
        (
            "ecs.StopServiceDeployment",
            "ecs:DescribeServiceDeployments",
        ),
        ("ecs.UpdateService", "ecs:ListServiceDeployments"),
        (
            "ecs.ContinueServiceDeployment",
            "ecs:DescribeServiceDeployments",
        ),
    ] {
        let scene = Scene::of(call).await;
        scene.account.aws.edit(|world| world.deny(HOME, read));
        let (environment, fleet) = (scene.account.environment(), &scene.account.fleet);
        let trace = fleet.trace(environment, &scene.mutation, super::CLAIM, scene.since);
        let trace = trace.await;
        assert!(
            matches!(&trace, Err(Why::Denied { permission, .. }) if permission == read),
            "{call}: {trace:?}"
        );
    }
}
