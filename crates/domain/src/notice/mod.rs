//! News that is no release's own: an alarm, a failed build, a push, tasks that die, and what somebody wrote themselves.

mod belonging;
mod story;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::release::{ApprovalAsk, Place};

pub use self::belonging::Belonging;
pub use self::story::Story;

/// One thing that happened, as an event told it; notices are ordered by when they happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notice {
    /// When it happened, by AWS's clock.
    pub at: Timestamp,
    /// Where; what people write themselves does not say.
    pub place: Option<Place>,
    pub about: About,
}

/// What it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Alarm(Alarm),
    Build(Build),
    Push(Push),
    Death(Death),
    Trouble(Trouble),
    Scan(Scan),
    Approval(Approval),
    Custom(Custom),
}

/// An alarm of CloudWatch that changed its state.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alarm {
    pub name: String,
    pub state: AlarmState,
    /// How it stood before.
    pub was: Option<AlarmState>,
    /// AWS's words for why it changed.
    pub reason: Option<String>,
    /// What its author wrote.
    pub description: Option<String>,
    /// The cluster and the service that it watches, as its dimensions name them.
    pub cluster: Option<String>,
    pub service: Option<String>,
    /// The alarm or the window that keeps its actions from being taken.
    pub suppressed_by: Option<String>,
}

/// How an alarm stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmState {
    Ok,
    Alarm,
    InsufficientData,
}

/// A build of CodeBuild that failed.
///
/// <https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications-ref.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Build {
    pub project: String,
    /// What follows the project in its id.
    pub id: String,
    pub number: Option<String>,
    /// Who or what started it: a person's name or ARN.
    pub started_by: Option<String>,
    pub started: Option<Timestamp>,
    /// The phase that failed, in AWS's word, and what it said.
    pub phase: Option<String>,
    pub reason: Option<String>,
    /// A branch, a tag or a commit.
    pub version: Option<String>,
    /// Its log in the console.
    pub log: Option<String>,
    /// Whether a pipeline started it, whose release tells that it failed.
    #[serde(default)]
    pub is_of_pipeline: bool,
}

/// Commits that were pushed to a repository of CodeCommit.
///
/// <https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Push {
    pub repository: String,
    /// A branch or a tag.
    pub reference: String,
    pub is_tag: bool,
    pub commit: String,
    /// An ARN.
    pub by: Option<String>,
}

/// A task of a service that ended though nobody wanted it to.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Death {
    pub cluster: String,
    pub service: String,
    /// The task's id.
    pub task: String,
    /// `ecs-svc/…`, the deployment that started it.
    pub deployment: Option<String>,
    /// `payments-api:41`.
    pub revision: Option<String>,
    /// AWS's words for why it stopped, and those of its container.
    pub reason: Option<String>,
    /// The container that ended first, and how.
    pub container: Option<String>,
    pub exit_code: Option<i64>,
}

/// A service that cannot do what it should, by a service action of ECS.
///
/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Trouble {
    pub cluster: String,
    pub service: String,
    /// ECS's name of it: `SERVICE_TASK_PLACEMENT_FAILURE`.
    pub name: String,
    /// `RESOURCE:CPU`.
    pub reason: Option<String>,
}

/// Vulnerabilities that a scan of ECR found in an image.
///
/// <https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scan {
    pub repository: String,
    /// Empty where the image has none.
    pub tags: Vec<String>,
    pub digest: Option<String>,
    pub critical: u64,
    pub high: u64,
}

/// A manual approval that waits, as CodePipeline's own message tells it: without the execution that waits.
///
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Approval {
    pub pipeline: String,
    pub stage: String,
    pub action: String,
    pub ask: ApprovalAsk,
    /// The pipeline in the console.
    pub console: Option<String>,
}

/// What somebody wrote themselves, in the form of a custom notification of AWS Chatbot. Nothing in it acts.
///
/// <https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Custom {
    pub id: Option<String>,
    pub title: Option<String>,
    pub description: String,
    pub next_steps: Vec<String>,
    pub keywords: Vec<String>,
    /// Those with the same one stand in one thread.
    pub thread: Option<String>,
    /// What a notification shows.
    pub summary: Option<String>,
    pub resources: Vec<String>,
    /// Names and values, in their order.
    pub context: Vec<(String, String)>,
}

impl Notice {
    /// What tells it from the others of its topic. What people write says no time of its own: several may have come to be
    /// known at the same moment.
    pub fn key(&self) -> String {
        let at = self.at.as_millisecond();
        match &self.about {
            About::Custom(custom) => {
                let body = serde_json::to_string(custom).expect("its keys are strings");
                format!("{at}/{}", hex::encode(&Sha256::digest(body)[..8]))
            }
            _ => at.to_string(),
        }
    }

    /// What it is one piece of news about: notices of one topic that follow each other closely are one message.
    pub fn topic(&self) -> String {
        let place = match &self.place {
            Some(Place { account, region }) => format!("{account}/{region}"),
            None => String::new(),
        };
        match &self.about {
            About::Alarm(alarm) => format!("{place}/alarm/{}", alarm.name),
            About::Build(build) => format!("{place}/build/{}:{}", build.project, build.id),
            About::Push(push) => format!(
                "{place}/push/{}/{}/{}",
                push.repository, push.reference, push.commit
            ),
            About::Death(Death {
                cluster, service, ..
            }) => {
                format!("{place}/tasks/{cluster}/{service}")
            }
            About::Trouble(Trouble {
                cluster, service, ..
            }) => {
                format!("{place}/trouble/{cluster}/{service}")
            }
            About::Scan(scan) => {
                let image = scan.digest.clone().unwrap_or_else(|| scan.tags.join(","));
                format!("{place}/scan/{}/{image}", scan.repository)
            }
            About::Approval(asked) => format!(
                "{place}/approval/{}/{}/{}",
                asked.pipeline, asked.stage, asked.action
            ),
            About::Custom(custom) => {
                let thread = custom.thread.as_deref().or(custom.id.as_deref());
                format!("custom/{}", thread.unwrap_or_default())
            }
        }
    }
}
