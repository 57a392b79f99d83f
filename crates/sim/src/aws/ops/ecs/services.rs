//! Services and task sets.

use serde_json::{Value, json};

use super::super::{Ask, Operation};
use super::service_view::{task_set, view};
use super::{MAX_RESULTS, cluster, missing, service, short};
use crate::aws::wire::shape::{TEXT, TEXTS, Type, opt, req};
use crate::aws::world::Refused;
use crate::aws::world::ecs::Controller;

const TAGS: Type = Type::OneOf(&["TAGS"]);
pub const LAUNCH: Type = Type::OneOf(&["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"]);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ListServices",
        input: &[
            opt("cluster", TEXT),
            opt("nextToken", TEXT),
            opt("maxResults", MAX_RESULTS),
            opt("launchType", LAUNCH),
            opt("schedulingStrategy", Type::OneOf(&["REPLICA", "DAEMON"])),
            opt("resourceManagementType", Type::OneOf(&["CUSTOMER", "ECS"])),
        ],
        run: list_services,
    },
    Operation {
        name: "DescribeServices",
        input: &[
            opt("cluster", TEXT),
            req("services", Type::List { of: &TEXT, max: 10 }),
            opt("include", Type::List { of: &TAGS, max: 1 }),
        ],
        run: describe_services,
    },
    Operation {
        name: "DescribeTaskSets",
        input: &[
            req("cluster", TEXT),
            req("service", TEXT),
            opt("taskSets", TEXTS),
            opt("include", Type::List { of: &TAGS, max: 1 }),
        ],
        run: describe_task_sets,
    },
];

fn list_services(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    // Every service here is a REPLICA on Fargate that its owner made.
    let none = ask.text("launchType").is_some_and(|it| it != "FARGATE")
        || ask
            .text("schedulingStrategy")
            .is_some_and(|it| it != "REPLICA")
        || ask
            .text("resourceManagementType")
            .is_some_and(|it| it != "CUSTOMER");
    let arns = cluster(ask)?
        .services
        .values()
        .filter(|_| !none)
        .map(|one| json!(one.arn))
        .collect();
    ask.page("serviceArns", arns)
}

fn describe_services(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = ask.list("services");
    if asked.is_empty() {
        return Err(Refused::new(
            "InvalidParameterException",
            "Services cannot be empty.",
        ));
    }
    let name = cluster(ask)?.name.clone();
    let tags = !ask.list("include").is_empty();
    let region = ask.region();
    let (mut services, mut failures) = (Vec::new(), Vec::new());
    for given in asked {
        match region.service(&name, &short(region, "service", &given)?) {
            Ok(service) => services.push(view(service, tags)),
            Err(_) if given.starts_with("arn:") => failures.push(missing(&given)),
            Err(_) => failures.push(missing(
                &region.place.arn("ecs", &format!("service/{name}/{given}")),
            )),
        }
    }
    Ok(json!({"services": services, "failures": failures}))
}

fn describe_task_sets(ask: &mut Ask<'_>) -> Result<Value, Refused> {
    let asked = ask.list("taskSets");
    let service = service(ask, "service")?;
    if service.controller == Controller::Ecs {
        let message = "DescribeTaskSets is only supported for services with an EXTERNAL or CODE_DEPLOY deployment controller.";
        return Err(Refused::new("UnsupportedFeatureException", message));
    }
    let is = |given: &String, id: &str| given == id || given.ends_with(&format!("/{id}"));
    let wanted = |id: &str| asked.is_empty() || asked.iter().any(|given| is(given, id));
    let sets: Vec<Value> = service
        .fleets
        .iter()
        .filter(|fleet| wanted(&fleet.id))
        .map(|fleet| task_set(service, fleet))
        .collect();
    let unknown = asked
        .iter()
        .filter(|given| !service.fleets.iter().any(|fleet| is(given, &fleet.id)));
    let failures: Vec<Value> = unknown.map(|given| missing(given)).collect();
    Ok(json!({"taskSets": sets, "failures": failures}))
}
