//! One deployment as AWS shows it now, read by the same questions as those of a release.

use jiff::Timestamp;

use super::Hands;
use crate::aws::{Answer, Question};
use domain::acting::Names;
use domain::look::Why;
use domain::release::{DeploymentNews, News, Subject};

/// What AWS shows of a deployment.
pub(super) struct Shown {
    pub of: Subject,
    pub news: DeploymentNews,
    answer: Answer,
}

impl Hands<'_> {
    /// A service deployment, or a deployment of CodeDeploy; `None` where AWS does not know it.
    pub async fn shown(&self, of: Subject) -> Result<Option<Shown>, Why> {
        // When it was seen is of no interest to what is shown.
        let seen = Timestamp::UNIX_EPOCH;
        let question = Question {
            subject: of.clone(),
            owner: false,
            at: seen,
        };
        let answer = self.fleet.ask(self.environment, &[question], seen).await;
        if let Some(news) = news(&answer, &of) {
            return Ok(Some(Shown { of, news, answer }));
        }
        match missed(&answer, &of) {
            Some(why) => Err(why),
            None => Ok(None),
        }
    }
}

impl Shown {
    /// The same of a deployment that takes this one back, or is taken back by it.
    ///
    /// # Errors
    /// Why AWS did not show it.
    pub fn relative(&self, of: &Subject) -> Result<DeploymentNews, Why> {
        let why = || missed(&self.answer, of).unwrap_or(Why::Silent);
        news(&self.answer, of).ok_or_else(why)
    }

    /// Why something of it is not shown, where something is not.
    pub fn missed(&self) -> Option<Why> {
        missed(&self.answer, &self.of)
    }
}

/// What a deployment goes by.
pub(super) fn names(news: &DeploymentNews) -> Names {
    Names {
        cluster: news.cluster.clone(),
        service: news.service.clone(),
        application: news.application.clone(),
        group: news.group.clone(),
    }
}

fn news(answer: &Answer, of: &Subject) -> Option<DeploymentNews> {
    let mut observations = answer.observations.iter().filter(|one| one.of == *of);
    observations.find_map(|one| match &one.news {
        News::Deployment(news) => Some(DeploymentNews::clone(news)),
        _ => None,
    })
}

fn missed(answer: &Answer, of: &Subject) -> Option<Why> {
    let missed = answer.missed.iter().find(|(missed, _)| missed == of);
    missed.map(|(_, why)| why.clone())
}
