//! What is told of pipelines.

use super::super::Stage;

#[test]
fn a_pipeline_tells_of_itself_its_stages_and_its_actions() {
    let mut stage = Stage::new();
    stage.push("v42");
    insta::assert_snapshot!(stage.story(600), @r"
    0     Pipeline | STARTED | payments A
    0     Stage | STARTED | Source
    0     Action | STARTED | Checkout
    5     Action | SUCCEEDED | Checkout
    5     Stage | SUCCEEDED | Source
    5     Stage | STARTED | Build
    5     Action | STARTED | Image
    65    Action | SUCCEEDED | Image
    65    Stage | SUCCEEDED | Build
    65    Stage | STARTED | Staging
    65    Action | STARTED | DeployStaging
    66    ECS | SERVICE_DEPLOYMENT_IN_PROGRESS | payments-api B
    96    ECS | SERVICE_DEPLOYMENT_COMPLETED | payments-api B
    96    ECS action | SERVICE_STEADY_STATE | payments-api
    96    Action | SUCCEEDED | DeployStaging
    96    Stage | SUCCEEDED | Staging
    96    Stage | STARTED | Approval
    96    Action | STARTED | Approve
    ");
    stage.answer(true);
    insta::assert_snapshot!(stage.story(2 * 3600), @r"
    600   Action | SUCCEEDED | Approve
    600   Stage | SUCCEEDED | Approval
    600   Stage | STARTED | Production
    600   Action | STARTED | DeployProduction
    604   CodeDeploy | START | payments A
    4840  CodeDeploy | SUCCESS | payments A
    4841  Action | SUCCEEDED | DeployProduction
    4841  Stage | SUCCEEDED | Production
    4841  Pipeline | SUCCEEDED | payments B
    ");
}

#[test]
fn a_rejection_looks_like_a_failure() {
    let mut stage = Stage::new();
    stage.push("v42");
    stage.step(600);
    stage.world.take_events();
    stage.answer(false);
    insta::assert_snapshot!(stage.story(1), @r"
    600   Action | FAILED | Approve
    600   Stage | FAILED | Approval
    600   Pipeline | FAILED | payments A
    ");
}

#[test]
fn an_overtaken_run_is_superseded() {
    let mut stage = Stage::new();
    for tag in ["v42", "v43"] {
        stage.push(tag);
        stage.step(600);
    }
    stage.push("v44");
    stage.step(95);
    stage.world.take_events();
    insta::assert_snapshot!(stage.story(600), @r"
    1296  ECS | SERVICE_DEPLOYMENT_COMPLETED | payments-api A
    1296  ECS action | SERVICE_STEADY_STATE | payments-api
    1296  Action | SUCCEEDED | DeployStaging
    1296  Stage | SUCCEEDED | Staging
    1296  Pipeline | SUPERSEDED | payments B
    ");
}

#[test]
fn a_stop_waits_for_the_action_or_abandons_it_and_a_retry_resumes() {
    let mut stage = Stage::new();
    let patient = stage.push("v42");
    stage.story(10);
    let stop = |stage: &mut Stage, id: &str, abandon| {
        let stopped = stage
            .home()
            .stop_pipeline("payments", id, abandon, Some("wait"));
        stopped.unwrap();
    };
    stop(&mut stage, &patient, false);
    insta::assert_snapshot!(stage.story(600), @r"
    10    Pipeline | STOPPING | payments A
    10    Stage | STOPPING | Build
    65    Action | SUCCEEDED | Image
    65    Stage | STOPPED | Build
    65    Pipeline | STOPPED | payments A
    ");
    let abandoned = stage.push("v43");
    stage.story(10);
    stop(&mut stage, &abandoned, true);
    insta::assert_snapshot!(stage.story(600), @r"
    620   Pipeline | STOPPING | payments A
    620   Stage | STOPPING | Build
    620   Action | ABANDONED | Image
    620   Stage | STOPPED | Build
    620   Pipeline | STOPPED | payments A
    ");
    let again = stage
        .home()
        .retry_stage("payments", "Build", &abandoned, false);
    again.unwrap();
    insta::assert_snapshot!(stage.story(60), @r"
    1220  Pipeline | RESUMED | payments A
    1220  Stage | RESUMED | Build
    1220  Action | STARTED | Image
    1280  Action | SUCCEEDED | Image
    1280  Stage | SUCCEEDED | Build
    1280  Stage | STARTED | Staging
    1280  Action | STARTED | DeployStaging
    ");
}
