"""The bot on moto's AWS instead of ours, and on the simulated Slack: `status`, and events pulled from a queue."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

import boto3

from bot import SETTINGS as BASE, serving
from programs import ACCESS_KEY, REGION, SECRET_KEY, free_port, running, simulators
from report import Report, equal, until
from workspace import Workspace

ACCOUNT = "111122223333"
SETTINGS = BASE + """
[sources]
sqs_queue = "QUEUE"

[pace]
poll = "200ms"
edit = "200ms"
"""
# Cluster, service, how many tasks, and the image's tag.
SERVICES = [("prod-main", "orders-api", 6, "v18"), ("prod-main", "search-api", 3, "v9")]


class Moto:
    """moto's server, with a few services and a queue in it."""

    def __init__(self, url):
        keys = {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY, "region_name": REGION}
        self.ecs = boto3.client("ecs", endpoint_url=url, **keys)
        self.sqs = boto3.client("sqs", endpoint_url=url, **keys)
        self.queue = self.sqs.create_queue(QueueName="pilothouse")["QueueUrl"]
        for cluster, name, count, tag in SERVICES:
            self.ecs.create_cluster(clusterName=cluster)
            image = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}:{tag}"
            container = {"name": name, "image": image, "memory": 512}
            self.ecs.register_task_definition(family=name, containerDefinitions=[container])
            self.ecs.create_service(cluster=cluster, serviceName=name, taskDefinition=name, desiredCount=count)

    def send(self, body):
        """Puts an event into the queue."""
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=json.dumps(body))

    def left(self):
        """How many messages the queue has, hidden ones too."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)


def deployment_event(service, deployment, name):
    """What EventBridge says of an ECS deployment."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return {
        "version": "0", "id": str(uuid.uuid4()), "detail-type": "ECS Deployment State Change", "source": "aws.ecs",
        "account": ACCOUNT, "time": now, "region": REGION, "resources": [service],
        "detail": {"eventType": "INFO", "eventName": name, "deploymentId": deployment, "updatedAt": now,
                   "reason": f"ECS deployment {deployment} in progress."},
    }


def calls(record, operation):
    """What the simulated Slack was asked by this method, and granted."""
    lines = (json.loads(line) for line in record.read_text().splitlines())
    return [one["request"] for one in lines
            if one["operation"] == operation and one["status"] == 200 and one["response"].get("ok")]


def text_of(message):
    """Everything a person could read in a message."""
    return json.dumps(message, ensure_ascii=False)


def listens(url):
    """Whether a server answers there."""
    try:
        with urllib.request.urlopen(url + "/moto-api/", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def main():
    report = Report("moto")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    server = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "MOTO_ACCOUNT_ID": ACCOUNT}
    with tempfile.TemporaryDirectory() as folder, running(server, env=environment, **quiet):
        until(lambda: listens(url))
        moto = Moto(url)
        record = pathlib.Path(folder, "calls.jsonl")
        with simulators("--record", str(record)) as urls:
            with serving(SETTINGS.replace("QUEUE", moto.queue), url, urls["slack_url"]) as bot:
                slack = Workspace(urls["slack_url"])
                slack.connect(bot.url)
                check(report, moto, slack, record)
    report.end()


def check(report, moto, slack, record):
    """What a person sees."""
    with report.check("moto a status, asked in Slack"):
        slack.act("mention", person="U0ANN", channel="C0DEPLOYS", text="status")
        answer = text_of(until(lambda: calls(record, "chat.postMessage"))[-1])
        for _, name, _, tag in SERVICES:
            assert name in answer and tag in answer, answer
    with report.check("moto an event, pulled from its queue and told once"):
        service = moto.ecs.describe_services(cluster="prod-main", services=["orders-api"])["services"][0]
        event = deployment_event(service["serviceArn"], service["deployments"][0]["id"], "SERVICE_DEPLOYMENT_IN_PROGRESS")
        # At least once is what SQS promises.
        moto.send(event)
        moto.send(event)
        # The answer to the mention stands in its thread.
        def told():
            return [post for post in calls(record, "chat.postMessage") if "thread_ts" not in post]

        assert "orders-api" in text_of(until(told)[0]), told()
        until(lambda: moto.left() == 0)
        equal(len(told()), 1)


main()
