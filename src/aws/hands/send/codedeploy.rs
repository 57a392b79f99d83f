//! Deployments of CodeDeploy: stopped, made of an earlier revision, and let go on.

use aws_sdk_codedeploy::types as sdk;

use super::{Made, Unmade, once, unmade, unsent};
use crate::aws::codedeploy::text;
use crate::aws::hands::{Hands, misplaced};
use domain::acting::{RevisionRef, Wait};
use domain::release::Subject;

impl Hands<'_> {
    /// `StopDeployment`
    pub(super) async fn stop(&self, deployment: &Subject) -> Made {
        once(&self.clients)
            .codedeploy
            .stop_deployment()
            .deployment_id(id(deployment)?)
            .auto_rollback_enabled(true)
            .send()
            .await
            .map_err(|error| unmade("codedeploy:StopDeployment", &error))?;
        Ok(None)
    }

    /// `CreateDeployment`
    pub(super) async fn create(
        &self,
        application: &str,
        group: &str,
        revision: sdk::RevisionLocation,
        description: &str,
    ) -> Made {
        let made = once(&self.clients)
            .codedeploy
            .create_deployment()
            .application_name(application)
            .deployment_group_name(group)
            .revision(revision)
            .description(description)
            .send()
            .await
            .map_err(|error| unmade("codedeploy:CreateDeployment", &error))?;
        Ok(made.deployment_id().map(|id| self.code_deploy(id)))
    }

    /// A revision as CreateDeployment takes it: an AppSpec with its text, which only GetApplicationRevision has.
    pub(super) async fn revision(
        &self,
        application: &str,
        revision: &RevisionRef,
    ) -> Result<sdk::RevisionLocation, Unmade> {
        let location = sdk::RevisionLocation::builder();
        match revision {
            RevisionRef::S3 {
                bucket,
                key,
                bundle,
                version,
                e_tag,
            } => {
                let file = sdk::S3Location::builder()
                    .bucket(bucket)
                    .key(key)
                    .set_bundle_type(bundle.as_deref().map(sdk::BundleType::from))
                    .set_version(version.clone())
                    .set_e_tag(e_tag.clone());
                Ok(location
                    .revision_type(sdk::RevisionLocationType::S3)
                    .s3_location(file.build())
                    .build())
            }
            RevisionRef::AppSpec { sha256 } => {
                let location = location.revision_type(sdk::RevisionLocationType::AppSpecContent);
                let spec = sdk::AppSpecContent::builder().sha256(sha256);
                let asked = location.clone().app_spec_content(spec.clone().build());
                let text = text(&self.clients, application, asked.build()).await;
                let text = text.map_err(Unmade::Refused)?;
                if text.is_empty() {
                    return Err(unsent("a revision without its AppSpec"));
                }
                Ok(location
                    .app_spec_content(spec.content(text).build())
                    .build())
            }
        }
    }

    /// `ContinueDeployment`
    pub(super) async fn go_on(&self, deployment: &Subject, wait: &Wait) -> Made {
        let kind = match wait {
            Wait::Ready => sdk::DeploymentWaitType::ReadyWait,
            Wait::Termination => sdk::DeploymentWaitType::TerminationWait,
            Wait::Hook(_) => return Err(Unmade::Refused(misplaced(deployment))),
        };
        once(&self.clients)
            .codedeploy
            .continue_deployment()
            .deployment_id(id(deployment)?)
            .deployment_wait_type(kind)
            .send()
            .await
            .map_err(|error| unmade("codedeploy:ContinueDeployment", &error))?;
        Ok(None)
    }
}

fn id(deployment: &Subject) -> Result<&str, Unmade> {
    match deployment {
        Subject::CodeDeploy { id, .. } => Ok(id),
        other => Err(Unmade::Refused(misplaced(other))),
    }
}
