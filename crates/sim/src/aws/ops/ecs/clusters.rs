//! Clusters and task definitions.

use serde_json::{Value, json};

use super::super::view::{set, time};
use super::super::{Ask, Operation};
use super::{MAX_RESULTS, missing, short};
use crate::aws::wire::shape::{TEXT, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::ecs::{Cluster, TaskDefinition};

const CLUSTER_FIELDS: Type = Type::OneOf(&[
    "ATTACHMENTS",
    "CONFIGURATIONS",
    "SETTINGS",
    "STATISTICS",
    "TAGS",
]);
const TAGS: Type = Type::OneOf(&["TAGS"]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListClusters",
        input: &[opt("nextToken", TEXT), opt("maxResults", MAX_RESULTS)],
        run: list_clusters,
    },
    Operation {
        name: "DescribeClusters",
        input: &[
            opt(
                "clusters",
                Type::List {
                    of: &TEXT,
                    max: 100,
                },
            ),
            opt(
                "include",
                Type::List {
                    of: &CLUSTER_FIELDS,
                    max: 5,
                },
            ),
        ],
        run: describe_clusters,
    },
    Operation {
        name: "ListTaskDefinitions",
        input: &[
            opt("familyPrefix", TEXT),
            opt(
                "status",
                Type::OneOf(&["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"]),
            ),
            opt("sort", Type::OneOf(&["ASC", "DESC"])),
            opt("nextToken", TEXT),
            opt("maxResults", MAX_RESULTS),
        ],
        run: list_task_definitions,
    },
    Operation {
        name: "DescribeTaskDefinition",
        input: &[
            req("taskDefinition", TEXT),
            opt("include", Type::List { of: &TAGS, max: 1 }),
        ],
        run: describe_task_definition,
    },
];

fn list_clusters(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let arns = ask
        .region()
        .clusters
        .values()
        .map(|cluster| json!(cluster.arn))
        .collect();
    ask.page("clusterArns", arns)
}

fn describe_clusters(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let mut asked = ask.list("clusters");
    if asked.is_empty() {
        asked.push("default".to_owned());
    }
    let region = ask.region();
    let (mut clusters, mut failures) = (Vec::new(), Vec::new());
    for given in asked {
        match region.clusters.get(&short(region, "cluster", &given)?) {
            Some(cluster) => clusters.push(view(cluster)),
            None => failures.push(missing(
                &region.place.arn("ecs", &format!("cluster/{given}")),
            )),
        }
    }
    Ok(json!({"clusters": clusters, "failures": failures}))
}

fn view(cluster: &Cluster) -> Value {
    let running: u32 = cluster
        .services
        .values()
        .map(|service| service.count(|task| task.status.name() == "RUNNING"))
        .sum();
    let pending: u32 = cluster
        .services
        .values()
        .map(|service| service.count(|task| task.coming()))
        .sum();
    json!({
        "clusterArn": cluster.arn,
        "clusterName": cluster.name,
        "status": "ACTIVE",
        "registeredContainerInstancesCount": 0,
        "runningTasksCount": running,
        "pendingTasksCount": pending,
        "activeServicesCount": cluster.services.len(),
        "statistics": [],
        "tags": [],
        "settings": [],
        "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
        "defaultCapacityProviderStrategy": [],
    })
}

fn list_task_definitions(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let family = ask.text("familyPrefix").map(str::to_owned);
    let active = ask.text("status").is_none_or(|status| status == "ACTIVE");
    let newest_first = ask.text("sort") == Some("DESC");
    let mut arns: Vec<Value> = ask
        .region()
        .definitions
        .all()
        .into_iter()
        .filter(|one| active && family.as_ref().is_none_or(|family| one.family == *family))
        .map(|one| json!(one.arn))
        .collect();
    if newest_first {
        arns.reverse();
    }
    ask.page("taskDefinitionArns", arns)
}

fn describe_task_definition(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let given = ask.name("taskDefinition");
    let found = ask.region().definitions.find(&given);
    let found = found
        .ok_or_else(|| Refused::new("ClientException", "Unable to describe task definition."))?;
    Ok(json!({"taskDefinition": definition(found), "tags": []}))
}

fn definition(one: &TaskDefinition) -> Value {
    set(json!({
        "taskDefinitionArn": one.arn,
        "family": one.family,
        "revision": one.revision,
        "status": "ACTIVE",
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "requiresCompatibilities": ["FARGATE"],
        "compatibilities": ["EC2", "FARGATE"],
        "volumes": [],
        "placementConstraints": [],
        "registeredAt": time(one.registered_at),
        "containerDefinitions": [{
            "name": one.container,
            "image": one.image,
            "cpu": 0,
            "essential": true,
            "portMappings": [{"containerPort": one.port, "hostPort": one.port, "protocol": "tcp"}],
            "environment": [],
            "mountPoints": [],
            "volumesFrom": [],
        }],
    }))
}
