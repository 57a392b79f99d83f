//! What is missing rather than refused, lists that come in pages, and what is no operation at all.

use serde_json::{Value, json};

use super::{CODEDEPLOY, ECS, Wire};

#[tokio::test]
async fn what_is_not_there_is_missing_and_not_refused() {
    let wire = Wire::start().await;
    let (status, body) = wire
        .call(
            ECS,
            "DescribeServices",
            &json!({"cluster": "prod-main", "services": ["orders-api", "ghost"]}),
        )
        .await;
    assert_eq!(status, 200);
    assert_eq!(body["services"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        body["failures"],
        json!([{"arn": "arn:aws:ecs:ap-northeast-2:111122223333:service/prod-main/ghost", "reason": "MISSING"}])
    );
    let (status, body) = wire
        .call(
            CODEDEPLOY,
            "BatchGetDeployments",
            &json!({"deploymentIds": ["d-000000000"]}),
        )
        .await;
    assert_eq!((status, body), (200, json!({"deploymentsInfo": []})));
}

#[tokio::test]
async fn a_page_is_small_and_its_token_is_good_for_that_request_only() {
    let wire = Wire::start().await;
    let input = json!({"cluster": "prod-main", "maxResults": 2});
    let (_, first) = wire.call(ECS, "ListServices", &input).await;
    assert_eq!(first["serviceArns"].as_array().map(Vec::len), Some(2));
    let token = first["nextToken"].clone();
    let mut next = input.clone();
    next["nextToken"] = token.clone();
    let (_, second) = wire.call(ECS, "ListServices", &next).await;
    assert_eq!(second["serviceArns"].as_array().map(Vec::len), Some(1));
    assert_eq!(second["nextToken"], Value::Null);
    let other = json!({"cluster": "staging", "nextToken": token});
    assert_eq!(
        wire.refused(ECS, "ListServices", &other).await,
        "InvalidParameterException"
    );
}

#[tokio::test]
async fn what_is_no_operation_is_told_so() {
    let wire = Wire::start().await;
    let mut plain = wire
        .request(ECS, "ListClusters", "{}".to_owned())
        .build()
        .unwrap();
    plain
        .headers_mut()
        .insert("content-type", "application/json".parse().unwrap());
    let requests = [
        wire.http.get(wire.sim.url()).build().unwrap(),
        wire.http.post(wire.sim.url()).build().unwrap(),
        wire.request("Nobody_1", "Anything", "{}".to_owned())
            .build()
            .unwrap(),
        plain,
    ];
    for request in requests {
        let (status, body) = super::read(wire.http.execute(request).await.unwrap()).await;
        assert_eq!(
            (status, super::name(&body).as_str()),
            (400, "UnknownOperationException")
        );
    }
    for body in ["", "{", "[]", "null"] {
        let answer = wire
            .request(ECS, "ListClusters", body.to_owned())
            .send()
            .await
            .unwrap();
        assert_eq!(
            super::name(&super::read(answer).await.1),
            "SerializationException",
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn a_rollback_by_the_api_takes_the_text_by_its_digest() {
    let wire = Wire::start().await;
    let group = json!({"applicationName": "payments", "deploymentGroupName": "payments-prod"});
    let (_, listed) = wire.call(CODEDEPLOY, "ListDeployments", &group).await;
    let (_, found) = wire
        .call(
            CODEDEPLOY,
            "GetDeployment",
            &json!({"deploymentId": listed["deployments"][0]}),
        )
        .await;
    let previous = found["deploymentInfo"]["previousRevision"].clone();
    assert_eq!(previous["appSpecContent"]["content"], Value::Null);
    let mut order = group.clone();
    order["revision"] = previous;
    let (status, created) = wire.call(CODEDEPLOY, "CreateDeployment", &order).await;
    assert_eq!(status, 200, "{created}");
    assert_eq!(
        wire.refused(CODEDEPLOY, "CreateDeployment", &order).await,
        "DeploymentLimitExceededException"
    );
    assert_eq!(
        wire.refused(CODEDEPLOY, "ListDeploymentTargets", &created)
            .await,
        "DeploymentNotStartedException"
    );
    wire.clock.advance(std::time::Duration::from_secs(2 * 3600));
    let (_, found) = wire.call(CODEDEPLOY, "GetDeployment", &created).await;
    assert_eq!(found["deploymentInfo"]["status"], "Succeeded");
    assert_eq!(
        wire.refused(CODEDEPLOY, "StopDeployment", &created).await,
        "DeploymentAlreadyCompletedException"
    );
}
