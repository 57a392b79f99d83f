//! `status`: what a person reads of services at rest, in motion and in trouble.

use std::time::Duration;

use sim::aws::world::Ship;
use sim::aws::world::codedeploy::ReadyWait;
use sim::aws::world::ecs::{Health, Hook, Stage, Strategy};
use sim::aws::world::pipeline::{Change, Mode};

use testkit::House;

#[tokio::test]
async fn everything_at_rest_is_a_compact_table() {
    let house = House::open().await;
    insta::assert_snapshot!(house.ann_reads("status").await);
}

#[tokio::test]
async fn one_service_is_told_in_depth() {
    let house = House::open().await;
    insta::assert_snapshot!(house.ann_reads("status payments-api --env prod").await);
}

#[tokio::test]
async fn a_codedeploy_deployment_is_followed_through_its_phases() {
    let house = House::open().await;
    house.deploy("payments-api", Ship::healthy("v42"));
    let mut told = Vec::new();
    for minutes in [0, 1, 1, 4, 8, 58] {
        house.minutes(minutes);
        told.push(house.ann_reads("status payments-api --env prod").await);
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

#[tokio::test]
async fn a_rolling_update_is_followed_to_its_end() {
    let house = House::open().await;
    house.deploy("orders-api", Ship::healthy("v19"));
    let mut told = Vec::new();
    for seconds in [0, 20, 20, 60] {
        house.clock.advance(Duration::from_secs(seconds));
        told.push(house.ann_reads("status orders-api --env prod").await);
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

#[tokio::test]
async fn a_broken_image_is_rolled_back_and_told_as_such() {
    let house = House::open().await;
    house.deploy("orders-api", Ship::broken("v19", Health::Exits));
    let mut told = Vec::new();
    for seconds in [15, 15, 15, 60] {
        house.clock.advance(Duration::from_secs(seconds));
        told.push(house.ann_reads("status orders-api --env prod").await);
    }
    house.deploy("orders-api", Ship::healthy("v20"));
    house.minutes(3);
    told.push(house.ann_reads("status orders-api --env prod").await);
    insta::assert_snapshot!(told.join("\n\n"));
}

#[tokio::test]
async fn ecs_blue_green_shifts_bakes_and_cleans_up() {
    let house = House::open().await;
    house.deploy("search-api", Ship::healthy("v10"));
    let mut told = Vec::new();
    for minutes in [1, 1, 2, 5, 10] {
        house.minutes(minutes);
        told.push(house.ann_reads("status search-api").await);
    }
    insta::assert_snapshot!(told.join("\n\n"));
}

#[tokio::test]
async fn a_hook_that_fails_and_an_alarm_are_told_as_rolled_back() {
    let house = House::open().await;
    house.deploy(
        "payments-api",
        Ship::failing("v42", "AfterAllowTestTraffic"),
    );
    house.minutes(10);
    let hook = house.ann_reads("status payments-api --env prod").await;
    house.deploy("payments-api", Ship::healthy("v43"));
    house.minutes(6);
    house
        .aws
        .edit(|world| world.home().raise_alarm("payments-api-5xx"));
    house.minutes(3);
    let alarm = house.ann_reads("status payments-api --env prod").await;
    insta::assert_snapshot!(format!("{hook}\n\n{alarm}"));
}

#[tokio::test]
async fn a_pipeline_is_told_by_its_stages_and_its_waiting_approval() {
    let house = House::open().await;
    let change = Change::new("9f1c2d7", "Round half up", "v42");
    house
        .aws
        .edit(|world| world.home().run_pipeline("payments", change))
        .expect("a run");
    house.minutes(2);
    let building = house.ann_reads("status payments").await;
    house.minutes(15);
    let waiting = house.ann_reads("status payments").await;
    let all = house.ann_reads("status").await;
    insta::assert_snapshot!(format!("{building}\n\n{waiting}\n\n{all}"));
}

#[tokio::test]
async fn what_waits_for_a_person_says_so() {
    let house = House::open().await;
    house.aws.edit(|world| {
        let home = world.home();
        let groups = home
            .applications
            .values_mut()
            .flat_map(|a| a.groups.values_mut());
        for group in groups {
            group.ready_wait = Some(ReadyWait {
                minutes: 30,
                stop_on_timeout: true,
            });
        }
        let search = home
            .service_mut("prod-main", "search-api")
            .expect("a service");
        if let Strategy::BlueGreen { hooks, .. } = &mut search.strategy {
            hooks.push(Hook {
                stage: Stage::PostScaleUp,
                timeout_minutes: 60,
                continue_on_timeout: false,
            });
        }
    });
    house.deploy("payments-api", Ship::healthy("v42"));
    house.deploy("search-api", Ship::healthy("v10"));
    house.minutes(5);
    let codedeploy = house.ann_reads("status payments-api --env prod").await;
    let ecs = house.ann_reads("status search-api").await;
    insta::assert_snapshot!(format!("{codedeploy}\n\n{ecs}"));
}

#[tokio::test]
async fn approvals_of_parallel_executions_are_all_told() {
    let house = House::open().await;
    house.aws.edit(|world| {
        let pipeline = world
            .home()
            .pipelines
            .get_mut("payments")
            .expect("a pipeline");
        pipeline.mode = Mode::Parallel;
    });
    for (commit, tag) in [("9f1c2d7", "v42"), ("a03be11", "v43")] {
        let change = Change::new(commit, "Round half up", tag);
        house
            .aws
            .edit(|world| world.home().run_pipeline("payments", change))
            .expect("a run");
        house.minutes(20);
    }
    insta::assert_snapshot!(house.ann_reads("status payments").await);
}

#[tokio::test]
async fn a_stopped_deployment_is_not_told_as_failed() {
    let house = House::open().await;
    house.deploy("payments-api", Ship::healthy("v42"));
    house.minutes(3);
    house
        .aws
        .edit(|world| {
            let home = world.home();
            let id = home.deployments.last().expect("a deployment").id.clone();
            home.stop_deployment(&id, Some(false))
        })
        .expect("a stop");
    house.minutes(2);
    insta::assert_snapshot!(house.ann_reads("status payments-api --env prod").await);
}

#[tokio::test]
async fn what_is_worst_comes_first() {
    let house = House::open().await;
    house.deploy("orders-api", Ship::healthy("v19"));
    house
        .aws
        .edit(|world| {
            let home = world.home();
            home.crash_tasks("prod-main", "search-api", 3)?;
            home.crash_tasks("staging", "payments-api", 1)
        })
        .expect("crashes");
    insta::assert_snapshot!(house.ann_reads("status").await);
}

#[tokio::test]
async fn names_are_services_clusters_applications_pipelines_and_globs() {
    let house = House::open().await;
    let mut told = Vec::new();
    for asked in [
        "status orders-api",
        "status Orders-API --env STAGING",
        "status prod-main",
        "status payments",
        "status *-api --env prod",
        "status apps",
        "status ordres-api",
        "status nothing-like-it",
        "status --env prd",
    ] {
        told.push(format!("> {asked}\n{}", house.ann_reads(asked).await));
    }
    insta::assert_snapshot!(told.join("\n\n"));
}
