//! Tasks: listed by their service and described.

use serde_json::{Value, json};

use super::super::view::{maybe, set, time};
use super::super::{Ask, Operation};
use super::services::LAUNCH;
use super::{MAX_RESULTS, cluster, missing, service};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::ecs::{Health, Service, Status, Task};

const TAGS: Type = Type::OneOf(&["TAGS"]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListTasks",
        input: &[
            opt("cluster", TEXT),
            opt("containerInstance", TEXT),
            opt("family", TEXT),
            opt("nextToken", TEXT),
            opt("maxResults", MAX_RESULTS),
            opt("startedBy", TEXT),
            opt("serviceName", TEXT),
            opt(
                "desiredStatus",
                Type::OneOf(&["RUNNING", "PENDING", "STOPPED"]),
            ),
            opt("launchType", LAUNCH),
            opt("daemonName", TEXT),
        ],
        run: list_tasks,
    },
    Operation {
        name: "DescribeTasks",
        input: &[
            opt("cluster", TEXT),
            req(
                "tasks",
                Type::List {
                    of: &TEXT,
                    max: 100,
                },
            ),
            opt("include", Type::List { of: &TAGS, max: 1 }),
        ],
        run: describe_tasks,
    },
];

fn list_tasks(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let only = match ask.text("serviceName") {
        Some(_) => Some(service(ask, "serviceName")?.name.clone()),
        None => None,
    };
    let family = ask.text("family").map(str::to_owned);
    let owner = ask.text("startedBy").map(str::to_owned);
    if owner.is_some() && (only.is_some() || family.is_some()) {
        let message = "Cannot specify startedBy with any other filter.";
        return Err(Refused::new("InvalidParameterException", message));
    }
    let stopped = ask.text("desiredStatus") == Some("STOPPED");
    let none = ask.text("launchType").is_some_and(|it| it != "FARGATE")
        || ask.text("containerInstance").is_some()
        || ask.text("daemonName").is_some()
        // No task has this desired status, though the filter is allowed (AWS documentation).
        || ask.text("desiredStatus") == Some("PENDING");
    let matches = |task: &Task| {
        task.wanted() != stopped
            && !none
            && owner.as_ref().is_none_or(|owner| task.owner == *owner)
            && family
                .as_ref()
                .is_none_or(|family| task.definition.contains(&format!("/{family}:")))
    };
    let arns = cluster(ask)?
        .services
        .values()
        .filter(|service| only.as_ref().is_none_or(|only| service.name == *only))
        .flat_map(|service| {
            service
                .tasks
                .iter()
                .filter(|task| matches(task))
                .map(|task| json!(arn(service, task)))
        })
        .collect();
    ask.page("taskArns", arns)
}

fn describe_tasks(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = ask.list("tasks");
    if asked.is_empty() {
        return Err(Refused::new(
            "InvalidParameterException",
            "Tasks cannot be empty.",
        ));
    }
    let cluster = cluster(ask)?;
    let (mut tasks, mut failures) = (Vec::new(), Vec::new());
    for given in asked {
        let id = given.rsplit('/').next().unwrap_or(&given);
        let found = cluster
            .services
            .values()
            .find_map(|service| Some((service, service.tasks.iter().find(|task| task.id == id)?)));
        match found {
            Some((service, task)) => tasks.push(view(service, task)),
            None if given.starts_with("arn:") => failures.push(missing(&given)),
            None => failures.push(missing(
                &cluster
                    .arn
                    .replace(":cluster/", ":task/")
                    .replace(&cluster.name, &format!("{}/{id}", cluster.name)),
            )),
        }
    }
    Ok(json!({"tasks": tasks, "failures": failures}))
}

fn arn(service: &Service, task: &Task) -> String {
    service
        .place
        .arn("ecs", &format!("task/{}/{}", service.cluster, task.id))
}

fn view(service: &Service, task: &Task) -> Value {
    let health = match (task.status, task.health) {
        (Status::Running, Health::Unhealthy) => "UNHEALTHY",
        (Status::Running, _) => "HEALTHY",
        _ => "UNKNOWN",
    };
    let stop = task.stop.as_ref();
    let container = set(json!({
        "containerArn": service.place.arn("ecs", &format!("container/{}/{}/{}", service.cluster, task.id, &task.id[..8])),
        "taskArn": arn(service, task),
        "name": service.name,
        "image": task.image,
        "lastStatus": if task.status == Status::Deprovisioning { "STOPPED" } else { task.status.name() },
        "exitCode": stop.and_then(|stop| stop.exit),
        "reason": stop.filter(|stop| stop.exit.is_none()).map(|stop| stop.reason.clone()),
        "networkBindings": [],
        "networkInterfaces": [],
        "healthStatus": health,
        "cpu": "0",
    }));
    set(json!({
        "taskArn": arn(service, task),
        "clusterArn": service.place.arn("ecs", &format!("cluster/{}", service.cluster)),
        "taskDefinitionArn": task.definition,
        "group": format!("service:{}", service.name),
        "startedBy": task.owner,
        "lastStatus": task.status.name(),
        "desiredStatus": if task.wanted() { "RUNNING" } else { "STOPPED" },
        "healthStatus": health,
        "launchType": "FARGATE",
        "platformVersion": "1.4.0",
        "platformFamily": "Linux",
        "cpu": "256",
        "memory": "512",
        "createdAt": time(task.created_at),
        "startedAt": maybe(task.started_at),
        "stoppingAt": maybe(task.stopping_at),
        "stoppedAt": maybe(task.stopped_at),
        "stopCode": stop.map(|stop| stop.code),
        "stoppedReason": stop.map(|stop| stop.reason.clone()),
        "version": task.version,
        "attachments": [],
        "attributes": [],
        "overrides": {"containerOverrides": [{"name": service.name}], "inferenceAcceleratorOverrides": []},
        "tags": [],
        "containers": [container],
    }))
}
