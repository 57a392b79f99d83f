"""boto3 asks the simulated AWS for everything it offers, and is refused in every way it knows."""

import codedeploy
import codepipeline
import ecs
import keys
import offered
import sns
import sqs
from client import Aws
from programs import simulators
from report import Report

report = Report("boto3")

with simulators("--page", "2") as urls:
    aws = Aws(urls["aws_url"])
    ecs.reads(report, aws.client("ecs"))
    codedeploy.reads(report, aws.client("codedeploy"))
    codedeploy.begins(report, aws.client("codedeploy"))
    codepipeline.reads(report, aws.client("codepipeline"))
    sqs.all(report, aws.client("sqs"))
    sns.all(report, aws.client("sns"))
    keys.sts(report, aws)
    keys.wrong(report, aws)

# Where a deployment of ten minutes takes five seconds.
with simulators("--page", "2", "--speed", "120") as urls:
    fast = Aws(urls["aws_url"])
    ecs.changes(report, fast.client("ecs"))
    codedeploy.changes(report, fast.client("codedeploy"), fast.client("ecs"))
    codepipeline.changes(report, fast.client("codepipeline"))

with simulators("--speed", "3600") as urls:
    keys.expiry(report, Aws(urls["aws_url"]))

nothing = [word for service in ("ecs", "codedeploy", "codepipeline", "sqs", "sns", "sts") for word in ("--deny", f"{service}:*")]
with simulators(*nothing) as urls:
    keys.denied(report, Aws(urls["aws_url"]))

with simulators("--throttle") as urls:
    keys.throttled(report, Aws(urls["aws_url"]))

offered.unseen(report)
report.end()
