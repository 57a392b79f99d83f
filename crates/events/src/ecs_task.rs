//! ECS Task State Change: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html>.

use serde_json::Value;

use super::envelope::{Envelope, Undecodable};
use super::lenient::{number, text};
use super::{Means, Silence};
use domain::names::{Revision, last_part};
use domain::notice::{About, Death};

/// What a process returns that was asked to end, and one that was made to: `128 + SIGTERM`, `128 + SIGKILL`.
const TERMINATED: i64 = 143;
const KILLED: i64 = 137;

pub(super) fn read(event: &Envelope<'_>) -> Result<Means, Undecodable> {
    // On its way to its end it says why; once it is there, it says so again, and how its containers ended.
    let last = event.required(&["lastStatus"], "lastStatus")?;
    let is_ending = event.text(&["desiredStatus"]).as_deref() == Some("STOPPED");
    let says_why = event.text(&["stopCode"]).is_some() && event.text(&["stoppedReason"]).is_some();
    if last != "STOPPED" && !(is_ending && says_why) {
        return Ok(Means::Nothing(Silence::OnItsWay));
    }
    let group = event.text(&["group"]).unwrap_or_default();
    let Some(service) = group.strip_prefix("service:") else {
        return Ok(Means::Nothing(Silence::NoService));
    };
    if let Some(silence) = silence(event) {
        return Ok(Means::Nothing(silence));
    }
    let death = death(event, service)?;
    Ok(Means::Alone(vec![event.notice(About::Death(death))]))
}

/// Why its end is no news, where it is none.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html>
fn silence(event: &Envelope<'_>) -> Option<Silence> {
    let code = event.text(&["stopCode"]).unwrap_or_default();
    let reason = event.text(&["stoppedReason"]).unwrap_or_default();
    let reason = reason.to_ascii_lowercase();
    let is_unhealthy = reason.contains("health check");
    match code.as_str() {
        "EssentialContainerExited" | "TaskFailedToStart" => None,
        "ServiceSchedulerInitiated" if is_unhealthy => None,
        "ServiceSchedulerInitiated" | "UserInitiated" => Some(Silence::Wanted),
        "SpotInterruption" | "TerminationNotice" | "InfrastructureHealth" => {
            Some(Silence::Replaced)
        }
        // Older agents give no code, and AWS adds some: then only what it says itself and its containers tell.
        _ if is_unhealthy || reason.contains("essential container") => None,
        _ if containers(event).any(|container| container.is_dead()) => None,
        "" => Some(Silence::Wanted),
        _ => Some(Silence::NewState),
    }
}

fn death(event: &Envelope<'_>, service: &str) -> Result<Death, Undecodable> {
    let task = event.required(&["taskArn"], "taskArn")?;
    let cluster = event.required(&["clusterArn"], "clusterArn")?;
    let culprit = containers(event).min_by_key(Container::rank);
    let said = event.text(&["stoppedReason"]);
    let container_said = culprit.as_ref().and_then(|culprit| culprit.reason.clone());
    let reason = match (said, container_said) {
        (Some(task), Some(container)) if !task.contains(&container) => {
            Some(format!("{task} ({container})"))
        }
        (task, container) => task.or(container),
    };
    Ok(Death {
        cluster: last_part(&cluster).to_owned(),
        service: service.to_owned(),
        task: last_part(&task).to_owned(),
        deployment: event
            .text(&["startedBy"])
            .filter(|by| by.starts_with("ecs-svc/")),
        revision: event
            .text(&["taskDefinitionArn"])
            .and_then(|arn| Some(arn.parse::<Revision>().ok()?.to_string())),
        reason,
        exit_code: culprit.as_ref().and_then(|culprit| culprit.exit_code),
        container: culprit.and_then(|culprit| culprit.name),
    })
}

/// A container of the task that says how it ended.
struct Container {
    name: Option<String>,
    exit_code: Option<i64>,
    reason: Option<String>,
}

fn containers<'a>(event: &Envelope<'a>) -> impl Iterator<Item = Container> + use<'a> {
    let read = |container: &Value| Container {
        name: text(container, &["name"]),
        exit_code: number(container, &["exitCode"]),
        reason: text(container, &["reason"]),
    };
    let ended = |one: &Container| one.exit_code.is_some() || one.reason.is_some();
    event.list(&["containers"]).map(read).filter(ended)
}

impl Container {
    fn is_out_of_memory(&self) -> bool {
        let reason = self.reason.as_deref();
        reason.is_some_and(|reason| reason.contains("OutOfMemory"))
    }

    /// Whether it ended neither well nor because it was told to.
    fn is_dead(&self) -> bool {
        let by_itself = |code| ![0, TERMINATED, KILLED].contains(&code);
        self.is_out_of_memory() || self.exit_code.map_or(self.reason.is_some(), by_itself)
    }

    /// The lower, the likelier it ended first: when one that is essential ends, ECS tells the others to.
    fn rank(&self) -> u8 {
        match self.exit_code {
            _ if self.is_out_of_memory() => 0,
            _ if self.is_dead() => 1,
            Some(KILLED) => 2,
            Some(TERMINATED) => 4,
            _ => 3,
        }
    }
}
