//! AWS's answers about what is on its way, as observations: what was asked about, and what nobody has asked about yet.

mod asking;
mod attempt;
mod codedeploy;
mod discover;
mod entry;
mod executions;
mod homeless;
mod owner;
mod part;
mod service_deployments;
mod services;
mod sets;

use std::time::Duration;

use jiff::Timestamp;

use self::asking::Asking;
use self::owner::Looked;
pub(super) use self::part::whole;
pub(super) use self::services::{by_task_set, in_motion, part};
use super::fleet::Fleet;
use domain::look::Why;
use domain::names::Environment;
use domain::release::{News, Observation, Owner, Source, Subject};

/// How long a round of questions may take.
const ASK: Duration = Duration::from_secs(8);

/// A question about one thing on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub subject: Subject,
    /// Whether it is still unknown which execution of a pipeline made this deployment.
    pub owner: bool,
    /// The time of its latest event, by which the service deployment behind an `ecs-svc/N` is found.
    pub at: Timestamp,
}

/// What AWS said, and what it did not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// Of what was asked about, and of what turned out to belong to it.
    pub observations: Vec<Observation>,
    /// What was not answered, or not fully, and why.
    pub missed: Vec<(Subject, Why)>,
    /// What could not be listed, each reason once.
    pub gaps: Vec<Why>,
}

impl Answer {
    fn gap(&mut self, why: Why) {
        if !self.gaps.contains(&why) {
            self.gaps.push(why);
        }
    }

    /// Whether anything was said of a subject, or why nothing was.
    pub fn speaks_of(&self, subject: &Subject) -> bool {
        let said = self.observations.iter().any(|said| said.of == *subject);
        said || self.missed.iter().any(|(of, _)| of == subject)
    }

    /// What there is to say of who made the deployment that was asked about: nothing where an execution did, nor where it
    /// turned out to be a part of another deployment, which is asked about next.
    fn owner_of(&self, subject: &Subject, looked: &Result<Looked, Why>) -> Option<Owner> {
        let looked = match looked {
            Ok(looked) => looked,
            Err(why) => return Some(Owner::Unsaid(why.clone())),
        };
        let news_of = |of: &Subject| {
            let of = of.clone();
            self.observations.iter().filter(move |one| one.of == of)
        };
        let whole = news_of(subject).find_map(|one| match &one.news {
            News::PartOf(whole) => Some(whole),
            _ => None,
        });
        let deployment = whole.unwrap_or(subject);
        // The way back was made by nobody's pipeline; what it takes back may have been.
        let undone = news_of(deployment).find_map(|one| match &one.news {
            News::Deployment(news) => news.undoes.as_ref(),
            _ => None,
        });
        let made = undone.unwrap_or(deployment);
        let is_made = self.observations.iter().any(|one| match &one.news {
            News::Action(action) => action.made.as_ref() == Some(made),
            _ => false,
        });
        if is_made {
            return None;
        }
        if looked.was_for(made) || looked.was_for(deployment) {
            return Some(looked.else_found());
        }
        if whole.is_some() {
            return None;
        }
        let mut missed = self.missed.iter().filter(|(of, _)| of == subject);
        Some(match missed.next() {
            Some((_, why)) => Owner::Unsaid(why.clone()),
            None => Owner::NoPipeline,
        })
    }
}

impl Fleet {
    /// Asks AWS about these subjects, which are all of the account and region of `environment`, in batches, at most
    /// eight seconds long. What came by then is returned; the rest is missed as [`Why::Silent`].
    pub async fn ask(
        &self,
        environment: &Environment,
        questions: &[Question],
        now: Timestamp,
    ) -> Answer {
        let mut looked = Err(Why::Silent);
        let mut answer = match Asking::begin(self, environment, now, ASK).await {
            Ok(asking) => {
                let put = asking.in_time(Box::pin(put(&asking, questions))).await;
                looked = put.ok_or(Why::Silent);
                let other = asking.other_account_of_unknown().await;
                let mut answer = asking.end();
                if let Some(why) = other {
                    answer.observations.clear();
                    looked = Err(why.clone());
                    let all = questions.iter().map(|one| one.subject.clone());
                    answer.missed = all.map(|subject| (subject, why.clone())).collect();
                }
                answer
            }
            Err(_) => Answer::default(),
        };
        for Question { subject, .. } in questions {
            if !answer.speaks_of(subject) {
                answer.missed.push((subject.clone(), Why::Silent));
            }
        }
        for question in questions.iter().filter(|question| question.owner) {
            if let Some(owner) = answer.owner_of(&question.subject, &looked) {
                answer.observations.push(Observation {
                    of: question.subject.clone(),
                    at: now,
                    known: now,
                    source: Source::Seen,
                    news: News::Owner(owner),
                });
            }
        }
        answer
    }
}

async fn put(asking: &Asking<'_>, questions: &[Question]) -> Looked {
    let ((), by_codedeploy, by_ecs) = tokio::join!(
        executions::ask(asking, questions),
        codedeploy::ask(asking, questions),
        services::ask(asking, questions),
    );
    owner::ask(asking, questions, [by_codedeploy, by_ecs].concat()).await
}
