//! Inputs that AWS would refuse, and lists that come in pages.

use serde_json::{Value, json};

use super::{CODEDEPLOY, CODEPIPELINE, ECS, Wire};

#[tokio::test]
async fn wrong_inputs_are_refused_by_name() {
    let wire = Wire::start().await;
    let many = |count: usize| vec!["x"; count];
    let long = "x".repeat(101);
    let payments = json!({"applicationName": "payments", "deploymentGroupName": "payments-prod"});
    let with = |name: &str, value: Value| {
        let mut input = payments.clone();
        input[name] = value;
        input
    };
    let approval = |summary: &str, status: &str| {
        json!({"pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": "t",
            "result": {"summary": summary, "status": status}})
    };
    for (target, operation, input, error) in [
        (
            ECS,
            "DescribeServices",
            json!({}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": "prod-main", "services": []}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": "prod-main", "services": many(11)}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": "nowhere", "services": ["x"]}),
            "ClusterNotFoundException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"services": ["x"]}),
            "ClusterNotFoundException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": "prod-main", "services": "x"}),
            "SerializationException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": 1, "services": ["x"]}),
            "SerializationException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"Cluster": "prod-main", "services": ["x"]}),
            "SerializationException",
        ),
        (
            ECS,
            "DescribeServices",
            json!({"cluster": "arn:aws:ecs:ap-northeast-2:999999999999:cluster/prod-main", "services": ["x"]}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeTasks",
            json!({"cluster": "prod-main", "tasks": many(101)}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeClusters",
            json!({"clusters": many(101)}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": many(21)}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "ListTasks",
            json!({"cluster": "prod-main", "desiredStatus": "running"}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "ListTasks",
            json!({"cluster": "prod-main", "serviceName": "x"}),
            "ServiceNotFoundException",
        ),
        (
            ECS,
            "ListTasks",
            json!({"cluster": "prod-main", "maxResults": 0}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "ListServices",
            json!({"cluster": "prod-main", "nextToken": "x"}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "DescribeTaskDefinition",
            json!({"taskDefinition": "nothing:1"}),
            "ClientException",
        ),
        (
            ECS,
            "StopServiceDeployment",
            json!({"serviceDeploymentArn": "arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/prod-main/orders-api/x"}),
            "ServiceDeploymentNotFoundException",
        ),
        (
            ECS,
            "UpdateService",
            json!({"cluster": "prod-main", "service": "payments-api", "taskDefinition": "x"}),
            "InvalidParameterException",
        ),
        (
            ECS,
            "UpdateService",
            json!({"cluster": "prod-main", "service": "orders-api", "taskDefinition": "x"}),
            "ClientException",
        ),
        (ECS, "CreateService", json!({}), "UnknownOperationException"),
        (
            CODEDEPLOY,
            "GetDeployment",
            json!({}),
            "DeploymentIdRequiredException",
        ),
        (
            CODEDEPLOY,
            "GetDeployment",
            json!({"deploymentId": "nonsense"}),
            "InvalidDeploymentIdException",
        ),
        (
            CODEDEPLOY,
            "GetDeployment",
            json!({"deploymentId": "d-000000000"}),
            "DeploymentDoesNotExistException",
        ),
        (
            CODEDEPLOY,
            "BatchGetDeployments",
            json!({"deploymentIds": many(26)}),
            "BatchLimitExceededException",
        ),
        (
            CODEDEPLOY,
            "BatchGetDeploymentTargets",
            json!({"deploymentId": "d-000000000", "targetIds": many(26)}),
            "DeploymentTargetListSizeExceededException",
        ),
        (
            CODEDEPLOY,
            "BatchGetDeploymentTargets",
            json!({"deploymentId": "d-000000000"}),
            "DeploymentTargetIdRequiredException",
        ),
        (
            CODEDEPLOY,
            "ListDeploymentGroups",
            json!({}),
            "ApplicationNameRequiredException",
        ),
        (
            CODEDEPLOY,
            "ListDeploymentGroups",
            json!({"applicationName": long}),
            "InvalidApplicationNameException",
        ),
        (
            CODEDEPLOY,
            "ListDeploymentGroups",
            json!({"applicationName": "x"}),
            "ApplicationDoesNotExistException",
        ),
        (
            CODEDEPLOY,
            "ListApplications",
            json!({"nextToken": "x"}),
            "InvalidNextTokenException",
        ),
        (
            CODEDEPLOY,
            "GetDeploymentGroup",
            json!({"applicationName": "payments"}),
            "DeploymentGroupNameRequiredException",
        ),
        (
            CODEDEPLOY,
            "GetDeploymentGroup",
            json!({"applicationName": "payments", "deploymentGroupName": "x"}),
            "DeploymentGroupDoesNotExistException",
        ),
        (
            CODEDEPLOY,
            "ListDeployments",
            json!({"applicationName": "payments"}),
            "DeploymentGroupNameRequiredException",
        ),
        (
            CODEDEPLOY,
            "ListDeployments",
            with("includeOnlyStatuses", json!(["Running"])),
            "InvalidDeploymentStatusException",
        ),
        (
            CODEDEPLOY,
            "ListDeployments",
            with("createTimeRange", json!({"start": 2, "end": 1})),
            "InvalidTimeRangeException",
        ),
        (
            CODEDEPLOY,
            "GetDeploymentConfig",
            json!({"deploymentConfigName": "x"}),
            "DeploymentConfigDoesNotExistException",
        ),
        (
            CODEDEPLOY,
            "CreateDeployment",
            payments.clone(),
            "RevisionRequiredException",
        ),
        (
            CODEDEPLOY,
            "CreateDeployment",
            with(
                "revision",
                json!({"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "00"}}),
            ),
            "RevisionDoesNotExistException",
        ),
        (
            CODEDEPLOY,
            "CreateDeployment",
            with(
                "revision",
                json!({"revisionType": "AppSpecContent", "appSpecContent": {"content": "{}"}}),
            ),
            "InvalidRevisionException",
        ),
        (
            CODEDEPLOY,
            "ContinueDeployment",
            json!({"deploymentId": "d-000000000", "deploymentWaitType": "x"}),
            "InvalidDeploymentWaitTypeException",
        ),
        (
            CODEPIPELINE,
            "GetPipelineState",
            json!({}),
            "ValidationException",
        ),
        (
            CODEPIPELINE,
            "GetPipelineState",
            json!({"name": long}),
            "ValidationException",
        ),
        (
            CODEPIPELINE,
            "GetPipelineState",
            json!({"name": "x"}),
            "PipelineNotFoundException",
        ),
        (
            CODEPIPELINE,
            "GetPipeline",
            json!({"name": "payments", "version": 9}),
            "PipelineVersionNotFoundException",
        ),
        (
            CODEPIPELINE,
            "ListPipelineExecutions",
            json!({"pipelineName": "payments", "maxResults": 101}),
            "ValidationException",
        ),
        (
            CODEPIPELINE,
            "ListPipelineExecutions",
            json!({"pipelineName": "payments", "nextToken": "x"}),
            "InvalidNextTokenException",
        ),
        (
            CODEPIPELINE,
            "GetPipelineExecution",
            json!({"pipelineName": "payments", "pipelineExecutionId": "x"}),
            "PipelineExecutionNotFoundException",
        ),
        (
            CODEPIPELINE,
            "PutApprovalResult",
            approval("", "Maybe"),
            "ValidationException",
        ),
        (
            CODEPIPELINE,
            "PutApprovalResult",
            approval(&"x".repeat(513), "Approved"),
            "ValidationException",
        ),
        (
            CODEPIPELINE,
            "PutApprovalResult",
            approval("", "Approved"),
            "InvalidApprovalTokenException",
        ),
        (
            CODEPIPELINE,
            "DeletePipeline",
            json!({"name": "payments"}),
            "UnknownOperationException",
        ),
    ] {
        assert_eq!(
            wire.refused(target, operation, &input).await,
            error,
            "{operation} {input}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_missing_and_not_refused() {
    let wire = Wire::start().await;
    let (status, body) = wire
        .call(
            ECS,
            "DescribeServices",
            &json!({"cluster": "prod-main", "services": ["orders-api", "ghost"]}),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(body["services"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        body["failures"],
        json!([{"arn": "arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/ghost", "reason": "MISSING"}])
    );
    let (status, body) = wire
        .call(
            CODEDEPLOY,
            "BatchGetDeployments",
            &json!({"deploymentIds": ["d-000000000"]}),
        )
        .await;
    assert_eq!((status, body), (200, json!({"deploymentsInfo": []})));
}

#[tokio::test]
async fn a_page_is_small_and_its_token_is_good_for_that_request_only() {
    let wire = Wire::start().await;
    let input = json!({"cluster": "prod-main", "maxResults": 2});
    let (_, first) = wire.call(ECS, "ListServices", &input).await;
    assert_eq!(first["serviceArns"].as_array().map(Vec::len), Some(2));
    let token = first["nextToken"].clone();
    let mut next = input.clone();
    next["nextToken"] = token.clone();
    let (_, second) = wire.call(ECS, "ListServices", &next).await;
    assert_eq!(second["serviceArns"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["nextToken"], Value::Null);
    let other = json!({"cluster": "staging", "nextToken": token});
    assert_eq!(
        wire.refused(ECS, "ListServices", &other).await,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn what_is_no_operation_is_told_so() {
    let wire = Wire::start().await;
    let mut plain = wire
        .request(ECS, "ListClusters", "{}".to_owned())
        .build()
        .unwrap();
    plain
        .headers_mut()
        .insert("content-type", "application/json".parse().unwrap());
    let requests = [
        wire.http.get(wire.sim.url()).build().unwrap(),
        wire.http.post(wire.sim.url()).build().unwrap(),
        wire.request("Nobody_1", "Anything", "{}".to_owned())
            .build()
            .unwrap(),
        plain,
    ];
    for request in requests {
        let (status, body) = super::read(wire.http.execute(request).await.unwrap()).await;
        assert_eq!(
            (status, super::name(&body).as_str()),
            (400, "UnknownOperationException")
        );
    }
    for body in ["", "{", "[]", "null"] {
        let answer = wire
            .request(ECS, "ListClusters", body.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(
            super::name(&super::read(answer).await.1),
            "SerializationException",
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn a_rollback_by_the_api_takes_the_text_by_its_digest() {
    let wire = Wire::start().await;
    let group = json!({"applicationName": "payments", "deploymentGroupName": "payments-prod"});
    let (_, listed) = wire.call(CODEDEPLOY, "ListDeployments", &group).await;
    let (_, found) = wire
        .call(
            CODEDEPLOY,
            "GetDeployment",
            &json!({"deploymentId": listed["deployments"][0]}),
        )
        .await;
    let previous = found["deploymentInfo"]["previousRevision"].clone();
    assert_eq!(previous["appSpecContent"]["content"], Value::Null);
    let mut order = group.clone();
    order["revision"] = previous;
    let (status, created) = wire.call(CODEDEPLOY, "CreateDeployment", &order).await;
    assert_eq!(status, 200, "{created}");
    assert_eq!(
        wire.refused(CODEDEPLOY, "CreateDeployment", &order).await,
        "DeploymentLimitExceededException"
    );
    assert_eq!(
        wire.refused(CODEDEPLOY, "ListDeploymentTargets", &created)
            .await,
        "DeploymentNotStartedException"
    );
    wire.clock.advance(std::time::Duration::from_secs(2 * 3600));
    let (_, found) = wire.call(CODEDEPLOY, "GetDeployment", &created).await;
    assert_eq!(found["deploymentInfo"]["status"], "Succeeded");
    assert_eq!(
        wire.refused(CODEDEPLOY, "StopDeployment", &created).await,
        "DeploymentAlreadyCompletedException"
    );
}
