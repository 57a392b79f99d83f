//! Keys, sessions and permissions.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{CODEPIPELINE, ECS, Wire, name, read, signature};
use crate::aws::ACCESS_KEY_ID;
use crate::aws::world::{HOME, OTHER, ROLE};

impl Wire {
    fn sts(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let mut fields = vec![("Version", "2011-06-15")];
        fields.extend(form);
        self.http
            .post(self.sim.url())
            .header("x-amz-date", "20261120T090000Z")
            .header("authorization", signature(ACCESS_KEY_ID, "sts"))
            .form(&fields)
    }

    async fn assume(&self, role: &str) -> (u16, String) {
        let form = [
            ("Action", "AssumeRole"),
            ("RoleArn", role),
            ("RoleSessionName", "jiwon"),
            ("DurationSeconds", "900"),
        ];
        let answer = self.sts(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A call with other keys.
    async fn with(&self, authorization: Option<String>, token: Option<&str>) -> (u16, Value) {
        let mut request = self
            .http
            .post(self.sim.url())
            .header("x-amz-target", format!("{ECS}.ListClusters"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-date", "20261120T090000Z")
            .body("{}");
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        if let Some(token) = token {
            request = request.header("x-amz-security-token", token);
        }
        read(request.send().await.unwrap()).await
    }
}

fn element<'a>(xml: &'a str, name: &str) -> &'a str {
    let start = xml.find(&format!("<{name}>")).unwrap() + name.len() + 2;
    &xml[start..start + xml[start..].find('<').unwrap()]
}

#[tokio::test]
async fn nobody_calls_without_good_keys() {
    let wire = Wire::start().await;
    for (authorization, token, status, error) in [
        (None, None, 403, "MissingAuthenticationTokenException"),
        (
            Some("Bearer x".to_owned()),
            None,
            400,
            "IncompleteSignatureException",
        ),
        (
            Some(signature("AKIANOBODY", "ecs")),
            None,
            400,
            "UnrecognizedClientException",
        ),
        (
            Some(signature(ACCESS_KEY_ID, "ecs")),
            Some("stray"),
            400,
            "UnrecognizedClientException",
        ),
        (
            Some(signature(ACCESS_KEY_ID, "codedeploy")),
            None,
            400,
            "InvalidSignatureException",
        ),
    ] {
        let (found, body) = wire.with(authorization, token).await;
        assert_eq!((found, name(&body).as_str()), (status, error));
    }
}

#[tokio::test]
async fn a_session_works_until_it_expires() {
    let wire = Wire::start().await;
    let (status, xml) = wire.assume(ROLE).await;
    assert_eq!(status, 200, "{xml}");
    assert_eq!(element(&xml, "Expiration"), "2026-11-20T09:15:00Z");
    let key = signature(element(&xml, "AccessKeyId"), "ecs");
    let token = element(&xml, "SessionToken");
    let (_, body) = wire.with(Some(key.clone()), Some(token)).await;
    assert_eq!(
        body["clusterArns"],
        json!([format!("arn:aws:ecs:ap-northeast-2:{OTHER}:cluster/apps")])
    );
    let (_, body) = wire.with(Some(key.clone()), None).await;
    assert_eq!(name(&body), "UnrecognizedClientException");
    wire.clock.advance(Duration::from_secs(900));
    let (status, body) = wire.with(Some(key), Some(token)).await;
    assert_eq!(
        (status, name(&body).as_str()),
        (400, "ExpiredTokenException")
    );
}

#[tokio::test]
async fn a_role_is_assumed_only_if_it_trusts() {
    let wire = Wire::start().await;
    for role in [
        "arn:aws:iam::444455556666:role/nobody",
        "arn:aws:iam::999999999999:role/pilothouse",
    ] {
        let (status, xml) = wire.assume(role).await;
        assert_eq!((status, element(&xml, "Code")), (403, "AccessDenied"));
    }
    wire.sim.edit(|world| {
        let role = world
            .accounts
            .get_mut(OTHER)
            .and_then(|account| account.roles.get_mut("pilothouse"));
        role.unwrap().external_id = Some("secret".to_owned());
    });
    assert_eq!(wire.assume(ROLE).await.0, 403);
    for (form, error) in [
        (
            vec![("Action", "AssumeRole"), ("RoleArn", ROLE)],
            "ValidationError",
        ),
        (
            vec![
                ("Action", "AssumeRole"),
                ("RoleArn", ROLE),
                ("RoleSessionName", "two words"),
            ],
            "ValidationError",
        ),
        (
            vec![
                ("Action", "AssumeRole"),
                ("RoleArn", ROLE),
                ("RoleSessionName", "me"),
                ("DurationSeconds", "60"),
            ],
            "ValidationError",
        ),
        (vec![("Action", "GetSessionToken")], "InvalidAction"),
    ] {
        let answer = wire.sts(&form).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400);
        assert_eq!(element(&answer.text().await.unwrap(), "Code"), error);
    }
    let answer = wire
        .sts(&[("Action", "GetCallerIdentity")])
        .send()
        .await
        .unwrap();
    assert_eq!(element(&answer.text().await.unwrap(), "Account"), HOME);
}

#[tokio::test]
async fn a_denial_names_who_what_and_where() {
    let wire = Wire::start().await;
    wire.sim.edit(|world| world.deny(HOME, "codepipeline:Get*"));
    let input = json!({"name": "payments"});
    let (status, body) = wire.call(CODEPIPELINE, "GetPipelineState", &input).await;
    assert_eq!(
        (status, name(&body).as_str()),
        (400, "AccessDeniedException")
    );
    assert_eq!(
        body["Message"],
        "User: arn:aws:iam::111122223333:user/pilothouse is not authorized to perform: codepipeline:GetPipelineState on resource: arn:aws:codepipeline:ap-northeast-2:111122223333:payments because no identity-based policy allows the codepipeline:GetPipelineState action"
    );
    assert_eq!(
        wire.call(CODEPIPELINE, "ListPipelines", &json!({})).await.0,
        200
    );
    wire.sim
        .edit(|world| world.allow(HOME, "codepipeline:Get*"));
    assert_eq!(
        wire.call(CODEPIPELINE, "GetPipelineState", &input).await.0,
        200
    );
}
