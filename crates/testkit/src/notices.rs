//! Events of AWS that are no release's own, as a test hands them in: alarms, tasks that die, builds that fail.

use serde_json::{Value, json};

use crate::Works;

impl Works {
    /// An event that AWS tells now.
    pub fn event(&self, source: &str, kind: &str, resources: Value, detail: Value) -> Value {
        let now = self.clock.now();
        json!({
            "version": "0", "id": format!("{kind}/{now}/{detail}"), "detail-type": kind, "source": source,
            "account": "111122223333", "region": "ap-northeast-2", "time": now.to_string(),
            "resources": resources, "detail": detail,
        })
    }

    pub fn alarm(&self, name: &str, state: &str, reason: &str) -> Value {
        let dimensions = json!({"ClusterName": "prod-main", "ServiceName": "orders-api"});
        let metric =
            json!({"metricStat": {"metric": {"namespace": "AWS/ECS", "dimensions": dimensions}}});
        let at = self
            .clock
            .now()
            .strftime("%Y-%m-%dT%H:%M:%S.250+0000")
            .to_string();
        self.event(
            "aws.cloudwatch",
            "CloudWatch Alarm State Change",
            json!([format!("arn:aws:cloudwatch:ap-northeast-2:111122223333:alarm:{name}")]),
            json!({
                "alarmName": name, "state": {"value": state, "reason": reason, "timestamp": at},
                "configuration": {"description": "More than 1 % of requests fail.", "metrics": [metric]},
            }),
        )
    }

    pub fn death(&self, service: &str, task: &str, code: i64) -> Value {
        let arn = format!("arn:aws:ecs:ap-northeast-2:111122223333:task/prod-main/{task}");
        self.event(
            "aws.ecs",
            "ECS Task State Change",
            json!([arn]),
            json!({
                "clusterArn": "arn:aws:ecs:ap-northeast-2:111122223333:cluster/prod-main", "taskArn": arn,
                "taskDefinitionArn": format!("arn:aws:ecs:ap-northeast-2:111122223333:task-definition/{service}:41"),
                "group": format!("service:{service}"), "startedBy": "ecs-svc/1", "lastStatus": "STOPPED",
                "desiredStatus": "STOPPED", "stopCode": "EssentialContainerExited",
                "stoppedReason": "Essential container in task exited",
                "containers": [{"name": "app", "lastStatus": "STOPPED", "exitCode": code}],
            }),
        )
    }

    pub fn push(&self, commit: &str) -> Value {
        self.event(
            "aws.codecommit",
            "CodeCommit Repository State Change",
            json!(["arn:aws:codecommit:ap-northeast-2:111122223333:payments"]),
            json!({
                "event": "referenceUpdated", "repositoryName": "payments", "referenceType": "branch",
                "referenceName": "main", "referenceFullName": "refs/heads/main", "commitId": commit,
                "callerUserArn": "arn:aws:iam::111122223333:user/ann",
            }),
        )
    }

    /// What an approval's own topic says, as a queue is given it.
    pub fn asked(&self, pipeline: &str) -> Value {
        let message = json!({
            "region": "ap-northeast-2",
            "consoleLink": "https://console.aws.amazon.com/codesuite/codepipeline/pipelines/payments/view",
            "approval": {
                "pipelineName": pipeline, "stageName": "Approval", "actionName": "Approve", "token": "a-token-that-answers",
                "expires": "2026-03-09T09:10Z", "externalEntityLink": null, "customData": "Looks right?\n",
                "approvalReviewLink": "https://console.aws.amazon.com/x/approve/a-token-that-answers",
            },
        });
        json!({
            "Type": "Notification", "MessageId": format!("{pipeline}/{}", self.clock.now()),
            "TopicArn": "arn:aws:sns:ap-northeast-2:111122223333:approvals", "Message": message.to_string(),
        })
    }

    pub async fn heard(&mut self, events: &[Value]) {
        self.hand_in(events).await;
        self.work().await;
    }

    /// A build that failed, as CodeBuild tells it; `made` is its id in the pipeline, `project:uuid`.
    pub fn build_of_pipeline(&self, made: &str) -> Value {
        let (project, _) = made.split_once(':').expect("an id");
        self.event(
            "aws.codebuild",
            "CodeBuild Build State Change",
            json!([]),
            json!({
                "build-status": "FAILED", "project-name": project,
                "build-id": format!("arn:aws:codebuild:ap-northeast-2:111122223333:build/{made}"),
                "additional-information": {
                    "initiator": "codepipeline/payments", "build-number": 7.0,
                    "logs": {"deep-link": "https://console.aws.amazon.com/cloudwatch/home#logEvent:group=payments"},
                    "phases": [{"phase-type": "PRE_BUILD", "phase-status": "FAILED",
                        "phase-context": ["COMMAND_EXECUTION_ERROR: Error while executing command: make lint. Reason: exit status 2"]}],
                },
            }),
        )
    }

    /// The replies that the thread alone shows.
    pub fn asides(&self) -> Vec<Value> {
        let posts = self.slack.calls().of("chat.postMessage").into_iter();
        posts
            .map(|call| call.request)
            .filter(|request| request["thread_ts"].is_string())
            .filter(|request| request["reply_broadcast"] == false)
            .collect()
    }
}
