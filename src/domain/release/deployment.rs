//! The reducer of deployments: of CodeDeploy, of ECS, and of the sets of tasks that ECS's events name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::observation::{
    DeploymentNews, DeploymentState, News, Observation, Owner, Progress, Source, Version,
};
use super::register::Register;
use super::sight::Sight;
use super::subject::Subject;
use super::turning::Turning;
use crate::domain::service::Means;

/// All that is known of one deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    pub subject: Subject,
    /// What it is a mere part of.
    whole: Register<Subject>,
    heard: Register<Stand>,
    seen: Register<Stand>,
    /// When the bot first knew of an end that an event told.
    end_known: Option<Timestamp>,
    first: Option<Timestamp>,
    cluster: Register<String>,
    service: Register<String>,
    application: Register<String>,
    group: Register<String>,
    means: Register<Means>,
    from: Register<Version>,
    to: Register<Version>,
    started_by: Register<String>,
    created: Register<Timestamp>,
    ended: Register<Timestamp>,
    progress: Register<Progress>,
    reason: Register<String>,
    undoes: Register<Subject>,
    undone_by: Register<Subject>,
    #[serde(default)]
    alarms: Register<Vec<String>>,
    turning: Turning,
    sight: Sight,
    /// Whether another deployment of the same service came after it.
    #[serde(default)]
    overtaken: bool,
    /// The best word on who made it, where that was no execution that is known.
    #[serde(default)]
    owner: Option<Owner>,
}

/// A state by which an end goes before all that is none: what has ended stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Stand {
    is_final: bool,
    at: Timestamp,
    state: DeploymentState,
}

impl Deployment {
    pub(super) fn new(subject: Subject) -> Self {
        Self {
            subject,
            whole: Register::default(),
            heard: Register::default(),
            seen: Register::default(),
            end_known: None,
            first: None,
            cluster: Register::default(),
            service: Register::default(),
            application: Register::default(),
            group: Register::default(),
            means: Register::default(),
            from: Register::default(),
            to: Register::default(),
            started_by: Register::default(),
            created: Register::default(),
            ended: Register::default(),
            progress: Register::default(),
            reason: Register::default(),
            undoes: Register::default(),
            undone_by: Register::default(),
            alarms: Register::default(),
            turning: Turning::default(),
            sight: Sight::default(),
            overtaken: false,
            owner: None,
        }
    }

    /// Takes an observation of it; returns whether that says anything new.
    pub(super) fn fold(&mut self, observation: &Observation) -> bool {
        let Observation {
            at, known, source, ..
        } = observation;
        match &observation.news {
            News::Deployment(news) => {
                // What AWS shows now is of now: how far it is changes without a word of when.
                let at = if *source == Source::Seen { known } else { at };
                self.take(news, *source, *at, observation)
            }
            News::PartOf(whole) => self.whole.put(*source, *at, whole.clone()),
            News::Unknown => self.sight.miss(*known),
            News::Owner(owner) => {
                let is_better = self.owner.as_ref().is_none_or(|best| owner < best);
                if is_better {
                    self.owner = Some(owner.clone());
                }
                is_better
            }
            News::Overtaken => !std::mem::replace(&mut self.overtaken, true),
            News::Execution(_)
            | News::Stage(_)
            | News::Action(_)
            | News::Missed(_)
            | News::Deed(_) => false,
        }
    }

    fn take(
        &mut self,
        news: &DeploymentNews,
        source: Source,
        at: Timestamp,
        observation: &Observation,
    ) -> bool {
        let stand = Stand {
            is_final: news.state.is_final(),
            at: if news.state.is_final() {
                Timestamp::UNIX_EPOCH
            } else {
                at
            },
            state: news.state,
        };
        let moved = match source {
            Source::Heard => {
                if stand.is_final {
                    let known = observation.known;
                    self.end_known = Some(self.end_known.map_or(known, |first| first.min(known)));
                }
                let first = observation.at;
                self.first = Some(self.first.map_or(first, |known| known.min(first)));
                Self::stand(&mut self.heard, stand)
            }
            Source::Seen => {
                self.sight.show(observation.known);
                Self::stand(&mut self.seen, stand)
            }
        };
        let ended = news
            .ended
            .or((source == Source::Heard && stand.is_final).then_some(at));
        // What ran before is seen best while it is still there: afterwards there is only what had been deployed before.
        let of_before = match news.state.is_final() {
            true => Timestamp::UNIX_EPOCH,
            false => at,
        };
        [
            moved,
            self.turning.take(news.state, at, ended),
            self.cluster.put(source, at, news.cluster.clone()),
            self.service.put(source, at, news.service.clone()),
            self.application.put(source, at, news.application.clone()),
            self.group.put(source, at, news.group.clone()),
            self.means.put(source, at, news.means),
            self.from.put(source, of_before, news.from.clone()),
            self.to.put(source, at, news.to.clone()),
            self.started_by.put(source, at, news.started_by.clone()),
            self.created.put(source, at, news.created),
            self.ended.put(source, at, ended),
            self.progress.put(source, at, news.progress.clone()),
            self.reason.put(source, at, news.reason.clone()),
            self.undoes.put(source, at, news.undoes.clone()),
            self.undone_by.put(source, at, news.undone_by.clone()),
            self.alarms.put(source, at, news.alarms.clone()),
        ]
        .contains(&true)
    }

    fn stand(register: &mut Register<Stand>, stand: Stand) -> bool {
        let before = register.get().map(|stand| stand.state);
        // One moment for all: the order is that of the stands themselves.
        register.put(Source::Seen, Timestamp::UNIX_EPOCH, stand);
        register.get().map(|stand| stand.state) != before
    }

    /// How it stands by what AWS answered.
    pub fn seen(&self) -> Option<DeploymentState> {
        let seen = self.seen.get().map(|stand| stand.state);
        match self.turning.is_gone_back_to() {
            true => Some(DeploymentState::Succeeded),
            false => seen,
        }
    }

    /// When AWS last answered that it is in motion, by the bot's own clock.
    pub(super) fn seen_moving(&self) -> Option<Timestamp> {
        let stand = self.seen.get().filter(|stand| !stand.is_final)?;
        Some(stand.at)
    }

    /// How it stands by what events said.
    pub fn heard(&self) -> Option<DeploymentState> {
        self.heard.get().map(|stand| stand.state)
    }

    /// When the bot first knew of an end that only an event has told, by the bot's own clock.
    pub fn end_known(&self) -> Option<Timestamp> {
        self.end_known
    }

    /// What it is a mere part of.
    pub fn whole(&self) -> Option<&Subject> {
        self.whole.get()
    }

    /// The cluster, where it is known.
    pub fn cluster(&self) -> Option<&str> {
        match &self.subject {
            Subject::ServiceDeployment { cluster, .. } | Subject::EcsDeployment { cluster, .. } => {
                Some(cluster.as_str()).filter(|cluster| !cluster.is_empty())
            }
            _ => self.cluster.get().map(String::as_str),
        }
    }

    /// The service, where it is known.
    pub fn service(&self) -> Option<&str> {
        match &self.subject {
            Subject::ServiceDeployment { service, .. } | Subject::EcsDeployment { service, .. } => {
                Some(service)
            }
            _ => self.service.get().map(String::as_str),
        }
    }

    /// The application of CodeDeploy.
    pub fn application(&self) -> Option<&str> {
        self.application.get().map(String::as_str)
    }

    /// The deployment group of CodeDeploy.
    pub fn group(&self) -> Option<&str> {
        self.group.get().map(String::as_str)
    }

    /// By which means it replaces tasks.
    pub fn means(&self) -> Option<Means> {
        self.means.get().copied()
    }

    /// What ran before.
    pub fn from(&self) -> Option<&Version> {
        self.from.get()
    }

    /// What it brings.
    pub fn to(&self) -> Option<&Version> {
        self.to.get()
    }

    /// Who or what made it.
    pub fn started_by(&self) -> Option<&str> {
        self.started_by.get().map(String::as_str)
    }

    /// When it was made, as well as that is known.
    pub fn created(&self) -> Option<Timestamp> {
        self.created.get().copied().or(self.first)
    }

    /// When it ended, as well as that is known.
    pub fn ended(&self) -> Option<Timestamp> {
        self.ended.get().copied()
    }

    /// How far it is, or was when it was last looked at.
    pub fn progress(&self) -> Option<&Progress> {
        self.progress.get()
    }

    /// AWS's words for why it failed.
    pub fn reason(&self) -> Option<&str> {
        self.reason.get().map(String::as_str)
    }

    /// The deployment that it takes back.
    pub fn undoes(&self) -> Option<&Subject> {
        self.undoes.get()
    }

    /// The deployment that takes it back.
    pub fn undone_by(&self) -> Option<&Subject> {
        self.undone_by.get()
    }

    /// Whether AWS stops it by the alarm of this name.
    pub fn is_stopped_by(&self, alarm: &str) -> bool {
        let alarms = self.alarms.get();
        alarms.is_some_and(|alarms| alarms.iter().any(|one| one == alarm))
    }

    /// Whether it goes back to what ran before, so that its success is none.
    pub fn is_way_back(&self) -> bool {
        self.turning.is_way_back() || self.undoes().is_some()
    }

    /// What grants may name it by: its service, its application.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.service().into_iter().chain(self.application())
    }

    /// Whether another deployment of the same service is known to have come after it.
    pub fn is_overtaken(&self) -> bool {
        self.overtaken
    }

    /// What AWS said of who made it, where it was asked and named no execution of a pipeline.
    pub(super) fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }

    /// Whether AWS, when last asked, did not know it.
    pub fn is_unknown(&self) -> bool {
        self.sight.is_unknown()
    }

    /// Whether AWS has shown it and has not known it any more for a while: whatever it was a part of is gone.
    pub fn is_lost(&self) -> bool {
        self.sight.is_lost()
    }
}
