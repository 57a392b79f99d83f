//! What was heard in an event or seen by asking AWS, in the words of `domain`: the only thing a release is made of.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::deed::DeedNews;
use super::subject::Subject;
use crate::look::Why;
use crate::names::Revision;
use crate::service::{Means, Phase};

/// One thing that was heard or seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    pub of: Subject,
    /// When it happened, by AWS's clock; where AWS does not say, when it was asked.
    pub at: Timestamp,
    /// When the bot came to know it, by its own clock.
    pub known: Timestamp,
    pub source: Source,
    pub news: News,
}

/// How it was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// An event: a hint.
    Heard,
    /// An answer of AWS: the truth.
    Seen,
}

/// What it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    Execution(ExecutionNews),
    Stage(StageNews),
    Action(Box<ActionNews>),
    /// Boxed because it is by far the largest.
    Deployment(Box<DeploymentNews>),
    /// It is a part of what this other one is about, and tells nothing of its own.
    PartOf(Subject),
    /// Somebody did something to it through the bot.
    Deed(Box<DeedNews>),
    /// Another deployment of the same service came after it.
    Overtaken,
    /// AWS was asked and does not know it.
    Unknown,
    /// AWS has listed every attempt of every action of an execution: there are no others.
    Listed,
    /// An event named it for which its source cannot speak: AWS is asked, and nothing of the event is believed.
    Hint,
    /// Somebody sent recorded events of it, to try something out.
    Replayed,
    /// AWS was asked which execution of a pipeline made it, and named none.
    Owner(Owner),
    /// What AWS does not let the bot see of it, as long as nobody mends that; nothing where it shows everything.
    Missed(Vec<Why>),
}

/// What AWS said of whoever made a deployment, where it named no execution of a pipeline. The better word is the lesser.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// No execution of a pipeline, as far as AWS can show.
    NoPipeline,
    /// AWS did not say all, and why.
    Unsaid(Why),
}

/// How an execution of a pipeline stands.
///
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Started,
    /// A failed stage was retried.
    Resumed,
    Stopping,
    Stopped,
    Canceled,
    Superseded,
    Failed,
    Succeeded,
}

/// An execution of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecutionNews {
    pub state: RunState,
    pub started: Option<Timestamp>,
    /// Who or what started it: a person's name or ARN, a branch, a rule.
    pub started_by: Option<String>,
    pub change: Option<Change>,
    /// Why it was stopped, in the words of whoever stopped it.
    pub comment: Option<String>,
    /// The stages and their actions, in order, as the pipeline defines them; empty where this does not say.
    pub plan: Vec<PlannedStage>,
}

/// A stage of a pipeline's definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlannedStage {
    pub name: String,
    pub actions: Vec<String>,
}

/// What is being shipped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Change {
    /// A commit's id, or a version of an object.
    pub revision: Option<String>,
    /// The commit's message.
    pub message: Option<String>,
    pub author: Option<String>,
    /// A branch or a tag.
    pub branch: Option<String>,
    pub url: Option<String>,
}

/// A stage of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageNews {
    pub stage: String,
    pub state: RunState,
}

/// How an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionState {
    Started,
    Abandoned,
    Canceled,
    Failed,
    Succeeded,
}

/// An action of an execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionNews {
    pub stage: String,
    pub action: String,
    /// The id of this attempt; events before 2020 have none.
    pub execution: Option<String>,
    pub state: ActionState,
    /// `Source`, `Build`, `Approval`, `Deploy`, …
    pub category: Option<String>,
    pub started: Option<Timestamp>,
    /// The deployment that it made.
    pub made: Option<Subject>,
    /// The build of CodeBuild that it made, `project:uuid`.
    #[serde(default)]
    pub build: Option<String>,
    /// The page of what it made, as AWS gives it.
    pub url: Option<String>,
    /// AWS's words for why it failed, or what whoever answered an approval wrote.
    pub summary: Option<String>,
    /// AWS's name for why it failed: `JobFailed`, `Timeout`.
    pub error: Option<String>,
    /// Who answered the approval, or made the last change otherwise: an ARN.
    pub by: Option<String>,
    pub approval: Option<ApprovalAsk>,
}

/// What whoever approves is asked, and until when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct ApprovalAsk {
    /// What the pipeline's author wrote for whoever approves.
    pub description: Option<String>,
    pub review_url: Option<String>,
    /// When it fails by itself.
    pub until: Option<Timestamp>,
}

/// How a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentState {
    InMotion(Phase),
    Succeeded,
    /// It failed, and nothing has brought the old version back, as far as this says.
    Failed,
    /// It was stopped, and nothing has brought the old version back, as far as this says.
    Stopped,
    /// It did not hold, and the old version runs again.
    RolledBack,
    /// It did not hold, and the way back failed too.
    RollbackFailed,
}

/// A deployment of a service, by CodeDeploy or by ECS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentNews {
    pub state: DeploymentState,
    pub cluster: Option<String>,
    pub service: Option<String>,
    /// Of CodeDeploy.
    pub application: Option<String>,
    /// Of CodeDeploy.
    pub group: Option<String>,
    pub means: Option<Means>,
    pub from: Option<Version>,
    pub to: Option<Version>,
    /// An ARN, or AWS's word for its creator.
    pub started_by: Option<String>,
    pub created: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    pub progress: Option<Progress>,
    /// AWS's words for why it failed, was stopped or rolled back.
    pub reason: Option<String>,
    /// The deployment that this one takes back.
    pub undoes: Option<Subject>,
    /// The deployment that takes this one back.
    pub undone_by: Option<Subject>,
    /// Names of the alarms by which AWS stops it.
    #[serde(default)]
    pub alarms: Option<Vec<String>>,
}

/// What runs, or will: a task definition's revision and its image's tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    pub revision: Revision,
    /// `None` where AWS did not say.
    pub tag: Option<String>,
}

/// How far a deployment is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Progress {
    /// Tasks of the new version that run.
    pub done: u32,
    /// Tasks of the new version that there will be.
    pub total: u32,
    /// Percent of production traffic on the new version, where AWS says it.
    pub traffic: Option<u8>,
    /// When a wait ends by itself.
    pub until: Option<Timestamp>,
}

impl DeploymentNews {
    /// News of how it stands, and nothing more.
    pub fn new(state: DeploymentState) -> Self {
        Self {
            state,
            cluster: None,
            service: None,
            application: None,
            group: None,
            means: None,
            from: None,
            to: None,
            started_by: None,
            created: None,
            ended: None,
            progress: None,
            reason: None,
            undoes: None,
            undone_by: None,
            alarms: None,
        }
    }
}

impl Observation {
    /// The same, of no later moment than the bot knew of it: what an event tells of has happened, whatever it says.
    pub fn by_now(&self) -> Cow<'_, Self> {
        match self.source == Source::Heard && self.at > self.known {
            true => Cow::Owned(Self {
                at: self.known,
                ..self.clone()
            }),
            false => Cow::Borrowed(self),
        }
    }

    /// What turns out to be one release with the subject, by this observation. Only AWS can say so: what an event
    /// claims could not be taken back.
    pub fn joined(&self) -> Vec<&Subject> {
        if self.source == Source::Heard {
            return Vec::new();
        }
        match &self.news {
            News::Action(action) => action.made.iter().collect(),
            News::Deployment(news) => news.undoes.iter().chain(&news.undone_by).collect(),
            News::PartOf(whole) => vec![whole],
            News::Execution(_)
            | News::Stage(_)
            | News::Deed(_)
            | News::Overtaken
            | News::Unknown
            | News::Listed
            | News::Hint
            | News::Replayed
            | News::Missed(_)
            | News::Owner(_) => Vec::new(),
        }
    }
}

impl RunState {
    /// Whether nothing follows, unless somebody retries.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Started | Self::Resumed | Self::Stopping)
    }
}

impl ActionState {
    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        self != Self::Started
    }
}

impl DeploymentState {
    /// Whether nothing follows.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::InMotion(_))
    }
}
