//! The reducer of deployments: of CodeDeploy, of ECS, and of the sets of tasks that ECS's events name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::hints::Hints;
use super::observation::{
    DeploymentNews, DeploymentState, News, Observation, Owner, Progress, Source, Version,
};
use super::register::Register;
use super::sight::Sight;
use super::subject::Subject;
use super::turning::Turning;
use crate::service::Means;

/// All that is known of one deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    pub subject: Subject,
    /// What it is a mere part of.
    whole: Register<Subject>,
    heard: Hints<DeploymentState>,
    seen: Option<Stand>,
    /// When the first event of it happened.
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
    /// By AWS's answers alone.
    turning: Turning,
    pub(super) sight: Sight,
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
            heard: Hints::default(),
            seen: None,
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
        match &observation.news {
            News::Deployment(news) => self.take(news, observation),
            News::PartOf(whole) => self.whole.put(observation, whole.clone()),
            News::Unknown => self.sight.miss(observation.known),
            News::Replayed => self.sight.replay(),
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
            | News::Listed
            | News::Hint
            | News::Missed(_)
            | News::Deed(_) => false,
        }
    }

    fn take(&mut self, news: &DeploymentNews, observation: &Observation) -> bool {
        let before = self.shape();
        let is_final = news.state.is_final();
        let heard_end = is_final && observation.source == Source::Heard;
        // What AWS shows now is of now: how far it is changes without a word of when.
        let at = match observation.source {
            Source::Heard => observation.at,
            Source::Seen => observation.known,
        };
        let ended = news.ended.or(heard_end.then_some(at));
        match observation.source {
            Source::Heard => {
                self.heard.hear(observation, news.state);
                self.first = Some(self.first.map_or(at, |first| first.min(at)));
            }
            Source::Seen => {
                self.heard.answer(observation.known);
                self.sight.show(observation.known);
                self.turning.take(news.state, at, ended);
                self.seen = self.seen.max(Some(Stand {
                    is_final,
                    at: if is_final { Timestamp::UNIX_EPOCH } else { at },
                    state: news.state,
                }));
            }
        }
        // What ran before is seen best while it is still there: afterwards there is only what had been deployed before.
        let of_before = match is_final {
            true => Timestamp::UNIX_EPOCH,
            false => at,
        };
        let it = observation;
        [
            self.cluster.put_at(it, at, news.cluster.clone()),
            self.service.put_at(it, at, news.service.clone()),
            self.application.put_at(it, at, news.application.clone()),
            self.group.put_at(it, at, news.group.clone()),
            self.means.put_at(it, at, news.means),
            self.from.put_at(it, of_before, news.from.clone()),
            self.to.put_at(it, at, news.to.clone()),
            self.started_by.put_at(it, at, news.started_by.clone()),
            self.created.put_at(it, at, news.created),
            self.ended.put_at(it, at, ended),
            self.progress.put_at(it, at, news.progress.clone()),
            self.reason.put_at(it, at, news.reason.clone()),
            self.undoes.put_at(it, at, news.undoes.clone()),
            self.undone_by.put_at(it, at, news.undone_by.clone()),
            self.alarms.put_at(it, at, news.alarms.clone()),
            self.shape() != before,
        ]
        .contains(&true)
    }

    /// What is told of it and may change though nothing new was said: an answer ends hints.
    fn shape(&self) -> impl PartialEq + use<> {
        let links = (self.undoes().cloned(), self.undone_by().cloned());
        let reason = self.reason().map(str::to_owned);
        let state = (self.seen(), self.heard(), self.is_way_back());
        (state, links, reason, self.created(), self.ended())
    }

    /// What stands in a register of which AWS tells when it is asked.
    fn said<'a, T>(&self, register: &'a Register<T>) -> Option<&'a T> {
        register.get_after(self.heard.answered())
    }

    /// When AWS last answered how it stands, by the bot's own clock.
    pub(super) fn answered(&self) -> Option<Timestamp> {
        self.heard.answered()
    }

    /// Whether it turns back, with what events say since AWS last answered.
    fn turning(&self) -> Turning {
        let mut turning = self.turning;
        for hint in self.heard.open() {
            turning.take(hint.state, hint.at, None);
        }
        turning
    }

    /// How it stands by what AWS answered.
    pub fn seen(&self) -> Option<DeploymentState> {
        match self.turning().is_gone_back_to() {
            true => Some(DeploymentState::Succeeded),
            false => self.seen.map(|stand| stand.state),
        }
    }

    /// When the bot first knew of what events said since AWS last answered, by the bot's own clock.
    pub(super) fn hinted(&self) -> Option<Timestamp> {
        self.heard.open().next().map(|hint| hint.known)
    }

    /// How it stands by what events said since AWS last answered: an end before all that is none.
    pub fn heard(&self) -> Option<DeploymentState> {
        let open = self.heard.open();
        let best = open.max_by_key(|hint| (hint.state.is_final(), hint.at, hint.state));
        best.map(|hint| hint.state)
    }

    /// When the bot first knew of an end that only events have told since AWS last answered, by the bot's own clock.
    pub fn end_known(&self) -> Option<Timestamp> {
        let ends = self.heard.open().filter(|hint| hint.state.is_final());
        ends.map(|hint| hint.known).min()
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
            _ => self.said(&self.cluster).map(String::as_str),
        }
    }

    /// The service, where it is known.
    pub fn service(&self) -> Option<&str> {
        match &self.subject {
            Subject::ServiceDeployment { service, .. } | Subject::EcsDeployment { service, .. } => {
                Some(service)
            }
            _ => self.said(&self.service).map(String::as_str),
        }
    }

    /// The application of CodeDeploy.
    pub fn application(&self) -> Option<&str> {
        self.said(&self.application).map(String::as_str)
    }

    /// The deployment group of CodeDeploy.
    pub fn group(&self) -> Option<&str> {
        self.said(&self.group).map(String::as_str)
    }

    /// By which means it replaces tasks.
    pub fn means(&self) -> Option<Means> {
        self.said(&self.means).copied()
    }

    /// What ran before.
    pub fn from(&self) -> Option<&Version> {
        self.said(&self.from)
    }

    /// What it brings.
    pub fn to(&self) -> Option<&Version> {
        self.said(&self.to)
    }

    /// Who or what made it.
    pub fn started_by(&self) -> Option<&str> {
        self.said(&self.started_by).map(String::as_str)
    }

    /// When it was made, as well as that is known.
    pub fn created(&self) -> Option<Timestamp> {
        let first = || self.first.filter(|_| !self.sight.is_shown());
        self.said(&self.created).copied().or_else(first)
    }

    /// When it ended, as well as that is known.
    pub fn ended(&self) -> Option<Timestamp> {
        self.said(&self.ended).copied()
    }

    /// How far it is, or was when it was last looked at.
    pub fn progress(&self) -> Option<&Progress> {
        self.said(&self.progress)
    }

    /// AWS's words for why it failed.
    pub fn reason(&self) -> Option<&str> {
        self.said(&self.reason).map(String::as_str)
    }

    /// The same, where nothing but an event has said why, and AWS has not answered since.
    pub(super) fn reason_after(&self, answered: Option<Timestamp>) -> Option<&str> {
        let answered = answered.max(self.answered());
        self.reason.get_after(answered).map(String::as_str)
    }

    /// The deployment that it takes back.
    pub fn undoes(&self) -> Option<&Subject> {
        self.said(&self.undoes)
    }

    /// The deployment that takes it back.
    pub fn undone_by(&self) -> Option<&Subject> {
        self.said(&self.undone_by)
    }

    /// Whether AWS stops it by the alarm of this name.
    pub fn is_stopped_by(&self, alarm: &str) -> bool {
        let alarms = self.said(&self.alarms);
        alarms.is_some_and(|alarms| alarms.iter().any(|one| one == alarm))
    }

    /// Whether it goes back to what ran before, so that its success is none.
    pub fn is_way_back(&self) -> bool {
        self.turning().is_way_back() || self.undoes().is_some()
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
