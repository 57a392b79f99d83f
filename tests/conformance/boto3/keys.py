"""Who calls: STS, roles, wrong keys, missing permissions, and too many calls at once."""

import datetime

from botocore import UNSIGNED

from client import Aws, refused
from report import equal, until

ROLE = "arn:aws:iam::444455556666:role/pilothouse"


def sts(report, aws):
    """A role of another account."""
    with report.check("sts a role, assumed"):
        sts = aws.client("sts")
        equal(sts.get_caller_identity()["Account"], "111122223333")
        given = sts.assume_role(RoleArn=ROLE, RoleSessionName="boto3", DurationSeconds=900)
        equal(given["AssumedRoleUser"]["Arn"], "arn:aws:sts::444455556666:assumed-role/pilothouse/boto3")
        keys = given["Credentials"]
        assert keys["Expiration"] > datetime.datetime.now(datetime.timezone.utc)
        other = Aws(aws.url, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        equal(other.client("sts").get_caller_identity()["Account"], "444455556666")
        clusters = other.client("ecs").list_clusters()["clusterArns"]
        equal(clusters, ["arn:aws:ecs:ap-northeast-2:444455556666:cluster/apps"])
        stale = Aws(aws.url, keys["AccessKeyId"], keys["SecretAccessKey"], "another")
        refused("UnrecognizedClientException", stale.client("ecs").list_clusters)

    with report.check("sts refused"):
        assume = sts.assume_role
        refused("AccessDenied", assume, RoleArn=ROLE + "-2", RoleSessionName="boto3")
        refused("ValidationError", assume, RoleArn=ROLE, RoleSessionName="x")
        refused("ValidationError", assume, RoleArn=ROLE, RoleSessionName="a b")
        refused("ValidationError", assume, RoleArn=ROLE, RoleSessionName="boto3", DurationSeconds=60)
        refused("ValidationError", assume, RoleArn=ROLE, RoleSessionName="boto3", DurationSeconds=7200)
        refused("InvalidAction", sts.get_session_token)


def expiry(report, fast):
    """Fifteen minutes of a session, where minutes pass in a second."""
    with report.check("sts a session, expired"):
        keys = fast.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="boto3", DurationSeconds=900)["Credentials"]
        other = Aws(fast.url, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        until(lambda: expired(other))
        refused("ExpiredToken", other.client("sts").get_caller_identity)


def expired(aws):
    """Whether ECS says that the session is over."""
    ecs = aws.client("ecs")
    try:
        ecs.list_clusters()
    except ecs.exceptions.ClientError as error:
        return error.response["Error"]["Code"] == "ExpiredTokenException"
    return False


def wrong(report, aws):
    """Keys that nobody has, and none at all."""
    reads = {"ecs": "list_clusters", "codedeploy": "list_applications", "codepipeline": "list_pipelines"}
    with report.check("wrong keys"):
        other = Aws(aws.url, "AKIANOBODY0000000001", "nothing")
        for service, read in reads.items():
            refused("UnrecognizedClientException", getattr(other.client(service), read))
        refused("InvalidClientTokenId", other.client("sts").get_caller_identity)
        refused("InvalidClientTokenId", other.client("sqs").get_queue_url, QueueName="pilothouse")

    with report.check("no keys"):
        for service, read in reads.items():
            unsigned = aws.client(service, signature_version=UNSIGNED)
            refused("MissingAuthenticationTokenException", getattr(unsigned, read))

    with report.check("keys of another service"):
        ecs = aws.client("ecs")
        ecs.meta.events.register("before-sign.ecs", lambda **how: how["request"].context.update(signing={"signing_name": "sqs"}))
        refused("InvalidSignatureException", ecs.list_clusters)

    with report.check("an operation that is not offered"):
        refused("UnknownOperationException", aws.client("ecs").create_cluster)


def denied(report, aws):
    """The policies of this account allow nothing of these services."""
    with report.check("permissions denied"):
        for service, read in (("ecs", "list_clusters"), ("codedeploy", "list_applications"),
                              ("codepipeline", "list_pipelines"), ("sqs", "list_queues")):
            client = aws.client(service)
            if service == "sqs":
                refused("AccessDenied", client.get_queue_url, QueueName="pilothouse")
                continue
            error = refused("AccessDeniedException", getattr(client, read))
            assert "not authorized to perform" in str(error), error
        error = refused("AccessDenied", aws.client("sts").assume_role, RoleArn=ROLE, RoleSessionName="boto3")
        assert "sts:AssumeRole" in str(error), error


def throttled(report, aws):
    """A hundred reads of services at once are the most that ECS takes."""
    with report.check("throttled, and got through by boto3's own retries"):
        ecs = aws.client("ecs")

        def too_fast():
            try:
                ecs.describe_services(cluster="prod-main", services=["orders-api"])
            except ecs.exceptions.ClientError as error:
                return error.response["Error"]["Code"] == "ThrottlingException"
            return False

        until(too_fast, every=0)
        patient = aws.client("ecs", retries={"mode": "standard", "total_max_attempts": 8})
        for _ in range(5):
            patient.describe_services(cluster="prod-main", services=["orders-api"])
