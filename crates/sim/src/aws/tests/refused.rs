//! Inputs that AWS would refuse, and the name by which it would.

use serde_json::Value;

use super::{CODEDEPLOY, CODEPIPELINE, ECS, Wire};

/// Operation, input and error. `@11` stands for a list of 11 strings, `~101` for a string of 101 characters.
const OF_ECS: &str = r#"
DescribeServices {} InvalidParameterException
DescribeServices {"cluster": "prod-main", "services": []} InvalidParameterException
DescribeServices {"cluster": "prod-main", "services": @11} InvalidParameterException
DescribeServices {"cluster": "nowhere", "services": ["x"]} ClusterNotFoundException
DescribeServices {"services": ["x"]} ClusterNotFoundException
DescribeServices {"cluster": "prod-main", "services": "x"} SerializationException
DescribeServices {"cluster": 1, "services": ["x"]} SerializationException
DescribeServices {"Cluster": "prod-main", "services": ["x"]} SerializationException
DescribeServices {"cluster": "arn:aws:ecs:ap-northeast-2:999999999999:cluster/a", "services": ["x"]} InvalidParameterException
DescribeTasks {"cluster": "prod-main", "tasks": @101} InvalidParameterException
DescribeClusters {"clusters": @101} InvalidParameterException
DescribeServiceDeployments {"serviceDeploymentArns": @21} InvalidParameterException
DescribeTaskSets {"cluster": "prod-main", "service": "orders-api"} UnsupportedFeatureException
ListServiceDeployments {"cluster": "prod-main", "service": "payments-api"} UnsupportedFeatureException
ListTasks {"cluster": "prod-main", "desiredStatus": "running"} InvalidParameterException
ListTasks {"cluster": "prod-main", "serviceName": "x"} ServiceNotFoundException
ListTasks {"cluster": "prod-main", "maxResults": 0} InvalidParameterException
ListServices {"cluster": "prod-main", "nextToken": "x"} InvalidParameterException
DescribeTaskDefinition {"taskDefinition": "nothing:1"} ClientException
StopServiceDeployment {"serviceDeploymentArn": "arn:aws:ecs:ap-northeast-2:111122223333:service-deployment/prod-main/orders-api/x"} ServiceDeploymentNotFoundException
StopServiceDeployment {"serviceDeploymentArn": "x"} InvalidParameterException
ContinueServiceDeployment {"serviceDeploymentArn": "x"} InvalidParameterException
UpdateService {"cluster": "prod-main", "service": "payments-api", "taskDefinition": "x"} InvalidParameterException
UpdateService {"cluster": "prod-main", "service": "orders-api", "taskDefinition": "x"} ClientException
CreateService {} UnknownOperationException
"#;

const OF_CODEDEPLOY: &str = r#"
GetDeployment {} DeploymentIdRequiredException
GetDeployment {"deploymentId": "nonsense"} InvalidDeploymentIdException
GetDeployment {"deploymentId": "d-000000000"} DeploymentDoesNotExistException
BatchGetDeployments {"deploymentIds": @26} BatchLimitExceededException
BatchGetDeploymentTargets {"deploymentId": "d-000000000", "targetIds": @26} DeploymentTargetListSizeExceededException
BatchGetDeploymentTargets {"deploymentId": "d-000000000"} DeploymentTargetIdRequiredException
ListDeploymentGroups {} ApplicationNameRequiredException
ListDeploymentGroups {"applicationName": ~101} InvalidApplicationNameException
ListDeploymentGroups {"applicationName": "x"} ApplicationDoesNotExistException
ListApplications {"nextToken": "x"} InvalidNextTokenException
GetDeploymentGroup {"applicationName": "payments"} DeploymentGroupNameRequiredException
GetDeploymentGroup {"applicationName": "payments", "deploymentGroupName": "x"} DeploymentGroupDoesNotExistException
ListDeployments {"applicationName": "payments"} DeploymentGroupNameRequiredException
ListDeployments {"deploymentGroupName": "payments-prod"} ApplicationNameRequiredException
ListDeployments {"includeOnlyStatuses": ["Running"]} InvalidDeploymentStatusException
ListDeployments {"createTimeRange": {"start": 2, "end": 1}} InvalidTimeRangeException
GetDeploymentConfig {"deploymentConfigName": "x"} DeploymentConfigDoesNotExistException
CreateDeployment {"applicationName": "payments"} DeploymentGroupNameRequiredException
CreateDeployment {"applicationName": "payments", "deploymentGroupName": "payments-prod"} RevisionRequiredException
CreateDeployment {"applicationName": "payments", "deploymentGroupName": "payments-prod", "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "00"}}} RevisionDoesNotExistException
CreateDeployment {"applicationName": "payments", "deploymentGroupName": "payments-prod", "revision": {"revisionType": "AppSpecContent", "appSpecContent": {"content": "{}"}}} InvalidRevisionException
StopDeployment {"deploymentId": "d-000000000"} DeploymentDoesNotExistException
ContinueDeployment {"deploymentId": "d-000000000", "deploymentWaitType": "x"} InvalidDeploymentWaitTypeException
DeleteApplication {"applicationName": "payments"} UnknownOperationException
"#;

const OF_CODEPIPELINE: &str = r#"
GetPipelineState {} ValidationException
GetPipelineState {"name": ~101} ValidationException
GetPipelineState {"name": "x"} PipelineNotFoundException
GetPipeline {"name": "payments", "version": 9} PipelineVersionNotFoundException
ListPipelineExecutions {"pipelineName": "payments", "maxResults": 101} ValidationException
ListPipelineExecutions {"pipelineName": "payments", "nextToken": "x"} InvalidNextTokenException
GetPipelineExecution {"pipelineName": "payments", "pipelineExecutionId": "x"} PipelineExecutionNotFoundException
PutApprovalResult {"pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": "t", "result": {"summary": "", "status": "Maybe"}} ValidationException
PutApprovalResult {"pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": "t", "result": {"summary": ~513, "status": "Approved"}} ValidationException
PutApprovalResult {"pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": "t", "result": {"status": "Approved"}} ValidationException
PutApprovalResult {"pipelineName": "payments", "stageName": "Approval", "actionName": "Approve", "token": "t", "result": {"summary": "", "status": "Approved"}} InvalidApprovalTokenException
PutApprovalResult {"pipelineName": "payments", "stageName": "x", "actionName": "Approve", "token": "t", "result": {"summary": "", "status": "Approved"}} StageNotFoundException
PutApprovalResult {"pipelineName": "payments", "stageName": "Approval", "actionName": "x", "token": "t", "result": {"summary": "", "status": "Approved"}} ActionNotFoundException
StopPipelineExecution {"pipelineName": "payments", "pipelineExecutionId": "x"} PipelineExecutionNotStoppableException
RetryStageExecution {"pipelineName": "payments", "stageName": "Build", "pipelineExecutionId": "x", "retryMode": "ALL_ACTIONS"} NotLatestPipelineExecutionException
DeletePipeline {"name": "payments"} UnknownOperationException
"#;

/// An input of the table, with its stand-ins filled in.
fn input(text: &str) -> Value {
    let mut text = text.to_owned();
    for size in [11, 21, 26, 101, 513] {
        let list = format!("[{}]", vec![r#""x""#; size].join(","));
        text = text.replace(&format!("@{size}"), &list);
        text = text.replace(&format!("~{size}"), &format!("\"{}\"", "x".repeat(size)));
    }
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn wrong_inputs_are_refused_by_name() {
    let wire = Wire::start().await;
    for (target, table) in [
        (ECS, OF_ECS),
        (CODEDEPLOY, OF_CODEDEPLOY),
        (CODEPIPELINE, OF_CODEPIPELINE),
    ] {
        for line in table.lines().filter(|line| !line.is_empty()) {
            let (operation, rest) = line.split_once(' ').unwrap();
            let (given, error) = rest.rsplit_once(' ').unwrap();
            let found = wire.refused(target, operation, &input(given)).await;
            assert_eq!(found, error, "{line}");
        }
    }
}
