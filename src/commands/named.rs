//! From what was typed to what is meant: environments, services, deployments, approvals.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::acting::unstored;
use super::{Asker, Tools};
use crate::domain::acting::ApprovalRef;
use crate::domain::look::Look;
use crate::domain::names::Environment;
use crate::domain::pipeline::Approval;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Place, Release, Standing, Subject};
use crate::domain::status::{self, Pattern};

/// The environments that `--env` means, or all.
pub fn environments<'a>(
    tools: &'a Tools,
    typed: Option<&str>,
) -> Result<Vec<&'a Environment>, Refusal> {
    let all = tools.fleet.environments();
    if all.is_empty() {
        return Err(Refusal::NoEnvironments);
    }
    let Some(typed) = typed else {
        return Ok(all.iter().collect());
    };
    let is_meant = |e: &&Environment| e.name.as_str().eq_ignore_ascii_case(typed);
    all.iter()
        .find(is_meant)
        .map(|environment| vec![environment])
        .ok_or_else(|| Refusal::UnknownEnvironment {
            typed: typed.to_owned(),
            known: all.iter().map(|e| e.name.to_string()).collect(),
            suggestion: all
                .iter()
                .map(|e| e.name.as_str())
                .find(|name| strsim::jaro_winkler(name, typed) > 0.8)
                .map(str::to_owned),
        })
}

/// The release in whose thread somebody asks.
pub async fn release_here(tools: &Tools, asker: &Asker) -> Result<Option<Release>, Refusal> {
    let Some(thread) = &asker.thread else {
        return Ok(None);
    };
    let release = tools.store.release_at(&asker.channel, thread).await;
    release.map_err(|error| unstored(&error))
}

/// The deployment that a name means: one by its own id, else what a service had last; without a name, that of the
/// release in whose thread it is asked.
pub async fn deployment(
    tools: &Tools,
    asker: &Asker,
    name: Option<&str>,
    env: Option<&str>,
    command: &str,
) -> Result<Subject, Refusal> {
    let environments = environments(tools, env)?;
    let Some(name) = name else {
        let release = release_here(tools, asker).await?;
        return release
            .as_ref()
            .and_then(deployment_in)
            .ok_or_else(|| Refusal::MissingName {
                command: command.to_owned(),
            });
    };
    if let Some(subject) = Subject::of_service_deployment(name) {
        return Ok(subject);
    }
    if is_codedeploy_id(name) {
        return by_id(tools, &environments, name).await;
    }
    service(tools, &environments, name).await
}

/// The deployment of a release that somebody means: the one on its way, else the last.
fn deployment_in(release: &Release) -> Option<Subject> {
    let roots = release.roots();
    let now = Timestamp::now();
    let is_moving = |standing: Standing| !standing.is_final();
    let moving = roots
        .iter()
        .rev()
        .find(|root| is_moving(release.stand_of(root, now).standing));
    Some(moving.or(roots.last())?.subject.clone())
}

/// <https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html>
fn is_codedeploy_id(name: &str) -> bool {
    let rest = name.strip_prefix("d-");
    rest.is_some_and(|rest| {
        rest.len() == 9
            && rest
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

async fn by_id(tools: &Tools, environments: &[&Environment], id: &str) -> Result<Subject, Refusal> {
    let mut unknown = None;
    for environment in environments {
        let subject = Subject::CodeDeploy {
            place: Place {
                account: environment.account.clone(),
                region: environment.region.clone(),
            },
            id: id.to_owned(),
        };
        match tools.fleet.waiting(environment, &subject).await {
            Ok(Some(_)) => return Ok(subject),
            Ok(None) => {}
            Err(why) => unknown = Some(why),
        }
    }
    Err(match unknown {
        Some(why) => Refusal::NotKnown(why),
        None => Refusal::NothingNamed {
            typed: id.to_owned(),
            suggestion: None,
            unsure: false,
        },
    })
}

async fn service(
    tools: &Tools,
    environments: &[&Environment],
    name: &str,
) -> Result<Subject, Refusal> {
    let looks = looks(tools, environments).await;
    let pattern = Pattern::new(name);
    let selection = status::select(&looks, Some(&pattern));
    let unsure = looks.iter().any(|look| !look.gaps.is_empty());
    let service = match selection.services.as_slice() {
        [one] => *one,
        [] => {
            return Err(Refusal::NothingNamed {
                typed: name.to_owned(),
                suggestion: selection.suggestion.map(str::to_owned),
                unsure,
            });
        }
        several => {
            return Err(Refusal::SeveralNamed {
                typed: name.to_owned(),
                named: several
                    .iter()
                    .map(|one| format!("{} --env {}", one.name, one.environment))
                    .collect(),
            });
        }
    };
    let environment = environments
        .iter()
        .find(|one| one.name == service.environment)
        .ok_or(Refusal::NotCurrent)?;
    let latest = tools
        .fleet
        .latest_deployment(environment, service, Timestamp::now())
        .await
        .map_err(Refusal::NotKnown)?;
    latest.ok_or(match service.controller {
        crate::domain::service::Controller::External => Refusal::RollbackExternal,
        _ => Refusal::NoEarlierVersion,
    })
}

/// An approval that waits.
#[derive(Debug, Clone)]
pub struct Waits {
    pub pipeline: String,
    pub environment: Environment,
    pub approval: ApprovalRef,
}

/// What AWS shows of the pipelines in some environments.
#[derive(Debug)]
pub struct Pipelines {
    looks: Vec<Arc<Look>>,
    pub waiting: Vec<Waits>,
}

impl Pipelines {
    /// Looks.
    pub async fn look(tools: &Tools, environments: &[&Environment]) -> Self {
        let looks = looks(tools, environments).await;
        let mut waiting = Vec::new();
        for (environment, look) in environments.iter().zip(&looks) {
            for pipeline in &look.pipelines {
                let approvals = pipeline.approvals.iter();
                waiting.extend(approvals.filter_map(|approval| {
                    Some(Waits {
                        pipeline: pipeline.name.clone(),
                        environment: (*environment).clone(),
                        approval: exact(environment, &pipeline.name, approval)?,
                    })
                }));
            }
        }
        Self { looks, waiting }
    }

    /// Whether a word names a pipeline.
    pub fn has(&self, word: &str) -> bool {
        let mut pipelines = self.looks.iter().flat_map(|look| &look.pipelines);
        pipelines.any(|pipeline| pipeline.name.eq_ignore_ascii_case(word))
    }

    /// Whether not everything could be seen.
    pub fn is_unsure(&self) -> bool {
        self.looks.iter().any(|look| !look.gaps.is_empty())
    }
}

fn exact(environment: &Environment, pipeline: &str, approval: &Approval) -> Option<ApprovalRef> {
    Some(ApprovalRef {
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
    })
}

async fn looks(tools: &Tools, environments: &[&Environment]) -> Vec<Arc<Look>> {
    join_all(environments.iter().map(|one| tools.fleet.look(one))).await
}

/// Free text, out of which `--env ENV` is taken where it stands before the text or after its first word.
pub fn without_env(words: &[String], env: Option<String>) -> (Vec<String>, Option<String>) {
    let at = words.iter().take(2).position(|word| word == "--env");
    let equals = words
        .iter()
        .take(2)
        .position(|word| word.starts_with("--env="));
    let mut words = words.to_vec();
    match (at, equals) {
        (Some(at), _) if at + 1 < words.len() && env.is_none() => {
            let value = words.remove(at + 1);
            words.remove(at);
            (words, Some(value))
        }
        (_, Some(at)) if env.is_none() => {
            let value = words.remove(at)["--env=".len()..].to_owned();
            (words, Some(value))
        }
        _ => (words, env),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_taken_out_of_free_text_only_where_it_belongs() {
        for (typed, words, env) in [
            (
                "orders --env prod looks good",
                "orders looks good",
                Some("prod"),
            ),
            ("--env prod orders ok", "orders ok", Some("prod")),
            ("orders --env=prod ok", "orders ok", Some("prod")),
            ("orders use --env prod", "orders use --env prod", None),
            ("orders --env", "orders --env", None),
            ("", "", None),
        ] {
            let given: Vec<String> = typed.split_whitespace().map(str::to_owned).collect();
            let (left, found) = without_env(&given, None);
            assert_eq!((left.join(" ").as_str(), found.as_deref()), (words, env));
        }
    }

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
