//! Every family of events that is read: how it is known, what becomes of it, and what reads it.

use serde_json::Value;

use super::envelope::{self, Envelope, Undecodable};
use super::{
    Means, Silence, approval_message, cloudwatch_alarm, codebuild, codecommit, codecommit_trigger,
    codedeploy_deployment, codedeploy_trigger, custom, ecr_scan, ecs_deployment, ecs_hook,
    ecs_service_action, ecs_task, hosts, pipeline_action, pipeline_execution, pipeline_stage,
};

/// A family of events.
pub struct Family {
    /// A word of ours, by which it is counted.
    pub name: &'static str,
    pub form: Form,
    /// What becomes of it, and why: the line in `docs/events.md`.
    pub becomes: &'static str,
    /// Where AWS describes it.
    pub page: &'static str,
    pub(super) read: fn(&Envelope<'_>) -> Result<Means, Undecodable>,
}

/// How a family is known.
pub enum Form {
    /// By its `source` and its `detail-type`, from EventBridge or a notification rule.
    Event(&'static str, &'static str),
    /// By keys that nothing else has: what AWS sends to a topic, or to Lambda, in a form of its own.
    Message(&'static [&'static str]),
    /// By a `source` that nothing of AWS has, and a key: what people write themselves. A `detail-type` beside is theirs too.
    Written(&'static str, &'static str),
}

impl Form {
    pub(super) fn is_of(&self, value: &Value) -> bool {
        match self {
            Self::Event(source, kind) => envelope::kind(value) == Some((source, kind)),
            Self::Written(source, key) => {
                value.get("source").and_then(Value::as_str) == Some(source)
                    && value.get(key).is_some()
            }
            Self::Message(keys) => keys.iter().all(|path| {
                let mut keys = path.split('.');
                keys.try_fold(value, |value, key| match key {
                    "[]" => value.get(0),
                    key => value.get(key),
                })
                .is_some()
            }),
        }
    }
}

/// Every family that is read. A new one is a file and an entry here.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "ecs_deployment",
        form: Form::Event("aws.ecs", "ECS Deployment State Change"),
        becomes: "A part of its service's release.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html",
        read: ecs_deployment::read,
    },
    Family {
        name: "ecs_hook",
        form: Form::Event("aws.ecs", "ECS Hook State Change"),
        becomes: "A part of its service deployment's release; where a pause waits for a person, somebody is called.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/pause-lifecycle-hooks.html",
        read: ecs_hook::read,
    },
    Family {
        name: "ecs_service_action",
        form: Form::Event("aws.ecs", "ECS Service Action"),
        becomes: "A message where the service cannot do what it should, in the release that is in motion on it where there is one. None where it does: AWS repeats that while nothing changes. None where AWS was slowed down by its own limits: it goes on by itself.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html",
        read: ecs_service_action::read,
    },
    Family {
        name: "ecs_task",
        form: Form::Event("aws.ecs", "ECS Task State Change"),
        becomes: "A message where a service's task ended though nobody wanted it to: many within a few minutes are one, with their number and reasons. None of a task that starts, that is stopped on purpose, that belongs to no service, or whose host was taken away: it is replaced by itself.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html",
        read: ecs_task::read,
    },
    Family {
        name: "ecs_container_instance",
        form: Form::Event("aws.ecs", "ECS Container Instance State Change"),
        becomes: "No message: hosts change many times an hour, and what hurts a service its own events tell.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html",
        read: hosts::read,
    },
    Family {
        name: "ecs_container_instance_health",
        form: Form::Event("aws.ecs", "ECS Container Instance Health Change"),
        becomes: "No message: ECS moves tasks off such a host, and what hurts a service its own events tell.",
        page: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_health_events.html",
        read: hosts::read,
    },
    Family {
        name: "ecs_daemon",
        form: Form::Event("aws.ecs", "ECS Daemon Service Action"),
        becomes: "No message: a daemon is a part of a host, and no service.",
        page: DAEMONS,
        read: hosts::read,
    },
    Family {
        name: "ecs_daemon_deployment",
        form: Form::Event("aws.ecs", "ECS Daemon Deployment State Change"),
        becomes: "No message: a daemon is a part of a host, and no service.",
        page: DAEMONS,
        read: hosts::read,
    },
    Family {
        name: "codedeploy_deployment",
        form: Form::Event(
            "aws.codedeploy",
            "CodeDeploy Deployment State-change Notification",
        ),
        becomes: "A part of its service's release.",
        page: CODEDEPLOY,
        read: codedeploy_deployment::read,
    },
    Family {
        name: "codedeploy_instance",
        form: Form::Event(
            "aws.codedeploy",
            "CodeDeploy Instance State-change Notification",
        ),
        becomes: "No message: of a deployment's many instances only the deployment is told.",
        page: CODEDEPLOY,
        read: hosts::read,
    },
    Family {
        name: "codedeploy_trigger",
        form: Form::Message(&["deploymentId", "status"]),
        becomes: "A part of its deployment's release, with the reason where it failed.",
        page: TRIGGERS,
        read: codedeploy_trigger::read,
    },
    Family {
        name: "codedeploy_instance_trigger",
        form: Form::Message(&["deploymentId", "instanceStatus"]),
        becomes: "No message: of a deployment's many instances only the deployment is told.",
        page: TRIGGERS,
        read: hosts::read,
    },
    Family {
        name: "pipeline_execution",
        form: Form::Event(
            "aws.codepipeline",
            "CodePipeline Pipeline Execution State Change",
        ),
        becomes: "A part of its execution's release.",
        page: PIPELINE,
        read: pipeline_execution::read,
    },
    Family {
        name: "pipeline_stage",
        form: Form::Event(
            "aws.codepipeline",
            "CodePipeline Stage Execution State Change",
        ),
        becomes: "A part of its execution's release.",
        page: PIPELINE,
        read: pipeline_stage::read,
    },
    Family {
        name: "pipeline_action",
        form: Form::Event(
            "aws.codepipeline",
            "CodePipeline Action Execution State Change",
        ),
        becomes: "A part of its execution's release; where it is an approval that waits, somebody is called.",
        page: PIPELINE,
        read: pipeline_action::read,
    },
    Family {
        name: "approval_message",
        form: Form::Message(&["approval.pipelineName", "approval.actionName"]),
        becomes: "A message that an approval waits, in the release of the execution that waits where it is known. Its token is thrown away before anything is kept.",
        page: "https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html",
        read: approval_message::read,
    },
    Family {
        name: "cloudwatch_alarm",
        form: Form::Event("aws.cloudwatch", "CloudWatch Alarm State Change"),
        becomes: "A message of its own, which tells how the alarm stands until it is over, and the release beside it on the same service; a reply in the thread of the release that AWS stops by it.",
        page: ALARM,
        read: cloudwatch_alarm::read,
    },
    Family {
        name: "cloudwatch_alarm_action",
        form: Form::Message(&["alarmData"]),
        becomes: "The same as from EventBridge: an alarm's action gives it to Lambda in this form.",
        page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
        read: cloudwatch_alarm::read_action,
    },
    Family {
        name: "cloudwatch_alarm_message",
        form: Form::Message(&["NewStateValue"]),
        becomes: "The same as from EventBridge; where both tell of one change, it is told once.",
        page: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        read: cloudwatch_alarm::read_message,
    },
    Family {
        name: "cloudwatch_alarm_configuration",
        form: Form::Event("aws.cloudwatch", "CloudWatch Alarm Configuration Change"),
        becomes: "No message: that an alarm was set up differently says nothing about what runs.",
        page: ALARM,
        read: |_| Ok(Means::Nothing(Silence::AlarmSettings)),
    },
    Family {
        name: "codebuild_build",
        form: Form::Event("aws.codebuild", "CodeBuild Build State Change"),
        becomes: "A message of its own where a build fails that no pipeline started, a reply in the release's thread where one did; no message otherwise: there is nothing to act on.",
        page: BUILD,
        read: codebuild::read,
    },
    Family {
        name: "codebuild_phase",
        form: Form::Event("aws.codebuild", "CodeBuild Build Phase Change"),
        becomes: "No message: a phase that fails is told with its build.",
        page: BUILD,
        read: |_| Ok(Means::Nothing(Silence::BuildPhase)),
    },
    Family {
        name: "codecommit_repository",
        form: Form::Event("aws.codecommit", "CodeCommit Repository State Change"),
        becomes: "A message of its own where commits reach a branch or a tag; no message where one is deleted, or a commit is on neither.",
        page: COMMIT,
        read: codecommit::read,
    },
    Family {
        name: "codecommit_trigger",
        form: Form::Message(&["Records.[].codecommit"]),
        becomes: "The same as from EventBridge; where both tell of one push, it is told once. No message where a trigger is tried out.",
        page: "https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-notify.html",
        read: codecommit_trigger::read,
    },
    Family {
        name: "codecommit_pull_request",
        form: Form::Event("aws.codecommit", "CodeCommit Pull Request State Change"),
        becomes: "No message: CodeCommit tells its reviewers, and what is merged comes as a push.",
        page: COMMIT,
        read: |_| Ok(Means::Nothing(Silence::Review)),
    },
    Family {
        name: "codecommit_commit_comment",
        form: Form::Event("aws.codecommit", "CodeCommit Comment on Commit"),
        becomes: "No message: it is a part of a review, whose people CodeCommit tells.",
        page: COMMIT,
        read: |_| Ok(Means::Nothing(Silence::Review)),
    },
    Family {
        name: "codecommit_pull_request_comment",
        form: Form::Event("aws.codecommit", "CodeCommit Comment on Pull Request"),
        becomes: "No message: it is a part of a review, whose people CodeCommit tells.",
        page: COMMIT,
        read: |_| Ok(Means::Nothing(Silence::Review)),
    },
    Family {
        name: "codecommit_comment_reaction",
        form: Form::Event("aws.codecommit", "CodeCommit Comment Reaction Change"),
        becomes: "No message: it is a part of a review, whose people CodeCommit tells.",
        page: COMMIT,
        read: |_| Ok(Means::Nothing(Silence::Review)),
    },
    Family {
        name: "codecommit_approval_rule_template",
        form: Form::Event("aws.codecommit", "CodeCommit Approval Rule Template Change"),
        becomes: "No message: how reviews are done says nothing about what is deployed.",
        page: COMMIT,
        read: |_| Ok(Means::Nothing(Silence::Review)),
    },
    Family {
        name: "ecr_image",
        form: Form::Event("aws.ecr", "ECR Image Action"),
        becomes: "No message: the deployment that uses an image tells of it, and who pushes one sees whether that failed.",
        page: IMAGE,
        read: |_| Ok(Means::Nothing(Silence::Image)),
    },
    Family {
        name: "ecr_scan",
        form: Form::Event("aws.ecr", "ECR Image Scan"),
        becomes: "A message of its own where the scan found critical or high vulnerabilities; no message otherwise.",
        page: IMAGE,
        read: ecr_scan::read,
    },
    Family {
        name: "ecr_scan_settings",
        form: Form::Event("aws.ecr", "ECR Scan Resource Change"),
        becomes: "No message: how often images are scanned says nothing about what they hold.",
        page: IMAGE,
        read: |_| Ok(Means::Nothing(Silence::ScanSettings)),
    },
    Family {
        name: "sns_subscription",
        form: Form::Message(&["Token", "SubscribeURL", "TopicArn"]),
        becomes: "No message: it is about a subscription, and `POST /aws/sns` answers it.",
        page: "https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html",
        read: |_| Ok(Means::Nothing(Silence::Subscription)),
    },
    Family {
        name: "custom",
        form: Form::Written("custom", "content"),
        becomes: "A message of its own with its title, text and next steps, or one in the thread that it names; nothing in it mentions anybody or acts.",
        page: "https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html",
        read: custom::read,
    },
];

const PIPELINE: &str = "https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html";
const CODEDEPLOY: &str =
    "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html";
const TRIGGERS: &str = "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-json-format.html";
const DAEMONS: &str =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-events.html";
const ALARM: &str = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html";
const BUILD: &str =
    "https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html";
const COMMIT: &str =
    "https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html";
const IMAGE: &str = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html";
