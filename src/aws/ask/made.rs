//! A deployment of which it is to be found out which execution of a pipeline made it.

use jiff::Timestamp;

use crate::aws::codepipeline::Deploys;
use crate::domain::release::Subject;

/// What is known of it.
pub(super) struct Made {
    pub subject: Subject,
    /// What it was deployed to.
    pub to: Deploys,
    pub created: Option<Timestamp>,
}
