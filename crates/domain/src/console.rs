//! Links to the exact page of the AWS console.

use crate::pipeline::Pipeline;
use crate::service::Service;

/// The health page of a service.
pub fn service(service: &Service) -> String {
    service_health(&service.region, &service.cluster, &service.name)
}

/// The health page of a service by its names.
pub fn service_health(region: &str, cluster: &str, service: &str) -> String {
    let page = format!("ecs/v2/clusters/{cluster}/services/{service}/health");
    in_region(region, &page)
}

/// The page of a service's deployments by ECS, the newest first.
pub fn service_deployments(region: &str, cluster: &str, service: &str) -> String {
    let page = format!("ecs/v2/clusters/{cluster}/services/{service}/deployments");
    in_region(region, &page)
}

/// The page of a pipeline, where an approval can be reviewed.
pub fn pipeline(pipeline: &Pipeline) -> String {
    pipeline_page(&pipeline.region, &pipeline.name)
}

/// The page of a pipeline by its name.
pub fn pipeline_page(region: &str, pipeline: &str) -> String {
    in_region(
        region,
        &format!(
            "codesuite/codepipeline/pipelines/{}/view",
            segment(pipeline)
        ),
    )
}

/// The page of an alarm.
pub fn alarm(region: &str, name: &str) -> String {
    let page = in_region(region, "cloudwatch/home");
    format!("{page}#alarmsV2:alarm/{}", segment(name))
}

/// The page of a commit.
pub fn commit(region: &str, repository: &str, commit: &str) -> String {
    let (repository, commit) = (segment(repository), segment(commit));
    let page = format!("codesuite/codecommit/repositories/{repository}/commit/{commit}");
    in_region(region, &page)
}

/// The page of a repository of images.
pub fn repository(region: &str, account: &str, repository: &str) -> String {
    let (account, repository) = (segment(account), segment(repository));
    in_region(
        region,
        &format!("ecr/repositories/private/{account}/{repository}"),
    )
}

/// A name that events bring, as a part of an address in which it can mean nothing else.
fn segment(name: &str) -> String {
    url::form_urlencoded::byte_serialize(name.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

/// The page of one execution of a pipeline.
pub fn execution(region: &str, pipeline: &str, id: &str) -> String {
    let page = format!("codesuite/codepipeline/pipelines/{pipeline}/executions/{id}/timeline");
    in_region(region, &page)
}

/// The page of a deployment of CodeDeploy.
pub fn codedeploy(region: &str, id: &str) -> String {
    in_region(region, &format!("codesuite/codedeploy/deployments/{id}"))
}

/// Each partition has a console of its own:
/// <https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html>.
fn in_region(region: &str, page: &str) -> String {
    let host = match region {
        _ if region.starts_with("cn-") => "console.amazonaws.cn",
        _ if region.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ => return format!("https://{region}.console.aws.amazon.com/{page}?region={region}"),
    };
    format!("https://{host}/{page}?region={region}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_a_console_of_its_own() {
        for (region, start) in [
            (
                "eu-west-1",
                "https://eu-west-1.console.aws.amazon.com/codesuite/",
            ),
            ("cn-north-1", "https://console.amazonaws.cn/codesuite/"),
            (
                "us-gov-west-1",
                "https://console.amazonaws-us-gov.com/codesuite/",
            ),
        ] {
            let url = codedeploy(region, "d-1");
            assert!(url.starts_with(start) && url.ends_with(region), "{url}");
        }
    }
}
