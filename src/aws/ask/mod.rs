//! AWS's answers as observations.

use jiff::Timestamp;

use super::fleet::Fleet;
use crate::domain::look::Why;
use crate::domain::names::Environment;
use crate::domain::release::{Observation, Subject};

/// What AWS is asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub subject: Subject,
    /// Whether it is still unknown which pipeline execution made this deployment.
    pub owner: bool,
    /// Its latest event's time.
    pub at: Timestamp,
}

/// What AWS answered.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub observations: Vec<Observation>,
    /// What AWS did not answer, and why.
    pub missed: Vec<(Subject, Why)>,
    pub gaps: Vec<Why>,
}

impl Fleet {
    pub async fn ask(&self, _: &Environment, questions: &[Question], _: Timestamp) -> Answer {
        Answer {
            missed: questions
                .iter()
                .map(|q| (q.subject.clone(), Why::Silent))
                .collect(),
            ..Answer::default()
        }
    }

    pub async fn discover(&self, _: &Environment, _: Timestamp, _: Timestamp) -> Answer {
        Answer::default()
    }
}
