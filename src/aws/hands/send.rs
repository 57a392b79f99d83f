//! The one call that changes AWS, tried once.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_codedeploy::types as codedeploy_sdk;
use aws_sdk_codepipeline::types as codepipeline_sdk;
use aws_sdk_ecs::types as ecs_sdk;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::restore::update;
use super::{Hands, misplaced};
use crate::aws::codedeploy::text;
use crate::aws::ecs;
use crate::aws::fleet::{CONNECT, Clients, Fleet};
use crate::aws::why::why;
use crate::domain::acting::{ApprovalRef, Mutation, RevisionRef, Sent, Wait};
use crate::domain::look::Why;
use crate::domain::names::Environment;
use crate::domain::release::Subject;

/// How long a call that changes something may take.
const SEND: Duration = Duration::from_secs(5);
/// Characters of a deployment's description; AWS documents no limit, and takes this many.
const DESCRIPTION: usize = 256;

/// What came of it, where it is not known to be done.
type Made = Result<Option<Subject>, Sent>;

impl Fleet {
    /// Makes this change, by one call that is tried once and may take five seconds. Where it needs to know more, that
    /// is read before, and a failure of this is a refusal: nothing was sent.
    pub async fn send(&self, environment: &Environment, mutation: &Mutation) -> Sent {
        let hands = Hands::of(self, environment).await;
        match hands.carry_out(mutation).await {
            Ok(made) => Sent::Done { made },
            Err(sent) => sent,
        }
    }
}

/// The same clients for calls that must not be repeated.
fn once(clients: &Clients) -> Clients {
    let retries = RetryConfig::disabled();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(SEND)
        .operation_attempt_timeout(SEND)
        .operation_timeout(SEND)
        .build();
    macro_rules! tried_once {
        ($sdk:ident, $client:expr) => {{
            let config = $client.config().to_builder();
            let config = config.retry_config(retries.clone());
            $sdk::Client::from_conf(config.timeout_config(timeouts.clone()).build())
        }};
    }
    Clients {
        ecs: tried_once!(aws_sdk_ecs, clients.ecs),
        codedeploy: tried_once!(aws_sdk_codedeploy, clients.codedeploy),
        codepipeline: tried_once!(aws_sdk_codepipeline, clients.codepipeline),
        sts: clients.sts.clone(),
    }
}

/// What an error leaves of a call that needs `permission`: a refusal only where AWS, or nobody, has got it. An answer
/// of a status below 500 is a refusal, be it that of a throttle; anything else may have been done.
fn unsent<E: ProvideErrorMetadata>(permission: &str, error: &SdkError<E, HttpResponse>) -> Sent {
    let why = why(permission, error);
    let is_refused = match error {
        SdkError::ConstructionFailure(_) => true,
        // There were no credentials to send it with.
        SdkError::DispatchFailure(_) => why == Why::Credentials,
        SdkError::ServiceError(service) => service.raw().status().as_u16() < 500,
        _ => false,
    };
    match is_refused {
        true => Sent::Refused(why),
        false => Sent::Lost(why),
    }
}

/// What cannot be put together cannot be sent.
fn unmade(error: impl std::fmt::Display) -> Sent {
    Sent::Refused(Why::Failed(error.to_string()))
}

impl Hands<'_> {
    async fn carry_out(&self, mutation: &Mutation) -> Made {
        match mutation {
            Mutation::PutApprovalResult {
                approval,
                approved,
                summary,
                token,
            } => self.answer(approval, *approved, summary, token).await,
            Mutation::StopDeployment { deployment } => self.stop(deployment).await,
            Mutation::CreateDeployment {
                application,
                group,
                revision,
                description,
                ..
            } => {
                let revision = self.revision(application, revision).await?;
                self.create(application, group, revision, description).await
            }
            Mutation::ContinueDeployment { deployment, wait } => self.go_on(deployment, wait).await,
            Mutation::StopServiceDeployment { deployment } => self.stop_service(deployment).await,
            Mutation::UpdateService { undoes, revision } => self.restore(undoes, revision).await,
            Mutation::ContinueServiceDeployment { deployment, hook } => {
                self.pass(deployment, hook).await
            }
        }
    }

    async fn answer(
        &self,
        approval: &ApprovalRef,
        approved: bool,
        summary: &str,
        token: &str,
    ) -> Made {
        let Subject::Execution { pipeline, .. } = &approval.execution else {
            return Err(Sent::Refused(misplaced(&approval.execution)));
        };
        let status = match approved {
            true => codepipeline_sdk::ApprovalStatus::Approved,
            false => codepipeline_sdk::ApprovalStatus::Rejected,
        };
        let result = codepipeline_sdk::ApprovalResult::builder()
            .status(status)
            .summary(summary)
            .build()
            .map_err(unmade)?;
        once(&self.clients)
            .codepipeline
            .put_approval_result()
            .pipeline_name(pipeline)
            .stage_name(&approval.stage)
            .action_name(&approval.action)
            .result(result)
            .token(token)
            .send()
            .await
            .map_err(|error| unsent("codepipeline:PutApprovalResult", &error))?;
        Ok(None)
    }

    async fn stop(&self, deployment: &Subject) -> Made {
        once(&self.clients)
            .codedeploy
            .stop_deployment()
            .deployment_id(codedeploy_id(deployment)?)
            .auto_rollback_enabled(true)
            .send()
            .await
            .map_err(|error| unsent("codedeploy:StopDeployment", &error))?;
        Ok(None)
    }

    async fn create(
        &self,
        application: &str,
        group: &str,
        revision: codedeploy_sdk::RevisionLocation,
        description: &str,
    ) -> Made {
        let made = once(&self.clients)
            .codedeploy
            .create_deployment()
            .application_name(application)
            .deployment_group_name(group)
            .revision(revision)
            .description(description.chars().take(DESCRIPTION).collect::<String>())
            .send()
            .await
            .map_err(|error| unsent("codedeploy:CreateDeployment", &error))?;
        Ok(made.deployment_id().map(|id| self.code_deploy(id)))
    }

    /// A revision as CreateDeployment takes it: an AppSpec with its text, which only GetApplicationRevision has.
    async fn revision(
        &self,
        application: &str,
        revision: &RevisionRef,
    ) -> Result<codedeploy_sdk::RevisionLocation, Sent> {
        let location = codedeploy_sdk::RevisionLocation::builder();
        match revision {
            RevisionRef::S3 {
                bucket,
                key,
                bundle,
                version,
                e_tag,
            } => {
                let file = codedeploy_sdk::S3Location::builder()
                    .bucket(bucket)
                    .key(key)
                    .set_bundle_type(bundle.as_deref().map(codedeploy_sdk::BundleType::from))
                    .set_version(version.clone())
                    .set_e_tag(e_tag.clone());
                Ok(location
                    .revision_type(codedeploy_sdk::RevisionLocationType::S3)
                    .s3_location(file.build())
                    .build())
            }
            RevisionRef::AppSpec { sha256 } => {
                let location =
                    location.revision_type(codedeploy_sdk::RevisionLocationType::AppSpecContent);
                let spec = codedeploy_sdk::AppSpecContent::builder().sha256(sha256);
                let asked = location.clone().app_spec_content(spec.clone().build());
                let text = text(&self.clients, application, asked.build()).await;
                let text = text.map_err(Sent::Refused)?;
                if text.is_empty() {
                    return Err(unmade("a revision without its AppSpec"));
                }
                Ok(location
                    .app_spec_content(spec.content(text).build())
                    .build())
            }
        }
    }

    async fn go_on(&self, deployment: &Subject, wait: &Wait) -> Made {
        let kind = match wait {
            Wait::Ready => codedeploy_sdk::DeploymentWaitType::ReadyWait,
            Wait::Termination => codedeploy_sdk::DeploymentWaitType::TerminationWait,
            Wait::Hook(_) => return Err(Sent::Refused(misplaced(deployment))),
        };
        once(&self.clients)
            .codedeploy
            .continue_deployment()
            .deployment_id(codedeploy_id(deployment)?)
            .deployment_wait_type(kind)
            .send()
            .await
            .map_err(|error| unsent("codedeploy:ContinueDeployment", &error))?;
        Ok(None)
    }

    async fn stop_service(&self, deployment: &Subject) -> Made {
        once(&self.clients)
            .ecs
            .stop_service_deployment()
            .service_deployment_arn(arn(deployment)?)
            .stop_type(ecs_sdk::StopServiceDeploymentStopType::Rollback)
            .send()
            .await
            .map_err(|error| unsent("ecs:StopServiceDeployment", &error))?;
        Ok(None)
    }

    async fn pass(&self, deployment: &Subject, hook: &str) -> Made {
        once(&self.clients)
            .ecs
            .continue_service_deployment()
            .service_deployment_arn(arn(deployment)?)
            .hook_id(hook)
            .action(ecs_sdk::DeploymentLifecycleHookAction::Continue)
            .send()
            .await
            .map_err(|error| unsent("ecs:ContinueServiceDeployment", &error))?;
        Ok(None)
    }

    async fn restore(&self, undoes: &Subject, revision: &str) -> Made {
        let Subject::ServiceDeployment {
            cluster, service, ..
        } = undoes
        else {
            return Err(Sent::Refused(misplaced(undoes)));
        };
        let (present, earlier) = self.both(&arn(undoes)?, revision).await?;
        let updated = update(&present, &earlier)
            .cluster(cluster)
            .service(service)
            .send_with(&once(&self.clients).ecs)
            .await
            .map_err(|error| unsent("ecs:UpdateService", &error))?;
        Ok(updated.service.and_then(|service| begun(&service, undoes)))
    }

    /// What the service deployment brought, and the revision of this ARN.
    async fn both(
        &self,
        undoes: &str,
        earlier: &str,
    ) -> Result<(ecs_sdk::ServiceRevision, ecs_sdk::ServiceRevision), Sent> {
        let undone = self.service_deployment(undoes).await;
        let undone = undone.map_err(Sent::Refused)?;
        let target = undone.target_service_revision().and_then(|it| it.arn());
        let arns: Vec<String> = target
            .into_iter()
            .chain([earlier])
            .map(str::to_owned)
            .collect();
        let (revisions, missed) = ecs::service_revisions(&self.clients, &arns).await;
        let of = |arn: Option<&str>| {
            let mut revisions = revisions.iter();
            revisions
                .find(|one| one.service_revision_arn() == arn)
                .cloned()
        };
        let both = of(target).zip(of(Some(earlier)));
        both.ok_or_else(|| match missed {
            Some(why) => Sent::Refused(why),
            None => unmade("a service revision that AWS does not know"),
        })
    }
}

/// The deployment that an update began: ECS names it, or else only the set of tasks that it makes.
fn begun(service: &ecs_sdk::Service, undoes: &Subject) -> Option<Subject> {
    let current = service.current_service_deployment();
    let current = current.and_then(Subject::of_service_deployment);
    current.filter(|current| current != undoes).or_else(|| {
        let mut sets = service.deployments().iter();
        let primary = sets.find(|set| set.status() == Some("PRIMARY"))?;
        Subject::of_ecs_event(service.service_arn()?, primary.id()?)
    })
}

fn codedeploy_id(deployment: &Subject) -> Result<&str, Sent> {
    match deployment {
        Subject::CodeDeploy { id, .. } => Ok(id),
        other => Err(Sent::Refused(misplaced(other))),
    }
}

fn arn(deployment: &Subject) -> Result<String, Sent> {
    let arn = deployment.arn();
    arn.ok_or_else(|| Sent::Refused(misplaced(deployment)))
}
