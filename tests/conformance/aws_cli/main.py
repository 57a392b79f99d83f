"""The AWS CLI reads the simulated AWS as a person would who tries it."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from programs import ACCESS_KEY, REGION, SECRET_KEY, simulators
from report import Report, equal

CLUSTER = ["--cluster", "prod-main"]
ORDERS = [*CLUSTER, "--service", "orders-api"]
GROUP = ["--application-name", "payments", "--deployment-group-name", "payments-prod"]
PIPELINE = ["--pipeline-name", "payments"]
ROLE = "arn:aws:iam::444455556666:role/pilothouse"

# What a person types, a JMESPath into the answer, and what is there.
READS = [
    ("sts get-caller-identity", [], "Account", "111122223333"),
    ("sts assume-role", ["--role-arn", ROLE, "--role-session-name", "a-person"], "AssumedRoleUser.Arn",
     "arn:aws:sts::444455556666:assumed-role/pilothouse/a-person"),
    ("ecs list-clusters", ["--max-items", "1"], "length(clusterArns)", 1),
    ("ecs describe-clusters", ["--clusters", "prod-main"], "clusters[0].activeServicesCount", 3),
    ("ecs list-services", [*CLUSTER, "--page-size", "1"], "length(serviceArns)", 3),
    ("ecs describe-services", [*CLUSTER, "--services", "orders-api"],
     "services[0].[serviceName, status, desiredCount, runningCount, deployments[0].rolloutState]",
     ["orders-api", "ACTIVE", 6, 6, "COMPLETED"]),
    ("ecs describe-task-sets", [*CLUSTER, "--service", "payments-api"], "taskSets[].status", ["PRIMARY"]),
    ("ecs list-tasks", [*CLUSTER, "--service-name", "orders-api"], "length(taskArns)", 6),
    ("ecs list-task-definitions", ["--family-prefix", "prod-main-orders-api", "--sort", "DESC"],
     "length(taskDefinitionArns)", 2),
    ("ecs describe-task-definition", ["--task-definition", "prod-main-orders-api"],
     "taskDefinition.containerDefinitions[0].name", "orders-api"),
    ("ecs list-service-deployments", ORDERS, "serviceDeployments[0].status", "SUCCESSFUL"),
    ("deploy list-applications", [], "applications", ["payments"]),
    ("deploy list-deployment-groups", ["--application-name", "payments"], "deploymentGroups", ["payments-prod"]),
    ("deploy get-deployment-group", GROUP, "deploymentGroupInfo.computePlatform", "ECS"),
    ("deploy get-deployment-config", ["--deployment-config-name", "CodeDeployDefault.ECSAllAtOnce"],
     "deploymentConfigInfo.trafficRoutingConfig.type", "AllAtOnce"),
    ("codepipeline list-pipelines", [], "pipelines[].name", ["payments"]),
    ("codepipeline get-pipeline", ["--name", "payments"], "length(pipeline.stages)", 5),
    ("codepipeline get-pipeline-state", ["--name", "payments"], "stageStates[3].stageName", "Approval"),
    ("codepipeline list-pipeline-executions", PIPELINE, "pipelineExecutionSummaries[].status", ["Succeeded"]),
    ("codepipeline list-action-executions", [*PIPELINE, "--page-size", "2"], "length(actionExecutionDetails)", 5),
    ("sqs get-queue-url", ["--queue-name", "pilothouse"], "ends_with(QueueUrl, '/111122223333/pilothouse')", True),
]

# What goes wrong, and how the CLI tells it.
REFUSED = [
    ("ecs describe-services", ["--services", "orders-api"], "(ClusterNotFoundException)"),
    ("ecs describe-task-definition", ["--task-definition", "nothing"], "(ClientException)"),
    ("deploy get-deployment", ["--deployment-id", "d-000000000"], "(DeploymentDoesNotExistException)"),
    ("codepipeline get-pipeline", ["--name", "nothing"], "(PipelineNotFoundException)"),
    ("sqs get-queue-url", ["--queue-name", "nothing"], "NonExistentQueue"),
    ("sts assume-role", ["--role-arn", ROLE + "-2", "--role-session-name", "a-person"], "(AccessDenied)"),
]


class Cli:
    """The CLI on one simulator, with nothing of this machine's own configuration."""

    def __init__(self, url):
        self.url = url
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["CACHE"],
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_MAX_ATTEMPTS": "1",
        }

    def run(self, words, arguments):
        """Its exit code, what it prints, and what it complains of."""
        # Told here and not in the environment, where version 1 overlooks it for SQS.
        command = ["aws", "--endpoint-url", self.url, *words.split(), *arguments, "--output", "json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def read(self, words, arguments, query):
        """The part of the answer that a query names."""
        code, out, complaint = self.run(words, [*arguments, "--query", query])
        assert code == 0, complaint.strip()
        return json.loads(out)


def follow(report, cli):
    """From a list to what is listed: the ids are the answers of the question before."""
    with report.check("aws from a list of tasks to a task"):
        tasks = cli.read("ecs list-tasks", [*CLUSTER, "--service-name", "orders-api"], "taskArns")
        statuses = cli.read("ecs describe-tasks", [*CLUSTER, "--tasks", *tasks], "tasks[].lastStatus")
        equal(set(statuses), {"RUNNING"})
    with report.check("aws from a service deployment to its revision"):
        arns = cli.read("ecs list-service-deployments", ORDERS, "serviceDeployments[].serviceDeploymentArn")
        target = "serviceDeployments[0].targetServiceRevision.arn"
        revision = cli.read("ecs describe-service-deployments", ["--service-deployment-arns", arns[0]], target)
        image = "serviceRevisions[0].containerImages[0].image"
        found = cli.read("ecs describe-service-revisions", ["--service-revision-arns", revision], image)
        assert found.endswith(":v18"), found
    with report.check("aws from a list of deployments to a deployment, its revision and its target"):
        ids = cli.read("deploy list-deployments", GROUP, "deployments")
        one = ["--deployment-id", ids[0]]
        revision = cli.read("deploy get-deployment", one, "deploymentInfo.revision")
        equal(cli.read("deploy batch-get-deployments", ["--deployment-ids", *ids], "length(deploymentsInfo)"), len(ids))
        of = ["--application-name", "payments", "--revision", json.dumps(revision)]
        text = cli.read("deploy get-application-revision", of, "revision.appSpecContent.content")
        assert "AWS::ECS::Service" in text, text
        targets = cli.read("deploy list-deployment-targets", one, "targetIds")
        of = [*one, "--target-ids", *targets]
        equal(cli.read("deploy batch-get-deployment-targets", of, "deploymentTargets[0].ecsTarget.status"), "Succeeded")
    with report.check("aws from a list of executions to an execution"):
        id = cli.read("codepipeline list-pipeline-executions", PIPELINE, "pipelineExecutionSummaries[0].pipelineExecutionId")
        of = [*PIPELINE, "--pipeline-execution-id", id]
        equal(cli.read("codepipeline get-pipeline-execution", of, "pipelineExecution.status"), "Succeeded")
    with report.check("aws from a queue's name to its message"):
        url = cli.read("sqs get-queue-url", ["--queue-name", "pilothouse"], "QueueUrl")
        of = ["--queue-url", url]
        equal(cli.read("sqs get-queue-attributes", [*of, "--attribute-names", "All"],
                       "Attributes.ApproximateNumberOfMessages"), "0")
        cli.read("sqs send-message", [*of, "--message-body", "a word"], "MessageId")
        equal(cli.read("sqs receive-message", of, "Messages[0].Body"), "a word")


def main():
    report = Report("aws cli")
    with simulators() as urls:
        cli = Cli(urls["aws_url"])
        # Most of the time of a call is Python's start.
        with ThreadPoolExecutor(max_workers=4) as pool:
            reads = [(words, pool.submit(cli.read, words, arguments, query), wanted)
                     for words, arguments, query, wanted in READS]
            refusals = [(words, pool.submit(cli.run, words, arguments), wanted) for words, arguments, wanted in REFUSED]
            for words, found, wanted in reads:
                with report.check(f"aws {words}"):
                    equal(found.result(), wanted)
            for words, found, wanted in refusals:
                with report.check(f"aws {words}, refused"):
                    code, _, complaint = found.result()
                    assert code != 0 and wanted in complaint, complaint.strip() or f"exit {code}"
        follow(report, cli)
    report.end()


main()
