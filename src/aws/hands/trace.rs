//! What AWS shows of a change that was sent, and whose answer was lost.

use aws_sdk_codedeploy::types as codedeploy_sdk;
use aws_sdk_codepipeline::types as codepipeline_sdk;
use jiff::{SignedDuration, Timestamp};

use super::{Hands, misplaced};
use crate::aws::batch::until_error;
use crate::aws::codedeploy::{self, Deployments, status};
use crate::aws::convert::{date, time};
use crate::aws::ecs;
use crate::aws::fleet::Fleet;
use crate::aws::why::why;
use domain::acting::{ApprovalRef, Mutation, Trace, Wait};
use domain::look::Why;
use domain::names::Environment;
use domain::release::{DeploymentState, Subject};
use domain::service::Phase;

/// How much earlier than it was sent AWS may say that something was made: the clocks differ.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// Done, and nothing made by it.
const DONE: Trace = Trace::Done { made: None };

impl Fleet {
    /// What AWS shows of a change that was sent at `since` for the claim of this id.
    ///
    /// That CodeDeploy was asked to stop a deployment is seen only when it has stopped, which a hook that runs can put
    /// off; until then there is no trace of it.
    ///
    /// # Errors
    /// Why AWS did not show it.
    pub async fn trace(
        &self,
        environment: &Environment,
        mutation: &Mutation,
        claim: &str,
        since: Timestamp,
    ) -> Result<Trace, Why> {
        let hands = Hands::of(self, environment).await;
        let since = since - SKEW;
        let mark = format!("[pilothouse {claim}]");
        match mutation {
            Mutation::PutApprovalResult { approval, .. } => hands.answered(approval, &mark).await,
            Mutation::StopDeployment { deployment } => hands.stopped(deployment).await,
            Mutation::CreateDeployment {
                application, group, ..
            } => {
                let key = (application.clone(), group.clone());
                hands.created(&key, &mark, since).await
            }
            Mutation::ContinueDeployment { deployment, wait } => {
                hands.went_on(deployment, wait).await
            }
            Mutation::StopServiceDeployment { deployment } => {
                hands.stopped_service(deployment).await
            }
            Mutation::UpdateService { undoes, revision } => {
                hands.restored(undoes, revision, since).await
            }
            Mutation::ContinueServiceDeployment { deployment, hook } => {
                hands.passed(deployment, hook).await
            }
        }
    }
}

impl Hands<'_> {
    async fn answered(&self, approval: &ApprovalRef, mark: &str) -> Result<Trace, Why> {
        let Some(detail) = self.attempt(approval).await? else {
            return Ok(Trace::Overtaken);
        };
        let result = detail.output().and_then(|output| output.execution_result());
        // What a rejection says is told as its error, too.
        let summary = result.and_then(|result| result.external_execution_summary());
        let error = result.and_then(|result| result.error_details()?.message());
        let mut words = summary.into_iter().chain(error);
        if words.any(|words| words.contains(mark)) {
            return Ok(DONE);
        }
        if detail.status() == Some(&codepipeline_sdk::ActionExecutionStatus::InProgress) {
            return Ok(Trace::None);
        }
        // What was answered stands in the pipeline's state, until the next execution comes there.
        let latest = self.latest(approval).await?;
        let words = latest.as_ref().and_then(|latest| latest.summary());
        let ours = words.is_some_and(|words| words.contains(mark));
        Ok(if ours { DONE } else { Trace::Overtaken })
    }

    async fn stopped(&self, deployment: &Subject) -> Result<Trace, Why> {
        let info = self.deployment(deployment).await?;
        let back = info.rollback_info();
        let back = back.and_then(|back| back.rollback_deployment_id());
        let made = back
            .filter(|id| !id.is_empty())
            .map(|id| self.code_deploy(id));
        Ok(match status(&info) {
            "Stopped" | "Failed" => Trace::Done { made },
            _ if made.is_some() => Trace::Done { made },
            "Succeeded" => Trace::Overtaken,
            _ => Trace::None,
        })
    }

    /// The deployment as CodeDeploy shows it.
    async fn deployment(&self, of: &Subject) -> Result<codedeploy_sdk::DeploymentInfo, Why> {
        let Subject::CodeDeploy { id, .. } = of else {
            return Err(misplaced(of));
        };
        let mut deployments = Deployments::default();
        let missed = deployments
            .read(&self.clients, std::slice::from_ref(id))
            .await;
        let unknown = || Why::Failed("DeploymentDoesNotExistException".to_owned());
        let info = deployments.0.remove(id);
        info.ok_or_else(|| missed.unwrap_or_else(unknown))
    }

    async fn created(
        &self,
        (application, group): &codedeploy::GroupKey,
        mark: &str,
        since: Timestamp,
    ) -> Result<Trace, Why> {
        let range = codedeploy_sdk::TimeRange::builder().start(date(since));
        let pages = self
            .clients
            .codedeploy
            .list_deployments()
            .application_name(application)
            .deployment_group_name(group)
            .create_time_range(range.build())
            .into_paginator()
            .items()
            .send();
        let listed = until_error(pages, |error| why("codedeploy:ListDeployments", &error));
        let (ids, unlisted) = listed.await;
        let mut deployments = Deployments::default();
        let unread = deployments.read(&self.clients, &ids).await;
        let ours = deployments.0.values().find(|info| {
            let words = info.description();
            words.is_some_and(|words| words.contains(mark))
        });
        match (
            ours.and_then(|info| info.deployment_id()),
            unlisted.or(unread),
        ) {
            (Some(id), _) => Ok(Trace::Done {
                made: Some(self.code_deploy(id)),
            }),
            (None, Some(why)) => Err(why),
            (None, None) => Ok(Trace::None),
        }
    }

    async fn went_on(&self, deployment: &Subject, wait: &Wait) -> Result<Trace, Why> {
        let Some(shown) = self.shown(deployment.clone()).await? else {
            return Err(Why::Failed("DeploymentDoesNotExistException".to_owned()));
        };
        let phase = match wait {
            Wait::Ready => Phase::AwaitingPerson,
            Wait::Termination => Phase::TerminationWait,
            Wait::Hook(_) => return Err(misplaced(deployment)),
        };
        match (shown.news.state, shown.missed()) {
            (DeploymentState::InMotion(present), _) if present == phase => Ok(Trace::None),
            // Its lifecycle events may be what was not shown, and without them it seems not to wait.
            (DeploymentState::InMotion(_), Some(why)) => Err(why),
            (DeploymentState::Stopped, _) => Ok(Trace::Overtaken),
            _ => Ok(DONE),
        }
    }

    async fn stopped_service(&self, deployment: &Subject) -> Result<Trace, Why> {
        let arn = deployment.arn().ok_or_else(|| misplaced(deployment))?;
        let found = self.service_deployment(&arn).await?;
        let word = found.status().map_or("", |status| status.as_str());
        Ok(match word {
            "SUCCESSFUL" => Trace::Overtaken,
            _ if word.starts_with("ROLLBACK") || word.starts_with("STOP") => DONE,
            _ => Trace::None,
        })
    }

    async fn restored(
        &self,
        undoes: &Subject,
        earlier: &str,
        since: Timestamp,
    ) -> Result<Trace, Why> {
        let Subject::ServiceDeployment {
            cluster, service, ..
        } = undoes
        else {
            return Err(misplaced(undoes));
        };
        let listed = ecs::service_deployments(&self.clients, cluster, service, since);
        let mut made = listed.await?;
        made.sort_by_key(|one| one.created_at().and_then(time));
        // What comes before the one that is undone cannot be what undoes it.
        let own = undoes.arn();
        let own = made
            .iter()
            .position(|one| one.service_deployment_arn() == own.as_deref());
        made.drain(..own.map_or(0, |own| own + 1));
        if made.is_empty() {
            return Ok(Trace::None);
        }
        let targets = made
            .iter()
            .filter_map(|one| one.target_service_revision_arn());
        let arns: Vec<String> = targets.chain([earlier]).map(str::to_owned).collect();
        let (revisions, missed) = ecs::revisions(&self.clients, &arns).await;
        let definition = |arn: Option<&str>| {
            let found = revisions.iter().find(|(of, _)| Some(of.as_str()) == arn);
            found.map(|(_, definition)| definition)
        };
        let wanted = definition(Some(earlier));
        let ours = made.iter().find(|one| {
            wanted.is_some() && definition(one.target_service_revision_arn()) == wanted
        });
        match (ours.and_then(|one| one.service_deployment_arn()), missed) {
            (Some(arn), _) => Ok(Trace::Done {
                made: Subject::of_service_deployment(arn),
            }),
            (None, Some(why)) => Err(why),
            (None, None) => Ok(Trace::None),
        }
    }

    async fn passed(&self, deployment: &Subject, hook: &str) -> Result<Trace, Why> {
        let arn = deployment.arn().ok_or_else(|| misplaced(deployment))?;
        let found = self.service_deployment(&arn).await?;
        let mut hooks = found.lifecycle_hook_details().iter();
        let ours = hooks.find(|one| one.hook_id() == Some(hook));
        let status = ours.and_then(|one| one.status());
        Ok(match status.map(|status| status.as_str()) {
            Some("AWAITING_ACTION") => Trace::None,
            Some("FAILED" | "TIMED_OUT") => Trace::Overtaken,
            _ => DONE,
        })
    }
}
