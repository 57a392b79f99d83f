//! The wire over real HTTP: what is refused, and by which name.

mod door;
mod faults;
mod hooks;
mod keys;
mod refused;
mod sns;
mod sqs;
mod strict;
mod targets;

use std::net::{Ipv4Addr, SocketAddr};

use reqwest::{RequestBuilder, Response};
use serde_json::Value;

use super::ops::media_type;
use super::world::REGION;
use super::{ACCESS_KEY_ID, AwsSim, World};
use crate::Clock;

const ECS: &str = "AmazonEC2ContainerServiceV20141113";
const CODEDEPLOY: &str = "CodeDeploy_20141006";
const CODEPIPELINE: &str = "CodePipeline_20150709";
const SQS: &str = "AmazonSQS";

/// A simulator with a stepped clock, and a client of it.
struct Wire {
    sim: AwsSim,
    clock: Clock,
    http: reqwest::Client,
}

impl Wire {
    async fn start() -> Self {
        let clock = Clock::stepped("2026-11-20T09:00:00Z".parse().unwrap());
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let sim = AwsSim::start(listen, clock.clone(), World::reference(clock.now()))
            .await
            .unwrap();
        Self {
            sim,
            clock,
            http: reqwest::Client::new(),
        }
    }

    /// A request of an operation, signed by the base keys.
    fn request(&self, target: &str, operation: &str, body: String) -> RequestBuilder {
        self.http
            .post(self.sim.url())
            .header("x-amz-target", format!("{target}.{operation}"))
            .header("content-type", media_type(service(target)))
            .header("x-amz-date", "20261120T090000Z")
            .header("authorization", signature(ACCESS_KEY_ID, service(target)))
            .body(body)
    }

    /// The status, and the body as JSON.
    async fn call(&self, target: &str, operation: &str, input: &Value) -> (u16, Value) {
        read(
            self.request(target, operation, input.to_string())
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// The error's name without its namespace.
    async fn refused(&self, target: &str, operation: &str, input: &Value) -> String {
        let (status, body) = self.call(target, operation, input).await;
        assert_eq!(status, 400, "{operation} {input}: {body}");
        name(&body)
    }
}

fn service(target: &str) -> &'static str {
    match target {
        ECS => "ecs",
        CODEDEPLOY => "codedeploy",
        CODEPIPELINE => "codepipeline",
        SQS => "sqs",
        _ => "sts",
    }
}

fn signature(key: &str, service: &str) -> String {
    let signature = "0".repeat(64);
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20261120/{REGION}/{service}/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={signature}"
    )
}

async fn read(response: Response) -> (u16, Value) {
    assert!(response.headers().contains_key("x-amzn-requestid"));
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

fn name(body: &Value) -> String {
    let full = body["__type"].as_str().unwrap_or_default();
    full.rsplit('#').next().unwrap_or_default().to_owned()
}
