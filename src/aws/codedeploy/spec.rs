//! The task definition that an AppSpec brings: GetDeployment leaves the AppSpec's text out, GetApplicationRevision has it.

use aws_sdk_codedeploy::types as sdk;

use crate::aws::fleet::{Clients, Fleet};
use crate::aws::known::once;
use crate::aws::why::why;
use domain::look::Why;
use domain::names::{Environment, Revision};

/// The key under which an AppSpec names its task definition:
/// <https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html>.
const KEY: &str = "TaskDefinition";

/// The task definition of a revision of an application; `None` where its AppSpec is a file elsewhere.
pub(in crate::aws) async fn task_definition(
    fleet: &Fleet,
    environment: &Environment,
    clients: &Clients,
    application: &str,
    revision: &sdk::RevisionLocation,
) -> Result<Option<Revision>, Why> {
    let Some(sha256) = revision.app_spec_content().and_then(|spec| spec.sha256()) else {
        return Ok(None);
    };
    // A revision is its text's digest, so that it never changes.
    let name = format!("{application}/{sha256}");
    let found = once(&fleet.known.revisions, environment, &name, async {
        let text = text(clients, application, revision.clone()).await?;
        in_text(&text).ok_or_else(|| Why::Failed("an AppSpec without a task definition".to_owned()))
    });
    found.await.map(Some)
}

/// The text of an AppSpec that is known by its digest; empty where there is none.
pub(in crate::aws) async fn text(
    clients: &Clients,
    application: &str,
    revision: sdk::RevisionLocation,
) -> Result<String, Why> {
    let answer = clients
        .codedeploy
        .get_application_revision()
        .application_name(application)
        .revision(revision)
        .send()
        .await
        .map_err(|error| why("codedeploy:GetApplicationRevision", &error))?;
    let spec = answer.revision.and_then(|found| found.app_spec_content);
    Ok(spec.and_then(|spec| spec.content).unwrap_or_default())
}

/// The first task definition that the text names, be it JSON or YAML.
fn in_text(text: &str) -> Option<Revision> {
    text.match_indices(KEY).find_map(|(at, _)| {
        let value = text[at + KEY.len()..].trim_start_matches([' ', '"', '\'', ':', '\n', '\r']);
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '}');
        value.split(ends).next()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_definition_is_found_in_json_and_in_yaml() {
        let arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/api:7";
        for text in [
            format!(
                r#"{{"Resources":[{{"TargetService":{{"Properties":{{"TaskDefinition":"{arn}"}}}}}}]}}"#
            ),
            format!("Properties:\n  TaskDefinition: \"{arn}\"\n  LoadBalancerInfo:\n"),
            format!("# its TaskDefinition is put in\nProperties:\n  TaskDefinition: {arn}\n"),
        ] {
            let found = in_text(&text).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some("api:7"), "{text}");
        }
        for text in ["", "TaskDefinition", "TaskDefinition: <TASK_DEFINITION>"] {
            assert_eq!(in_text(text), None, "{text}");
        }
    }
}
