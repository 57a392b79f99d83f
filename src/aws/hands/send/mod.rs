//! The one call that changes AWS, tried once.

mod codedeploy;
mod codepipeline;
mod ecs;
mod restore;

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

pub(super) use self::restore::differs;
use super::Hands;
use crate::aws::fleet::{CONNECT, Clients, Fleet};
use crate::aws::why::why;
use domain::acting::{Mutation, Sent};
use domain::look::Why;
use domain::names::Environment;
use domain::release::Subject;

/// How long a call that changes something may take.
const SEND: Duration = Duration::from_secs(5);

/// The deployment that was made, where one was, or why it is not known to be.
type Made = Result<Option<Subject>, Unmade>;

/// Why it is not known that a change was made.
enum Unmade {
    /// AWS refused it, or it was never sent.
    Refused(Why),
    /// It may have been.
    Lost(Why),
}

impl Fleet {
    /// Makes this change, by one call that is tried once and may take five seconds. Where it needs to know more, that
    /// is read before, and a failure of this is a refusal: nothing was sent.
    pub async fn send(&self, environment: &Environment, mutation: &Mutation) -> Sent {
        let hands = Hands::of(self, environment).await;
        match hands.carry_out(mutation).await {
            Ok(made) => Sent::Done { made },
            Err(Unmade::Refused(why)) => Sent::Refused(why),
            Err(Unmade::Lost(why)) => Sent::Lost(why),
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

/// What an error means of a call that needs `permission`: a refusal only where AWS has said no, or nobody has got it. An
/// answer of a status below 500 says no, be it that of a throttle; anything else may have been done.
fn unmade<E: ProvideErrorMetadata>(permission: &str, error: &SdkError<E, HttpResponse>) -> Unmade {
    let why = why(permission, error);
    let is_refused = match error {
        SdkError::ConstructionFailure(_) => true,
        // There were no credentials to send it with.
        SdkError::DispatchFailure(_) => why == Why::Credentials,
        SdkError::ServiceError(service) => service.raw().status().as_u16() < 500,
        _ => false,
    };
    match is_refused {
        true => Unmade::Refused(why),
        false => Unmade::Lost(why),
    }
}

/// What cannot be put together cannot be sent.
fn unsent(error: impl std::fmt::Display) -> Unmade {
    Unmade::Refused(Why::Failed(error.to_string()))
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
}
