//! The official SDK reads the simulated AWS: what it cannot decode, or refuses, is wrong with the simulator.

use std::net::{Ipv4Addr, SocketAddr};

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_ecs::config::{Credentials, SharedCredentialsProvider};
use aws_sdk_ecs::error::ProvideErrorMetadata;
use sim::Clock;
use sim::aws::world::{OTHER, REGION, ROLE};
use sim::aws::{ACCESS_KEY_ID, AwsSim, SECRET_ACCESS_KEY, World};

pub async fn start() -> AwsSim {
    let clock = Clock::running(1.0);
    let world = World::reference(clock.now());
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    AwsSim::start(listen, clock, world)
        .await
        .expect("a free port")
}

async fn config(sim: &AwsSim, provider: SharedCredentialsProvider) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .endpoint_url(sim.url())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(provider)
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .load()
        .await
}

pub async fn base(sim: &AwsSim) -> SdkConfig {
    let keys = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test");
    config(sim, SharedCredentialsProvider::new(keys)).await
}

#[tokio::test]
async fn ecs_is_read() {
    let sim = start().await;
    let ecs = aws_sdk_ecs::Client::new(&base(&sim).await);
    let clusters = ecs
        .list_clusters()
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    assert_eq!(clusters.len(), 2);
    let arns = ecs
        .list_services()
        .cluster("prod-main")
        .into_paginator()
        .page_size(1)
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    assert_eq!(arns.len(), 3);
    let found = ecs
        .describe_services()
        .cluster("prod-main")
        .set_services(Some(arns))
        .services("nothing")
        .send()
        .await
        .unwrap();
    assert_eq!(found.failures()[0].reason(), Some("MISSING"));
    let orders = found
        .services()
        .iter()
        .find(|one| one.service_name() == Some("orders-api"))
        .unwrap();
    assert_eq!(orders.running_count(), 6);
    let primary = &orders.deployments()[0];
    assert_eq!(
        primary.rollout_state().map(|it| it.as_str()),
        Some("COMPLETED")
    );
    assert_eq!(primary.running_count(), 6);
    assert!(
        orders.events()[0]
            .message()
            .is_some_and(|it| it.ends_with("deployment completed."))
    );
    let payments = found
        .services()
        .iter()
        .find(|one| one.service_name() == Some("payments-api"))
        .unwrap();
    assert_eq!(payments.task_sets().len(), 1);
    assert_eq!(payments.task_sets()[0].started_by(), Some("CODE_DEPLOY"));
    let definition = ecs
        .describe_task_definition()
        .task_definition(payments.task_definition().unwrap())
        .send()
        .await
        .unwrap();
    let image = definition
        .task_definition()
        .unwrap()
        .container_definitions()[0]
        .image();
    assert_eq!(
        image,
        Some("111122223333.dkr.ecr.ap-northeast-2.amazonaws.com/payments-api:v41")
    );
    let tasks = ecs
        .list_tasks()
        .cluster("prod-main")
        .service_name("orders-api")
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    let described = ecs
        .describe_tasks()
        .cluster("prod-main")
        .set_tasks(Some(tasks))
        .send()
        .await
        .unwrap();
    assert_eq!(described.tasks().len(), 6);
    assert_eq!(described.tasks()[0].started_by(), primary.id());
}

#[tokio::test]
async fn service_deployments_are_read() {
    let sim = start().await;
    let ecs = aws_sdk_ecs::Client::new(&base(&sim).await);
    for service in ["orders-api", "search-api"] {
        let listed = ecs
            .list_service_deployments()
            .cluster("prod-main")
            .service(service)
            .send()
            .await
            .unwrap();
        let arns: Vec<String> = listed
            .service_deployments()
            .iter()
            .filter_map(|one| one.service_deployment_arn().map(str::to_owned))
            .collect();
        assert_eq!(arns.len(), 2);
        let described = ecs
            .describe_service_deployments()
            .set_service_deployment_arns(Some(arns))
            .send()
            .await
            .unwrap();
        let newest = &described.service_deployments()[0];
        assert_eq!(newest.status().map(|it| it.as_str()), Some("SUCCESSFUL"));
        let revision = newest.target_service_revision().unwrap().arn().unwrap();
        let revisions = ecs
            .describe_service_revisions()
            .service_revision_arns(revision)
            .send()
            .await
            .unwrap();
        assert!(revisions.service_revisions()[0].task_definition().is_some());
    }
    let refused = ecs
        .list_service_deployments()
        .cluster("prod-main")
        .service("payments-api")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(refused.is_unsupported_feature_exception());
    let sets = ecs
        .describe_task_sets()
        .cluster("prod-main")
        .service("payments-api")
        .send()
        .await
        .unwrap();
    assert_eq!(sets.task_sets()[0].status(), Some("PRIMARY"));
}

#[tokio::test]
async fn codedeploy_is_read() {
    let sim = start().await;
    let deploy = aws_sdk_codedeploy::Client::new(&base(&sim).await);
    let group = deploy
        .get_deployment_group()
        .application_name("payments")
        .deployment_group_name("payments-prod")
        .send()
        .await
        .unwrap();
    let info = group.deployment_group_info().unwrap();
    let last = info.last_successful_deployment().unwrap();
    let id = last.deployment_id().unwrap();
    let found = deploy
        .get_deployment()
        .deployment_id(id)
        .send()
        .await
        .unwrap();
    let found = found.deployment_info().unwrap();
    assert_eq!(found.status().map(|it| it.as_str()), Some("Succeeded"));
    let revision = found.previous_revision().unwrap().clone();
    assert_eq!(revision.app_spec_content().unwrap().content(), None);
    let text = deploy
        .get_application_revision()
        .application_name("payments")
        .revision(revision)
        .send()
        .await
        .unwrap();
    let text = text.revision().unwrap().app_spec_content().unwrap();
    assert!(
        text.content()
            .is_some_and(|it| it.contains("task-definition/"))
    );
    let targets = deploy
        .list_deployment_targets()
        .deployment_id(id)
        .send()
        .await
        .unwrap();
    assert_eq!(targets.target_ids(), ["prod-main:payments-api"]);
    let targets = deploy
        .batch_get_deployment_targets()
        .deployment_id(id)
        .target_ids("prod-main:payments-api")
        .send()
        .await
        .unwrap();
    let target = targets.deployment_targets()[0].ecs_target().unwrap();
    assert_eq!(target.lifecycle_events().len(), 8);
    let ids = deploy
        .list_deployments()
        .application_name("payments")
        .deployment_group_name("payments-prod")
        .send()
        .await
        .unwrap();
    assert_eq!(ids.deployments()[0], id);
    let unknown = deploy
        .get_deployment()
        .deployment_id("d-AAAAAAAAA")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(unknown.is_deployment_does_not_exist_exception());
}

#[tokio::test]
async fn codepipeline_is_read_and_approved() {
    let sim = start().await;
    let pipelines = aws_sdk_codepipeline::Client::new(&base(&sim).await);
    let listed = pipelines.list_pipelines().send().await.unwrap();
    assert_eq!(listed.pipelines()[0].name(), Some("payments"));
    let declared = pipelines
        .get_pipeline()
        .name("payments")
        .send()
        .await
        .unwrap();
    assert_eq!(declared.pipeline().unwrap().stages().len(), 5);
    let state = pipelines
        .get_pipeline_state()
        .name("payments")
        .send()
        .await
        .unwrap();
    let last = state.stage_states()[4].action_states()[0]
        .latest_execution()
        .unwrap();
    assert!(
        last.external_execution_id()
            .is_some_and(|it| it.starts_with("d-"))
    );
    let runs = pipelines
        .list_pipeline_executions()
        .pipeline_name("payments")
        .send()
        .await
        .unwrap();
    let run = runs.pipeline_execution_summaries()[0]
        .pipeline_execution_id()
        .unwrap();
    let run = pipelines
        .get_pipeline_execution()
        .pipeline_name("payments")
        .pipeline_execution_id(run)
        .send()
        .await
        .unwrap();
    assert_eq!(
        run.pipeline_execution().unwrap().artifact_revisions()[0].revision_summary(),
        Some("Round amounts half to even")
    );
    let actions = pipelines
        .list_action_executions()
        .pipeline_name("payments")
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    assert_eq!(actions.len(), 5);
    let refused = pipelines
        .put_approval_result()
        .pipeline_name("payments")
        .stage_name("Approval")
        .action_name("Approve")
        .token("00000000-0000-4000-a000-000000000000")
        .result(
            aws_sdk_codepipeline::types::ApprovalResult::builder()
                .status(aws_sdk_codepipeline::types::ApprovalStatus::Approved)
                .summary("")
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(refused.is_invalid_approval_token_exception());
}

#[tokio::test]
async fn a_role_of_another_account_is_assumed() {
    let sim = start().await;
    let base = base(&sim).await;
    let provider = AssumeRoleProvider::builder(ROLE)
        .session_name("jiwon")
        .configure(&base)
        .build()
        .await;
    let other = config(&sim, SharedCredentialsProvider::new(provider)).await;
    let ecs = aws_sdk_ecs::Client::new(&other);
    let clusters = ecs.list_clusters().send().await.unwrap();
    assert!(clusters.cluster_arns()[0].contains(OTHER));
    assert_eq!(sim.calls().count("sts.AssumeRole"), 1);
    assert_eq!(sim.calls().of("ecs.ListClusters")[0].scope, OTHER);
    sim.edit(|world| world.deny(OTHER, "codepipeline:GetPipelineState"));
    let refused = aws_sdk_codepipeline::Client::new(&other)
        .get_pipeline_state()
        .name("any")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("AccessDeniedException"));
    let sentence = refused.message().unwrap();
    assert!(sentence.starts_with("User: arn:aws:sts::444455556666:assumed-role/pilothouse/jiwon is not authorized to perform: codepipeline:GetPipelineState on resource:"), "{sentence}");
}
