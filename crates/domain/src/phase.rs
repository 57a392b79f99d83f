//! From AWS's words for a deployment's state to a phase, and from a service's events to its last failure.

use jiff::Timestamp;

use crate::service::{Failure, FailureKind, Phase};

/// The phase of an ECS service deployment, from its `status`, its `lifecycleStage`, and whether a hook awaits action;
/// `None` once it has ended well or was ended.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html>
pub fn of_service_deployment(status: &str, stage: &str, hook_awaits: bool) -> Option<Phase> {
    match status {
        "PENDING" => Some(Phase::Starting),
        "STOP_REQUESTED" => Some(Phase::Stopping),
        "ROLLBACK_REQUESTED" | "ROLLBACK_IN_PROGRESS" => Some(Phase::RollingBack),
        "ROLLBACK_FAILED" => Some(Phase::Failed),
        "IN_PROGRESS" if hook_awaits => Some(Phase::AwaitingPerson),
        "IN_PROGRESS" => Some(match stage {
            "TEST_TRAFFIC_SHIFT" | "POST_TEST_TRAFFIC_SHIFT" => Phase::TestingTraffic,
            "PRE_PRODUCTION_TRAFFIC_SHIFT"
            | "PRODUCTION_TRAFFIC_SHIFT"
            | "POST_PRODUCTION_TRAFFIC_SHIFT" => Phase::ShiftingTraffic,
            "BAKE_TIME" => Phase::Baking,
            "CLEAN_UP" => Phase::CleaningUp,
            _ => Phase::ReplacingTasks,
        }),
        _ => None,
    }
}

/// The lifecycle events of an ECS deployment by CodeDeploy, in the order in which they happen.
///
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html>
const LIFECYCLE: [&str; 8] = [
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "AllowTestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
];

/// The phase of a CodeDeploy deployment; `None` once it has ended.
///
/// In the termination wait the status stays `InProgress` and every lifecycle event has succeeded.
pub fn of_codedeploy(status: &str, creator: &str, events: &[(&str, &str)]) -> Option<Phase> {
    match status {
        "Created" | "Queued" | "InProgress" | "Ready" | "Baking"
            if creator == "codeDeployRollback" =>
        {
            Some(Phase::RollingBack)
        }
        "Created" | "Queued" => Some(Phase::Starting),
        "Ready" => Some(Phase::AwaitingPerson),
        "Baking" => Some(Phase::TerminationWait),
        "InProgress" => Some(of_lifecycle(events)),
        _ => None,
    }
}

fn of_lifecycle(events: &[(&str, &str)]) -> Phase {
    let succeeded = |name: &str| {
        events
            .iter()
            .any(|(event, status)| *event == name && *status == "Succeeded")
    };
    let next = LIFECYCLE.iter().position(|name| !succeeded(name));
    match next.map(|index| LIFECYCLE[index]) {
        None => Phase::TerminationWait,
        Some("BeforeInstall") => Phase::Starting,
        Some("Install" | "AfterInstall") => Phase::ReplacingTasks,
        Some("AllowTestTraffic" | "AfterAllowTestTraffic" | "BeforeAllowTraffic") => {
            Phase::TestingTraffic
        }
        Some(_) => Phase::ShiftingTraffic,
    }
}

/// What a service's events, the newest first, tell of its last failure; `None` once a later deployment has
/// completed. ECS says it only in these sentences:
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html>.
pub fn failure_in_events(events: &[(Option<Timestamp>, &str)]) -> Option<Failure> {
    let failed_at = events
        .iter()
        .position(|(_, message)| message.contains("deployment failed"))?;
    let (newer, _) = events.split_at(failed_at);
    let rolling_back_to = events
        .iter()
        .take(failed_at + 3)
        .find_map(|(_, message)| message.split_once("rolling back to deployment "))
        .map(|(_, id)| id.trim_end_matches('.'));
    let completed = |message: &str| message.contains("deployment completed");
    let overtaken = newer.iter().any(|(_, message)| {
        completed(message) && !rolling_back_to.is_some_and(|id| message.contains(id))
    });
    if overtaken {
        return None;
    }
    let (at, message) = events[failed_at];
    Some(Failure {
        kind: match rolling_back_to {
            Some(_) => FailureKind::RolledBack,
            None => FailureKind::Failed,
        },
        reason: message
            .split_once("deployment failed:")
            .map(|(_, reason)| reason.trim().trim_end_matches('.').to_owned()),
        at,
    })
}

/// What the newest event says of tasks that do not start or stay up, for a service that runs fewer than it should.
pub fn trouble_in_events(events: &[(Option<Timestamp>, &str)]) -> Option<Failure> {
    const TROUBLE: [&str; 4] = [
        "unable to",
        "failed container health checks",
        "is unhealthy in",
        "failed to launch",
    ];
    let (at, message) = events
        .iter()
        .take_while(|(_, message)| !message.contains("has reached a steady state"))
        .find(|(_, message)| TROUBLE.iter().any(|words| message.contains(words)))?;
    Some(Failure {
        kind: FailureKind::Tasks,
        reason: Some(without_service(message).to_owned()),
        at: *at,
    })
}

/// The sentence without its leading `(service NAME) `, which the reader knows.
fn without_service(message: &str) -> &str {
    message
        .strip_prefix("(service ")
        .and_then(|rest| rest.split_once(") "))
        .map_or(message, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ecs_deployment_is_in_the_phase_of_its_stage() {
        for (status, stage, hook, phase) in [
            ("PENDING", "", false, Some(Phase::Starting)),
            (
                "IN_PROGRESS",
                "SCALE_UP",
                false,
                Some(Phase::ReplacingTasks),
            ),
            ("IN_PROGRESS", "", false, Some(Phase::ReplacingTasks)),
            ("IN_PROGRESS", "BAKE_TIME", false, Some(Phase::Baking)),
            (
                "IN_PROGRESS",
                "POST_SCALE_UP",
                true,
                Some(Phase::AwaitingPerson),
            ),
            (
                "IN_PROGRESS",
                "PRODUCTION_TRAFFIC_SHIFT",
                false,
                Some(Phase::ShiftingTraffic),
            ),
            ("ROLLBACK_IN_PROGRESS", "", false, Some(Phase::RollingBack)),
            ("ROLLBACK_FAILED", "", false, Some(Phase::Failed)),
            ("SUCCESSFUL", "CLEAN_UP", false, None),
            ("SOMETHING_NEW", "", false, None),
        ] {
            assert_eq!(
                of_service_deployment(status, stage, hook),
                phase,
                "{status} {stage}"
            );
        }
    }

    #[test]
    fn the_termination_wait_is_all_events_succeeded_while_in_progress() {
        let all: Vec<_> = LIFECYCLE.iter().map(|name| (*name, "Succeeded")).collect();
        let up_to = |n: usize| of_codedeploy("InProgress", "user", &all[..n]);
        assert_eq!(up_to(0), Some(Phase::Starting));
        assert_eq!(up_to(1), Some(Phase::ReplacingTasks));
        assert_eq!(up_to(3), Some(Phase::TestingTraffic));
        assert_eq!(up_to(6), Some(Phase::ShiftingTraffic));
        assert_eq!(up_to(8), Some(Phase::TerminationWait));
        assert_eq!(
            of_codedeploy("Ready", "user", &all),
            Some(Phase::AwaitingPerson)
        );
        assert_eq!(
            of_codedeploy("InProgress", "codeDeployRollback", &[]),
            Some(Phase::RollingBack)
        );
        assert_eq!(of_codedeploy("Succeeded", "user", &all), None);
        assert_eq!(of_codedeploy("Stopped", "codeDeployRollback", &[]), None);
    }

    #[test]
    fn a_failure_is_told_until_a_later_deployment_completes() {
        let failed = (
            None,
            "(service a) (deployment ecs-svc/2) deployment failed: tasks failed to start.",
        );
        let back = (None, "(service a) rolling back to deployment ecs-svc/1.");
        let restored = (
            None,
            "(service a) (deployment ecs-svc/1) deployment completed.",
        );
        let newer = (
            None,
            "(service a) (deployment ecs-svc/3) deployment completed.",
        );
        let rolled_back = failure_in_events(&[restored, back, failed]).expect("a failure");
        assert_eq!(rolled_back.kind, FailureKind::RolledBack);
        assert_eq!(rolled_back.reason.as_deref(), Some("tasks failed to start"));
        assert_eq!(
            failure_in_events(&[failed, restored]).map(|f| f.kind),
            Some(FailureKind::Failed)
        );
        assert_eq!(failure_in_events(&[newer, restored, back, failed]), None);
        assert_eq!(failure_in_events(&[newer]), None);
    }

    #[test]
    fn trouble_with_tasks_counts_until_the_service_was_steady_again() {
        let steady = (None, "(service a) has reached a steady state.");
        let full = (
            None,
            "(service a) was unable to place a task because no container instance met its requirements.",
        );
        let trouble = trouble_in_events(&[full, steady]).expect("trouble");
        assert!(
            trouble
                .reason
                .is_some_and(|reason| reason.starts_with("was unable"))
        );
        assert_eq!(trouble_in_events(&[steady, full]), None);
    }
}
