//! Links to the exact page of the AWS console.

use crate::domain::pipeline::Pipeline;
use crate::domain::service::Service;

/// The health page of a service.
pub fn service(service: &Service) -> String {
    let Service {
        region,
        cluster,
        name,
        ..
    } = service;
    format!(
        "https://{region}.console.aws.amazon.com/ecs/v2/clusters/{cluster}/services/{name}/health?region={region}"
    )
}

/// The page of a pipeline, where an approval can be reviewed.
pub fn pipeline(pipeline: &Pipeline) -> String {
    let Pipeline { region, name, .. } = pipeline;
    format!(
        "https://{region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/{name}/view?region={region}"
    )
}
