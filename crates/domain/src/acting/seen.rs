//! What a typed line may name, as far as the bot could see it: a name that was not seen may still exist.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use wildmatch::WildMatch;

use super::intent::ApprovalRef;
use crate::look::Look;
use crate::names::{Environment, EnvironmentName};
use crate::pipeline::Approval;
use crate::refusal::Refusal;
use crate::release::{Place, Subject};
use crate::service::Service;

/// How close a word must be to a name to be taken for a typo of it.
const NEAR: f64 = 0.8;

/// A manual approval that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingApproval {
    pub pipeline: String,
    pub environment: EnvironmentName,
    pub is_production: bool,
    pub approval: ApprovalRef,
}

/// Everything that was seen.
#[derive(Debug)]
pub struct Seen<'a> {
    environments: &'a [Environment],
    /// Environments of which the bot did not see everything.
    hidden: HashSet<&'a EnvironmentName>,
    pipelines: Vec<(&'a str, &'a EnvironmentName)>,
    /// What else goes by a name: services, clusters, applications, environments.
    others: BTreeSet<String>,
    approvals: Vec<WaitingApproval>,
}

impl<'a> Seen<'a> {
    /// What one look at each of these environments showed.
    pub fn new(environments: &'a [Environment], looks: &'a [Arc<Look>]) -> Self {
        let names = environments.iter().map(|one| one.name.to_string());
        let services = looks.iter().flat_map(|look| &look.services);
        let mut seen = Self {
            environments,
            hidden: HashSet::new(),
            pipelines: Vec::new(),
            others: names.chain(services.flat_map(names_of)).collect(),
            approvals: Vec::new(),
        };
        for (environment, look) in environments.iter().zip(looks) {
            let mut is_whole = look.gaps.is_empty();
            for pipeline in &look.pipelines {
                seen.pipelines.push((&pipeline.name, &environment.name));
                for approval in &pipeline.approvals {
                    let waiting = waiting(environment, &pipeline.name, approval);
                    is_whole &= waiting.is_some();
                    seen.approvals.extend(waiting);
                }
            }
            if !is_whole {
                seen.hidden.insert(&environment.name);
            }
        }
        seen
    }

    /// The environment of this name, whatever its letter case.
    pub fn environment(&self, word: &str) -> Option<&'a EnvironmentName> {
        let mut environments = self.environments.iter().map(|one| &one.name);
        environments.find(|name| name.as_str().eq_ignore_ascii_case(word))
    }

    /// The approvals that wait, in this environment or in all.
    pub fn approvals(&self, scope: Option<&EnvironmentName>) -> Vec<&WaitingApproval> {
        let is_meant = |one: &&WaitingApproval| scope.is_none_or(|scope| one.environment == *scope);
        self.approvals.iter().filter(is_meant).collect()
    }

    /// Where there is a pipeline of exactly this name, whatever its letter case.
    pub fn pipelines(&self, name: &str) -> Vec<&'a EnvironmentName> {
        let is_meant = |(pipeline, _): &&(&str, _)| pipeline.eq_ignore_ascii_case(name);
        let named = self.pipelines.iter().filter(is_meant);
        named.map(|(_, environment)| *environment).collect()
    }

    /// Whether everything was seen, in this environment or in all.
    pub fn is_whole(&self, scope: Option<&EnvironmentName>) -> bool {
        match scope {
            Some(scope) => !self.hidden.contains(scope),
            None => self.hidden.is_empty(),
        }
    }

    /// Whether a word may name an environment other than this one, rightly or with a typo.
    pub fn may_be_another_environment(&self, word: &str, than: &EnvironmentName) -> bool {
        let mut names = self.environments.iter().map(|one| one.name.as_str());
        self.environment(word) != Some(than) && names.any(|name| is_near(word, name))
    }

    /// Whether a word may name anything, rightly or with a typo, as a glob, a path or an id.
    pub fn may_be_a_name(&self, word: &str) -> bool {
        let is_glob = word.contains(['*', '?']);
        let glob = WildMatch::new(&word.to_lowercase());
        let is_like = |name: &str| {
            is_near(word, name)
                || (is_glob && glob.matches(&name.to_lowercase()))
                || (word.split('/').any(|part| is_near(part, name)))
        };
        is_codedeploy_id(word)
            || word.starts_with("arn:")
            || self.pipelines.iter().any(|(name, _)| is_like(name))
            || self.others.iter().any(|name| is_like(name))
    }
}

/// The environment that `--env` means.
///
/// # Errors
/// When there is none of this name: which ones there are, and which was probably meant.
pub fn environment_named<'a>(
    environments: &'a [Environment],
    typed: &str,
) -> Result<&'a Environment, Refusal> {
    let names = || environments.iter().map(|one| one.name.as_str());
    environments
        .iter()
        .find(|one| one.name.as_str().eq_ignore_ascii_case(typed))
        .ok_or_else(|| Refusal::UnknownEnvironment {
            typed: typed.to_owned(),
            known: names().map(str::to_owned).collect(),
            suggestion: names().find(|name| is_near(typed, name)).map(str::to_owned),
        })
}

/// Whether this is the id of a deployment of CodeDeploy:
/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html>.
pub fn is_codedeploy_id(name: &str) -> bool {
    let is_one = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit();
    let rest = name.strip_prefix("d-");
    rest.is_some_and(|rest| rest.len() == 9 && rest.bytes().all(is_one))
}

fn is_near(word: &str, name: &str) -> bool {
    strsim::jaro_winkler(&word.to_lowercase(), &name.to_lowercase()) >= NEAR
}

fn names_of(service: &Service) -> impl Iterator<Item = String> {
    let names = [
        Some(&service.name),
        Some(&service.cluster),
        service.application.as_ref(),
    ];
    names
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .into_iter()
}

/// `None` where AWS did not say which attempt of which execution waits.
fn waiting(
    environment: &Environment,
    pipeline: &str,
    approval: &Approval,
) -> Option<WaitingApproval> {
    Some(WaitingApproval {
        pipeline: pipeline.to_owned(),
        environment: environment.name.clone(),
        is_production: environment.production,
        approval: ApprovalRef {
            execution: Subject::Execution {
                place: Place {
                    account: environment.account.clone(),
                    region: environment.region.clone(),
                },
                pipeline: pipeline.to_owned(),
                id: approval.execution.clone()?,
            },
            stage: approval.stage.clone(),
            action: approval.action.clone(),
            attempt: approval.attempt.clone()?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_codedeploy_is_told_from_a_name() {
        for (name, is_one) in [
            ("d-ABC123XYZ", true),
            ("d-abc123xyz", false),
            ("d-ABC", false),
            ("d-service", false),
        ] {
            assert_eq!(is_codedeploy_id(name), is_one, "{name}");
        }
    }
}
