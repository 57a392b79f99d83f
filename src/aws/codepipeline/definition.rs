//! A pipeline's definition: its stages and actions in order, what they deploy, and how long they wait.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_codepipeline::types as sdk;
use jiff::SignedDuration;

use crate::aws::fleet::{Clients, Fleet};
use crate::aws::known::once;
use crate::aws::why::why;
use domain::look::Why;
use domain::names::{Environment, last_part};
use domain::release::PlannedStage;

/// How long an approval waits if it does not say:
/// <https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html>.
const APPROVAL: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What of a pipeline's definition a release's story needs.
#[derive(Debug, Default)]
pub(in crate::aws) struct Definition {
    pub plan: Vec<PlannedStage>,
    /// What its deploy actions deploy.
    pub deploys: Vec<Deploys>,
    /// The branch that its first source watches.
    pub branch: Option<String>,
    /// By stage and action, where an action says it.
    timeouts: HashMap<(String, String), SignedDuration>,
}

/// What a deploy action deploys to. A name may be a variable (`#{…}`), which stands for any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) enum Deploys {
    CodeDeploy { application: String, group: String },
    Ecs { cluster: String, service: String },
}

impl Definition {
    /// How long an approval waits until it fails by itself.
    pub fn patience(&self, stage: &str, action: &str) -> SignedDuration {
        let key = (stage.to_owned(), action.to_owned());
        self.timeouts.get(&key).copied().unwrap_or(APPROVAL)
    }
}

impl Deploys {
    /// What an action of this provider with these settings deploys to; `None` where that is neither.
    fn read(provider: &str, settings: Option<&HashMap<String, String>>) -> Option<Self> {
        let setting = |name: &str| settings.and_then(|settings| configured(settings, name));
        match provider {
            "CodeDeploy" | "CodeDeployToECS" => Some(Self::CodeDeploy {
                application: setting("ApplicationName")?,
                group: setting("DeploymentGroupName")?,
            }),
            "ECS" => Some(Self::Ecs {
                cluster: last_part(&setting("ClusterName")?).to_owned(),
                service: last_part(&setting("ServiceName")?).to_owned(),
            }),
            _ => None,
        }
    }

    /// What an attempt of an action deployed to.
    pub fn of_attempt(detail: &sdk::ActionExecutionDetail) -> Option<Self> {
        let input = detail.input()?;
        let settings = input.resolved_configuration().or(input.configuration());
        Self::read(input.action_type_id()?.provider(), settings)
    }

    /// Whether `other`, which is no variable, may be meant.
    pub fn may_be(&self, other: &Self) -> bool {
        let fits = |mine: &str, theirs: &str| mine == theirs || mine.contains("#{");
        match (self, other) {
            (
                Self::CodeDeploy { application, group },
                Self::CodeDeploy {
                    application: their_application,
                    group: their_group,
                },
            ) => fits(application, their_application) && fits(group, their_group),
            (
                Self::Ecs { cluster, service },
                Self::Ecs {
                    cluster: their_cluster,
                    service: their_service,
                },
            ) => fits(cluster, their_cluster) && fits(service, their_service),
            _ => false,
        }
    }
}

/// A setting of an action, where it is there and not empty.
pub(in crate::aws) fn configured(settings: &HashMap<String, String>, name: &str) -> Option<String> {
    let value = settings.get(name)?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The present definition of a pipeline, at most a few minutes old.
pub(in crate::aws) async fn definition(
    fleet: &Fleet,
    environment: &Environment,
    clients: &Clients,
    pipeline: &str,
) -> Result<Arc<Definition>, Why> {
    once(&fleet.known.definitions, environment, pipeline, async {
        let answer = clients
            .codepipeline
            .get_pipeline()
            .name(pipeline)
            .send()
            .await
            .map_err(|error| why("codepipeline:GetPipeline", &error))?;
        Ok(Arc::new(
            answer
                .pipeline
                .as_ref()
                .map_or_else(Definition::default, |declared| read(declared.stages())),
        ))
    })
    .await
}

fn read(stages: &[sdk::StageDeclaration]) -> Definition {
    let mut definition = Definition::default();
    for stage in stages {
        let mut actions: Vec<_> = stage.actions().iter().collect();
        actions.sort_by_key(|action| action.run_order().unwrap_or(1));
        for action in &actions {
            let settings = action.configuration();
            let (category, provider) = action
                .action_type_id()
                .map_or(("", ""), |kind| (kind.category().as_str(), kind.provider()));
            definition.deploys.extend(Deploys::read(provider, settings));
            if category == "Source" && definition.branch.is_none() {
                definition.branch = settings.and_then(|settings| {
                    configured(settings, "BranchName").or_else(|| configured(settings, "Branch"))
                });
            }
            if let Some(minutes) = action.timeout_in_minutes() {
                definition.timeouts.insert(
                    (stage.name().to_owned(), action.name().to_owned()),
                    SignedDuration::from_mins(minutes.into()),
                );
            }
        }
        definition.plan.push(PlannedStage {
            name: stage.name().to_owned(),
            actions: actions
                .iter()
                .map(|action| action.name().to_owned())
                .collect(),
        });
    }
    definition
}
