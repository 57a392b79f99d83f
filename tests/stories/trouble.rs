//! AWS in trouble: what could not be seen is named in a sentence, all else is told in full, nobody waits for long.

use std::collections::BTreeMap;
use std::time::Duration;

use pilothouse::demo::SETTINGS;
use sim::aws::World;
use sim::aws::world::{HOME, OTHER};
use sim::{Fault, Kind};

use testkit::{House, read};

/// How often the same may be asked of AWS while a person waits: a call is tried three times at most, and what polls AWS
/// beside the answer may ask the same.
const ATTEMPTS: usize = 6;

/// A line of the answer for each service at home, which trouble elsewhere must not touch.
const AT_HOME: [&str; 5] = [
    "payments-api  prod",
    "orders-api    prod",
    "search-api    prod",
    "payments-api  staging",
    "orders-api    staging",
];

/// Asks for everything; the answer, for which nothing is tried too often.
async fn status(house: &House) -> String {
    house.aws.calls().clear();
    let answer = read(&house.ask("U0ANN", "status").await);
    let mut tries: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for call in house.aws.calls().all() {
        let what = (call.scope, call.operation, call.request.to_string());
        *tries.entry(what).or_default() += 1;
    }
    let most = tries.iter().max_by_key(|(_, count)| **count);
    assert!(most.is_none_or(|(_, count)| *count <= ATTEMPTS), "{most:?}");
    answer
}

/// Asserts that each of these words is in the answer.
fn has(answer: &str, words: &[&str]) {
    for word in words {
        assert!(answer.contains(word), "no {word:?} in:\n{answer}");
    }
}

fn everything_at_home(answer: &str) {
    let squeezed = answer.lines().map(|line| {
        let words: Vec<_> = line.split_whitespace().collect();
        words.join(" ")
    });
    let lines: Vec<String> = squeezed.collect();
    for service in AT_HOME {
        let service = service.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            lines
                .iter()
                .any(|line| line.contains(&service) && line.contains("v")),
            "no {service:?} in:\n{answer}"
        );
    }
}

#[tokio::test]
async fn an_environment_that_hangs_is_named_and_the_others_are_told() {
    let house = House::open().await;
    house
        .aws
        .faults()
        .inject(Fault::on("*", Kind::Hang).scope(OTHER));
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &["partner (account 444455556666): AWS did not answer in time"],
    );
}

#[tokio::test]
async fn a_security_token_service_that_hangs_costs_the_assumed_environment_alone() {
    let house = House::open().await;
    house
        .aws
        .faults()
        .inject(Fault::on("sts.AssumeRole", Kind::Hang));
    // The role that was assumed at the start is forgotten.
    let house = house.killed().await;
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(&answer, &["partner (account 444455556666): AWS"]);
}

#[tokio::test]
async fn an_environment_that_is_denied_is_named_with_the_permission() {
    let house = House::open().await;
    house.aws.edit(|world| world.deny(OTHER, "ecs:*"));
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &[
            "partner (account 444455556666): the permission ecs:ListClusters is missing for arn:aws:sts::444455556666:assumed-role/pilothouse/",
        ],
    );
}

#[tokio::test]
async fn an_environment_that_is_throttled_is_named() {
    let house = House::open().await;
    house
        .aws
        .faults()
        .inject(Fault::on("*", Kind::Throttle { retry_after: 1 }).scope(OTHER));
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &["partner (account 444455556666): AWS is throttling"],
    );
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_named() {
    let house = House::plan()
        .settings(SETTINGS.replace("role/pilothouse", "role/nobody"))
        .open()
        .await;
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &["partner (account 444455556666): AWS does not accept Pilothouse's credentials"],
    );
}

#[tokio::test]
async fn credentials_of_another_account_are_named_and_show_nothing_of_it() {
    let house = House::plan()
        .settings(SETTINGS.replace("role_arn", "# role_arn"))
        .open()
        .await;
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &["partner: Pilothouse's credentials belong to account 111122223333, not 444455556666"],
    );
    let named = read(&house.ask("U0ANN", "status payments --env partner").await);
    assert!(!named.contains("Approval"), "{named}");
}

#[tokio::test]
async fn a_missing_permission_costs_what_it_covers_and_is_named() {
    let house = House::open().await;
    for permission in [
        "codepipeline:ListPipelines",
        "codepipeline:GetPipelineState",
        "codedeploy:BatchGetDeployments",
        "codedeploy:GetDeploymentGroup",
    ] {
        house.aws.edit(|world| world.deny(HOME, permission));
        let answer = status(&house).await;
        everything_at_home(&answer);
        has(
            &answer,
            &[
                "billing-api",
                &format!("prod (account {HOME}): the permission {permission} is missing"),
            ],
        );
        house.aws.edit(|world| world.allow(HOME, permission));
        let healed = status(&house).await;
        assert!(!healed.contains("⚠️"), "{healed}");
    }
}

#[tokio::test]
async fn a_task_definition_that_may_not_be_read_costs_its_tag() {
    let house = House::open().await;
    let permission = "ecs:DescribeTaskDefinition";
    house.aws.edit(|world| world.deny(HOME, permission));
    let answer = status(&house).await;
    has(
        &answer,
        &[
            "payments-api",
            "4/4",
            "v12",
            &format!(
                "prod (account {HOME}): the permission {permission} is missing for arn:aws:iam::{HOME}:user/pilothouse"
            ),
        ],
    );
    assert!(!answer.contains("v41"), "{answer}");
    // What could not be read is not remembered.
    house.aws.edit(|world| world.allow(HOME, permission));
    everything_at_home(&status(&house).await);
}

#[tokio::test]
async fn a_cluster_that_hangs_hides_no_other_one() {
    let house = House::plan()
        .world(|now| World::crowd(now, 30, 3))
        .settings(SETTINGS.replace("[\"prod-*\"]", "[\"*\"]"))
        .open()
        .await;
    // Three clusters are asked at once and hang; asked once more, one of them hangs again.
    let hang = Fault::on("ecs.ListServices", Kind::Hang).scope(HOME);
    house.aws.faults().inject(hang.times(4));
    let answer = status(&house).await;
    let told = answer.lines().filter(|line| line.contains("svc-")).count();
    assert_eq!(told, 20, "{answer}");
    has(
        &answer,
        &["prod (account 111122223333): AWS did not answer in time"],
    );
}

#[tokio::test]
async fn deployments_and_pipelines_that_hang_leave_the_services() {
    let house = House::open().await;
    for operation in [
        "codedeploy.BatchGetDeployments",
        "ecs.DescribeServiceDeployments",
        "codepipeline.GetPipelineState",
    ] {
        house
            .aws
            .faults()
            .inject(Fault::on(operation, Kind::Hang).scope(HOME));
    }
    let answer = status(&house).await;
    everything_at_home(&answer);
    has(
        &answer,
        &[
            "billing-api",
            "prod (account 111122223333): AWS did not answer in time",
        ],
    );
}

#[tokio::test]
async fn task_definitions_that_hang_cost_the_tags_alone() {
    let house = House::open().await;
    house
        .aws
        .faults()
        .inject(Fault::on("ecs.DescribeTaskDefinition", Kind::Hang).scope(HOME));
    let answer = status(&house).await;
    has(
        &answer,
        &[
            "payments-api",
            "mailer",
            "v12",
            "prod (account 111122223333): AWS did not answer in time",
        ],
    );
}

#[tokio::test]
async fn every_kind_of_trouble_with_clusters_gives_an_answer_in_time() {
    every_kind_of_trouble("ecs.ListClusters").await;
}

#[tokio::test]
async fn every_kind_of_trouble_with_services_gives_an_answer_in_time() {
    every_kind_of_trouble("ecs.DescribeServices").await;
}

async fn every_kind_of_trouble(operation: &str) {
    let house = House::open().await;
    let error = |name: &str| Kind::Error(name.to_owned());
    for (kind, told) in [
        (Kind::Status(500), "AWS answered with ServerException"),
        (
            Kind::Status(503),
            "AWS answered with ServiceUnavailableException",
        ),
        (
            error("InternalFailure"),
            "AWS answered with InternalFailure",
        ),
        (
            error("ExpiredTokenException"),
            "AWS does not accept Pilothouse's credentials",
        ),
        (Kind::Throttle { retry_after: 1 }, "AWS is throttling"),
        (Kind::Hang, "AWS did not answer in time"),
        (Kind::Drop, "AWS cannot be reached"),
        (Kind::Garbage, "AWS answered with unreadable answer"),
        (Kind::NoContentType, "billing-api"),
        (Kind::Delay(Duration::from_millis(500)), "billing-api"),
        (
            Kind::Delay(Duration::from_secs(8)),
            "AWS did not answer in time",
        ),
    ] {
        let fault = Fault::on(operation, kind.clone()).scope(OTHER);
        house.aws.faults().inject(fault);
        let answer = status(&house).await;
        everything_at_home(&answer);
        has(&answer, &[told]);
        house.aws.faults().clear();
    }
}
