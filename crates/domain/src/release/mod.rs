//! One change on its way, folded from observations: the same whatever the order in which they come, and however often.

mod action;
mod attempts;
mod deed;
mod deployment;
mod execution;
mod hints;
mod missed;
mod observation;
mod presence;
mod register;
mod shipped;
mod sight;
mod stages;
mod standing;
mod subject;
#[cfg(test)]
mod tests;
mod turning;

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::acting::Verb;
use crate::look::Why;

pub use action::Action;
pub use deed::{Deed, DeedNews, DeedStage};
pub use deployment::Deployment;
pub use execution::Execution;
pub use observation::{
    ActionNews, ActionState, ApprovalAsk, Change, DeploymentNews, DeploymentState, ExecutionNews,
    News, Observation, Owner, PlannedStage, Progress, RunState, Source, StageNews, Version,
};
pub use stages::{Stage, StageStanding};
pub use standing::{DOUBT, Stand, Standing};
pub use subject::{Place, Subject, place};

/// Everything of AWS that is one change on its way: at most one execution of a pipeline as a rule, and deployments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Release {
    /// By subject.
    executions: BTreeMap<String, Execution>,
    /// By subject.
    deployments: BTreeMap<String, Deployment>,
    #[serde(default)]
    deeds: deed::Deeds,
    #[serde(default)]
    missed: missed::Missed,
}

/// How far apart ECS makes a service deployment and its set of tasks at most.
const APART: SignedDuration = SignedDuration::from_secs(60);

impl Release {
    /// Takes an observation of one of its subjects; returns whether that says anything new.
    pub fn fold(&mut self, observation: &Observation) -> bool {
        let observation = &*observation.by_now();
        // What is only missed does not become a part of it.
        if let News::Missed(why) = &observation.news {
            return self.missed.put(observation, why);
        }
        if observation.news == News::Hint {
            return false;
        }
        let subject = || observation.of.clone();
        let key = observation.of.to_string();
        let is_deed = match &observation.news {
            News::Deed(news) => self.deeds.fold(news, &observation.of, observation.at),
            _ => false,
        };
        let is_news = match &observation.of {
            Subject::Execution { .. } => self
                .executions
                .entry(key)
                .or_insert_with(|| Execution::new(subject()))
                .fold(observation),
            Subject::CodeDeploy { .. }
            | Subject::ServiceDeployment { .. }
            | Subject::EcsDeployment { .. } => self
                .deployments
                .entry(key)
                .or_insert_with(|| Deployment::new(subject()))
                .fold(observation),
        };
        is_deed || is_news
    }

    /// What people did to it through the bot, the first first.
    pub fn deeds(&self) -> Vec<&Deed> {
        self.deeds.all()
    }

    /// The last time that somebody took back this deployment, or is about to, through the bot.
    pub fn rollback_of(&self, subject: &Subject) -> Option<&Deed> {
        self.deeds().into_iter().rev().find(|deed| {
            deed.verb == Verb::Rollback
                && deed.subject == *subject
                && deed.stage != DeedStage::Dropped
        })
    }

    /// The deed that answered this attempt of an approval, or is about to.
    pub fn answer_to(&self, attempt: &str) -> Option<&Deed> {
        self.deeds().into_iter().rev().find(|deed| {
            deed.attempt.as_deref() == Some(attempt) && deed.stage != DeedStage::Dropped
        })
    }

    /// The execution of a pipeline that it is, if it is one.
    pub fn execution(&self) -> Option<&Execution> {
        self.executions.values().next()
    }

    /// What AWS said of who made its deployments, where it was asked and named no execution of a pipeline: of each
    /// deployment the best word, and of those the best.
    pub fn owner(&self) -> Option<&Owner> {
        self.deployments
            .values()
            .filter_map(Deployment::owner)
            .min()
    }

    /// The execution of this subject.
    pub fn execution_of(&self, subject: &Subject) -> Option<&Execution> {
        self.executions.get(&subject.to_string())
    }

    /// Every execution in it; more than one only where AWS says so.
    pub fn executions(&self) -> impl Iterator<Item = &Execution> {
        self.executions.values()
    }

    /// Every deployment in it, those that take others back included.
    pub fn deployments(&self) -> impl Iterator<Item = &Deployment> {
        self.deployments.values()
    }

    /// The deployment of this subject.
    pub fn deployment(&self, subject: &Subject) -> Option<&Deployment> {
        self.deployments.get(&subject.to_string())
    }

    /// The deployments that stand for themselves, in the order in which they were made: neither a part of another one
    /// nor the way back of one.
    pub fn roots(&self) -> Vec<&Deployment> {
        let is_here = |subject: &Subject| self.deployments.contains_key(&subject.to_string());
        let ways_back: BTreeSet<&Subject> = self
            .deployments
            .values()
            .filter_map(Deployment::undone_by)
            .collect();
        let mut roots: Vec<&Deployment> = self
            .deployments
            .values()
            .filter(|one| !one.whole().is_some_and(is_here) && !one.undoes().is_some_and(is_here))
            .filter(|one| {
                !self
                    .deployments
                    .values()
                    .any(|other| seems_to_hold(other, one))
            })
            .filter(|one| !ways_back.contains(&one.subject))
            .filter(|one| {
                let is_asked = one.is_unknown() || one.owner().is_some();
                !(is_asked && one.seen().is_none() && one.heard().is_none())
            })
            .collect();
        roots.sort_by_key(|one| (one.created(), one.subject.to_string()));
        roots
    }

    /// What AWS did not let the bot see of anything in it, each reason once.
    pub fn missed(&self) -> BTreeSet<&Why> {
        self.missed.all()
    }

    /// AWS's words for why a deployment did not hold: of itself, else those that events have told of a part of it since
    /// AWS last answered.
    pub fn reason_of<'a>(&'a self, deployment: &'a Deployment) -> Option<&'a str> {
        let answered = deployment.answered();
        let parts = self.parts_of(&deployment.subject);
        let of_part = || parts.filter_map(|part| part.reason_after(answered)).next();
        deployment.reason().or_else(of_part)
    }

    /// The sets of tasks that are a part of this deployment.
    pub fn parts_of<'a>(&'a self, whole: &'a Subject) -> impl Iterator<Item = &'a Deployment> {
        self.deployments
            .values()
            .filter(move |one| one.whole() == Some(whole))
    }
}

/// Whether a set of tasks of which AWS does not say what it is a part of must be one of this service deployment: there are
/// only times to tell, and ECS makes both at once.
fn seems_to_hold(whole: &Deployment, set: &Deployment) -> bool {
    let is_of_one_service = match (&whole.subject, &set.subject) {
        (Subject::ServiceDeployment { .. }, Subject::EcsDeployment { .. }) => {
            whole.subject.place() == set.subject.place()
                && (whole.cluster(), whole.service()) == (set.cluster(), set.service())
        }
        _ => false,
    };
    let apart = || Some(whole.created()?.duration_since(set.created()?).abs());
    is_of_one_service && set.whole().is_none() && apart().is_some_and(|apart| apart <= APART)
}
