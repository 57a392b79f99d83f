"""CodePipeline: pipelines, executions, actions, and what can be done to them."""

from client import pages, refused
from report import equal, until

NAME = {"pipelineName": "payments"}
INVALID = "ValidationException"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
APPROVAL = {"stageName": "Approval", "actionName": "Approve"}


def reads(report, codepipeline):
    """What does not change anything."""
    with report.check("codepipeline pipelines"):
        found, count = pages(codepipeline, "list_pipelines", "pipelines", 1)
        equal(([one["name"] for one in found], count), (["payments"], 1))
        one = codepipeline.get_pipeline(name="payments")["pipeline"]
        equal([stage["name"] for stage in one["stages"]], ["Source", "Build", "Staging", "Approval", "Production"])
        equal(codepipeline.get_pipeline(name="payments", version=one["version"])["pipeline"], one)
        refused("PipelineVersionNotFoundException", codepipeline.get_pipeline, name="payments", version=99)
        refused("PipelineNotFoundException", codepipeline.get_pipeline, name="nothing")
        refused(INVALID, codepipeline.get_pipeline)
        refused(INVALID, codepipeline.list_pipelines, maxResults=1001)
        refused("InvalidNextTokenException", codepipeline.list_pipelines, nextToken="nothing")

    with report.check("codepipeline state"):
        stages = codepipeline.get_pipeline_state(name="payments")["stageStates"]
        equal({stage["latestExecution"]["status"] for stage in stages}, {"Succeeded"})
        assert not [action for stage in stages for action in stage["actionStates"] if "token" in action["latestExecution"]]
        refused("PipelineNotFoundException", codepipeline.get_pipeline_state, name="nothing")
        refused(INVALID, codepipeline.get_pipeline_state, name="")

    with report.check("codepipeline executions"):
        found, _ = pages(codepipeline, "list_pipeline_executions", "pipelineExecutionSummaries", **NAME)
        equal([one["status"] for one in found], ["Succeeded"])
        id = found[0]["pipelineExecutionId"]
        through = {"succeededInStage": {"stageName": "Approval"}}
        equal(len(codepipeline.list_pipeline_executions(**NAME, filter=through)["pipelineExecutionSummaries"]), 1)
        one = codepipeline.get_pipeline_execution(**NAME, pipelineExecutionId=id)["pipelineExecution"]
        equal((one["status"], len(one["artifactRevisions"])), ("Succeeded", 1))
        missing = {"pipelineExecutionId": UNKNOWN}
        refused("PipelineExecutionNotFoundException", codepipeline.get_pipeline_execution, **NAME, **missing)
        refused(INVALID, codepipeline.list_pipeline_executions, **NAME, maxResults=101)
        refused("PipelineNotFoundException", codepipeline.list_pipeline_executions, pipelineName="nothing")
        refused("InvalidNextTokenException", codepipeline.list_pipeline_executions, **NAME, nextToken="nothing")

    with report.check("codepipeline actions"):
        found, count = pages(codepipeline, "list_action_executions", "actionExecutionDetails", 2, **NAME)
        equal((len(found), count), (5, 3))
        id = found[0]["pipelineExecutionId"]
        latest = {"latestInPipelineExecution": {"pipelineExecutionId": id, "startTimeRange": "Latest"}}
        equal(len(pages(codepipeline, "list_action_executions", "actionExecutionDetails", **NAME, filter=latest)[0]), 5)
        missing = {"filter": {"pipelineExecutionId": UNKNOWN}}
        refused("PipelineExecutionNotFoundException", codepipeline.list_action_executions, **NAME, **missing)
        refused("PipelineNotFoundException", codepipeline.list_action_executions, pipelineName="nothing")


def state(codepipeline, stage):
    """The first action of a stage, as it stands, and the stage's execution."""
    stages = codepipeline.get_pipeline_state(name="payments")["stageStates"]
    found = next(one for one in stages if one["stageName"] == stage)
    return found["actionStates"][0].get("latestExecution", {}), found.get("latestExecution", {})


def waiting(codepipeline, execution):
    """The token of the approval that this execution waits for."""
    action, stage = state(codepipeline, "Approval")
    if stage.get("pipelineExecutionId") == execution and action.get("status") == "InProgress":
        return action["token"]
    return None


def changes(report, codepipeline):
    """Executions, where minutes pass in a second."""
    start, put = codepipeline.start_pipeline_execution, codepipeline.put_approval_result

    def status(id):
        return codepipeline.get_pipeline_execution(**NAME, pipelineExecutionId=id)["pipelineExecution"]["status"]

    with report.check("codepipeline an execution, rejected, retried and approved"):
        commit = {"actionName": "Checkout", "revisionType": "COMMIT_ID", "revisionValue": "ab" * 20}
        once = {"clientRequestToken": "only-once", "sourceRevisions": [commit]}
        id = start(name="payments", **once)["pipelineExecutionId"]
        equal(start(name="payments", **once)["pipelineExecutionId"], id)
        token = until(lambda: waiting(codepipeline, id))
        approved = {"summary": "Looks right", "status": "Approved"}
        right = {**NAME, **APPROVAL, "token": token, "result": approved}
        refused("InvalidApprovalTokenException", put, **right | {"token": UNKNOWN})
        refused("StageNotFoundException", put, **right | {"stageName": "Nothing"})
        refused("ActionNotFoundException", put, **right | {"actionName": "Nothing"})
        refused("PipelineNotFoundException", put, **right | {"pipelineName": "nothing"})
        refused(INVALID, put, **right | {"result": {"summary": "x" * 513, "status": "Approved"}})
        refused(INVALID, put, **right | {"result": {"summary": "", "status": "Maybe"}})
        refused("StageNotRetryableException", codepipeline.retry_stage_execution, **NAME, stageName="Approval",
                pipelineExecutionId=id, retryMode="FAILED_ACTIONS")
        assert put(**right | {"result": {"summary": "Not today", "status": "Rejected"}})["approvedAt"].tzinfo
        refused("ApprovalAlreadyCompletedException", put, **right)
        until(lambda: status(id) == "Failed")
        equal(state(codepipeline, "Approval")[0]["status"], "Failed")
        again = {**NAME, "stageName": "Approval", "pipelineExecutionId": id, "retryMode": "FAILED_ACTIONS"}
        retry = codepipeline.retry_stage_execution
        refused("NotLatestPipelineExecutionException", retry, **again | {"pipelineExecutionId": UNKNOWN})
        refused("StageNotFoundException", retry, **again | {"stageName": "Nothing"})
        refused(INVALID, retry, **again | {"retryMode": "SOME"})
        equal(retry(**again)["pipelineExecutionId"], id)
        second = until(lambda: waiting(codepipeline, id))
        assert second != token
        put(**right | {"token": second})
        until(lambda: state(codepipeline, "Production")[1].get("pipelineExecutionId") == id)

    with report.check("codepipeline an execution, stopped"):
        id = start(name="payments")["pipelineExecutionId"]
        until(lambda: waiting(codepipeline, id))
        stop = codepipeline.stop_pipeline_execution
        this = {**NAME, "pipelineExecutionId": id}
        refused(INVALID, stop, **this, reason="x" * 201)
        equal(stop(**this, reason="not now")["pipelineExecutionId"], id)
        refused("DuplicatedStopRequestException", stop, **this)
        stop(**this, abandon=True)
        until(lambda: status(id) == "Stopped")
        refused("PipelineExecutionNotStoppableException", stop, **this)
        refused("PipelineNotFoundException", start, name="nothing")
        refused(INVALID, start, name="payments", clientRequestToken="x" * 129)

    with report.check("codepipeline pages"):
        found, count = pages(codepipeline, "list_pipeline_executions", "pipelineExecutionSummaries", 1, **NAME)
        equal((len(found), count), (3, 3))
