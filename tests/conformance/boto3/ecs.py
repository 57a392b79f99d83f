"""ECS: clusters, services, tasks, task definitions, service deployments and revisions."""

from client import pages, refused
from report import equal, until

ACCOUNT = "arn:aws:ecs:ap-northeast-2:111122223333"
INVALID = "InvalidParameterException"
EXPIRED = "nothing-of-the-kind"


def name(arn):
    return arn.rsplit("/", 1)[-1]


def missing(failures):
    return [failure["reason"] for failure in failures]


def reads(report, ecs):
    """What does not change anything."""
    with report.check("ecs clusters"):
        clusters, count = pages(ecs, "list_clusters", "clusterArns", 1)
        equal(([name(arn) for arn in clusters], count), (["prod-main", "staging"], 2))
        found = ecs.describe_clusters(clusters=[clusters[0], "nowhere"], include=["TAGS"])
        equal([one["activeServicesCount"] for one in found["clusters"]], [3])
        equal(missing(found["failures"]), ["MISSING"])
        equal(missing(ecs.describe_clusters()["failures"]), ["MISSING"])
        refused(INVALID, ecs.list_clusters, maxResults=101)
        refused(INVALID, ecs.list_clusters, nextToken=EXPIRED)
        other = "arn:aws:ecs:ap-northeast-2:444455556666:cluster/apps"
        refused(INVALID, ecs.describe_clusters, clusters=[other])

    with report.check("ecs services"):
        arns, count = pages(ecs, "list_services", "serviceArns", cluster="prod-main")
        equal((sorted(map(name, arns)), count), (["orders-api", "payments-api", "search-api"], 2))
        equal(pages(ecs, "list_services", "serviceArns", 3, cluster="prod-main")[1], 1)
        equal(ecs.list_services(cluster="prod-main", launchType="EC2")["serviceArns"], [])
        found = ecs.describe_services(cluster="prod-main", services=[*arns, "nothing"], include=["TAGS"])
        kinds = {one["serviceName"]: one["deploymentController"]["type"] for one in found["services"]}
        equal(kinds, {"orders-api": "ECS", "payments-api": "CODE_DEPLOY", "search-api": "ECS"})
        equal(missing(found["failures"]), ["MISSING"])
        assert all(one["events"][0]["createdAt"].tzinfo for one in found["services"] if one["events"])
        refused("ClusterNotFoundException", ecs.list_services, cluster="nowhere")
        refused("ClusterNotFoundException", ecs.describe_services, services=["orders-api"])
        refused(INVALID, ecs.describe_services, cluster="prod-main", services=[str(n) for n in range(11)])
        refused(INVALID, ecs.describe_services, cluster="prod-main", services=[])
        refused(INVALID, ecs.list_services, cluster="prod-main", launchType="MOON")

    with report.check("ecs task sets"):
        where = {"cluster": "prod-main", "service": "payments-api"}
        sets = ecs.describe_task_sets(**where, include=["TAGS"])["taskSets"]
        equal([one["status"] for one in sets], ["PRIMARY"])
        found = ecs.describe_task_sets(**where, taskSets=[sets[0]["id"], "ecs-svc/1"])
        equal((len(found["taskSets"]), missing(found["failures"])), (1, ["MISSING"]))
        refused("UnsupportedFeatureException", ecs.describe_task_sets, cluster="prod-main", service="orders-api")
        refused("ServiceNotFoundException", ecs.describe_task_sets, cluster="prod-main", service="nothing")

    with report.check("ecs task definitions"):
        arns, count = pages(ecs, "list_task_definitions", "taskDefinitionArns", 1, familyPrefix="prod-main-orders-api")
        assert len(arns) == count >= 2, arns
        newest = ecs.list_task_definitions(familyPrefix="prod-main-orders-api", sort="DESC")["taskDefinitionArns"][0]
        equal(newest, arns[-1])
        equal(ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"], [])
        found = ecs.describe_task_definition(taskDefinition=newest, include=["TAGS"])["taskDefinition"]
        equal(found["taskDefinitionArn"], newest)
        family = ecs.describe_task_definition(taskDefinition="prod-main-orders-api")["taskDefinition"]
        equal(family["taskDefinitionArn"], newest)
        refused("ClientException", ecs.describe_task_definition, taskDefinition="nothing:1")
        refused(INVALID, ecs.list_task_definitions, status="GONE")

    with report.check("ecs tasks"):
        where = {"cluster": "prod-main", "serviceName": "orders-api"}
        arns, count = pages(ecs, "list_tasks", "taskArns", **where)
        equal((len(arns), count), (6, 3))
        stopped, _ = pages(ecs, "list_tasks", "taskArns", **where, desiredStatus="STOPPED")
        found = ecs.describe_tasks(cluster="prod-main", tasks=stopped)["tasks"]
        equal({one["stopCode"] for one in found}, {"ServiceSchedulerInitiated"})
        found = ecs.describe_tasks(cluster="prod-main", tasks=[*arns, "0" * 32], include=["TAGS"])
        equal({one["lastStatus"] for one in found["tasks"]}, {"RUNNING"})
        equal(missing(found["failures"]), ["MISSING"])
        owner = found["tasks"][0]["startedBy"]
        equal(len(pages(ecs, "list_tasks", "taskArns", cluster="prod-main", startedBy=owner)[0]), 6)
        refused(INVALID, ecs.list_tasks, **where, startedBy=owner)
        refused(INVALID, ecs.describe_tasks, cluster="prod-main", tasks=[])
        refused(INVALID, ecs.describe_tasks, cluster="prod-main", tasks=["1"] * 101)
        refused("ServiceNotFoundException", ecs.list_tasks, cluster="prod-main", serviceName="nothing")
        refused("ClusterNotFoundException", ecs.describe_tasks, tasks=["1"])

    with report.check("ecs service deployments and revisions"):
        where = {"cluster": "prod-main", "service": "orders-api"}
        brief = ecs.list_service_deployments(**where)["serviceDeployments"]
        equal([one["status"] for one in brief], ["SUCCESSFUL"] * 2)
        # botocore has no paginator for it.
        first = ecs.list_service_deployments(**where, maxResults=1)
        rest = ecs.list_service_deployments(**where, maxResults=1, nextToken=first["nextToken"])
        equal(first["serviceDeployments"] + rest["serviceDeployments"], brief)
        before = {"before": brief[-1]["createdAt"]}
        equal(ecs.list_service_deployments(**where, createdAt=before)["serviceDeployments"], [])
        equal(ecs.list_service_deployments(**where, status=["PENDING"])["serviceDeployments"], [])
        arn = brief[0]["serviceDeploymentArn"]
        found = ecs.describe_service_deployments(serviceDeploymentArns=[arn, arn + "0"])
        equal(missing(found["failures"]), ["MISSING"])
        target = found["serviceDeployments"][0]["targetServiceRevision"]["arn"]
        revisions = ecs.describe_service_revisions(serviceRevisionArns=[target, target + "0"])
        equal(missing(revisions["failures"]), ["MISSING"])
        assert revisions["serviceRevisions"][0]["taskDefinition"].startswith(f"{ACCOUNT}:task-definition/")
        unsupported = {"cluster": "prod-main", "service": "payments-api"}
        refused("UnsupportedFeatureException", ecs.list_service_deployments, **unsupported)
        refused("ServiceNotFoundException", ecs.list_service_deployments, cluster="prod-main", service="nothing")
        refused("ClusterNotFoundException", ecs.list_service_deployments, service="orders-api")
        refused(INVALID, ecs.describe_service_deployments, serviceDeploymentArns=[arn] * 21)
        refused(INVALID, ecs.describe_service_revisions, serviceRevisionArns=[target] * 21)
        refused(INVALID, ecs.list_service_deployments, **where, status=["DONE"])


def latest(ecs, where):
    """The newest service deployment."""
    arn = ecs.list_service_deployments(**where)["serviceDeployments"][0]["serviceDeploymentArn"]
    return ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]


def changes(report, ecs):
    """What changes something, where minutes pass in a second."""
    with report.check("ecs UpdateService, and the waiter services_stable"):
        where = {"cluster": "staging", "service": "orders-api"}
        old = ecs.describe_services(cluster="staging", services=["orders-api"])["services"][0]
        service = ecs.update_service(**where, desiredCount=2, forceNewDeployment=True)["service"]
        equal((service["desiredCount"], len(service["deployments"])), (2, 2))
        soon = {"Delay": 1, "MaxAttempts": 30}
        ecs.get_waiter("services_stable").wait(cluster="staging", services=["orders-api"], WaiterConfig=soon)
        new = ecs.describe_services(cluster="staging", services=["orders-api"])["services"][0]
        equal((new["runningCount"], len(new["deployments"])), (2, 1))
        assert new["deployments"][0]["id"] != old["deployments"][0]["id"]
        equal(until(lambda: latest(ecs, where)["finishedAt"] and latest(ecs, where))["status"], "SUCCESSFUL")

    with report.check("ecs UpdateService, refused"):
        where = {"cluster": "staging", "service": "orders-api"}
        refused("ServiceNotFoundException", ecs.update_service, cluster="staging", service="nothing")
        refused("ClusterNotFoundException", ecs.update_service, service="orders-api")
        refused("ClientException", ecs.update_service, **where, taskDefinition="nothing:1")
        refused(INVALID, ecs.update_service, **where, desiredCount=-1)
        refused(INVALID, ecs.update_service, **where, propagateTags="ALL")
        deployed = {"cluster": "prod-main", "service": "payments-api"}
        refused(INVALID, ecs.update_service, **deployed, forceNewDeployment=True)
        # A client's own mistake: boto3 sends nothing that its model lacks, so a wrong type stands for it.
        refused("SerializationException", ecs.update_service, **where, forceNewDeployment="yes")

    with report.check("ecs StopServiceDeployment"):
        where = {"cluster": "prod-main", "service": "search-api"}
        ecs.update_service(**where, forceNewDeployment=True)
        running = latest(ecs, where)
        arn = running["serviceDeploymentArn"]
        assert running["status"] in ("PENDING", "IN_PROGRESS"), running
        stopped = ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")
        equal(stopped["serviceDeploymentArn"], arn)
        until(lambda: latest(ecs, where)["status"] == "ROLLBACK_SUCCESSFUL")
        refused("ConflictException", ecs.stop_service_deployment, serviceDeploymentArn=arn)
        unknown = arn.rsplit("/", 1)[0] + "/0000000000000000"
        refused("ServiceDeploymentNotFoundException", ecs.stop_service_deployment, serviceDeploymentArn=unknown)
        refused(INVALID, ecs.stop_service_deployment, serviceDeploymentArn="nothing")
        refused(INVALID, ecs.stop_service_deployment, serviceDeploymentArn=arn, stopType="AT_ONCE")

    with report.check("ecs ContinueServiceDeployment"):
        where = {"cluster": "prod-main", "service": "search-api"}
        timeout = {"timeoutInMinutes": 20160, "action": "ROLLBACK"}
        hook = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "timeoutConfiguration": timeout}
        for action, end in (("CONTINUE", "SUCCESSFUL"), ("ROLLBACK", "ROLLBACK_SUCCESSFUL")):
            ecs.update_service(**where, forceNewDeployment=True, deploymentConfiguration={"lifecycleHooks": [hook]})
            waiting = until(lambda: waits(latest(ecs, where)))
            answer = {"serviceDeploymentArn": waiting["arn"], "action": action}
            refused(INVALID, ecs.continue_service_deployment, **answer, hookId="another")
            ecs.continue_service_deployment(**answer, hookId=waiting["hook"])
            until(lambda: latest(ecs, where)["status"] == end)
        unknown = waiting["arn"].rsplit("/", 1)[0] + "/0000000000000000"
        late = {"serviceDeploymentArn": unknown, "hookId": waiting["hook"]}
        refused("ServiceDeploymentNotFoundException", ecs.continue_service_deployment, **late)


def waits(deployment):
    """The hook that a service deployment waits for, if it does."""
    for hook in deployment.get("lifecycleHookDetails", []):
        if hook["status"] == "AWAITING_ACTION":
            return {"arn": deployment["serviceDeploymentArn"], "hook": hook["hookId"]}
    return None
