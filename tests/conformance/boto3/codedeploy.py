"""CodeDeploy: applications, groups, revisions, configurations, deployments and their targets."""

import datetime

from client import pages, refused
from report import equal, until

GROUP = {"applicationName": "payments", "deploymentGroupName": "payments-prod"}
UNKNOWN = "d-000000000"


def appspec(definition):
    """An AppSpec that deploys this task definition."""
    return f"""version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: {definition}
        LoadBalancerInfo:
          ContainerName: payments-api
          ContainerPort: 8080
"""


def content(text):
    return {"revisionType": "AppSpecContent", "appSpecContent": {"content": text}}


def names_and_ids_refused(codedeploy):
    """Every name that is missing, too long or unknown has an error of its own."""
    long = "x" * 101
    for call in (codedeploy.list_deployment_groups, codedeploy.get_deployment_group):
        group = {} if call == codedeploy.list_deployment_groups else {"deploymentGroupName": "payments-prod"}
        refused("ApplicationNameRequiredException", call, **group)
        refused("InvalidApplicationNameException", call, applicationName=long, **group)
        refused("ApplicationDoesNotExistException", call, applicationName="nothing", **group)
    get = codedeploy.get_deployment_group
    refused("DeploymentGroupNameRequiredException", get, applicationName="payments")
    refused("InvalidDeploymentGroupNameException", get, applicationName="payments", deploymentGroupName=long)
    refused("DeploymentGroupDoesNotExistException", get, applicationName="payments", deploymentGroupName="nothing")
    for call in (codedeploy.get_deployment, codedeploy.stop_deployment, codedeploy.list_deployment_targets):
        refused("DeploymentIdRequiredException", call)
        refused("InvalidDeploymentIdException", call, deploymentId="d-1")
        refused("DeploymentDoesNotExistException", call, deploymentId=UNKNOWN)


def reads(report, codedeploy):
    """What does not change anything."""
    with report.check("codedeploy applications and groups"):
        equal(pages(codedeploy, "list_applications", "applications")[0], ["payments"])
        groups = pages(codedeploy, "list_deployment_groups", "deploymentGroups", applicationName="payments")
        equal(groups[0], ["payments-prod"])
        info = codedeploy.get_deployment_group(**GROUP)["deploymentGroupInfo"]
        equal(info["ecsServices"], [{"serviceName": "payments-api", "clusterName": "prod-main"}])
        refused("InvalidNextTokenException", codedeploy.list_applications, nextToken="nothing")
        names_and_ids_refused(codedeploy)

    with report.check("codedeploy revisions and configurations"):
        info = codedeploy.get_deployment_group(**GROUP)["deploymentGroupInfo"]
        bare = info["targetRevision"]
        assert not bare["appSpecContent"].get("content"), bare
        of = {"applicationName": "payments"}
        whole = codedeploy.get_application_revision(**of, revision=bare)["revision"]
        assert "AWS::ECS::Service" in whole["appSpecContent"]["content"]
        get = codedeploy.get_application_revision
        refused("RevisionRequiredException", get, **of)
        refused("InvalidRevisionException", get, **of, revision={"revisionType": "Floppy"})
        refused("InvalidRevisionException", get, **of, revision={"revisionType": "AppSpecContent"})
        gone = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "0" * 64}}
        refused("RevisionDoesNotExistException", get, **of, revision=gone)
        refused("ApplicationDoesNotExistException", get, applicationName="nothing", revision=bare)
        kinds = {"AllAtOnce": "ECSAllAtOnce", "TimeBasedLinear": "ECSLinear10PercentEvery1Minutes"}
        kinds["TimeBasedCanary"] = "ECSCanary10Percent5Minutes"
        for kind, name in kinds.items():
            config = codedeploy.get_deployment_config(deploymentConfigName=f"CodeDeployDefault.{name}")
            equal(config["deploymentConfigInfo"]["trafficRoutingConfig"]["type"], kind)
        get = codedeploy.get_deployment_config
        refused("DeploymentConfigDoesNotExistException", get, deploymentConfigName="nothing")
        refused("DeploymentConfigNameRequiredException", get)
        refused("InvalidDeploymentConfigNameException", get, deploymentConfigName="x" * 101)

    with report.check("codedeploy deployments"):
        ids, _ = pages(codedeploy, "list_deployments", "deployments", **GROUP)
        assert ids and ids == pages(codedeploy, "list_deployments", "deployments")[0], ids
        one = codedeploy.get_deployment(deploymentId=ids[0])["deploymentInfo"]
        equal((one["status"], one["computePlatform"]), ("Succeeded", "ECS"))
        many = codedeploy.batch_get_deployments(deploymentIds=[*ids, UNKNOWN])["deploymentsInfo"]
        equal([it["deploymentId"] for it in many], ids)
        listed = codedeploy.list_deployments
        day = datetime.timedelta(days=1)
        early = {"end": one["createTime"] - day * 30}
        equal(listed(createTimeRange=early)["deployments"], [])
        equal(listed(includeOnlyStatuses=["Failed", "Baking"])["deployments"], [])
        equal(listed(externalId="a-stack")["deployments"], [])
        backwards = {"start": one["createTime"], "end": one["createTime"] - day}
        refused("InvalidTimeRangeException", listed, createTimeRange=backwards)
        refused("InvalidDeploymentStatusException", listed, includeOnlyStatuses=["Done"])
        refused("InvalidExternalIdException", listed, **GROUP, externalId="a-stack")
        refused("DeploymentGroupNameRequiredException", listed, applicationName="payments")
        refused("ApplicationNameRequiredException", listed, deploymentGroupName="payments-prod")
        refused("InvalidNextTokenException", listed, nextToken="nothing")
        batch = codedeploy.batch_get_deployments
        refused("DeploymentIdRequiredException", batch, deploymentIds=[])
        refused("InvalidDeploymentIdException", batch, deploymentIds=["x"])
        refused("BatchLimitExceededException", batch, deploymentIds=[UNKNOWN] * 26)

    with report.check("codedeploy targets"):
        done = pages(codedeploy, "list_deployments", "deployments")[0][0]
        ids, _ = pages(codedeploy, "list_deployment_targets", "targetIds", deploymentId=done)
        equal(ids, ["prod-main:payments-api"])
        targets = codedeploy.batch_get_deployment_targets(deploymentId=done, targetIds=ids)["deploymentTargets"]
        equal({event["status"] for event in targets[0]["ecsTarget"]["lifecycleEvents"]}, {"Succeeded"})
        failed = {"TargetStatus": ["Failed"]}
        equal(codedeploy.list_deployment_targets(deploymentId=done, targetFilters=failed)["targetIds"], [])
        wrong = {"Colour": ["blue"]}
        listed, batch = codedeploy.list_deployment_targets, codedeploy.batch_get_deployment_targets
        refused("InvalidTargetFilterNameException", listed, deploymentId=done, targetFilters=wrong)
        refused("DeploymentTargetDoesNotExistException", batch, deploymentId=done, targetIds=["prod-main:nothing"])
        refused("DeploymentTargetIdRequiredException", batch, deploymentId=done, targetIds=[])
        many = ids * 26
        refused("DeploymentTargetListSizeExceededException", batch, deploymentId=done, targetIds=many)


def begins(report, codedeploy):
    """The first second of a deployment, in real time."""
    with report.check("codedeploy CreateDeployment, refused"):
        create = codedeploy.create_deployment
        revision = codedeploy.get_deployment_group(**GROUP)["deploymentGroupInfo"]["targetRevision"]
        refused("RevisionRequiredException", create, **GROUP)
        refused("InvalidRevisionException", create, **GROUP, revision=content("no AppSpec"))
        refused("InvalidRevisionException", create, **GROUP, revision={"revisionType": "S3", "s3Location": {}})
        gone = {"revisionType": "AppSpecContent", "appSpecContent": {"sha256": "0" * 64}}
        refused("RevisionDoesNotExistException", create, **GROUP, revision=gone)
        refused("DeploymentGroupNameRequiredException", create, applicationName="payments", revision=revision)
        unknown = {"deploymentConfigName": "nothing", "revision": revision}
        refused("DeploymentConfigDoesNotExistException", create, **GROUP, **unknown)
        rollback = {"enabled": True, "events": ["BAD_WEATHER"]}
        events = {"autoRollbackConfiguration": rollback, "revision": revision}
        refused("InvalidAutoRollbackConfigException", create, **GROUP, **events)

    with report.check("codedeploy before the start"):
        revision = codedeploy.get_deployment_group(**GROUP)["deploymentGroupInfo"]["targetRevision"]
        id = codedeploy.create_deployment(**GROUP, revision=revision)["deploymentId"]
        refused("DeploymentNotStartedException", codedeploy.list_deployment_targets, deploymentId=id)
        refused("DeploymentLimitExceededException", codedeploy.create_deployment, **GROUP, revision=revision)
        early = {"deploymentId": id, "deploymentWaitType": "READY_WAIT"}
        refused("DeploymentIsNotInReadyStateException", codedeploy.continue_deployment, **early)
        refused("InvalidDeploymentWaitTypeException", codedeploy.continue_deployment, **early | {"deploymentWaitType": "NAP"})
        equal(codedeploy.stop_deployment(deploymentId=id)["status"], "Pending")


def changes(report, codedeploy, ecs):
    """Whole deployments, where minutes pass in a second."""

    def create(**more):
        family = ecs.list_task_definitions(familyPrefix="prod-main-payments-api", sort="DESC")
        spec = content(appspec(family["taskDefinitionArns"][0]))
        return codedeploy.create_deployment(**GROUP, revision=spec, **more)["deploymentId"]

    def info(id):
        return codedeploy.get_deployment(deploymentId=id)["deploymentInfo"]

    fast = {"deploymentConfigName": "CodeDeployDefault.ECSAllAtOnce"}

    with report.check("codedeploy a deployment, continued, and the waiter deployment_successful"):
        id = create(**fast, description="by boto3")
        until(lambda: info(id)["instanceTerminationWaitTimeStarted"])
        codedeploy.continue_deployment(deploymentId=id, deploymentWaitType="TERMINATION_WAIT")
        soon = {"Delay": 1, "MaxAttempts": 30}
        codedeploy.get_waiter("deployment_successful").wait(deploymentId=id, WaiterConfig=soon)
        equal((info(id)["status"], info(id)["description"]), ("Succeeded", "by boto3"))
        done = {"deploymentId": id}
        refused("DeploymentAlreadyCompletedException", codedeploy.stop_deployment, **done)
        refused("DeploymentAlreadyCompletedException", codedeploy.continue_deployment, **done)

    with report.check("codedeploy a deployment, stopped and rolled back"):
        id = create(description="to be stopped")
        until(lambda: info(id)["status"] == "InProgress")
        equal(codedeploy.stop_deployment(deploymentId=id, autoRollbackEnabled=True)["status"], "Pending")
        until(lambda: info(id)["status"] == "Stopped")
        back = until(lambda: info(id).get("rollbackInfo", {}).get("rollbackDeploymentId"))
        equal(info(back)["creator"], "codeDeployRollback")
        equal(info(back)["rollbackInfo"]["rollbackTriggeringDeploymentId"], id)
        soon = {"Delay": 1, "MaxAttempts": 30}
        codedeploy.get_waiter("deployment_successful").wait(deploymentId=back, WaiterConfig=soon)

    with report.check("codedeploy pages"):
        ids, count = pages(codedeploy, "list_deployments", "deployments")
        assert len(ids) >= 4 and count == (len(ids) + 1) // 2, (ids, count)
        equal(len(set(ids)), len(ids))
